"""OpenEMR: the clinic's rows and what must come of them (facts: openemr.md and codes.md)."""

from __future__ import annotations

from tests.oracle.model import Oracle

from . import (
    allergy,
    appointment,
    callers,
    condition,
    coverage,
    encounter,
    hops,
    observation,
    organization,
    patient,
    people,
    practitioner,
    ways,
)

ORACLE = Oracle(
    "openemr",
    (
        patient.PART,
        practitioner.PART,
        organization.PART,
        allergy.PART,
        condition.PART,
        encounter.PART,
        observation.PART,
        people.PART,
        coverage.PART,
        appointment.PART,
        hops.PART,
        callers.PART,
        ways.PART,
    ),
)
ROWS = ORACLE.rows
RESOURCES = ORACLE.resources
SEARCHES = ORACLE.searches
