"""Documents: files and their owners, hospital reports, electronic forms."""

from __future__ import annotations

from sqlalchemy import CHAR, Date, DateTime, Integer, String, Table, Text, Time

from facade.adapter import column

from .base import MEDIUM_TEXT, TINY, metadata

document = Table(
    "document",
    metadata,
    column("document_no", Integer, primary_key=True),
    column("doctype", String(60)),
    column("docClass", String(60)),
    column("docSubClass", String(60)),
    column("docdesc", String(255), nullable=False, server_default=""),
    column("docxml", Text),
    column("docfilename", String(255), nullable=False, server_default=""),
    column("doccreator", String(30), nullable=False, server_default=""),
    column("responsible", String(30), nullable=False, server_default=""),
    column("source", String(60)),
    column("sourceFacility", String(120)),
    column("updatedatetime", DateTime),
    column("status", CHAR(1), nullable=False, server_default=""),
    column("contenttype", String(255), nullable=False, server_default=""),
    column("contentdatetime", DateTime),
    column("public1", Integer, nullable=False, server_default="0"),
    column("observationdate", Date),
    column("reviewer", String(30), server_default=""),
    column("appointment_no", Integer),
    column("restrictToProgram", TINY, nullable=False),
    column("abnormal", Integer, nullable=False, server_default="0", since="2019-02"),
)

# Whose a document is. A document that nobody has filed yet belongs to -1 or 0.
ctl_document = Table(
    "ctl_document",
    metadata,
    column("module_id", Integer, primary_key=True, autoincrement=False, server_default="0"),
    column("module", String(30), primary_key=True, server_default="", index=True),
    column("document_no", Integer, primary_key=True, autoincrement=False, server_default="0", index=True),
    column("status", CHAR(1)),
)

HRMDocument = Table(
    "HRMDocument",
    metadata,
    column("id", Integer, primary_key=True),
    column("timeReceived", DateTime),
    column("reportType", String(50)),
    column("reportStatus", String(10)),
    column("reportFile", String(255)),
    column("reportDate", DateTime),
    column("sourceFacility", String(120)),
    column("description", String(255)),
    column("className", String(255), since="2019-07"),
    column("subClassName", String(255), since="2019-07"),
    column("sourceFacilityReportNo", String(100), since="2019-07"),
)

# Keys of both sides as texts; an index on either is Open-O's only.
HRMDocumentToDemographic = Table(
    "HRMDocumentToDemographic",
    metadata,
    column("id", Integer, primary_key=True),
    column("demographicNo", String(20)),
    column("hrmDocumentId", String(20)),
)

HRMDocumentToProvider = Table(
    "HRMDocumentToProvider",
    metadata,
    column("id", Integer, primary_key=True),
    column("providerNo", String(20)),
    column("hrmDocumentId", String(20)),
    column("signedOff", Integer),
)

eform_data = Table(
    "eform_data",
    metadata,
    column("fdid", Integer, primary_key=True),
    column("fid", Integer, nullable=False, server_default="0", index=True),
    column("form_name", String(255), index=True),
    column("subject", String(255), index=True),
    column("demographic_no", Integer, nullable=False, server_default="0", index=True),
    column("status", TINY, nullable=False, server_default="1", index=True),
    column("form_date", Date, index=True),
    column("form_time", Time),
    column("form_provider", String(255), index=True),
    column("form_data", MEDIUM_TEXT),
    column("showLatestFormOnly", TINY, nullable=False),
    column("patient_independent", TINY, nullable=False),
    column("roleType", String(50)),
)

eform = Table(
    "eform",
    metadata,
    column("fid", Integer, primary_key=True),
    column("form_name", String(255)),
    column("status", TINY, nullable=False, server_default="1"),
    column("showLatestFormOnly", TINY, nullable=False),
    column("patient_independent", TINY, nullable=False),
    column("restrictToProgram", TINY, nullable=False, server_default="0", since="2025-11"),  # in a fresh Open-O alone
)
