"""OSCAR's laboratory messages: hostile ones, the files within, and what a search costs where there are many."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import oscar
from adapters.oscar.codes import laboratory as codes
from adapters.oscar.laboratory.names import is_loinc
from adapters.oscar.laboratory.reading import read, read_documents
from adapters.oscar.laboratory.tables import documents, forms, reports, results, specimens
from adapters.oscar.laboratory.versions import follows_final
from adapters.oscar.tables import metadata
from facade.adapter import StoredRow
from facade.errors import Refused
from facade.fhir.ucum import unit
from facade.interactions.binary import document
from tests.oracle import model
from tests.oracle.oscar import laboratory as oracle
from tests.serving import Service, fill, serve

NONE = dict.fromkeys(("status", "accession", "facility", "day", "filler", "finals"))


def stored(message: str, type_: str = "GDML") -> StoredRow:
    found = {**NONE, "patient": 1, "lab_no": 7, "message": message, "type": type_, "interpreter": None}
    return StoredRow(5, found, {"mapped": ()}, ZoneInfo("America/Toronto"))


def packed(text: str) -> str:
    return b64encode(text.encode()).decode()


HEAD = "MSH|^~\\&|L|L|||2020||ORU|1|P|2.3\r"


@settings(max_examples=100)
@given(
    st.text(max_size=80),
    st.sampled_from(["NM", "SN", "ST", "TX", "CE", "ED", "DT", "TS", "TM", "XX", ""]),
    st.text(st.sampled_from("^~\\&|<>-:./0123456789eE+ \r"), max_size=40),
)
def test_no_message_raises_and_every_value_fits_its_column(wild: str, kind: str, value: str) -> None:
    text = f"{HEAD}PID|1\rOBR|1||{wild}|{value}|||{value}\rOBX|1|{kind}|{wild}||{value}|{wild}|{value}|{value}|||F\rSPM|{value}"
    for message in (packed(text), packed(HEAD + wild), codes.MESSAGE + wild, wild):
        for table, rows in {**read(stored(message)), **read_documents(stored(message))}.items():
            assert len({row["key"] for row in rows}) == len(rows)
            for row in rows:
                assert row.keys() <= set(table.columns.keys())
                assert all(held is None or isinstance(held, str | int) for held in row.values())


def test_a_large_message_is_read_in_time_that_grows_with_its_size() -> None:
    lines = "".join(f"OBX|{n}|NM|T^TEST||{n}|g/L|1-2|N|||F\r" for n in range(4000))
    begun = time.perf_counter()
    found = read(stored(packed(f"{HEAD}PID|1\rOBR|1|||X\r{lines}")))
    assert time.perf_counter() - begun < 5
    assert len({row["key"] for row in found[results]}) == 4000


def test_names_of_rows_stay_when_a_message_grows() -> None:
    """A corrected message has another id of its own; within it a test is named by what it is, not by its place."""
    one, other = "OBX|1|NM|A^A||1||||||F\r", "OBX|1|NM|B^B||2||||||F\r"
    short = read(stored(packed(f"{HEAD}OBR|1|||X\r{one}")))
    long = read(stored(packed(f"{HEAD}OBR|1|||X\r{other}{one}")))
    assert [row["key"] for row in short[results]] == [long[results][1]["key"]]
    assert short[reports][0]["key"] == long[reports][0]["key"]


@pytest.mark.parametrize("text", [HEAD.replace("ORU", "REF^I12"), "PID|1", ""])
def test_what_is_no_report_gives_nothing(text: str) -> None:
    found = read(stored(packed(text)))
    assert all(not found.get(table) for table in (reports, results, specimens, forms))


def test_units_are_ucum() -> None:
    assert {code for code in codes.UCUM_CODES if unit(code) is None} == set()
    assert all("".join(written.lower().split()) == written for written in codes.UCUM)


def test_check_digits() -> None:
    assert [code for code in ("718-7", "2823-3", "4548-4", "32309-7", codes.REPORT) if not is_loinc(code)] == []
    assert [code for code in ("718-8", "2555-8", "4575-5", "X50033", "-", "1", "12345678-9") if is_loinc(code)] == []


@pytest.mark.parametrize(
    ("own", "other", "corrected"),
    [
        ({}, {}, True),
        ({}, {"report_status": "P"}, False),
        ({}, {"lab_no": 5}, False),  # filed to somebody else
        ({}, {"lab_no": 9}, False),  # came later
        ({"accession": " "}, {}, False),
        ({}, {"obr_date": "2020-10-30"}, True),
        ({}, {"obr_date": "2020-11-01"}, False),  # four months
        ({"day": None}, {"obr_date": ""}, True),
        ({"day": None}, {}, False),  # which of them is newer nobody knows: both are served
        ({"day": None, "finals": 2}, {}, True),
        ({"type": "CLS", "filler": "A"}, {"filler_order_num": "B"}, False),
        ({"type": "CLS", "filler": "A"}, {"filler_order_num": "a"}, True),
        ({"type": "GDML", "filler": "A"}, {"filler_order_num": "B"}, True),
    ],
)
def test_what_a_final_report_corrects(own: dict[str, Any], other: dict[str, Any], corrected: bool) -> None:
    row = stored("")
    version = {
        "lab_no": 6, "obr_date": "2020-07-01", "report_status": "F", "filler_order_num": None, "final_result_count": 1,
    }  # fmt: skip
    values = {**row.values, "accession": "A-1", "day": "2020-07-01 08:00:00", "finals": 1, **own}
    beside = {"filed": [{"lab_no": number} for number in (6, 7, 9)], "versions": [{**version, **other}]}
    assert follows_final(StoredRow(5, values, beside)) is corrected


def test_a_file_is_read_by_itself() -> None:
    found = read_documents(stored(oracle.FILES, "PATHL7"))[documents]
    assert [row["type"] for row in found] == ["application/pdf", "application/octet-stream", "text/plain"]
    assert found[0]["data"] == oracle.PDF


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    url = f"sqlite:///{Path(tmp_path_factory.mktemp('laboratory')) / 'clinic.sqlite'}"
    rows: dict[str, list[Any]] = {}
    for row in oracle.ROWS:
        rows.setdefault(row.table, []).append(row.values)
    fill(url, metadata, rows)
    made = serve(oscar.adapter, url, site=model.SITE, zone=model.TIME_ZONE)
    made.endpoint.source.ready().window = 8  # of eighteen messages
    yield made
    made.endpoint.source.source.dispose()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        *((f"code=http://loinc.org|{code}", 200) for code in ("85354-9", "8480-6", "8867-4", "29463-7", "2708-6")),
        ("category=vital-signs", 200),
        ("code=http://loinc.org|4548-4", 400),
        ("code=8867-4", 400),
        ("code=http://loinc.org|4548-4&category=social-history", 200),
        ("code=http://loinc.org|4548-4&patient=1", 200),
        ("_id=lab-801xffffffff", 200),
    ],
)
def test_vital_signs_need_no_look_into_messages(clinic: Service, query: str, status: int) -> None:
    found, body = clinic.search("Observation", query)
    assert found == status, body
    assert status == 200 or body["issue"][0]["code"] == "too-costly"


def test_a_file_within_a_message_is_given_as_it_was_sent(clinic: Service) -> None:
    id_ = oracle.result_id(814, "ECHO^ECHOGRAM", "PDF^Whole report")
    found = document(clinic.context, id_)
    assert found is not None
    assert (found.type, b"".join(found.chunks())) == ("application/pdf", b"%PDF-1.4 an invented report")
    with pytest.raises(Refused) as refused:
        document(clinic.context, oracle.result_id(814, "ECHO^ECHOGRAM", "BAD^Broken file"))
    assert refused.value.status == 422
