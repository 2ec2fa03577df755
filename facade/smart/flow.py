"""From an authorization request to a decision: which step a person takes next, and what needs no person.

    sign in → launch redeemed → patient → encounter → consent → granted

Each step is found anew from the server's own record of the request (AZ-16), so the order of pages cannot be forged, a
reload does no harm, and whoever did not sign in for a request cannot go on with it. With `prompt=none` no page is
shown: where one would be, the app is told which (OpenID Connect Core 3.1.2.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from facade.smart import rights, scopes_granted
from facade.smart.authorize import Decision
from facade.smart.launch.ids import BadLaunch
from facade.smart.launch.pickers import Picker
from facade.smart.launch.redeem import redeem
from facade.smart.pages import consent
from facade.store import App, Store
from facade.store.families import Family
from facade.store.flows import Pending
from facade.store.people import Link
from facade.store.sessions import Session

Page = Literal["sign-in", "patient", "encounter", "consent"]

_NONE: dict[Page, Decision] = {
    "sign-in": "login_required",
    "patient": "interaction_required",
    "encounter": "interaction_required",
    "consent": "consent_required",
}
_ANEW = frozenset({"login", "select_account"})


@dataclass(frozen=True)
class Ask:
    """A page has to be shown. `pending`: with what was found out meanwhile."""

    page: Page
    pending: Pending


@dataclass(frozen=True)
class Grant:
    """Nothing has to be asked: these scopes are granted as before."""

    pending: Pending
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Deny:
    """The app is told that it gets nothing, and why."""

    pending: Pending
    error: Decision


@dataclass(frozen=True)
class Foreign:
    """Somebody else has signed in for this request."""


Step = Ask | Grant | Deny | Foreign


@dataclass(frozen=True)
class Signed:
    """A person who is signed in, and what the person is at the endpoint of the request."""

    session: Session
    links: Sequence[Link]
    picker: Picker


def next_step(
    pending: Pending, *, app: App, signed: Signed | None, families: Iterable[Family], store: Store, now: datetime
) -> Step:
    """What comes next. What can be found out without the person is noted in the request on the way."""
    step = _next(pending, app, signed, families, store, now)
    if isinstance(step, Ask) and "none" in step.pending.prompt:
        return Deny(step.pending, _NONE[step.page])
    return step


def askable(pending: Pending, links: Sequence[Link]) -> tuple[str, ...]:
    """The scopes that a person with these links can grant in the context of the request."""
    user = rights.fhir_user(links)
    return scopes_granted.in_context(pending.scopes, patient=pending.patient, encounter=pending.encounter, user=user)


def without_encounter(pending: Pending) -> Pending:
    """The request of somebody who chose no visit."""
    return replace(pending, scopes=tuple(text for text in pending.scopes if text != scopes_granted.ENCOUNTER))


def _next(
    pending: Pending, app: App, signed: Signed | None, families: Iterable[Family], store: Store, now: datetime
) -> Step:
    if signed is None or _must_sign_in(pending, app, signed.session, now):
        return Ask("sign-in", pending)
    if pending.person not in (None, signed.session.person):
        return Foreign()
    known = _in_context(replace(pending, person=signed.session.person), signed, store)
    if isinstance(known, Deny):
        return known
    if known != pending and not store.flows.change(known, now=now):
        return Foreign()
    if scopes_granted.needs_patient(known.scopes) and known.patient is None:
        return Ask("patient", known)
    if scopes_granted.ENCOUNTER in known.scopes and known.encounter is None and known.patient is not None:
        return Ask("encounter", known)
    if not signed.links or not consent.gives_access(askable(known, signed.links)):
        return Deny(known, "access_denied")
    remembered = _remembered(known, app, signed, families)
    return Ask("consent", known) if remembered is None else Grant(known, remembered)


def _must_sign_in(pending: Pending, app: App, session: Session, now: datetime) -> bool:
    """Whether the session that is there is not enough for this request (AZ-12, LA-11)."""
    if session.auth_time >= pending.created:
        return False
    if _ANEW & set(pending.prompt):
        return True
    if pending.max_age is not None and not session.is_recent(pending.max_age, now=now):
        return True
    return pending.launch is not None and not app.skip_login


def _in_context(pending: Pending, signed: Signed, store: Store) -> Pending | Deny:
    """With the launch redeemed, and with the only patient there can be."""
    if pending.launch is not None:
        try:
            launch = redeem(store, pending.launch, app=pending.app, person=signed.session.person, picker=signed.picker)
        except BadLaunch:
            return Deny(pending, "invalid_request")
        pending = replace(
            pending,
            launch=None,
            patient=launch.patient,
            encounter=launch.encounter,
            intent=launch.intent,
            fhir_context=launch.fhir_context,
            banner=launch.banner,
            suggested=launch.suggested,
        )
    if pending.patient is None and scopes_granted.needs_patient(pending.scopes) and not signed.picker.asks:
        mine = signed.picker.mine()
        if not mine:
            return Deny(pending, "access_denied")
        if len(mine) == 1:
            pending = replace(pending, patient=mine[0].id)
    return pending


def _remembered(pending: Pending, app: App, signed: Signed, families: Iterable[Family]) -> tuple[str, ...] | None:
    """The scopes, if the person has granted all of them to this app before and need not be asked again."""
    if not app.consent_once or "consent" in pending.prompt or pending.suggested:
        return None
    asked = askable(pending, signed.links)
    for family in families:
        same = (family.endpoint, family.app, family.patient) == (pending.endpoint, pending.app, pending.patient)
        if same and set(asked) <= set(family.scopes):
            return asked
    return None
