"""The virtual tables that one message in `hl7TextMessage` gives for one patient.

A report is one OBR with what belongs to it. Keys are made of codes, not of places in the message, so that another
version of the reader gives the same ids.
"""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, String, Text

from facade.adapter import virtual

KEY = String(20)  # ten digits of the routing, a letter, eight of what tells the row

reports = virtual(
    "hl7_report",
    Column("key", KEY, primary_key=True),
    Column("patient", Integer),
    Column("status", String(20)),
    Column("accession", String(255)),
    Column("filler", String(255)),
    Column("placer", String(255)),
    Column("loinc", String(20)),
    Column("code", String(255)),
    Column("name", String(255)),
    Column("observed", String(19)),
    Column("span", String(7)),
    Column("issued", DateTime),
    Column("performer", String(255)),
    Column("interpreter", String(6)),
    Column("conclusion", Text),
)

results = virtual(
    "hl7_result",
    Column("key", KEY, primary_key=True),
    Column("report", KEY, index=True),
    Column("place", Integer),
    Column("patient", Integer),
    Column("status", String(20)),
    Column("loinc", String(20)),
    Column("code", String(255)),
    Column("name", String(255)),
    Column("observed", String(19)),
    Column("span", String(7)),
    Column("issued", DateTime),
    Column("kind", String(10)),
    Column("number", String(40)),
    Column("unit", String(100)),
    Column("ucum", String(40)),
    Column("value", Text),
    Column("value_code", String(255)),
    Column("value_system", String(100)),
    Column("low", String(40)),
    Column("high", String(40)),
    Column("numerator", String(40)),
    Column("denominator", String(40)),
    Column("moment", String(19)),
    Column("time", String(8)),
    Column("flag", String(2)),
    Column("flag_text", String(255)),
    Column("range", String(255)),
    Column("range_low", String(40)),
    Column("range_high", String(40)),
    Column("method", String(255)),
    Column("note", Text),
    Column("performer", String(255)),
    Column("specimen", KEY),
)

specimens = virtual(
    "hl7_specimen",
    Column("key", KEY, primary_key=True),
    Column("report", KEY, index=True),
    Column("patient", Integer),
    Column("accession", String(255)),
    Column("type", String(255)),
    Column("site", String(255)),
    Column("collected", String(19)),
    Column("received", String(19)),
)

# What a report holds as a file; the bytes are read by themselves, when they are asked for.
forms = virtual(
    "hl7_form",
    Column("key", KEY, primary_key=True),
    Column("report", KEY, index=True),
    Column("place", Integer),
    Column("type", String(100)),
    Column("title", String(255)),
)

documents = virtual(
    "hl7_document",
    Column("key", KEY, primary_key=True),
    Column("report", KEY),
    Column("patient", Integer),
    Column("type", String(100)),
    Column("broken", Integer),  # 1: what was sent is no file
    Column("data", Text),
)
