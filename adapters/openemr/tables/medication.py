"""What was prescribed, what is taken, and what was given against infections."""

from __future__ import annotations

from sqlalchemy import TIMESTAMP, BigInteger, Date, DateTime, Float, Integer, String, Table, Text

from facade.adapter import column

from .base import LONG_KEY, LONG_TEXT, TINY, UUID, metadata

prescriptions = Table(
    "prescriptions",
    metadata,
    column("id", Integer, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("patient_id", BigInteger, index=True),
    column("date_added", DateTime),  # a day before 7.0.0
    column("date_modified", DateTime),  # a day before 7.0.0
    column("provider_id", Integer),
    column("encounter", Integer),
    column("start_date", Date),
    column("end_date", Date),
    column("drug", String(150)),
    column("rxnorm_drugcode", String(25)),  # a number before 6.0.0
    column("form", Integer),
    column("dosage", String(100)),
    column("quantity", String(31)),
    column("size", String(25)),
    column("unit", Integer),
    column("route", String(100)),  # a number before 7.0.1
    column("interval", Integer),
    column("substitute", Integer),
    column("refills", Integer),
    column("per_refill", Integer),
    column("medication", Integer),
    column("note", Text),
    column("active", Integer, nullable=False, server_default="1"),
    column("indication", Text),
    column("prn", String(30)),
    column("txDate", Date, since="5.0.1", nullable=False),
    column("usage_category", String(100), since="6.1.0"),
    column("usage_category_title", String(255), since="6.1.0", nullable=False),
    column("request_intent", String(100), since="6.1.0"),
    column("request_intent_title", String(255), since="6.1.0", nullable=False),
    column("drug_dosage_instructions", LONG_TEXT, since="6.1.0"),
    column("diagnosis", Text, since="7.0.4"),
    column("created_by", BigInteger, since="7.0.0"),
)

lists_medication = Table(
    "lists_medication",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("list_id", BigInteger, index=True),
    column("drug_dosage_instructions", LONG_TEXT),
    column("usage_category", String(100), index=True),
    column("usage_category_title", String(255), nullable=False),
    column("request_intent", String(100), index=True),
    column("request_intent_title", String(255), nullable=False),
    column("prescription_id", BigInteger, since="7.0.4"),
    info={"since": "6.1.0"},
)

# `update_date` has no default: whether the server sets it depends on the server that made the table.
immunizations = Table(
    "immunizations",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("patient_id", BigInteger, index=True),
    column("administered_date", DateTime),
    column("immunization_id", Integer),
    column("cvx_code", String(64)),
    column("manufacturer", String(100)),
    column("lot_number", String(50)),
    column("administered_by_id", BigInteger),
    column("administered_by", String(255)),
    column("education_date", Date),
    column("vis_date", Date),
    column("note", Text),
    column("create_date", DateTime),
    column("update_date", TIMESTAMP, nullable=False),
    column("amount_administered", Float),
    column("amount_administered_unit", String(50)),
    column("expiration_date", Date),
    column("route", String(100)),
    column("administration_site", String(100)),
    column("added_erroneously", TINY, nullable=False, server_default="0"),
    column("completion_status", String(50)),
    column("information_source", String(31)),
    column("refusal_reason", String(31)),
    column("ordering_provider", Integer),
    column("reason_code", String(31), since="7.0.0"),
    column("reason_description", Text, since="7.0.0"),
    column("encounter_id", BigInteger, since="7.0.4"),
)
