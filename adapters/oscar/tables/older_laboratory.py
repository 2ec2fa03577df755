"""Results of before HL7 messages were kept: the files of CML and the segments of MDS, in tables of their own.

`patientLabRouting.lab_no` is the key of `labPatientPhysicianInfo` for CML and that of `mdsMSH` for MDS.
"""

from __future__ import annotations

from sqlalchemy import CHAR, DateTime, Integer, String, Table, Text

from facade.adapter import column

from .base import metadata

# One file that CML sent, with the reports in it.
labReportInformation = Table(
    "labReportInformation",
    metadata,
    column("id", Integer, primary_key=True),
    column("location_id", String(255)),
    column("print_date", String(10)),  # YYYYMMDD
    column("print_time", String(10)),  # HH:MM
)

# One report. Who it is about is told by patientLabRouting, not by the names that the laboratory sent.
labPatientPhysicianInfo = Table(
    "labPatientPhysicianInfo",
    metadata,
    column("id", Integer, primary_key=True),
    column("labReportInfo_id", Integer),
    column("accession_num", String(64)),
    column("service_date", String(10)),  # YYYYMMDD
    column("lab_status", CHAR(1)),  # F final, P partial
    column("comment1", Text),
    column("comment2", Text),
    column("collection_date", String(20)),  # DD MMM YY
    column("lastUpdateDate", DateTime, nullable=False),
)

# Its lines: a result (C) or a comment (D).
labTestResults = Table(
    "labTestResults",
    metadata,
    column("id", Integer, primary_key=True),
    column("labPatientPhysicianInfo_id", Integer),
    column("line_type", CHAR(1)),
    column("title", String(255)),
    column("test_name", String(255)),
    column("abn", CHAR(1)),
    column("minimum", String(65)),
    column("maximum", String(65)),
    column("units", String(65)),
    column("result", String(65)),
    column("description", Text),
)

# One message of MDS; its other segments name it by segmentID, and each other by the number of their turn.
mdsMSH = Table(
    "mdsMSH",
    metadata,
    column("segmentID", Integer, primary_key=True),
    column("dateTime", DateTime, nullable=False),
    column("messageConID", CHAR(20)),  # client-accession-version
)

mdsOBR = Table(
    "mdsOBR",
    metadata,
    column("segmentID", Integer, index=True),
    column("obrID", Integer),
    column("placerOrderNo", CHAR(75)),
    column("universalServiceID", CHAR(200)),
    column("observationDateTime", CHAR(26)),
)

mdsOBX = Table(
    "mdsOBX",
    metadata,
    column("segmentID", Integer, index=True),
    column("obxID", Integer, server_default="0"),
    column("observationIden", String(80)),
    column("observationValue", String(255)),
    column("abnormalFlags", String(5)),
    column("observationResultStatus", CHAR(2)),
    column("producersID", String(60)),
    column("associatedOBR", Integer),
)

mdsNTE = Table(
    "mdsNTE",
    metadata,
    column("segmentID", Integer, index=True),
    column("sourceOfComment", String(8)),
    column("comment", String(255)),
    column("associatedOBX", Integer),
)

# What the codes of comments mean, a row for each line of the text.
mdsZMC = Table(
    "mdsZMC",
    metadata,
    column("segmentID", Integer, index=True),
    column("setID", String(10)),
    column("messageCodeDesc", String(255)),
)

# What the codes of results mean.
mdsZMN = Table(
    "mdsZMN",
    metadata,
    column("segmentID", Integer, index=True),
    column("resultMnemonic", String(20)),
    column("reportName", String(255)),
    column("units", String(60)),
    column("referenceRange", String(255)),
)

# The forms of a report, each final (1) or not (0).
mdsZFR = Table(
    "mdsZFR",
    metadata,
    column("segmentID", Integer, index=True),
    column("reportFormStatus", CHAR(1)),
)
