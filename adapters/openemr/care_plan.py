"""CarePlan and Goal out of the care plan form: one plan a form, one goal for each of its rows that is one.

The rows of `form_care_plan` have no key, and each save deletes and writes them anew. So the form's entry in `forms` is
what is stored, and its rows are read out of it: a goal is known by what it says. No index leads from a form to its
rows; the table is small.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, Date, Integer, String, Table, Text, exists, not_

from facade.adapter import (  # isort: skip
    ResourceMap, StoredRow, cannot, children, coded, concept, date, eq, exploded, filled, first, joined, reference,
    restrict, text, typed_codes, virtual,
)  # fmt: skip

from .codes import chart
from .codes import orders as codes
from .sensitivity import NORMAL
from .tables import form_care_plan, form_encounter, forms, users

f = forms.c
visit = joined(form_encounter, on=[(f.pid, "pid"), (f.encounter, "encounter")], pick=first("id"))
author = joined(users, on=(f.user, "username"), pick=first("id"), when=[filled(f.user)])
written = children(form_care_plan, on=[(f.form_id, "id"), (f.pid, "pid")], order=["id"])
other, e = forms.alias("other_entry"), form_encounter.c
twice = exists().where(
    other.c.formdir == "care_plan", other.c.form_id == f.form_id, other.c.deleted == 0, other.c.id < f.id
)
sensitive = exists().where(e.pid == f.pid, e.encounter == f.encounter, not_(NORMAL))


def whose() -> tuple[Column[Any], ...]:
    """The columns of what belongs to a patient."""
    return (
        Column("patient", BigInteger, index=True), Column("encounter", BigInteger, index=True),
        Column("author", Integer),
    )  # fmt: skip


plans = virtual(
    "care_plan", Column("key", String(40), primary_key=True), *whose(), Column("status", String(20)),
    Column("starts", Date), Column("ends", Date),
)  # fmt: skip
activities = virtual(
    "care_plan_activity", Column("key", String(40), primary_key=True), Column("plan", String(40), index=True),
    Column("status", String(20)), Column("kind", String(30)), Column("code", String(255)), Column("words", Text),
    Column("description", Text), Column("reason", Text), Column("starts", Date), Column("ends", Date),
)  # fmt: skip
goals = virtual(
    "goal", Column("key", String(40), primary_key=True), Column("plan", String(40), index=True),
    *whose(), Column("status", String(20)), Column("code", String(255)), Column("words", Text),
    Column("related", Text), Column("starts", Date), Column("due", Date),
)  # fmt: skip


def read(row: StoredRow) -> Mapping[Table, Iterator[dict[str, Any]]]:
    """The plan of a form, its activities, its goals."""
    rows = [found for found in row.rows("written") if found["activity"] != 0]
    who = {"patient": row["patient"], "encounter": row["visit"], "author": row["author"]}
    aims = [found for found in rows if _text(found, "care_plan_type").casefold() == codes.GOAL]
    others = [found for found in rows if _text(found, "care_plan_type").casefold() != codes.GOAL]
    return {plans: _plan(row, rows, who), activities: _activities(row, others), goals: _goals(row, aims, who)}


def _plan(row: StoredRow, rows: list[Mapping[str, Any]], who: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if rows:
        starts = min((day for found in rows if (day := _day(found, "date"))), default=None)
        yield {"key": row.keyed(), **who, "status": _status(rows), "starts": starts, "ends": _end(rows, starts)}


def _status(rows: list[Mapping[str, Any]]) -> str:
    """What all rows say; active where any is."""
    said = {_text(found, "plan_status").casefold() for found in rows}
    if "active" in said:
        return "active"
    return said.pop() if len(said) == 1 else ""


def _end(rows: list[Mapping[str, Any]], starts: str | None) -> str | None:
    """The last end, where every row has one."""
    ends = [_day(found, "date_end") for found in rows]
    last = max((end for end in ends if end), default=None)
    return last if all(ends) and last is not None and last >= (starts or "") else None


def _activities(row: StoredRow, rows: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for found, name in _named(rows):
        starts, ends = _day(found, "date"), _day(found, "date_end")
        yield {
            "key": row.keyed(f"a{name}"), "plan": row.keyed(), "status": _text(found, "plan_status").casefold(),
            "kind": _text(found, "care_plan_type"), "code": found["code"], "words": found["codetext"],
            "description": found["description"], "reason": found["reason_description"], "starts": starts,
            "ends": ends if ends and ends >= (starts or "") else None,
        }  # fmt: skip


def _goals(row: StoredRow, rows: list[Mapping[str, Any]], who: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for found, name in _named(rows):
        yield {
            "key": row.keyed(f"g{name}"), "plan": row.keyed(), **who,
            "status": _text(found, "plan_status").casefold(), "code": found["code"],
            "words": _text(found, "description") or _text(found, "codetext"), "related": found["note_related_to"],
            "starts": _day(found, "date"), "due": _day(found, "date_end"),
        }  # fmt: skip


def _named(rows: list[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each row with a name made of what it says; of equal ones the second has another."""
    seen: Counter[str] = Counter()
    for found in sorted(rows, key=_said):
        name = hashlib.sha256(_said(found).encode()).hexdigest()[:10]
        seen[name] += 1
        yield found, name if seen[name] == 1 else f"{name}{seen[name]}"


def _said(found: Mapping[str, Any]) -> str:
    """All that tells it from others; before 7.0.0 the date had no time."""
    names = ("care_plan_type", "code", "codetext", "description")
    return "\n".join((*(_text(found, name) for name in names), _day(found, "date") or ""))


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found[name]
    return "" if value is None else str(value).strip()


def _day(found: Mapping[str, Any], name: str) -> str | None:
    day = _text(found, name)[:10]
    return day if day > "0001-01-01" and "-00" not in day else None


entries = exploded(
    stored=forms, key=f.id, read=read, tables=(plans, activities, goals),
    columns={"patient": f.pid, "visit": visit["id"], "author": author["id"]},
    along={"written": tuple(written[name] for name in (
        "activity", "care_plan_type", "code", "codetext", "description", "date", "date_end", "plan_status",
        "note_related_to", "reason_description",
    ))},
    only=[eq(f.formdir, "care_plan"), eq(f.deleted, 0)],
    restrict=[
        restrict("first-entry", not_(twice.correlate(forms))),
        restrict("sensitive", not_(sensitive.correlate(forms)), unless="confidential"),
    ],
    sieve={
        "CarePlan": {"subject": reference("Patient", f.pid), "encounter": reference("Encounter", visit["id"])},
        "Goal": {"subject": reference("Patient", f.pid)},
    },
)  # fmt: skip

p = plans.c
done = children(activities, on=(p.key, "plan"), order=["key"])
aimed = children(goals, on=(p.key, "plan"), order=["key"])

care_plan = ResourceMap(
    "CarePlan", table=plans, key=p.key, exploded=entries,
    template={
        "status": coded(p.status, codes.PLAN_STATUS, other="unknown"),
        "intent": "plan",
        "subject": reference("Patient", p.patient),
        "encounter": reference("Encounter", p.encounter),
        "period": {"start": date(p.starts), "end": date(p.ends)},
        "author": reference("Practitioner", p.author),
        "goal": [aimed.each(reference("Goal", aimed["key"]))],
        "activity": [done.each({"detail": {
            "code": concept(typed_codes(done["code"], chart.CODE_SYSTEM), text=text(done["words"])),
            "reasonCode": [concept(text=text(done["reason"]))],
            "status": coded(done["status"], codes.ACTIVITY_STATUS, other="unknown"),
            "scheduledPeriod": {"start": date(done["starts"]), "end": date(done["ends"])},
            "description": text(done["description"]),
        }})],
    },
    gaps=dict.fromkeys(
        (f"CarePlan.{name}" for name in (
            "identifier", "instantiatesCanonical", "instantiatesUri", "basedOn", "replaces", "partOf", "category",
            "title", "description", "created", "contributor", "careTeam", "addresses", "supportingInfo", "note",
        )),
        cannot("no column"),
    ),
)  # fmt: skip

g = goals.c
goal = ResourceMap(
    "Goal", table=goals, key=g.key, exploded=entries,
    template={
        "lifecycleStatus": coded(g.status, codes.GOAL_STATUS, other="active"),
        "description": concept(typed_codes(g.code, chart.CODE_SYSTEM), text=text(g.words)),
        "subject": reference("Patient", g.patient),
        "startDate": date(g.starts),
        "target": [{"dueDate": date(g.due)}],
        "expressedBy": reference("Practitioner", g.author),
        "note": [{"text": text(g.related)}],
    },
    gaps=dict.fromkeys(
        (f"Goal.{name}" for name in (
            "identifier", "achievementStatus", "category", "priority", "statusDate", "statusReason", "addresses",
            "outcomeCode", "outcomeReference",
        )),
        cannot("no column"),
    ),
)  # fmt: skip
