"""DocumentReference/$docref at a clinic. http://hl7.org/fhir/uv/ipa/OperationDefinition-docref.html"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Date, DateTime, Integer, MetaData, String, Table

from facade.adapter import Adapter, ResourceMap, column, concept, date, instant, reference, text
from facade.errors import Refused
from facade.interactions import batch, capabilities
from facade.interactions.operations import arguments
from tests.operations.calling import call, caller, named, pages, refusal
from tests.serving import Service, fill, serve

DOCREF = "DocumentReference/$docref"
LOINC = "http://loinc.org"
metadata = MetaData()
person = Table("person", metadata, column("id", Integer, primary_key=True), column("family", String(20)))
letter = Table(
    "letter",
    metadata,
    column("id", Integer, primary_key=True),
    column("person", Integer, index=True),
    column("code", String(10)),
    column("start", Date),
    column("end", Date),
    column("made", DateTime),
)
c = letter.c
adapter = Adapter(
    name="letters",
    contract=1,
    maps=[
        ResourceMap("Patient", table=person, key=person.c.id, template={"name": [{"family": text(person.c.family)}]}),
        ResourceMap(
            "DocumentReference",
            table=letter,
            key=c.id,
            template={
                "status": "current",
                "type": concept({"system": LOINC, "code": text(c.code)}),
                "subject": reference("Patient", c.person),
                "date": instant(c.made),
                "content": [{"attachment": {"title": "Letter"}}],
                "context": {"period": {"start": date(c.start), "end": date(c.end)}},
            },
        ),
    ],
)
CONSULT, LAB = "11488-4", "11502-2"
# number, patient, code, care from, care to, made on
LETTERS = [
    (1, 7, CONSULT, "2020-01-10", "2020-01-20", "2024-05-05 10:00:00"),  # told long afterwards
    (2, 7, LAB, "2021-06-01", None, "2021-06-01 10:00:00"),  # care that goes on
    (3, 7, CONSULT, None, None, "2019-03-03 10:00:00"),  # only its own date is known
    (4, 7, None, None, None, None),  # nothing is known
    (5, 9, CONSULT, "2020-01-10", "2020-01-10", "2020-01-10 10:00:00"),  # another patient's
]


@pytest.fixture
def clinic(sqlite_url: str) -> Iterator[Service]:
    names = ("id", "person", "code", "start", "end", "made")
    rows = [dict(zip(names, values, strict=True)) for values in LETTERS]
    fill(sqlite_url, metadata, {"person": [{"id": 7, "family": "Roy"}, {"id": 9, "family": "Side"}], "letter": rows})
    yield serve(adapter, sqlite_url)


def found(service: Service, query: str) -> list[str]:
    status, body = call(service, DOCREF, query)
    assert status == 200, body
    assert body["type"] == "searchset"
    return sorted(name.removeprefix("DocumentReference/") for name in named(body))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("patient=7", "1 2 3 4"),
        ("patient=Patient/7", "1 2 3 4"),
        ("patient=8", ""),
        # the time of care; of 3 its own date; 4 has none, so it may be of any time
        ("patient=7&start=2020-01-15", "1 2 4"),
        ("patient=7&start=2020-01-21", "2 4"),
        ("patient=7&end=2020-01-09", "3 4"),
        ("patient=7&end=2020-01-10", "1 3 4"),
        ("patient=7&start=2020&end=2020", "1 4"),
        ("patient=7&start=2024", "2 4"),  # 1 was written then; 2 goes on
        ("patient=7&start=2019-03-03T00:00:00-05:00&end=2019-03-03T23:59:59-05:00", "3 4"),
        (f"patient=7&type={LOINC}|{CONSULT}", "1 3"),
        (f"patient=7&type={CONSULT},{LAB}", "1 2 3"),
        (f"patient=7&type={CONSULT}&type={LAB}", "1 2 3"),
        ("patient=7&type=34133-9", ""),
        (f"patient=7&type={CONSULT}&end=2019", "3"),
        ("patient=7&on-demand=false", "1 2 3 4"),
        ("patient=7&on-demand=true", ""),  # no document is made for the asking
        ("patient=7&profile=http://example.org/StructureDefinition/mine", ""),
        ("patient=7&start=&type=", "1 2 3 4"),  # what is empty says nothing
        ("patient=7&_format=json&_pretty=true", "1 2 3 4"),
    ],
)
def test_what_it_finds(clinic: Service, query: str, ids: str) -> None:
    assert found(clinic, query) == ids.split()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "required"),
        ("type=11488-4", "required"),
        ("patient=", "required"),
        ("patient=a b", "value"),
        ("patient=Group/7", "value"),
        ("patient=7,9", "value"),
        ("patient=7&patient=9", "value"),
        ("patient=7&start=yesterday", "value"),
        ("patient=7&start=2020-02-30", "value"),
        ("patient=7&end=2020-01&start=2020-02", "value"),
        ("patient=7&start=2020&start=2021", "value"),
        ("patient=7&on-demand=yes", "value"),
        ("patient=7&type=a,,b", "value"),
        ("patient=7&colour=red", "not-supported"),
        ("patient=7&status=current", "not-supported"),  # a search has that
        ("patient=7&_sort=date", "not-supported"),
        ("patient=7&_count=-1", "value"),
        ("patient=7&_page=nonsense", "invalid"),
    ],
)
def test_what_it_refuses(clinic: Service, query: str, code: str) -> None:
    assert refusal(clinic, DOCREF, query) == (400, code)


def test_page_by_page(clinic: Service) -> None:
    found = pages(clinic, DOCREF, "patient=7&_count=2&start=2019")
    assert [named(page) for page in found] == [
        ["DocumentReference/1", "DocumentReference/2"],
        ["DocumentReference/3", "DocumentReference/4"],
    ]
    (link,) = found[0]["link"][:1]
    assert link["url"] == "https://facade.example/letters/fhir/DocumentReference/$docref?patient=7&start=2019&_count=2"


def test_who_sees_what(clinic: Service) -> None:
    own = caller(clinic, ["patient/*.rs"], patient="9")
    assert found(own, "patient=9") == ["5"]
    assert found(own, "patient=7") == []
    assert refusal(caller(clinic, ["system/Patient.rs"]), DOCREF, "patient=7") == (403, "forbidden")
    assert refusal(caller(clinic, ["system/DocumentReference.r"]), DOCREF, "patient=7") == (403, "forbidden")
    hidden = caller(clinic, ["system/*.rs"], masks={"DocumentReference": frozenset({"DocumentReference.type"})})
    assert found(hidden, f"patient=7&type={CONSULT}") == []
    assert found(hidden, "patient=7") == ["1", "2", "3", "4"]


def test_the_statement_names_it(clinic: Service) -> None:
    (rest,) = capabilities.capabilities(clinic.endpoint)["rest"]
    (listed,) = [item for item in rest["resource"] if item["type"] == "DocumentReference"]
    assert listed["operation"] == [
        {"name": "docref", "definition": "http://hl7.org/fhir/uv/ipa/OperationDefinition/docref"}
    ]


def test_in_a_batch(clinic: Service) -> None:
    entries = [{"request": {"method": "GET", "url": f"{DOCREF}?{query}"}} for query in ("patient=9", "start=2020")]
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    answered = batch.batch(clinic.context, bundle, failed=lambda error: Refused(500, "exception", str(error))).body
    found, refused = answered["entry"]
    assert named(found["resource"]) == ["DocumentReference/5"]
    assert refused["response"]["status"] == "400"


def test_parameters_resource() -> None:
    coded = {"coding": [{"system": LOINC, "code": CONSULT}, {"code": "a|b"}], "text": "Letter"}
    sent = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "patient", "valueId": "7"},
            {"name": "start", "valueDateTime": "2020-01-01T00:00:00Z"},
            {"name": "type", "valueCodeableConcept": coded},
            {"name": "on-demand", "valueBoolean": False},
            {"name": "profile", "valueCanonical": "http://example.org/p"},
        ],
    }
    assert arguments.of_parameters(sent) == [
        ("patient", "7"),
        ("start", "2020-01-01T00:00:00Z"),
        ("type", rf"{LOINC}|{CONSULT},a\|b"),
        ("on-demand", "false"),
        ("profile", "http://example.org/p"),
    ]


@pytest.mark.parametrize("concept", [{"text": "Letter"}, {"coding": []}, {"coding": ["x"]}, {"coding": {}}])
def test_a_concept_without_codings_asks_nothing(concept: Any) -> None:
    with pytest.raises(Refused):
        arguments.of_parameters(
            {"resourceType": "Parameters", "parameter": [{"name": "type", "valueCodeableConcept": concept}]}
        )
