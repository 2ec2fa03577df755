"""The virtual tables that one message in `hl7TextMessage` gives for one patient.

A report is one OBR with what belongs to it. Keys are made of codes, not of places in the message, so that another
version of the reader gives the same ids.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, DateTime, Integer, String, Text

from facade.adapter import virtual

KEY = String(20)  # ten digits of the routing, a letter, eight of what tells the row


def key() -> Column[Any]:
    """The key of a table."""
    return Column("key", KEY, primary_key=True)


def of_report() -> Column[Any]:
    """The report that a row belongs to."""
    return Column("report", KEY, index=True)


def texts(*names: str, length: int = 255) -> list[Column[Any]]:
    """Texts as long as a field is taken."""
    return [Column(name, String(length)) for name in names]


def what_and_when() -> list[Column[Any]]:
    """What a report or a result is, and of when."""
    return [
        Column("status", String(20)), Column("loinc", String(20)), *texts("code", "name"),
        Column("observed", String(19)), Column("span", String(7)), Column("issued", DateTime),
    ]  # fmt: skip


reports = virtual(
    "hl7_report",
    key(), Column("patient", Integer), *what_and_when(), *texts("accession", "filler", "placer", "performer"),
    Column("interpreter", String(6)), Column("conclusion", Text),
)  # fmt: skip

results = virtual(
    "hl7_result",
    key(), of_report(), Column("place", Integer), Column("patient", Integer), *what_and_when(),
    Column("kind", String(10)), Column("number", String(40)), Column("unit", String(100)), Column("ucum", String(40)),
    Column("value", Text), *texts("value_code"), Column("value_system", String(100)),
    *texts("low", "high", "numerator", "denominator", "range_low", "range_high", length=40),
    Column("moment", String(19)), Column("time", String(8)), Column("flag", String(2)),
    *texts("flag_text", "range", "method", "performer"), Column("note", Text), Column("specimen", KEY),
)  # fmt: skip

specimens = virtual(
    "hl7_specimen",
    key(), of_report(), Column("patient", Integer), *texts("accession", "type", "site"),
    *texts("collected", "received", length=19),
)  # fmt: skip

# What a report holds as a file; the bytes are read by themselves, when they are asked for.
forms = virtual(
    "hl7_form",
    key(), of_report(), Column("place", Integer), Column("type", String(100)), *texts("title"),
)  # fmt: skip

documents = virtual(
    "hl7_document",
    key(), Column("report", KEY), Column("patient", Integer), Column("type", String(100)),
    Column("broken", Integer),  # 1: what was sent is no file
    Column("data", Text),
)  # fmt: skip
