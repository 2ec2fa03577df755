"""OpenEMR: the clinic's rows and what must come of them (facts: openemr.md and codes.md)."""

from __future__ import annotations

from tests.oracle.model import Oracle

from . import (
    allergy,
    appointment,
    callers,
    condition,
    coverage,
    device,
    document_reference,
    encounter,
    history,
    hops,
    immunization,
    medication,
    notes,
    observation,
    orders,
    organization,
    patient,
    people,
    plans,
    practitioner,
    procedure,
    provenance,
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
        notes.PART,
        provenance.PART,
        document_reference.PART,
        history.PART,
        immunization.PART,
        medication.PART,
        orders.PART,
        procedure.PART,
        device.PART,
        plans.PART,
        hops.PART,
        callers.PART,
        ways.PART,
    ),
)
ROWS = ORACLE.rows
RESOURCES = ORACLE.resources
SEARCHES = ORACLE.searches
