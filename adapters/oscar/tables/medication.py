"""Drugs, the scripts they were printed on, and what they were given for."""

from __future__ import annotations

from sqlalchemy import CHAR, Date, DateTime, Float, Integer, String, Table, Text

from facade.adapter import column

from .base import TINY, metadata

# One row for each line prescribed or written down. Nothing but the key is indexed in every generation.
drugs = Table(
    "drugs",
    metadata,
    column("drugid", Integer, primary_key=True),
    column("provider_no", String(6), nullable=False, server_default=""),
    column("demographic_no", Integer, nullable=False, server_default="0"),
    column("rx_date", Date, nullable=False, server_default="0001-01-01"),
    column("end_date", Date, nullable=False, server_default="0001-01-01"),
    column("written_date", Date, server_default="0001-01-01"),
    column("BN", String(255), server_default=""),
    column("customName", String(60)),
    column("takemin", Float),
    column("takemax", Float),
    column("freqcode", String(6)),
    column("duration", String(4)),
    column("durunit", CHAR(1)),
    column("quantity", String(20)),
    column("repeat", TINY),
    column("nosubs", TINY, nullable=False, server_default="0"),
    column("prn", TINY, nullable=False, server_default="0"),
    column("special", Text),
    column("special_instruction", Text),
    column("archived", TINY, nullable=False, server_default="0"),
    column("GN", String(255)),
    column("ATC", String(20)),
    column("script_no", Integer),
    column("regional_identifier", String(100)),
    column("method", String(5), server_default="Take"),
    column("route", String(50), server_default="PO"),  # cut at five letters in OSCAR 15
    column("create_date", DateTime),
    column("unitName", String(10)),
    column("long_term", TINY),
    column("short_term", TINY, since="2017-03"),
    column("non_authoritative", TINY),
    column("past_med", TINY),
    column("outside_provider_name", String(100)),
    column("outside_provider_ohip", String(20)),
    column("archived_reason", String(100), server_default=""),
    column("eTreatmentType", String(20)),
    column("position", Integer, nullable=False),
    column("comment", String(255)),
    column("start_date_unknown", TINY),
    column("lastUpdateDate", DateTime, nullable=False),
    column("dispenseInternal", TINY, nullable=False),
)

prescription = Table(
    "prescription",
    metadata,
    column("script_no", Integer, primary_key=True),
    column("provider_no", String(6)),
    column("demographic_no", Integer),
    column("date_prescribed", Date),
    column("rx_comments", Text),
    column("lastUpdateDate", DateTime, nullable=False),
)

drugReason = Table(
    "drugReason",
    metadata,
    column("id", Integer, primary_key=True),
    column("drugId", Integer, nullable=False, index=True),
    column("codingSystem", String(255)),
    column("code", String(255)),
    column("comments", Text),
    column("primaryReasonFlag", TINY, nullable=False),
    column("archivedFlag", TINY, nullable=False, index=True),
    column("demographicNo", Integer, nullable=False),
    column("providerNo", String(6), nullable=False),
    column("dateCoded", Date),
)
