"""OSCAR EMR."""

from __future__ import annotations

from facade.adapter import Adapter, Providers, eq
from profiles.ca_core.constraints import SETS
from profiles.ca_core.health_numbers import CHECKS

from .allergy_intolerance import allergy_intolerance
from .condition import condition
from .observation import blood_pressure, vital_sign
from .organization import organization
from .patient import patient
from .practitioner import practitioner
from .tables import provider

adapter = Adapter(
    name="oscar",
    contract=1,
    versions="OSCAR 15, OSCAR 19, Open-O",
    maps=[patient, practitioner, organization, allergy_intolerance, condition, vital_sign, blood_pressure],
    profiles=SETS,
    checks=CHECKS,
    providers=Providers(provider.c.provider_no, only=(eq(provider.c.status, 1),)),
)
