"""Who belongs to patients and to the clinic: contacts and the persons behind them, the places of users, care teams."""

from __future__ import annotations

from sqlalchemy import CHAR, BigInteger, Date, DateTime, Index, Integer, String, Table, Text, UniqueConstraint

from facade.adapter import column

from .base import LONG_KEY, TINY, UUID, metadata, stamped

# `foreign_table_name` says of which table `foreign_id` is a key; of a patient that is the pid.
contact = Table(
    "contact",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("foreign_table_name", String(255), nullable=False, server_default=""),
    column("foreign_id", BigInteger, nullable=False, server_default="0"),
    info={"since": "7.0.0"},
)

contact_address = Table(
    "contact_address",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("contact_id", BigInteger, nullable=False, index=True),
    column("address_id", BigInteger, nullable=False, index=True),
    column("use", String(255)),
    column("status", CHAR(1)),  # A or I
    Index("ix_contact_address_both", "contact_id", "address_id"),
    info={"since": "7.0.0"},
)

contact_telecom = Table(
    "contact_telecom",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("contact_id", BigInteger, nullable=False, index=True),
    column("rank", Integer),
    column("system", String(255)),
    column("use", String(255)),
    column("value", String(255)),
    column("status", CHAR(1)),  # A or I
    column("period_start", DateTime),
    column("period_end", DateTime),
    info={"since": "7.0.4"},
)

# `contact_id` leads to the person, `target_id` to the patient (pid) whose relative that is.
contact_relation = Table(
    "contact_relation",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("contact_id", BigInteger, nullable=False, index=True),
    column("target_table", String(255), nullable=False, server_default=""),
    column("target_id", BigInteger, nullable=False),
    column("active", TINY, server_default="1"),
    column("role", String(63)),
    column("relationship", String(63)),
    column("start_date", DateTime),
    column("end_date", DateTime),
    stamped("updated_date", DateTime, nullable=True),
    Index("ix_contact_relation_target", "target_table", "target_id"),
    info={"since": "7.0.4"},
)

person = Table(
    "person",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID),
    column("title", String(31)),
    column("first_name", String(63)),
    column("middle_name", String(63)),
    column("last_name", String(63)),
    column("preferred_name", String(63)),
    column("gender", String(31)),
    column("birth_date", Date, index=True),
    column("preferred_language", String(63)),
    column("active", TINY, server_default="1", index=True),
    Index("ix_person_name", "last_name", "first_name"),
    Index("ix_person_name_birth", "last_name", "first_name", "birth_date"),
    UniqueConstraint("uuid", name="person_uuid"),
    info={"since": "7.0.4"},
)

# Further places of a user, once for each warehouse of the place since 6.1.0.
users_facility = Table(
    "users_facility",
    metadata,
    column("tablename", String(64), nullable=False),
    column("table_id", Integer, nullable=False),
    column("facility_id", Integer, nullable=False),
    column("warehouse_id", String(31), since="6.1.0", nullable=False, server_default=""),
)

# What a place calls a user: one row a field.
facility_user_ids = Table(
    "facility_user_ids",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uid", BigInteger),
    column("facility_id", BigInteger),
    column("field_id", String(31), nullable=False),
    column("field_value", Text),
    Index("ix_facility_user_ids_field", "uid", "facility_id", "field_id"),
)

care_teams = Table(
    "care_teams",
    metadata,
    column("id", Integer, primary_key=True),
    column("uuid", UUID),
    column("pid", Integer, nullable=False),
    column("status", String(100), server_default="active"),
    column("team_name", String(255)),
    column("note", Text),
    stamped("date_updated", DateTime, nullable=True),
    UniqueConstraint("uuid", name="care_teams_uuid"),
    info={"since": "7.0.4"},
)

care_team_member = Table(
    "care_team_member",
    metadata,
    column("id", Integer, primary_key=True),
    column("care_team_id", Integer, nullable=False),
    column("user_id", BigInteger),
    column("contact_id", BigInteger),
    column("role", String(50), nullable=False),
    column("facility_id", BigInteger),
    column("provider_since", Date),
    column("status", String(100), server_default="active"),
    UniqueConstraint("care_team_id", "user_id", "facility_id", "contact_id", name="care_team_member_once"),
    info={"since": "7.0.4"},
)
