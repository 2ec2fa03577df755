"""What is written in a chart: notes with their issues and details, and the chart of before 2008."""

from __future__ import annotations

from sqlalchemy import CHAR, TIMESTAMP, Date, DateTime, Integer, String, Table, Text

from facade.adapter import column

from .base import MEDIUM_TEXT, TINY, metadata

# Every save makes a row; those of one note have its uuid. An archived row takes the note out of the chart.
casemgmt_note = Table(
    "casemgmt_note",
    metadata,
    column("note_id", Integer, primary_key=True),
    column("update_date", DateTime, nullable=False, server_default="0000-00-00 00:00:00"),
    column("observation_date", DateTime, nullable=False, server_default="0000-00-00 00:00:00", index=True),
    column("demographic_no", Integer, nullable=False, server_default="0", index=True),
    column("provider_no", String(20), nullable=False, server_default="", index=True),
    column("note", MEDIUM_TEXT, nullable=False),
    column("signed", TINY, nullable=False, server_default="0"),
    column("include_issue_innote", TINY, nullable=False, server_default="0"),
    column("signing_provider_no", String(20), nullable=False, server_default=""),
    column("encounter_type", String(100), nullable=False, server_default=""),
    column("program_no", String(20), nullable=False, server_default="", index=True),
    column("reporter_caisi_role", String(20), nullable=False, server_default=""),
    column("history", MEDIUM_TEXT, nullable=False),
    column("locked", CHAR(1)),
    column("archived", TINY, server_default="0"),
    column("uuid", CHAR(36), index=True),
    column("appointmentNo", Integer),
)

casemgmt_note_ext = Table(
    "casemgmt_note_ext",
    metadata,
    column("id", Integer, primary_key=True),
    column("note_id", Integer, nullable=False),
    column("key_val", String(64), nullable=False),
    column("value", Text),
    column("date_value", Date),
)

# What a note annotates: a row of the table with this number. In OSCAR 15 and 19 no index leads from a note to it.
casemgmt_note_link = Table(
    "casemgmt_note_link",
    metadata,
    column("id", Integer, primary_key=True),
    column("table_name", Integer, nullable=False),
    column("table_id", Integer, nullable=False),
    column("note_id", Integer, nullable=False),
)

# The headings of the chart ("Concerns", "FamHistory" …) are issues like any other: their numbers differ from site
# to site, their codes do not.
issue = Table(
    "issue",
    metadata,
    column("issue_id", Integer, primary_key=True),
    column("code", String(20), nullable=False, index=True),
    column("description", String(255), nullable=False),
    column("role", String(100), nullable=False),
    column("update_date", DateTime, nullable=False),
    column("sortOrderId", Integer, nullable=False),
)

casemgmt_issue = Table(
    "casemgmt_issue",
    metadata,
    column("id", Integer, primary_key=True),
    column("demographic_no", Integer, nullable=False),
    column("issue_id", Integer, nullable=False, server_default="0", index=True),
    column("acute", TINY, nullable=False, server_default="0"),
    column("certain", TINY, nullable=False, server_default="0"),
    column("major", TINY, nullable=False, server_default="0"),
    column("resolved", TINY, nullable=False, server_default="0"),
    column("type", String(100), nullable=False, server_default=""),
    column("update_date", DateTime, nullable=False),
)

# `id` is that of casemgmt_issue.
casemgmt_issue_notes = Table(
    "casemgmt_issue_notes",
    metadata,
    column("id", Integer, nullable=False, server_default="0", index=True),
    column("note_id", Integer, nullable=False, server_default="0", index=True),
)

# One row for each save, each with all that was there before.
eChart = Table(
    "eChart",
    metadata,
    column("eChartId", Integer, primary_key=True),
    column("timeStamp", TIMESTAMP, nullable=False),
    column("demographicNo", Integer, nullable=False, server_default="0", index=True),
    column("providerNo", String(6), nullable=False, server_default=""),
    column("subject", String(128)),
    column("socialHistory", Text),
    column("familyHistory", Text),
    column("medicalHistory", Text),
    column("ongoingConcerns", Text),
    column("reminders", Text),
    column("encounter", Text),
)
