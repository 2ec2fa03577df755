"""Issues, visits and vital signs."""

from __future__ import annotations

from sqlalchemy import TIMESTAMP, BigInteger, DateTime, Index, Integer, Numeric, String, Table, Text, UniqueConstraint

from facade.adapter import column

from .base import LONG_KEY, LONG_TEXT, MEASURE, TINY, UUID, metadata, stamped

lists = Table(
    "lists",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("date", DateTime),
    column("type", String(255), index=True),
    column("subtype", String(31), nullable=False, server_default=""),
    column("title", String(255)),
    column("udi", String(255)),
    column("udi_data", Text),
    column("begdate", DateTime),  # a day before 7.0.0
    column("enddate", DateTime),  # a day before 7.0.0
    column("occurrence", Integer, server_default="0"),
    column("outcome", Integer, nullable=False, server_default="0"),
    column("diagnosis", String(255)),
    column("activity", TINY),
    column("comments", LONG_TEXT),
    column("pid", BigInteger, index=True),
    column("user", String(255)),
    column("groupname", String(255)),
    column("reaction", String(255), nullable=False, server_default=""),
    column("severity_al", String(50)),
    column("verification", String(36), since="6.0.0", nullable=False, server_default=""),
    stamped("modifydate", TIMESTAMP),
)

lists_touch = Table(
    "lists_touch",
    metadata,
    column("pid", BigInteger, primary_key=True, autoincrement=False, server_default="0"),
    column("type", String(255), primary_key=True, server_default=""),
    column("date", DateTime),
)

# Its own id came with 7.0.4; the three numbers are unique in every release.
issue_encounter = Table(
    "issue_encounter",
    metadata,
    column("pid", BigInteger, nullable=False),
    column("list_id", Integer, nullable=False),
    column("encounter", Integer, nullable=False),
    column("resolved", TINY, nullable=False),
    UniqueConstraint("pid", "list_id", "encounter", name="issue_encounter_link"),
)

forms = Table(
    "forms",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("date", DateTime),
    column("encounter", BigInteger),
    column("form_name", LONG_TEXT),
    column("form_id", BigInteger, index=True),
    column("pid", BigInteger),
    column("user", String(255)),
    column("groupname", String(255)),
    column("authorized", TINY),
    column("deleted", TINY, nullable=False, server_default="0"),
    column("formdir", LONG_TEXT),
    Index("ix_forms_pid_encounter", "pid", "encounter"),
)

form_encounter = Table(
    "form_encounter",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("date", DateTime, index=True),
    column("date_end", DateTime, since="7.0.0"),
    column("reason", LONG_TEXT),
    column("facility", LONG_TEXT),
    column("facility_id", Integer, nullable=False, server_default="0"),
    column("pid", BigInteger),
    column("encounter", BigInteger),
    column("onset_date", DateTime),
    column("sensitivity", String(30)),
    column("pc_catid", Integer, nullable=False, server_default="5"),
    column("provider_id", Integer, server_default="0"),
    column("supervisor_id", Integer, server_default="0"),
    column("referring_provider_id", Integer, since="6.1.0", server_default="0"),
    column("class_code", String(10), since="6.0.0", nullable=False, server_default="AMB"),
    column("encounter_type_code", String(31), since="6.1.0"),
    column("encounter_type_description", Text, since="6.1.0"),
    column("discharge_disposition", String(100), since="6.1.0"),
    column("external_id", String(20)),
    column("parent_encounter_id", BigInteger, since="6.0.0"),
    stamped("last_update", TIMESTAMP, since="7.0.3"),
    Index("ix_form_encounter_pid_encounter", "pid", "encounter"),
)

form_vitals = Table(
    "form_vitals",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.1.0"),
    column("date", DateTime),
    column("pid", BigInteger, server_default="0", index=True),
    column("user", String(255)),
    column("groupname", String(255)),
    column("authorized", TINY, server_default="0"),
    column("activity", TINY, server_default="0"),
    column("bps", String(40)),
    column("bpd", String(40)),
    column("weight", MEASURE, server_default="0.000000"),
    column("height", MEASURE, server_default="0.000000"),
    column("temperature", MEASURE, server_default="0.000000"),
    column("temp_method", String(255)),
    column("pulse", MEASURE, server_default="0.000000"),
    column("respiration", MEASURE, server_default="0.000000"),
    column("note", String(255)),
    column("BMI", MEASURE, server_default="0.000000"),
    column("BMI_status", String(255)),
    column("waist_circ", MEASURE, server_default="0.000000"),
    column("head_circ", MEASURE, server_default="0.000000"),
    column("oxygen_saturation", Numeric(6, 2), server_default="0.00"),
    column("oxygen_flow_rate", MEASURE, since="6.1.0", server_default="0.000000"),
    column("inhaled_oxygen_concentration", Numeric(6, 2), since="6.1.0", server_default="0.00"),
    column("ped_weight_height", Numeric(6, 2), since="6.1.0", server_default="0.00"),
    column("ped_bmi", Numeric(6, 2), since="6.1.0", server_default="0.00"),
    column("ped_head_circ", Numeric(6, 2), since="6.1.0", server_default="0.00"),
    stamped("last_updated", DateTime, since="7.0.3"),
)

# What somebody thought of one measure of a row, or why it was not taken.
form_vital_details = Table(
    "form_vital_details",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("form_id", BigInteger, nullable=False, index=True),
    column("vitals_column", String(64), nullable=False),
    column("interpretation_list_id", String(100)),
    column("interpretation_option_id", String(100)),
    column("interpretation_codes", String(255)),
    column("interpretation_title", String(255)),
    column("reason_code", String(31)),
    column("reason_description", Text),
    Index("ix_form_vital_details_interpretation", "interpretation_list_id", "interpretation_option_id"),
    info={"since": "6.1.0"},
)
