"""The virtual tables that one report of before the messages gives for one patient (see `older`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, DateTime, Integer, String, Text

from facade.adapter import virtual

from .tables import texts

KEY = String(32)  # of the routing, a letter, the number of a line or a name


def what_and_when() -> list[Column[Any]]:
    """What a report or a result is, whose, and of when."""
    return [
        Column("key", KEY, primary_key=True), Column("patient", Integer), Column("status", String(20)),
        Column("loinc", String(20)), *texts("code", "name"), Column("observed", String(19)),
        Column("issued", DateTime), *texts("performer"),
    ]  # fmt: skip


reports = virtual(
    "older_report",
    *what_and_when(), *texts("accession", "placer"), Column("interpreter", String(6)), Column("conclusion", Text),
)  # fmt: skip

results = virtual(
    "older_result",
    *what_and_when(), Column("report", KEY, index=True), Column("place", Integer), Column("number", String(40)),
    *texts("value", "unit"), Column("ucum", String(40)), *texts("range_low", "range_high", length=40),
    Column("flag", String(2)), *texts("flag_text", "range"), Column("note", Text),
)  # fmt: skip
