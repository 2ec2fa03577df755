"""What patients have agreed to or refused, one row for each kind of consent, changed in place."""

from __future__ import annotations

from sqlalchemy import DateTime, Integer, String, Table

from facade.adapter import column

from .base import TINY, metadata

SINCE = "2016-03"

Consent = Table(
    "Consent",
    metadata,
    column("id", Integer, primary_key=True),
    column("demographic_no", Integer),
    column("consent_type_id", Integer),
    column("explicit", TINY),
    column("optout", TINY),
    column("last_entered_by", String(10)),
    column("consent_date", DateTime),
    column("optout_date", DateTime),
    column("edit_date", DateTime),
    column("deleted", TINY),
    info={"since": SINCE},
)

consentType = Table(
    "consentType",
    metadata,
    column("id", Integer, primary_key=True),
    column("type", String(50)),
    column("name", String(50)),
    column("description", String(500)),
    info={"since": SINCE},
)
