"""Who pays: insurers with their addresses and telephones, and the policies of patients."""

from __future__ import annotations

from sqlalchemy import CHAR, BigInteger, Date, DateTime, Enum, Integer, String, Table, UniqueConstraint

from facade.adapter import column

from .base import LONG_KEY, TINY, UUID, metadata, stamped

# Its key comes from `sequences`, as those of addresses and telephones do.
insurance_companies = Table(
    "insurance_companies",
    metadata,
    column("id", Integer, primary_key=True, autoincrement=False, server_default="0"),
    column("uuid", UUID, since="6.1.0"),
    column("name", String(255)),
    column("attn", String(255)),
    column("cms_id", String(15)),
    column("inactive", TINY, nullable=False, server_default="0"),
    stamped("last_updated", DateTime, since="7.0.3"),
)

# `foreign_id` names no table: insurers and pharmacies have numbers out of one sequence.
addresses = Table(
    "addresses",
    metadata,
    column("id", Integer, primary_key=True, autoincrement=False, server_default="0"),
    column("line1", String(255)),
    column("line2", String(255)),
    column("city", String(255)),
    column("state", String(35)),
    column("zip", String(10)),
    column("country", String(255)),
    column("foreign_id", Integer, index=True),
)

phone_numbers = Table(
    "phone_numbers",
    metadata,
    column("id", Integer, primary_key=True, autoincrement=False, server_default="0"),
    column("area_code", CHAR(3)),
    column("prefix", CHAR(3)),
    column("number", String(4)),
    column("type", Integer),
    column("foreign_id", Integer, index=True),
)

# `provider` is an insurer's number as text, '' in the rows that each new patient gets.
insurance_data = Table(
    "insurance_data",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.1.0"),
    column("type", Enum("primary", "secondary", "tertiary")),
    column("provider", String(255)),
    column("plan_name", String(255)),
    column("policy_number", String(255)),
    column("group_number", String(255)),
    column("subscriber_lname", String(255)),
    column("subscriber_mname", String(255)),
    column("subscriber_fname", String(255)),
    column("subscriber_relationship", String(255)),
    column("subscriber_DOB", Date),
    column("subscriber_street", String(255)),
    column("subscriber_postal_code", String(255)),
    column("subscriber_city", String(255)),
    column("subscriber_state", String(255)),
    column("subscriber_country", String(255)),
    column("subscriber_phone", String(255)),
    column("date", Date),
    column("pid", BigInteger, nullable=False, server_default="0"),
    column("subscriber_sex", String(25)),
    column("date_end", Date, since="7.0.1"),
    UniqueConstraint("pid", "type", "date", name="insurance_data_once"),
)
