"""OSCAR: the clinic's rows and what must come of them (facts: oscar.md and codes.md)."""

from __future__ import annotations

from tests.oracle.model import Oracle

from . import (
    allergy,
    callers,
    condition,
    document_reference,
    hops,
    medication,
    observation,
    orders,
    organization,
    patient,
    people,
    places,
    practitioner,
    prevention,
    provenance,
    stays,
    ways,
)

ORACLE = Oracle(
    "oscar",
    (
        patient.PART,
        practitioner.PART,
        organization.PART,
        places.PART,
        people.PART,
        stays.PART,
        allergy.PART,
        condition.PART,
        observation.PART,
        document_reference.PART,
        medication.PART,
        prevention.PART,
        orders.PART,
        provenance.PART,
        hops.PART,
        callers.PART,
        ways.PART,
    ),
)
ROWS = ORACLE.rows
RESOURCES = ORACLE.resources
SEARCHES = ORACLE.searches
