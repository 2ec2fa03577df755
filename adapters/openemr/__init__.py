"""OpenEMR."""

from __future__ import annotations

from facade.adapter import Adapter, Providers, eq
from profiles.ca_core.constraints import SETS

from .allergy_intolerance import allergy_intolerance
from .condition import condition
from .encounter import encounter
from .observation import observation
from .organization import organization
from .patient import patient
from .practitioner import practitioner
from .tables import users

adapter = Adapter(
    name="openemr",
    contract=1,
    versions="OpenEMR 5.0 to 8.2",
    maps=[patient, practitioner, organization, allergy_intolerance, condition, encounter, observation],
    profiles=SETS,
    providers=Providers(users.c.username, only=(eq(users.c.active, 1),)),
)
