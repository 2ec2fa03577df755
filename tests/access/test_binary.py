"""A file is in the chart of the patient whose document or report points at it, at an invented EHR."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Integer, MetaData, String, Table

from facade.adapter import Adapter, ResourceMap, column, reference, text
from tests.serving import Service, fill, matches, serve

metadata = MetaData()
person = Table("person", metadata, column("id", Integer, primary_key=True), column("family", String(20)))
file = Table("file", metadata, column("id", Integer, primary_key=True), column("kind", String(20)))
letter = Table(
    "letter", metadata, column("id", Integer, primary_key=True), column("person", Integer), column("file", Integer)
)
report = Table(
    "report", metadata, column("id", Integer, primary_key=True), column("person", Integer), column("file", Integer)
)


def pointing(type_: str, table: Table, more: dict[str, Any]) -> ResourceMap:
    template = {"subject": reference("Patient", table.c.person), **more}
    return ResourceMap(type_, table=table, key=table.c.id, template=template)


adapter = Adapter(
    name="files",
    contract=1,
    maps=[
        ResourceMap("Patient", table=person, key=person.c.id, template={"name": [{"family": text(person.c.family)}]}),
        ResourceMap("Binary", table=file, key=file.c.id, template={"contentType": text(file.c.kind)}),
        pointing(
            "DocumentReference",
            letter,
            {
                "status": "current",
                "content": [{"attachment": {"url": reference("Binary", letter.c.file)["reference"]}}],
            },
        ),
        pointing(
            "DiagnosticReport",
            report,
            {
                "status": "final",
                "code": {"text": "Report"},
                "presentedForm": [{"url": reference("Binary", report.c.file)["reference"]}],
            },
        ),
    ],
)
ROWS = {
    "person": [{"id": 1, "family": "Roy"}, {"id": 2, "family": "Side"}],
    "file": [{"id": number, "kind": "text/plain"} for number in range(1, 7)],
    # 1 and 5 are person 1's, 2 and 6 person 2's, 3 is both their letter, 4 nobody's
    "letter": [
        {"id": number, "person": whose, "file": file}
        for number, (whose, file) in enumerate([(1, 1), (2, 2), (1, 3), (2, 3), (9, 4)], 1)
    ],
    "report": [
        {"id": 1, "person": 1, "file": 5},
        {"id": 2, "person": 2, "file": 6},
        {"id": 3, "person": None, "file": 4},
    ],
}


@pytest.fixture
def url(sqlite_url: str) -> Iterator[str]:
    fill(sqlite_url, metadata, ROWS)
    yield sqlite_url


def service(url: str, scopes: Sequence[str], patient: str | None = "1") -> Service:
    return serve(adapter, url, scopes=scopes, patient=patient)


def found(asked: Service, query: str = "") -> set[str]:
    status, body = asked.search("Binary", query)
    assert status == 200, body
    return {item["id"] for item in matches(body)}


@pytest.mark.parametrize(
    ("scopes", "patient", "ids"),
    [
        (["patient/*.rs"], "1", {"1", "3", "5"}),
        (["patient/*.rs"], "2", {"2", "3", "6"}),
        (["patient/*.rs"], "7", set()),
        # what points at it must be searchable by the token, too
        (["patient/Binary.rs"], "1", set()),
        (["patient/Binary.rs", "patient/DocumentReference.rs"], "1", {"1", "3"}),
        (["patient/Binary.rs", "patient/DiagnosticReport.rs"], "1", {"5"}),
        # what others may see besides does not widen the patient's chart
        (["patient/Binary.rs", "system/DocumentReference.rs"], "1", {"1", "3"}),
        (["system/Binary.rs"], None, {"1", "2", "3", "4", "5", "6"}),
    ],
)
def test_files_of_a_chart(url: str, scopes: list[str], patient: str | None, ids: set[str]) -> None:
    asked = service(url, scopes, patient)
    assert found(asked) == ids
    statuses = {id_: asked.get("Binary", id_)[0] for id_ in ("1", "2", "3", "4", "5", "6")}
    assert {id_ for id_, status in statuses.items() if status == 200} == ids


def test_the_rule_adds_no_search_parameter(url: str) -> None:
    asked = service(url, ["patient/*.rs"])
    assert asked.search("Binary", "_has:DiagnosticReport:presentedForm:status=final")[0] == 400
    assert asked.search("DiagnosticReport", "presentedForm=Binary/5")[0] == 400
