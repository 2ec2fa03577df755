"""OpenEMR."""

from __future__ import annotations

from facade.adapter import Adapter, Providers, eq
from profiles.ca_core.constraints import SETS

from .allergy_intolerance import allergy_intolerance
from .appointment import appointment
from .care_team import care_team
from .condition import condition
from .coverage import coverage
from .encounter import encounter
from .location import location
from .observation import observation
from .organization import insurer, laboratory, organization
from .patient import patient
from .practitioner import colleague, practitioner
from .practitioner_role import practitioner_role
from .related_person import kin, relation
from .tables import users

adapter = Adapter(
    name="openemr",
    contract=1,
    versions="OpenEMR 5.0 to 8.2",
    maps=[
        patient, practitioner, organization, allergy_intolerance, condition, encounter, observation,
        kin, relation, colleague, practitioner_role, insurer, laboratory, location, coverage, care_team,
        appointment,
    ],
    profiles=SETS,
    providers=Providers(users.c.username, only=(eq(users.c.active, 1),)),
)  # fmt: skip
