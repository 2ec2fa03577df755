"""OSCAR's tables, as far as the maps need them, in the shape of the newest schema (Open-O, October 2025).

Names and case are the vendor's. `since` is the month of the update script that brought the column; OSCAR has
no schema version, so what a database really has is read from its catalogue. Indexes are those of every
generation. `demographic` and `demographicArchive` are whole, because a change is archived as a copy of all
that both have.
"""

from __future__ import annotations

from sqlalchemy import (
    CHAR,
    BigInteger,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects import mysql

from facade.adapter import column

metadata = MetaData()

# SQLite numbers rows by itself only in a column spelled INTEGER
LONG_KEY = BigInteger().with_variant(Integer(), "sqlite")
UNSIGNED = Integer().with_variant(mysql.INTEGER(unsigned=True), "mysql", "mariadb")
TINY = SmallInteger().with_variant(mysql.TINYINT(), "mysql", "mariadb")

demographic = Table(
    "demographic",
    metadata,
    column("demographic_no", Integer, primary_key=True),
    column("title", String(10)),
    column("last_name", String(30), nullable=False, server_default=""),
    column("first_name", String(30), nullable=False, server_default=""),
    column("address", String(60)),
    column("city", String(50)),
    column("province", String(20)),
    column("postal", String(9)),
    column("phone", String(20)),
    column("phone2", String(20)),
    column("email", String(100)),
    column("myOscarUserName", String(1)),
    column("year_of_birth", String(4)),
    column("month_of_birth", String(2)),
    column("date_of_birth", String(2)),
    column("hin", String(20), index=True),
    column("ver", CHAR(3)),
    column("roster_status", String(20)),
    column("roster_date", Date),
    column("roster_termination_date", Date),
    column("roster_termination_reason", String(2)),
    column("roster_enrolled_to", String(20), since="2019-02"),
    column("patient_status", String(20)),
    column("patient_status_date", Date),
    column("date_joined", Date),
    column("chart_no", String(10)),
    column("official_lang", String(60)),
    column("spoken_lang", String(60)),
    column("provider_no", String(11)),
    column("sex", CHAR(1), nullable=False, server_default=""),
    column("end_date", Date),
    column("eff_date", Date),
    column("pcn_indicator", String(20)),
    column("hc_type", String(20)),
    column("hc_renew_date", Date),
    column("family_doctor", String(80)),
    column("alias", String(70)),
    column("previousAddress", String(60)),
    column("children", String(1)),
    column("sourceOfIncome", String(1)),
    column("citizenship", String(40)),
    column("sin", String(15)),
    column("country_of_origin", CHAR(4), index=True),
    column("newsletter", String(10)),
    column("anonymous", String(32)),
    column("lastUpdateUser", String(6)),
    column("lastUpdateDate", DateTime, nullable=False),
    column("consentToUseEmailForCare", TINY, since="2019-10"),
    column("middleNames", String(100), since="2019-02"),
    column("residentialAddress", String(60), since="2019-07"),
    column("residentialCity", String(50), since="2019-07"),
    column("residentialProvince", String(20), since="2019-07"),
    column("residentialPostal", String(9), since="2019-07"),
    column("pref_name", String(30), since="2024-01", nullable=False, server_default=""),
    column("genderId", Integer, since="2024-01"),
    column("pronoun", String(25), since="2024-01"),
    column("pronounId", Integer, since="2024-01"),
    column("gender", String(25), since="2024-01"),
    Index("ix_demographic_name", "last_name", "first_name"),
)

demographicArchive = Table(  # noqa: N816 the vendor's name
    "demographicArchive",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("demographic_no", Integer),
    column("title", String(10)),
    column("last_name", String(30)),
    column("first_name", String(30)),
    column("address", String(60)),
    column("city", String(20)),  # shorter than the column it is copied from
    column("province", String(20)),
    column("postal", String(9)),
    column("phone", String(20)),
    column("phone2", String(20)),
    column("email", String(100)),
    column("myOscarUserName", String(255)),
    column("year_of_birth", String(4)),
    column("month_of_birth", CHAR(2)),
    column("date_of_birth", CHAR(2)),
    column("hin", String(20)),
    column("ver", CHAR(3)),
    column("roster_status", String(20)),
    column("roster_date", Date),
    column("roster_termination_date", Date),
    column("roster_termination_reason", String(2)),
    column("roster_enrolled_to", String(20), since="2019-02"),
    column("patient_status", String(20)),
    column("patient_status_date", Date),
    column("date_joined", Date),
    column("chart_no", String(10)),
    column("official_lang", String(60)),
    column("spoken_lang", String(60)),
    column("provider_no", String(250)),
    column("sex", CHAR(1)),
    column("end_date", Date),
    column("eff_date", Date),
    column("pcn_indicator", String(20)),
    column("hc_type", String(20)),
    column("hc_renew_date", Date),
    column("family_doctor", String(80)),
    column("alias", String(70)),
    column("previousAddress", String(255)),
    column("children", String(255)),
    column("sourceOfIncome", String(255)),
    column("citizenship", String(40)),
    column("sin", String(15)),
    column("country_of_origin", CHAR(4)),
    column("newsletter", String(32)),
    column("anonymous", String(32)),
    column("lastUpdateUser", String(6)),
    column("lastUpdateDate", Date),  # a day only, unlike the original
    column("middleNames", String(100), since="2019-02"),
    column("residentialAddress", String(60), since="2019-07"),
    column("residentialCity", String(50), since="2019-07"),
    column("residentialProvince", String(20), since="2019-07"),
    column("residentialPostal", String(9), since="2019-07"),
    column("pref_name", String(30), since="2024-01", nullable=False, server_default=""),
    column("genderId", Integer, since="2024-01"),
    column("pronoun", String(25), since="2024-01"),
    column("pronounId", Integer, since="2024-01"),
    column("gender", String(25), since="2024-01"),
)

demographicExt = Table(  # noqa: N816 the vendor's name
    "demographicExt",
    metadata,
    column("id", Integer, primary_key=True),
    column("demographic_no", Integer, index=True),
    column("provider_no", String(6)),
    column("key_val", String(64)),
    column("value", Text),
    column("date_time", DateTime),
    column("hidden", CHAR(1), server_default="0"),
)

demographic_merged = Table(
    "demographic_merged",
    metadata,
    column("id", Integer, primary_key=True),
    column("demographic_no", Integer, nullable=False),
    column("merged_to", Integer, nullable=False),
    column("deleted", Integer, nullable=False, server_default="0"),
    column("lastUpdateUser", String(6)),
    column("lastUpdateDate", Date),
    Index("ix_demographic_merged_from", "demographic_no", "deleted"),
    Index("ix_demographic_merged_pair", "demographic_no", "merged_to", "deleted"),
    Index("ix_demographic_merged_to", "merged_to", "deleted"),
)

provider = Table(
    "provider",
    metadata,
    column("provider_no", String(6), primary_key=True, server_default=""),
    column("last_name", String(30), nullable=False, server_default=""),
    column("first_name", String(30), nullable=False, server_default=""),
    column("provider_type", String(15), nullable=False, server_default=""),
    column("specialty", String(40), nullable=False, server_default=""),
    column("sex", CHAR(1), nullable=False, server_default=""),
    column("dob", Date),
    column("address", String(40)),
    column("phone", String(20)),
    column("work_phone", String(50)),
    column("ohip_no", String(20)),
    column("billing_no", String(20)),
    column("status", CHAR(1)),
    column("practitionerNo", String(20)),
    column("practitionerNoType", String(255), since="2018-01"),
    column("email", String(60)),
    column("title", String(20)),
    column("lastUpdateUser", String(6)),
    column("lastUpdateDate", DateTime, nullable=False),
)

clinic = Table(
    "clinic",
    metadata,
    column("clinic_no", Integer, primary_key=True),
    column("clinic_name", String(100)),
    column("clinic_address", String(60), server_default=""),
    column("clinic_city", String(40), server_default=""),
    column("clinic_postal", String(15), server_default=""),
    column("clinic_phone", String(50)),
    column("clinic_fax", String(20), server_default=""),
    column("clinic_province", String(40)),
    column("status", CHAR(1)),
)

allergies = Table(
    "allergies",
    metadata,
    column("allergyid", Integer, primary_key=True),
    column("demographic_no", Integer, nullable=False, server_default="0"),
    column("entry_date", Date),
    column("DESCRIPTION", String(50), nullable=False, server_default=""),
    column("TYPECODE", TINY, nullable=False, server_default="0"),
    column("reaction", Text),
    column("drugref_id", String(100)),
    column("archived", TINY, nullable=False),  # char(1) in every database that was not made by Open-O
    column("start_date", Date),
    column("age_of_onset", CHAR(4), server_default="0"),
    column("severity_of_reaction", CHAR(1), server_default="0"),
    column("onset_of_reaction", CHAR(1), server_default="0"),
    column("regional_identifier", String(100)),
    column("life_stage", CHAR(1)),
    column("position", Integer, nullable=False),
    column("lastUpdateDate", DateTime, nullable=False),
    column("providerNo", String(6)),
    column("atc", String(55), since="2021-06"),
    column("reaction_type", String(20), since="2021-06"),
    column("nonDrug", TINY, since="2019-03"),
)

# In every generation looked at (the oldest is of February 2016), missing in far older databases.
partial_date = Table(
    "partial_date",
    metadata,
    column("id", Integer, primary_key=True),
    column("table_name", Integer),
    column("table_id", Integer),
    column("field_name", Integer),
    column("format", String(10)),
    info={"since": "2016-02"},
)

dxresearch = Table(
    "dxresearch",
    metadata,
    column("dxresearch_no", Integer, primary_key=True),
    column("demographic_no", Integer, server_default="0"),
    column("start_date", Date, server_default="0001-01-01"),
    column("update_date", DateTime, nullable=False),
    column("status", CHAR(1), server_default="A"),
    column("dxresearch_code", String(10), server_default=""),
    column("coding_system", String(20)),
    column("association", TINY, nullable=False, server_default="0"),
    column("providerNo", String(6)),
)

# The code itself is not indexed and not unique.
icd9 = Table(
    "icd9",
    metadata,
    column("id", Integer, primary_key=True),
    column("icd9", String(7), nullable=False, server_default=""),
    column("description", String(200), nullable=False, server_default=""),
)

measurements = Table(
    "measurements",
    metadata,
    column("id", UNSIGNED, primary_key=True),
    column("type", String(50), nullable=False, index=True),
    column("demographicNo", Integer, nullable=False, server_default="0", index=True),
    column("providerNo", String(6), nullable=False, server_default=""),
    column("dataField", String(255), nullable=False),
    column("measuringInstruction", String(255), nullable=False, index=True),
    column("comments", String(255)),
    column("dateObserved", DateTime),
    column("dateEntered", DateTime, nullable=False),
    column("appointmentNo", Integer),
)

log = Table(
    "log",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("dateTime", DateTime, nullable=False),
    column("provider_no", String(10)),
    column("action", String(100), index=True),
    column("content", String(80), index=True),
    column("contentId", String(80), index=True),
    column("ip", String(64)),
    column("demographic_no", Integer, index=True),
    column("data", Text),
    column("securityId", Integer),
    Index("ix_log_when", "dateTime", "provider_no"),
)
