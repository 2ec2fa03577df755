"""From who a person is in a clinic's records to what an app sees in that person's name.

A clinician is a person whose own link is a Practitioner or PractitionerRole; a `patient/` scope still holds the app to
the one patient of its context, also over refresh (SMART LA-09). For anybody else the app sees charts: the person's own,
where the own link is a Patient, and those of the patients that the person acts for. Whatever is missing, odd, expired
or of another endpoint gives nothing. Why: docs/decisions/0036-rights-of-people.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from facade.access import scopes as grammar
from facade.access.grant import Grant
from facade.errors import Refused
from facade.interactions import read
from facade.interactions.charts import TYPE as PATIENT
from facade.interactions.charts import head_of
from facade.interactions.context import Context, Endpoint
from facade.store.apps import App
from facade.store.people import Link

CLINICIANS = frozenset({"Practitioner", "PractitionerRole"})
PAGES = "pages of people"  # the client in the log where a person looks for a patient on our own pages
_IDENTITY = ("openid", "fhirUser")
_LOOKING = ("user/Patient.rs", "user/Encounter.rs")


class NotHeld(Exception):
    """The person has not, or no longer, the rights that a token would stand for."""


@dataclass(frozen=True)
class Rights:
    """A grant, and the moment at which the first of the links behind it ends: no token may live longer."""

    grant: Grant
    expires: datetime | None


def fhir_user(links: Iterable[Link]) -> str | None:
    """Who the person is in the records, such as Practitioner/101; None for who is in none (ID-05)."""
    own = _own(links)
    return None if own is None else own.reference


def is_clinician(links: Iterable[Link]) -> bool:
    """Whether the person may open the charts of others by profession."""
    own = _own(links)
    return own is not None and own.type in CLINICIANS


def grant_for(
    app: App, links: Iterable[Link], scopes: Sequence[str], *, endpoint: Endpoint, patient: str | None, now: datetime
) -> Rights:
    """What a token of these scopes stands for now. NotHeld; Refused 503 while the EHR cannot be asked for merges.

    Asked when a token is issued and whenever it is refreshed, so what has changed meanwhile counts.
    """
    held = in_force(links, endpoint, now)
    levels = {level for level in map(grammar.level_of, scopes) if level is not None}
    if not held or "system" in levels or app.endpoint != endpoint.name or not app.is_active:
        raise NotHeld
    _check_context(held, levels, patient, endpoint)
    own = _own(held)
    grant = Grant(
        client=app.id,
        endpoint=endpoint.name,
        scopes=tuple(scopes),
        patient=patient,
        user=fhir_user(held),
        provider=own.provider if own is not None and is_clinician(held) else None,
        masks=app.masks,
        patients=charts(held, endpoint) if "user" in levels else (),
    )
    ends = [link.expires for link in held if link.expires is not None]
    return Rights(grant, min(ends, default=None))


def own_grant(links: Iterable[Link], *, endpoint: Endpoint, now: datetime) -> Grant:
    """What a person may look for on our own pages, whatever app it is for. NotHeld if the person is nobody here."""
    held = in_force(links, endpoint, now)
    if not held:
        raise NotHeld
    return Grant(PAGES, endpoint.name, _LOOKING, user=fhir_user(held), patients=charts(held, endpoint))


def charts(links: Sequence[Link], endpoint: Endpoint) -> tuple[str, ...]:
    """The patients, own one first, whom a person who is no clinician may see; where the EHR merged one, the head."""
    patients = [link.id for link in links if link.type == PATIENT]
    if not patients or is_clinician(links):
        return ()
    ready = endpoint.source.fresh()
    return tuple(dict.fromkeys(head_of(ready, patient) for patient in patients))


def is_known(reference: str, *, context: Context) -> bool:
    """Whether the endpoint has the resource that a person is to be linked to. Asked for the clinic, by no app."""
    grant = Grant(PAGES, context.endpoint.name, _IDENTITY, user=reference)
    type_, _, id_ = reference.partition("/")
    try:
        read.read(Context(context.endpoint, grant, context.now, context.record), type_, id_)
    except Refused as refused:
        if refused.status >= 500:
            raise
        return False
    return True


def in_force(links: Iterable[Link], endpoint: Endpoint, now: datetime) -> tuple[Link, ...]:
    """The links that hold at this endpoint at this moment, the own one first."""
    here = (link for link in links if link.endpoint == endpoint.name)
    found = (link for link in here if link.expires is None or now < link.expires)
    return tuple(sorted(found, key=lambda link: link.proxy))


def _check_context(held: Sequence[Link], levels: set[str], patient: str | None, endpoint: Endpoint) -> None:
    if patient is None:
        if "patient" in levels:  # AZ-15: never all patients because none was chosen
            raise NotHeld
        return
    if not Grant("", "", (), patient=patient).has_patient or head_of(endpoint.source.fresh(), patient) != patient:
        raise NotHeld
    if not is_clinician(held) and patient not in charts(held, endpoint):
        raise NotHeld


def _own(links: Iterable[Link]) -> Link | None:
    return next((link for link in links if not link.proxy), None)
