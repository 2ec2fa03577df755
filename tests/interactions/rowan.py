"""Rowan, an invented EHR that keeps laboratory messages as text: one row, several resources.

| type | from | |
| --- | --- | --- |
| Patient | person | |
| Observation | vital | stored, beside those of messages |
| Observation, tag m | message | exploded: the lines `O` of a message; `remark` rows are read along |
| DiagnosticReport | message | exploded: one for each message, with its results and its lines `N` |
| Task | task | stored; its focus is a result of a message |

A message:

    R|final|2024-03-01 10:00:00|Blood
    N|fasting
    O|k|K|4.1|2024-03-01 08:00:00

A line that cannot be read is left out; a message without an `R` gives no report. A time counts if it lies on the day
that stands beside the message: the sieve promises that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Date, DateTime, Integer, MetaData, String, Table, Text

from facade.adapter import (
    Adapter,
    ResourceMap,
    StoredRow,
    cannot,
    children,
    coded,
    coding,
    column,
    concept,
    date,
    date_time,
    eq,
    exploded,
    instant,
    number_text,
    quantity,
    reference,
    text,
    virtual,
)

metadata = MetaData()
LOINC = "http://loinc.org"

person = Table("person", metadata, column("id", Integer, primary_key=True), column("family", String(30)))
vital = Table(
    "vital", metadata,
    column("id", Integer, primary_key=True), column("person", Integer, index=True), column("taken", DateTime),
    column("pulse", String(10)),
)  # fmt: skip
message = Table(
    "message", metadata,
    column("id", Integer, primary_key=True), column("person", Integer, index=True), column("day", Date),
    column("changed", String(19)), column("hidden", Integer), column("body", Text),
)  # fmt: skip
remark = Table(
    "remark", metadata,
    column("id", Integer, primary_key=True), column("message", Integer, index=True), column("line", String(10)),
    column("note", String(60)),
)  # fmt: skip
task = Table(
    "task", metadata,
    column("id", Integer, primary_key=True), column("state", String(1)), column("result", String(40)),
)  # fmt: skip

results = virtual(
    "result",
    Column("key", String(40), primary_key=True), Column("report", String(40), index=True), Column("patient", Integer),
    Column("code", String(10)), Column("value", String(20)), Column("taken", DateTime), Column("remark", String(60)),
)  # fmt: skip
reports = virtual(
    "report",
    Column("key", String(40), primary_key=True), Column("patient", Integer), Column("status", String(10)),
    Column("issued", DateTime), Column("title", String(60)),
)  # fmt: skip

READ: list[int] = []  # which messages were read, for tests of what is kept
m, r, q = message.c, results.c, reports.c
remarks = children(remark, on=(m.id, "message"), order=["id"])


def read(row: StoredRow) -> Mapping[Table, list[dict[str, Any]]]:
    """The lines of a message."""
    READ.append(row.key)
    if row.text("body") == "!":
        raise ValueError("a fault of the adapter's, whose text must not be told")
    lines = [line.split("|") for line in row.text("body").splitlines()]
    said = {str(found["line"]): found["note"] for found in row.rows("remarks")}
    head = next((line for line in lines if len(line) > 3 and line[0] == "R"), None)
    report = row.keyed() if head else None
    made: dict[Table, list[dict[str, Any]]] = {results: [], reports: []}
    if head:
        issued, title = head[2], head[3]
        made[reports].append(
            {"key": report, "patient": row["patient"], "status": head[1], "issued": issued, "title": title}
        )
    made[results] += _results(row, lines, report, said)
    return made


def _results(
    row: StoredRow, lines: list[list[str]], report: str | None, said: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    for line in lines:
        if len(line) > 4 and line[0] == "O":
            yield {
                "key": row.keyed(line[1]), "report": report, "patient": row["patient"], "code": line[2],
                "value": line[3], "taken": line[4] if line[4][:10] == row["day"] else None, "remark": said.get(line[1]),
            }  # fmt: skip


messages = exploded(
    stored=message,
    key=m.id,
    columns={"body": m.body, "patient": m.person, "day": m.day},
    along={"remarks": (remarks["line"], remarks["note"])},
    read=read,
    tables=[results, reports],
    stamp=[m.changed],
    only=[eq(m.hidden, 0)],
    sieve={
        "Observation": {"subject": reference("Patient", m.person), "effectiveDateTime": date(m.day)},
        "DiagnosticReport": {"subject": reference("Patient", m.person)},
    },
)
of_report = children(results, on=(q.key, "report"), order=["key"])
LAB = "http://terminology.hl7.org/CodeSystem/observation-category"

adapter = Adapter(
    name="rowan",
    contract=1,
    cannot={"Specimen": cannot("no message names one")},
    maps=[
        ResourceMap("Patient", table=person, key=person.c.id, template={"name": [{"family": text(person.c.family)}]}),
        ResourceMap("Observation", table=vital, key=vital.c.id, template={
            "status": "final", "code": concept(coding("8867-4", system=LOINC)),
            "category": [concept(coding("vital-signs", system=LAB))],
            "subject": reference("Patient", vital.c.person), "effectiveDateTime": date_time(vital.c.taken),
            "valueQuantity": quantity(number_text(vital.c.pulse), unit="/min", code="/min"),
        }),
        ResourceMap("Observation", tag="m", table=results, key=r.key, exploded=messages, template={
            "status": "final", "code": concept(coding(coded(r.code, {"K": "2823-3", "NA": "2951-2"}), system=LOINC), text=text(r.code)),
            "category": [concept(coding("laboratory", system=LAB))],
            "subject": reference("Patient", r.patient), "effectiveDateTime": date_time(r.taken),
            "valueQuantity": quantity(number_text(r.value), unit="mmol/L", code="mmol/L"),
            "note": [{"text": text(r.remark)}],
        }),
        ResourceMap("DiagnosticReport", table=reports, key=q.key, exploded=messages, order=q.issued, template={
            "status": coded(q.status, {"final": "final", "corrected": "corrected"}),
            "code": concept(text=text(q.title)),
            "subject": reference("Patient", q.patient), "issued": instant(q.issued),
            "result": [of_report.each(reference("Observation", of_report["key"], tag="m"))],
        }),
        ResourceMap("Task", table=task, key=task.c.id, template={
            "status": coded(task.c.state, {"R": "requested", "D": "completed"}), "intent": "order",
            "focus": reference("Observation", task.c.result, tag="m"),
        }),
    ],
)  # fmt: skip


def message_of(id_: int, patient: int, *lines: str, **more: Any) -> dict[str, Any]:
    """A row of `message`."""
    return {
        "id": id_, "person": patient, "day": "2024-03-01", "changed": "1", "hidden": 0, "body": "\n".join(lines), **more,
    }  # fmt: skip


ROWS: dict[str, list[dict[str, Any]]] = {
    "person": [{"id": 1, "family": "Roy"}, {"id": 2, "family": "Émond"}, {"id": 3, "family": "Zed"}],
    "vital": [
        {"id": 1, "person": 1, "taken": "2024-03-02 09:00:00", "pulse": "60"},
        {"id": 2, "person": 3, "taken": "2024-03-03 09:00:00", "pulse": "72"},
    ],
    "message": [
        message_of(10, 1, "R|final|2024-03-01 10:00:00|Blood", "O|a|K|4.1|2024-03-01 08:00:00",
                   "O|b|NA|140|2024-03-01 08:00:00"),
        message_of(11, 1, "R|final|2024-03-05 10:00:00|Blood", "O|a|K|5.2|2024-03-05 08:00:00", day="2024-03-05"),
        message_of(12, 2, "R|corrected|2024-03-01 12:00:00|Salts", "O|a|NA|129|2024-03-01 23:59:30"),
        message_of(13, 2, "R|final|2024-03-01 13:00:00|Hidden", "O|a|K|9.9|2024-03-01 08:00:00", hidden=1),
    ],
    "remark": [{"id": 1, "message": 10, "line": "b", "note": "repeated"}],
    "task": [
        {"id": 1, "state": "R", "result": "11xa"}, {"id": 2, "state": "D", "result": "12xa"},
        {"id": 3, "state": "R", "result": "13xa"},
    ],
}  # fmt: skip
