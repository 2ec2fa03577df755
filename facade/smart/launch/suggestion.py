"""A link or an eForm's button in the EHR that opens an app: `…/launch/<app>?patient=<native key>`.

Anybody can write such a link, so it says no more than that somebody suggests a patient: it opens nothing without a
session, no chart that the person could not open anyway, and the person is shown whose it is.
"""

from __future__ import annotations

from facade.interactions.charts import id_of_key
from facade.smart import rights
from facade.smart.launch import ids
from facade.smart.launch.pickers import Picker
from facade.store import App, Store
from facade.store.launches import Launch


class NoChart(Exception):
    """There is no such patient, or not for this person."""


def follow(store: Store, app: App, key: str | None, *, person: str, picker: Picker) -> str:
    """The URL that opens the app. NoChart; NotLaunchable; Refused 503 while the EHR cannot be asked."""
    if not rights.in_force(picker.links, picker.endpoint, picker.now):
        raise NoChart
    patient = None if key is None else id_of_key(picker.endpoint.source.fresh(), key)
    if key is not None and (patient is None or picker.patient(patient) is None):
        raise NoChart
    launch = Launch(picker.endpoint.name, app.id, person, patient, suggested=True)
    return ids.start(store, app, launch, base=picker.endpoint.base, now=picker.now)
