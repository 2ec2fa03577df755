"""Referrals with the people and services they go to, and ticklers."""

from __future__ import annotations

from sqlalchemy import CHAR, TIMESTAMP, Date, DateTime, Integer, String, Table, Text, Time

from facade.adapter import column

from .base import TINY, metadata

# Whom one refers to. eDataOscarKey and eDataServiceKey are keys to other systems: they are not declared, so that no
# statement can name them.
professionalSpecialists = Table(
    "professionalSpecialists",
    metadata,
    column("specId", Integer, primary_key=True),
    column("fName", String(32)),
    column("lName", String(32)),
    column("proLetters", String(20)),
    column("address", String(255)),
    column("phone", String(30)),
    column("fax", String(30)),
    column("email", String(128)),
    column("specType", String(128)),
    column("lastUpdated", DateTime, nullable=False),
    column("referralNo", String(6)),
    column("cellPhoneNumber", String(30)),
    column("pagerNumber", String(30)),
    column("institutionId", Integer, nullable=False),
    column("departmentId", Integer, nullable=False),
    column("salutation", String(10)),
    column("hideFromView", TINY, nullable=False),
    column("deleted", TINY, since="2025-11", nullable=False, server_default="0"),  # in a fresh Open-O alone
)

consultationRequests = Table(
    "consultationRequests",
    metadata,
    column("requestId", Integer, primary_key=True),
    column("referalDate", Date),
    column("serviceId", Integer),
    column("specId", Integer),
    column("appointmentDate", Date),
    column("appointmentTime", Time),
    column("reason", Text),
    column("clinicalInfo", Text),
    column("currentMeds", Text),
    column("allergies", Text),
    column("providerNo", String(6)),
    column("demographicNo", Integer),
    column("status", CHAR(2)),
    column("statusText", Text),
    column("concurrentProblems", Text),
    column("urgency", CHAR(2)),
    column("appointmentInstructions", String(256), since="2019-02"),
    column("lastUpdateDate", DateTime, since="2016-03", nullable=False),
)

consultdocs = Table(
    "consultdocs",
    metadata,
    column("id", Integer, primary_key=True),
    column("requestId", Integer, nullable=False),
    column("document_no", Integer, nullable=False),
    column("doctype", CHAR(1), nullable=False),
    column("deleted", CHAR(1)),
    column("attach_date", Date),
    column("provider_no", String(6), nullable=False),
)

tickler = Table(
    "tickler",
    metadata,
    column("tickler_no", Integer, primary_key=True),
    column("demographic_no", Integer, server_default="0"),
    column("program_id", Integer),
    column("message", Text),
    column("status", CHAR(1)),
    column("update_date", DateTime, server_default="0001-01-01 00:00:00"),
    column("service_date", DateTime),
    column("creator", String(6)),
    column("priority", String(6), server_default="Normal"),
    column("task_assigned_to", String(255)),
    column("category_id", Integer, since="2016-08"),
    column("creation_date", TIMESTAMP, since="2023-03", nullable=False),
)

tickler_update = Table(
    "tickler_update",
    metadata,
    column("id", Integer, primary_key=True),
    column("tickler_no", Integer, nullable=False),
    column("status", CHAR(1)),
    column("assignedTo", String(6)),
    column("serviceDate", DateTime),
    column("priority", String(6)),
    column("provider_no", String(6), nullable=False),
    column("update_date", DateTime, nullable=False),
)

tickler_comments = Table(
    "tickler_comments",
    metadata,
    column("id", Integer, primary_key=True),
    column("tickler_no", Integer, nullable=False),
    column("message", Text),
    column("provider_no", String(6), nullable=False),
    column("update_date", DateTime, nullable=False),
)

tickler_link = Table(
    "tickler_link",
    metadata,
    column("id", Integer, primary_key=True),
    column("table_name", CHAR(3), nullable=False),
    column("table_id", Integer, nullable=False),
    column("tickler_no", Integer, nullable=False),
)

tickler_category = Table(
    "tickler_category",
    metadata,
    column("id", Integer, primary_key=True),
    column("category", String(55)),
    column("description", String(255)),
    info={"since": "2016-08"},
)
