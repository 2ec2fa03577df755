"""Consent out of `Consent`: one row for each patient and kind of consent, changed in place."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, at_least, cannot, cases, coded, coding, concept, date_time, eq, instant, is_in, joined, read_only,
    reference, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import admin, chart
from .tables import Consent, consentType

c = Consent.c
kind = joined(consentType, on=(c.consent_type_id, "id"))
given = date_time(c.consent_date, absent=[chart.NO_DATE])
refused = date_time(c.optout_date, absent=[chart.NO_DATE])

consent = ResourceMap(
    "Consent", table=Consent, key=c.id, only=[is_in(c.deleted, 0, None), at_least(c.demographic_no, 1)],
    last_updated=instant(c.edit_date),
    template={
        "status": "active",
        "scope": concept(coding("patient-privacy", system=systems.CONSENT_SCOPE)),
        "category": [concept(coding("59284-0", system=systems.LOINC))],
        "patient": reference("Patient", c.demographic_no),
        "dateTime": cases((eq(c.optout, 1), refused), otherwise=given),
        "policyRule": concept(
            coding(read_only(coded(c.optout, admin.CONSENT_POLICY)), system=systems.ACT_CODE), text=text(kind["name"])
        ),
        "provision": {"type": read_only(coded(c.optout, admin.CONSENT_DECISION))},
    },
    gaps={
        "Consent.identifier": cannot("no number but the key"),
        "Consent.performer": cannot("last_entered_by is who typed it, not who consented"),
        "Consent.organization": cannot("no column"),
        "Consent.source": cannot("no column"),
        "Consent.policy": cannot("no column"),
        "Consent.verification": cannot("explicit tells how consent was given, not that it was verified"),
    },
)  # fmt: skip
