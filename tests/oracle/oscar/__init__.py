"""OSCAR: the clinic's rows and what must come of them (facts: oscar.md and codes.md)."""

from __future__ import annotations

from tests.oracle.model import Oracle

from . import (
    allergy,
    appointment,
    callers,
    condition,
    document_reference,
    encounter_form,
    hops,
    laboratory,
    measured,
    medication,
    notes,
    observation,
    older_laboratory,
    orders,
    organization,
    patient,
    people,
    places,
    practitioner,
    prevention,
    provenance,
    schedule,
    stays,
    ways,
)

ORACLE = Oracle(
    "oscar",
    (
        patient.PART,
        practitioner.PART,
        organization.PART,
        appointment.PART,
        schedule.PART,
        places.PART,
        people.PART,
        stays.PART,
        allergy.PART,
        condition.PART,
        observation.PART,
        laboratory.PART,
        older_laboratory.PART,
        measured.PART,
        document_reference.PART,
        encounter_form.PART,
        medication.PART,
        prevention.PART,
        orders.PART,
        provenance.PART,
        notes.PART,
        hops.PART,
        callers.PART,
        ways.PART,
    ),
)
ROWS = ORACLE.rows
RESOURCES = ORACLE.resources
SEARCHES = ORACLE.searches
