"""A launch id redeemed: once, by the person it was made for, for charts that this person may open (LA-04)."""

from __future__ import annotations

from facade.smart.launch.ids import BadLaunch
from facade.smart.launch.pickers import Picker
from facade.store import Store
from facade.store.launches import Launch


def redeem(store: Store, text: str, *, app: str, person: str, picker: Picker) -> Launch:
    """The launch, used up unless the EHR cannot be asked (Refused 503). BadLaunch.

    `picker` is the person's own, at the endpoint of the authorization request.
    """
    now = picker.now
    seen = store.launches.find(text, now=now)
    opens = (
        seen is not None
        and (seen.endpoint, seen.app, seen.person) == (picker.endpoint.name, app, person)
        and _may_open(picker, seen)
    )
    taken = store.launches.take(text, now=now)  # of any number of callers one gets it
    if not opens or taken is None:
        raise BadLaunch
    return taken


def _may_open(picker: Picker, launch: Launch) -> bool:
    if launch.patient is None:
        return launch.encounter is None
    if picker.patient(launch.patient) is None:
        return False
    return launch.encounter is None or picker.encounter(launch.patient, launch.encounter) is not None
