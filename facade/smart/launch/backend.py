"""A launch prepared by the EHR itself: `POST <base>/launch` by a backend client with the permission `launch`.

The client names the person and what that person looks at. Nothing of it is believed but that this person is meant:
the id is of use only to who signs in as that person, and opens only what that person may open. So the answer does not
tell whether a chart exists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from facade.access.denial import Denial, denial
from facade.access.grant import Grant
from facade.errors import Refused, bad_value
from facade.smart.launch import ids
from facade.smart.launch.context import BadContext, checked
from facade.smart.registry import Registry
from facade.smart.rights import fhir_user
from facade.store import App, Store
from facade.store.launches import LIFETIME, Launch

PERMISSION = "launch"
_MEMBERS = frozenset({"app", "user", "patient", "encounter", "intent", "fhirContext", "need_patient_banner"})
_USER = re.compile(r"(?:Practitioner|PractitionerRole|Patient|RelatedPerson)/[A-Za-z0-9.-]{1,64}")
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_LONGEST = 255


@dataclass(frozen=True)
class Offer:
    """The URL to open in the person's browser, and for how many seconds it is good."""

    url: str
    expires_in: int = int(LIFETIME.total_seconds())


def prepare(
    body: Mapping[str, Any], *, grant: Grant, base: str, registry: Registry, store: Store, now: datetime
) -> Offer:
    """Refused: 403 without the permission, 400 for what has another form, 422 for no such app or person."""
    if PERMISSION not in grant.permissions or grant.user is not None or grant.charts:
        raise denial(Denial.NO_SCOPE)
    if not body.keys() <= _MEMBERS:
        raise bad_value(f"A launch has no other members than {', '.join(sorted(_MEMBERS))}.")
    app = registry.app(grant.endpoint, _text(body, "app") or "")
    launch = _launch(body, app, grant.endpoint, _person(body, grant.endpoint, store, now))
    try:
        return Offer(ids.start(store, _known(app), launch, base=base, now=now))
    except ids.NotLaunchable:
        raise _unknown_app() from None


def _launch(body: Mapping[str, Any], app: App | None, endpoint: str, person: str) -> Launch:
    banner = body.get("need_patient_banner", True)
    if not isinstance(banner, bool):
        raise bad_value("need_patient_banner is true or false.")
    try:
        context = checked(body.get("fhirContext", []))
    except BadContext as error:
        raise bad_value(str(error)) from None
    patient, encounter = _id(body, "patient"), _id(body, "encounter")
    if encounter is not None and patient is None:
        raise bad_value("An encounter is given with its patient.")
    return Launch(endpoint, _known(app).id, person, patient, encounter, _text(body, "intent"), context, banner)


def _person(body: Mapping[str, Any], endpoint: str, store: Store, now: datetime) -> str:
    """Who signs in as the user whom the EHR names."""
    user = _text(body, "user")
    if user is None or not _USER.fullmatch(user):
        raise bad_value("The user of a launch is given as Practitioner/id.")
    linked = store.people.linked(endpoint, user, now=now)
    found = [person for person in linked if fhir_user(store.people.links(person, endpoint, now=now)) == user]
    if len(found) != 1:
        raise Refused(422, "business-rule", "No one person signs in as this user.")
    return found[0]


def _known(app: App | None) -> App:
    if app is None:
        raise _unknown_app()
    return app


def _unknown_app() -> Refused:
    return Refused(422, "business-rule", "No app with a launch URL is registered here under this id.")


def _id(body: Mapping[str, Any], name: str) -> str | None:
    text = _text(body, name)
    if text is not None and not _ID.fullmatch(text):
        raise bad_value(f"The {name} of a launch is given by its id.")
    return text


def _text(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not (isinstance(value, str) and 0 < len(value) <= _LONGEST):
        raise bad_value(f"The {name} of a launch is a text of at most {_LONGEST} characters.")
    return value
