"""What laboratories sent: the messages, whom they are filed to, and copies of their results beside `measurements`."""

from __future__ import annotations

from sqlalchemy import CHAR, TIMESTAMP, DateTime, Index, Integer, String, Table, Text
from sqlalchemy.dialects import mysql

from facade.adapter import column

from .base import metadata

LONG_TEXT = Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")

# `lab_id` is what the other tables call lab_no.
hl7TextMessage = Table(
    "hl7TextMessage",
    metadata,
    column("lab_id", Integer, primary_key=True),
    column("fileUploadCheck_id", Integer, nullable=False),
    column("message", LONG_TEXT, nullable=False),
    column("type", String(100), nullable=False),
    column("serviceName", String(100), nullable=False),
    column("created", DateTime, nullable=False),
)

hl7TextInfo = Table(
    "hl7TextInfo",
    metadata,
    column("id", Integer, primary_key=True),
    column("lab_no", Integer, nullable=False, index=True),
    column("sex", String(1)),
    column("health_no", String(12)),
    column("result_status", String(1)),
    column("final_result_count", Integer),
    column("obr_date", String(20)),
    column("priority", String(1)),
    column("requesting_client", String(100)),
    column("discipline", String(100)),
    column("last_name", String(30)),
    column("first_name", String(30)),
    column("report_status", String(20), nullable=False),  # one letter in OSCAR 15, NULL allowed in upgraded databases
    column("accessionNum", String(255), index=True),
    column("filler_order_num", String(50)),
    column("sending_facility", String(50)),
    column("label", String(255)),
)

# lab_no is the key of another table for each lab_type; demographic_no 0 is nobody yet.
patientLabRouting = Table(
    "patientLabRouting",
    metadata,
    column("demographic_no", Integer, nullable=False, server_default="0", index=True),
    column("lab_no", Integer, nullable=False, server_default="0", index=True),
    column("lab_type", CHAR(3), nullable=False, server_default="MDS", index=True),
    column("id", Integer, primary_key=True),
    column("created", DateTime, nullable=False),
    column("dateModified", DateTime),
    Index("ix_patientLabRouting", "lab_type", "lab_no", "demographic_no"),
)

providerLabRouting = Table(
    "providerLabRouting",
    metadata,
    column("provider_no", String(6), nullable=False, server_default=""),
    column("lab_no", Integer, nullable=False, server_default="0", index=True),
    column("status", CHAR(1), server_default=""),
    column("comment", String(255), server_default=""),
    column("timestamp", TIMESTAMP, nullable=False),
    column("lab_type", CHAR(3), server_default="MDS"),
    column("id", Integer, primary_key=True),
    Index("ix_providerLabRouting", "provider_no", "status"),
)

# A row of measurements that came from a laboratory has some ten of these, `lab_no` among them.
measurementsExt = Table(
    "measurementsExt",
    metadata,
    column("id", Integer, primary_key=True),
    column("measurement_id", Integer, nullable=False, index=True),
    column("keyval", String(20), nullable=False),
    column("val", Text, nullable=False),
)

# A laboratory's own code to LOINC; rows of lab_type FLOWSHEET are OSCAR's measurement types.
measurementMap = Table(
    "measurementMap",
    metadata,
    column("id", Integer, primary_key=True),
    column("loinc_code", String(20)),
    column("ident_code", String(20), nullable=False, index=True),
    column("name", String(255), nullable=False),
    column("lab_type", String(10), nullable=False),
)
