"""Who the patients are."""

from __future__ import annotations

from sqlalchemy import BigInteger, Date, DateTime, Integer, String, Table, Text, UniqueConstraint, func

from facade.adapter import column

from .base import LONG_KEY, TINY_TEXT, UUID, metadata, stamped

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
    column("phone_contact", String(255), nullable=False, server_default=""),
    column("contact_relationship", String(255), nullable=False, server_default=""),  # a name, despite its own
    column("email", String(255), nullable=False, server_default=""),
    column("providerID", Integer),
    column("mothersname", String(255), nullable=False, server_default=""),
    column("guardiansname", Text),
    column("guardianrelationship", Text),
    column("guardiansex", Text),
    column("guardianaddress", Text),
    column("guardiancity", Text),
    column("guardianstate", Text),
    column("guardianpostalcode", Text),
    column("guardiancountry", Text),
    column("guardianphone", Text),
    column("guardianworkphone", Text),
    column("guardianemail", Text),
    column("care_team_provider", Text),  # keys of users, a bar between them
    column("care_team_facility", Text, since="6.0.0"),  # keys of facilities
    column("care_team_status", Text),
    column("genericname1", String(255), nullable=False, server_default=""),
    column("genericval1", String(255), nullable=False, server_default=""),
    column("genericname2", String(255), nullable=False, server_default=""),
    column("genericval2", String(255), nullable=False, server_default=""),
    column("usertext1", String(255), nullable=False, server_default=""),
    column("usertext2", String(255), nullable=False, server_default=""),
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
