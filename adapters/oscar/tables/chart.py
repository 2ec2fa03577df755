"""Allergies, problems and measurements."""

from __future__ import annotations

from sqlalchemy import CHAR, Date, DateTime, Integer, String, Table, Text

from facade.adapter import column

from .base import TINY, UNSIGNED, metadata

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

# British Columbia's billing diagnoses; a code may stand in it several times.
diagnosticcode = Table(
    "diagnosticcode",
    metadata,
    column("diagnosticcode_no", Integer, primary_key=True),
    column("diagnostic_code", String(5), nullable=False, server_default="", index=True),
    column("description", Text),
    column("status", CHAR(1)),
    column("region", String(5)),
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
