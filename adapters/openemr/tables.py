"""OpenEMR's tables, as far as the maps need them, in the shape of the newest schema (8.2).

Names and case are the vendor's. `since` is the release that brought the column; the oldest release in reach
is 5.0.0. Indexes are those of every release.
Rows are joined by `pid` and `encounter`, never by `id`: `patient_data.id` and `form_encounter.id` are other
numbers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Column,
    Date,
    DateTime,
    FetchedValue,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine

from facade.adapter import column

metadata = MetaData()

# SQLite numbers rows by itself only in a column spelled INTEGER
LONG_KEY = BigInteger().with_variant(Integer(), "sqlite")
TINY = SmallInteger().with_variant(mysql.TINYINT(), "mysql", "mariadb")
LONG_TEXT = Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
TINY_TEXT = Text().with_variant(mysql.TINYTEXT(), "mysql", "mariadb")
UUID = LargeBinary(16).with_variant(mysql.BINARY(16), "mysql", "mariadb")
MEASURE = Numeric(12, 6)  # float before 7.0.0


def stamped(name: str, type_: type[TypeEngine[Any]], since: str | None = None) -> Column[Any]:
    """A time that the database itself sets, on INSERT and on every UPDATE."""
    now = func.current_timestamp()
    return column(name, type_, since=since, nullable=False, server_default=now, server_onupdate=FetchedValue())


patient_data = Table(
    "patient_data",
    metadata,
    column("id", BigInteger, nullable=False, index=True),
    column("uuid", UUID, since="6.0.0"),
    column("pid", BigInteger, nullable=False, server_default="0"),
    column("pubpid", String(255), nullable=False, server_default=""),
    column("title", String(255), nullable=False, server_default=""),
    column("fname", String(255), nullable=False, server_default=""),
    column("mname", String(255), nullable=False, server_default=""),
    column("lname", String(255), nullable=False, server_default=""),
    column("suffix", TINY_TEXT, since="6.1.0"),
    column("preferred_name", TINY_TEXT, since="7.0.2"),
    column("birth_fname", Text, since="6.1.0"),
    column("birth_mname", Text, since="6.1.0"),
    column("birth_lname", Text, since="6.1.0"),
    column("DOB", Date),
    column("sex", String(255), nullable=False, server_default=""),
    column("status", String(255), nullable=False, server_default=""),
    column("language", String(255), nullable=False, server_default=""),
    column("deceased_date", DateTime),
    column("street", String(255), nullable=False, server_default=""),
    column("street_line_2", TINY_TEXT, since="6.1.0"),
    column("city", String(255), nullable=False, server_default=""),
    column("county", String(40), nullable=False, server_default=""),
    column("state", String(255), nullable=False, server_default=""),
    column("postal_code", String(255), nullable=False, server_default=""),
    column("country_code", String(255), nullable=False, server_default=""),
    column("phone_home", String(255), nullable=False, server_default=""),
    column("phone_biz", String(255), nullable=False, server_default=""),
    column("phone_cell", String(255), nullable=False, server_default=""),
    column("email", String(255), nullable=False, server_default=""),
    column("providerID", Integer),
    column("genericname1", String(255), nullable=False, server_default=""),
    column("genericval1", String(255), nullable=False, server_default=""),
    column("genericname2", String(255), nullable=False, server_default=""),
    column("genericval2", String(255), nullable=False, server_default=""),
    column("date", DateTime),
    column("regdate", DateTime),  # a day before 7.0.0
    column("created_by", BigInteger, since="7.0.0"),
    column("updated_by", BigInteger, since="7.0.0"),
    stamped("last_updated", DateTime, since="7.0.3"),
    UniqueConstraint("pid", name="patient_data_pid"),
)

patient_history = Table(
    "patient_history",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID),
    column("date", DateTime, nullable=False, server_default=func.current_timestamp()),
    column("pid", BigInteger, nullable=False, index=True),
    column("history_type_key", String(36)),
    column("previous_name_prefix", Text),
    column("previous_name_first", Text),
    column("previous_name_middle", Text),
    column("previous_name_last", Text),
    column("previous_name_suffix", Text),
    column("previous_name_enddate", Date),
    column("created_by", BigInteger),
    UniqueConstraint("uuid", name="patient_history_uuid"),
    info={"since": "6.1.0"},
)

users = Table(
    "users",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("username", String(255)),
    column("authorized", TINY),
    column("active", TINY, nullable=False, server_default="1"),
    column("abook_type", String(31), nullable=False, server_default="", index=True),
    column("title", String(30)),
    column("fname", String(255)),
    column("mname", String(255)),
    column("lname", String(255)),
    column("suffix", String(255)),
    column("npi", String(15)),
    column("state_license_number", String(25)),
    column("specialty", String(255)),
    column("physician_type", String(50)),
    column("facility_id", Integer, nullable=False, server_default="0"),
    column("email", String(255)),
    column("phone", String(30)),
    column("phonew1", String(30)),
    column("phonecell", String(30)),
    column("fax", String(30)),
    column("street", String(60)),
    column("streetb", String(60)),
    column("city", String(30)),
    column("state", String(30)),
    column("zip", String(20)),
    stamped("last_updated", DateTime, since="7.0.3"),
)

facility = Table(
    "facility",
    metadata,
    column("id", Integer, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("name", String(255)),
    column("phone", String(30)),
    column("fax", String(30)),
    column("email", String(255)),
    column("website", String(255)),
    column("street", String(255)),
    column("city", String(255)),
    column("state", String(50)),
    column("postal_code", String(11)),
    column("country_code", String(30), nullable=False, server_default=""),
    column("facility_npi", String(15)),
    column("oid", String(255), since="5.0.2", nullable=False, server_default=""),
    column("inactive", TINY, since="7.0.2", nullable=False, server_default="0"),
    stamped("last_updated", DateTime, since="7.0.3"),
)

lists = Table(
    "lists",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("date", DateTime),
    column("type", String(255), index=True),
    column("subtype", String(31), nullable=False, server_default=""),
    column("title", String(255)),
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

log = Table(
    "log",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("date", DateTime),
    column("event", String(255)),
    column("category", String(255)),
    column("user", String(255)),
    column("groupname", String(255)),
    column("comments", LONG_TEXT),
    column("user_notes", LONG_TEXT),
    column("patient_id", BigInteger, index=True),
    column("success", TINY, server_default="1"),
    column("checksum", LONG_TEXT),
    column("crt_user", String(255)),
    column("log_from", String(20), server_default="open-emr"),
    column("menu_item_id", Integer),
    column("ccda_doc_id", Integer),
)

# One row; for a line in our log only, never to decide what a database has.
version = Table(
    "version",
    metadata,
    column("v_major", Integer, nullable=False, server_default="0"),
    column("v_minor", Integer, nullable=False, server_default="0"),
    column("v_patch", Integer, nullable=False, server_default="0"),
    column("v_realpatch", Integer, nullable=False, server_default="0"),
    column("v_tag", String(31), nullable=False, server_default=""),
    column("v_database", Integer, nullable=False, server_default="0"),
    column("v_acl", Integer, nullable=False, server_default="0"),
)
