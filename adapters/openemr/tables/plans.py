"""What stands on the care plan and observation forms.

The rows of one form share its number. `form_care_plan` has no key at all; `form_observation` got one with 7.0.4.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, DateTime, String, Table, Text

from facade.adapter import column

from .base import TINY, metadata

form_care_plan = Table(
    "form_care_plan",
    metadata,
    column("id", BigInteger, nullable=False),
    column("date", DateTime),  # a day in older databases
    column("pid", BigInteger),
    column("encounter", String(255)),
    column("user", String(255)),
    column("activity", TINY),
    column("code", String(255)),
    column("codetext", Text),
    column("description", Text),
    column("care_plan_type", String(30)),
    column("note_related_to", Text),
    column("date_end", DateTime, since="7.0.0"),
    column("reason_code", String(31), since="7.0.0"),
    column("reason_description", Text, since="7.0.0"),
    column("plan_status", String(32), since="7.0.4"),
    column("proposed_date", DateTime, since="7.0.4"),
)
