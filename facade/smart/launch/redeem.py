"""A launch id redeemed: once, by the person it was made for, for charts that this person may open (LA-04)."""

from __future__ import annotations

from facade.smart.launch.ids import BadLaunch
from facade.smart.launch.pickers import Picker
from facade.store import Store
from facade.store.launches import Launch


def redeem(store: Store, text: str, *, app: str, person: str, picker: Picker) -> Launch:
    """The launch, used up whatever comes of it. BadLaunch, or Refused 503 while the EHR cannot be asked.

    `picker` is the person's own, at the endpoint of the authorization request.
    """
    found = store.launches.take(text, now=picker.now)
    if found is None or (found.endpoint, found.app, found.person) != (picker.endpoint.name, app, person):
        raise BadLaunch
    if found.patient is not None and picker.patient(found.patient) is None:
        raise BadLaunch
    if found.encounter is not None and (
        found.patient is None or picker.encounter(found.patient, found.encounter) is None
    ):
        raise BadLaunch
    return found
