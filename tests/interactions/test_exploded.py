"""Resources that stand many in one stored row: what a search reads for them, what it refuses, what it keeps."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from facade.compiler.grants import reader
from facade.interactions import exploded, met
from facade.interactions.kept import SECONDS, Filled, KeptRows, VirtualRows
from facade.search.dictionary import describe, markdown
from facade.sources.connection import SourceConnection
from facade.sources.memory import MemoryDatabase
from facade.sources.source import Source
from tests.interactions import rowan
from tests.interactions.clinic import asked, chain, found, names, told
from tests.interactions.rowan import READ, message_of
from tests.serving import Service, change, fill, matches, serve

ASKED: list[int] = []  # how many statements each lent connection was asked for


@pytest.fixture
def url(tmp_path: Path) -> str:
    made = f"sqlite:///{tmp_path / 'rowan.sqlite'}"
    fill(made, rowan.metadata, rowan.ROWS)
    return made


@pytest.fixture
def service(url: str, monkeypatch: pytest.MonkeyPatch) -> Service:
    made = serve(rowan.adapter, url)
    made.endpoint.source.ready()
    lend = Source.reading
    ASKED.clear()
    READ.clear()

    @contextmanager
    def counting(self: Source, several: bool = False) -> Iterator[SourceConnection]:
        with lend(self, several) as connection:
            yield connection
        ASKED.append(connection.statements)

    monkeypatch.setattr(Source, "reading", counting)
    return made


def narrowed(service: Service, most: int) -> Service:
    """The same with a smaller window."""
    service.endpoint.source.ready().window = most
    return service


def refusal(service: Service, path: str, query: str = "") -> tuple[int, str, str]:
    """Status, code and text of a search that does not work."""
    status, body = asked(service, path, query)
    (issue,) = body["issue"]
    return status, issue["code"], issue["diagnostics"]


# What is found


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("Observation", "", ["1", "2", "m-10xa", "m-10xb", "m-11xa", "m-12xa"]),
        ("Observation", "patient=1", ["1", "m-10xa", "m-10xb", "m-11xa"]),
        ("Observation", "_id=m-10xb,m-12xa,2,m-10,m-10xz,m-013xa", ["2", "m-10xb", "m-12xa"]),
        ("Observation", "date=2024-03-01T23:59", ["m-12xa"]),
        ("Observation", "date=le2024-03-01T08:00:00-05:00", ["m-10xa", "m-10xb"]),
        ("Observation", "date=sa2024-03-02", ["2", "m-11xa"]),
        ("Observation", "date=ne2024-03-01&patient=1", ["1", "m-11xa"]),
        ("Observation", "code:not=2823-3&patient=1", ["1", "m-10xb"]),
        ("Observation", "value-quantity=gt5&code=2823-3", ["m-11xa"]),
        # out of memory into the database, through memory, and into memory
        ("Observation", "patient.family=emond", ["m-12xa"]),
        ("DiagnosticReport", "result.code=2951-2", ["10", "12"]),
        ("DiagnosticReport", "result.patient.family=emond", ["12"]),
        ("Task", "focus:Observation.code=2823-3", ["1"]),
        ("Patient", "_has:Observation:patient:code=2951-2", ["1", "2"]),
        ("Patient", "_has:DiagnosticReport:subject:status=corrected", ["2"]),
        ("Observation", "_has:DiagnosticReport:result:status=corrected", ["m-12xa"]),
        ("Observation", "_has:Task:focus:status=requested", ["m-11xa"]),
        ("Patient", "_has:Observation:patient:_has:Task:focus:status=completed", ["2"]),
        ("Patient", "_filter=not(_has:Observation:patient:code eq 8867-4)", None),
        ("Patient/1/Observation", "code=2823-3", ["m-10xa", "m-11xa"]),
    ],
)  # fmt: skip
def test_searches(service: Service, path: str, query: str, expected: list[str] | None) -> None:
    if expected is None:
        assert asked(service, path, query)[0] == 400  # a hop in a _filter has another form
        return
    assert sorted(name.partition("/")[2] for name in names(found(service, path, query))) == sorted(expected)


def test_what_a_page_brings_along(service: Service) -> None:
    bundle = found(
        service, "DiagnosticReport", "_id=10&_include=DiagnosticReport:result&_revinclude:iterate=Task:focus"
    )
    assert [entry["resource"]["id"] for entry in bundle["entry"]] == ["10", "m-10xa", "m-10xb"]
    bundle = found(service, "Patient", "_id=2&_revinclude=Observation:patient&_revinclude:iterate=Task:focus")
    assert [entry["resource"]["id"] for entry in bundle["entry"]] == ["2", "m-12xa", "2"]
    bundle = found(service, "Task", "_include=Task:focus&_include:iterate=Observation:subject&_elements=status")
    assert [entry["resource"]["id"] for entry in bundle["entry"][3:]] == ["m-11xa", "m-12xa", "1", "2"]


@pytest.mark.parametrize(
    "query", ["_sort=-date", "_sort=value-quantity", "", "_sort=-patient,code", "_elements=status"]
)
@pytest.mark.parametrize("size", [1, 2, 4])
def test_pages_and_back(service: Service, query: str, size: int) -> None:
    whole = names(found(service, "Observation", query))
    forward = list(chain(service, found(service, "Observation", f"{query}&_count={size}"), "next"))
    assert [name for page in forward for name in names(page)] == whole
    back = list(chain(service, forward[-1], "previous"))
    assert [name for page in reversed(back) for name in names(page)] == whole


def test_a_page_is_turned_after_a_restart(service: Service, url: str) -> None:
    first = found(service, "Observation", "_sort=date&_count=3")
    other = serve(rowan.adapter, url)
    pages = [names(page) for page in chain(other, first, "next")]
    assert [name for page in pages for name in page] == names(found(other, "Observation", "_sort=date"))


def test_a_read_is_what_a_search_shows(service: Service) -> None:
    status, shown, headers = service.read("DiagnosticReport", "10")
    assert (status, shown["result"]) == (
        200,
        [{"reference": "Observation/m-10xa"}, {"reference": "Observation/m-10xb"}],
    )
    assert shown["issued"] == "2024-03-01T10:00:00-05:00"
    (entry,) = found(service, "DiagnosticReport", "_id=10")["entry"]
    assert entry["resource"] == shown
    assert headers["ETag"] == f'W/"{shown["meta"]["versionId"]}"'


@pytest.mark.parametrize(
    "id_", ["m-13xa", "m-10xz", "m-10", "10xa", "m-010xa", "m-10Xa", "m-10x", "m-", "m-99xa", "m--1xa"]
)
def test_other_ids_are_nobody(service: Service, id_: str) -> None:
    assert service.get("Observation", id_)[0] == 404


# What is read for it


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("Observation", "patient=2", [12]),
        ("Observation", "subject:Patient=Patient/1&category=laboratory", [10, 11]),
        ("Observation", "date=2024-03-05", [11]),
        ("Observation", "_id=m-11xa", [11]),
        ("Observation", "patient=3", []),
        ("Observation", "category=vital-signs", []),
        ("Observation", "code=8867-4", []),
        ("Observation", "patient.family=emond", [12]),
        ("Patient", "_id=2&_revinclude=Observation:patient", [12]),
        ("Task", "_id=1&_include=Task:focus", [11]),
        ("Observation", "_has:Task:focus:status=completed", [12]),
        # what no sieve can tell
        ("Observation", "code=2823-3", [10, 11, 12]),
        ("Observation", "patient:missing=true", [10, 11, 12]),
        ("DiagnosticReport", "result.code=2823-3&patient=2", [10, 11, 12]),
    ],
)
def test_only_rows_that_can_be_meant_are_read(service: Service, path: str, query: str, expected: list[int]) -> None:
    found(service, path, query)
    assert expected == sorted(READ)


@pytest.mark.parametrize(
    ("path", "query", "first", "again"),
    [
        # candidates, the rows, their remarks
        ("DiagnosticReport", "", [3], [1]),
        ("DiagnosticReport", "_total=accurate&_sort=-issued", [3], [1]),
        ("DiagnosticReport", "_summary=count", [3], [1]),
        ("DiagnosticReport", "patient=3", [1], [1]),
        ("Observation", "", [1 + 3], [1 + 1]),
        ("Observation", "category=vital-signs", [1], [1]),
        # the page, then the results by their ids; nothing new is read
        ("DiagnosticReport", "_include=DiagnosticReport:result", [3 + 1], [1 + 1]),
        # the patients first, whose ids the reports are searched by
        ("DiagnosticReport", "patient.family=roy", [1 + 3], [1 + 1]),
        # the messages first, then the patients; a stored table of its own beside them
        ("Patient", "_has:DiagnosticReport:subject:status=final", [3 + 1], [1 + 1]),
    ],
)
def test_statements(service: Service, path: str, query: str, first: list[int], again: list[int]) -> None:
    found(service, path, query)
    found(service, path, query)
    assert first + again == ASKED


def test_many_rows_are_fetched_by_the_hundred(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploded, "AT_ONCE", 2)
    found(service, "DiagnosticReport")
    assert ASKED == [1 + 2 * 2]


# What is kept


def test_a_row_is_read_again_when_its_stamp_changes(service: Service, url: str) -> None:
    found(service, "Observation", "patient=1")
    change(url, "UPDATE message SET changed = '2', body = 'O|a|K|7.7|2024-03-01 08:00:00' WHERE id = 10")
    again = found(service, "Observation", "patient=1&category=laboratory")
    assert READ == [10, 11, 10]
    assert names(again) == ["Observation/m-10xa", "Observation/m-11xa"]
    assert str(again["entry"][0]["resource"]["valueQuantity"]["value"]) == "7.7"


def test_answers_share_a_database_as_long_as_they_need_the_same_rows(
    service: Service, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[MemoryDatabase] = []

    class Counted(MemoryDatabase):
        def __init__(self, seconds: float) -> None:
            super().__init__(seconds)
            made.append(self)

    monkeypatch.setattr(exploded, "MemoryDatabase", Counted)
    first = found(service, "Observation", "patient=1&code=2823-3&_sort=date")
    assert names(found(service, "Observation", "patient=1&code=2951-2")) == ["Observation/m-10xb"]
    assert names(found(service, "Observation", "patient=1&code=2823-3&_sort=date")) == names(first)
    assert len(made) == 1
    found(service, "Observation", "patient=2&code=2951-2")
    assert len(made) == 2  # other rows
    change(url, "UPDATE message SET changed = '2', body = 'O|a|K|7.7|2024-03-01 08:00:00' WHERE id = 10")
    assert names(found(service, "Observation", "patient=1&code=2951-2")) == []
    assert len(made) == 3  # one of the rows is another


def test_a_row_that_is_gone_or_hidden_is_not_served_from_memory(service: Service, url: str) -> None:
    found(service, "Observation")
    change(url, "UPDATE message SET hidden = 1 WHERE id = 10")
    change(url, "DELETE FROM message WHERE id = 12")
    assert names(found(service, "Observation", "category=laboratory")) == ["Observation/m-11xa"]
    assert [service.get("Observation", id_)[0] for id_ in ("m-10xa", "m-12xa")] == [404, 404]


def rows(size: int) -> VirtualRows:
    return VirtualRows({"result": [("x" * size,)]})


def test_what_is_kept_is_bounded_and_grows_old() -> None:
    now = [0.0]
    kept = KeptRows(4000, lambda: now[0])
    for key in "abcd":
        kept.put(key, rows(700))
    assert kept.get("a") is not None and kept.size <= 4000
    kept.put("e", rows(700))  # b is the one used least recently
    assert [key for key in "abcde" if kept.get(key)] == ["a", "c", "d", "e"]
    assert kept.size == sum(found.size for key in "acde" if (found := kept.get(key)))
    kept.put("huge", rows(1100))
    assert kept.get("huge") is None and len(kept) == 4
    kept.put("a", rows(10))
    assert kept.size <= 4000 - 600
    now[0] = SECONDS + 1
    assert all(kept.get(key) is None for key in "acde") and kept.size == 0


def test_a_database_is_kept_as_long_as_the_oldest_of_its_rows() -> None:
    now = [0.0]
    kept = KeptRows(1_000_000, lambda: now[0])
    kept.put("a", rows(700))
    now[0] = SECONDS - 1
    kept.put("b", rows(700))
    assert [kept.oldest(keys) for keys in ("ab", "b", "c")] == [0, now[0], now[0]]
    filled = Filled.of(MemoryDatabase(1), [rows(700), rows(700)])
    kept.put_filled("ab", filled, kept.oldest("ab"))
    assert kept.filled("ab") is filled and filled.size > 2 * 700
    now[0] = SECONDS + 1
    assert kept.filled("ab") is None and kept.get("b") is not None


# What is refused


@pytest.mark.parametrize(
    ("path", "query", "works"),
    [
        ("DiagnosticReport", "", False),
        ("DiagnosticReport", "patient=1", True),
        ("DiagnosticReport", "status=final", False),
        ("Observation", "", False),
        ("Observation", "code=8867-4", True),
        ("Observation", "date=gt2024-03-03", True),
        ("Observation", "_id=m-10xa,m-11xa", True),
        ("Patient", "_id=1&_revinclude=Observation:patient", True),
        ("Patient", "_revinclude=Observation:patient", False),
        ("Patient", "_has:Observation:patient:code=2823-3", False),
        ("Patient", "_has:Observation:patient:code=8867-4", True),
        ("Patient", "_has:Observation:patient:date=2024-03-05", True),
        ("DiagnosticReport", "result:Observation.date=2024-03-05&patient=1", True),
    ],
)
def test_more_rows_than_a_window_holds(service: Service, path: str, query: str, works: bool) -> None:
    if works:
        assert asked(narrowed(service, 2), path, query)[0] == 200
        return
    status, code, text = refusal(narrowed(service, 2), path, query)
    assert (status, code) == (400, "too-costly")
    assert text.startswith("More than 2 stored records would have to be read")
    assert READ == []


def test_the_refusal_names_what_narrows(service: Service) -> None:
    text = refusal(narrowed(service, 2), "Observation", "code=2823-3")[2]
    assert text.endswith(" Narrow it by date or patient or subject.")


def test_a_hop_that_leads_to_too_many(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(met, "MOST", 2)
    status, code, _ = refusal(service, "DiagnosticReport", "patient.family:missing=false")
    assert (status, code) == (400, "too-costly")
    assert asked(service, "DiagnosticReport", "patient.family=roy")[0] == 200


def test_too_much_in_too_few_rows(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploded, "MOST_VIRTUAL_ROWS", 3)
    assert refusal(service, "DiagnosticReport")[:2] == (400, "too-costly")
    assert asked(service, "DiagnosticReport", "patient=2")[0] == 200


# Rows that are meant to hurt


HOSTILE = [
    "", "|", "\x00", "O", "O|||||", "R|final|x|" + "y" * 70_000, "O|a|K|" + "9" * 400 + "|2024-03-01 08:00:00",
    "\n" * 5000, "O|a|K|4|2024-03-01 25:61:00", "O|' OR 1=1 --|K|4|2024-03-01 08:00:00", "R|<script>|" + "|" * 9000,
    "O|\ud800|K|1|2024-03-01 08:00:00", "O|a|K|NaN|2024-03-01T08:00", "O|" + "k" * 90 + "|K|1|2024-03-01 08:00:00",
    "O|a|K|1|2024-03-01 08:00:00\nO|a|K|2|2024-03-01 08:00:00", "!",
]  # fmt: skip


def test_hostile_rows_break_only_themselves(url: str, service: Service, caplog: pytest.LogCaptureFixture) -> None:
    before = matches(found(service, "Observation", "_count=200"))
    listed = [message_of(100 + at, 3, text.encode("utf-8", "replace").decode()) for at, text in enumerate(HOSTILE)]
    listed += [message_of(200, 3, "R|final|2024-03-01 10:00:00|x", day="0000-00-00", changed=None)]
    with caplog.at_level(logging.WARNING):
        fill(url, rowan.metadata, {"message": listed})
        after = matches(found(service, "Observation", "_count=200"))
    assert [one for one in after if one in before] == before
    assert len({one["id"] for one in after}) == len(after)
    for one in after:
        assert service.get("Observation", one["id"]) == (200, one)
    assert asked(service, "DiagnosticReport", "patient=3")[0] == 200
    noted = [problem for event in service.events if event.type == "Observation" for problem in event.problems]
    assert ("Observation", "a stored row that its reader fails on") in noted
    assert "a row of message could not be read: ValueError" in caplog.text
    assert "fault of" not in caplog.text and "115" not in caplog.text


INCOMPLETE = "This answer is incomplete: 1 of the stored records that it is made from could not be read."


@pytest.mark.parametrize(
    ("path", "query", "meant"),
    [
        ("Observation", "patient=2", True),
        ("Observation", "patient=2&_summary=count", True),
        ("Observation", "patient=2&_total=estimate", True),
        ("Observation", "patient=1", False),
        ("Observation", "patient=2&category=vital-signs", False),
        ("Patient", "_has:Observation:patient:code=2951-2", True),
        ("Patient", "_id=2&_revinclude=Observation:patient", True),
        ("DiagnosticReport", "_id=12&_include=DiagnosticReport:result", False),
    ],
)
def test_a_search_tells_that_stored_rows_could_not_be_read(
    url: str, service: Service, path: str, query: str, meant: bool
) -> None:
    fill(url, rowan.metadata, {"message": [message_of(77, 2, "!")]})
    for _ in range(2):  # read, and kept
        bundle = found(service, path, query)
        assert told(bundle).count(INCOMPLETE) == meant


def test_a_reader_that_gives_too_many_rows_is_told(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploded, "MOST_ROWS", 2)  # message 10 gives a report and two results
    bundle = found(service, "DiagnosticReport", "patient=1")
    assert names(bundle) == ["DiagnosticReport/11"]
    (issue,) = [one["resource"]["issue"][0] for one in bundle["entry"] if one["search"]["mode"] == "outcome"]
    assert issue == {"severity": "warning", "code": "incomplete", "diagnostics": INCOMPLETE}


# Who sees it


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("Observation", ""), ("Observation", "patient=2"), ("Observation", "_id=m-12xa"), ("DiagnosticReport", "_id=12"),
        ("Observation", "patient.family=emond"), ("Patient", "_has:Observation:patient:code=2951-2"),
        ("Patient", "_revinclude=Observation:patient"), ("Observation", "_has:DiagnosticReport:result:status=corrected"),
        ("DiagnosticReport", "_include=DiagnosticReport:result"), ("DiagnosticReport", "result.code=2951-2"), ("", ""),
    ],
)  # fmt: skip
def test_a_patient_sees_only_his_own(url: str, path: str, query: str) -> None:
    mine = serve(rowan.adapter, url, scopes=["patient/*.rs"], patient="1")
    READ.clear()
    status, body = asked(mine, path, query)
    assert status == 200
    shown = {entry["resource"]["id"] for entry in body.get("entry", []) if entry["search"]["mode"] != "outcome"}
    assert shown <= {"1", "10", "11", "m-10xa", "m-10xb", "m-11xa"}
    assert not {12, 13} & set(READ)


def test_a_patients_window_is_his_own(url: str) -> None:
    mine = narrowed(serve(rowan.adapter, url, scopes=["patient/*.rs"], patient="1"), 2)
    assert names(found(mine, "DiagnosticReport")) == ["DiagnosticReport/10", "DiagnosticReport/11"]
    assert [mine.get("Observation", id_)[0] for id_ in ("m-10xa", "m-12xa")] == [200, 404]


def test_a_masked_element_is_no_oracle(url: str) -> None:
    masked = serve(rowan.adapter, url, masks={"Observation": frozenset({"Observation.code"})})
    assert refusal(masked, "Patient", "_has:Observation:patient:code=2823-3")[:2] == (400, "not-supported")
    hidden = serve(rowan.adapter, url, masks={"Observation": frozenset({"Observation.subject"})})
    assert refusal(hidden, "Patient", "_has:Observation:patient:code=2823-3")[0] == 400
    assert "code" not in found(masked, "Observation", "_id=m-10xa")["entry"][0]["resource"]


# What is said of it


def test_the_account_needs_nothing_of_virtual_tables(service: Service) -> None:
    granted = "\n".join(reader(service.endpoint.source.ready().source))
    assert "SELECT (`body`, `changed`, `day`, `hidden`, `id`, `person`) ON `message`" in granted
    assert "SELECT (`id`, `line`, `message`, `note`) ON `remark`" in granted
    assert (
        "`result`" not in granted.replace("SELECT (`id`, `result`, `state`) ON `task`", "")
        and "`report`" not in granted
    )


def test_the_page_says_what_is_read_and_what_narrows(service: Service) -> None:
    page = markdown(describe(service.endpoint.source.ready().source))
    assert "Table `message`, key `id`." in page
    assert "Each row is read into rows `result` in memory, from `message.body`, `message.person`" in page
    assert "told by `date`, `patient`, `subject` and `_id`" in page


def test_explained(url: str) -> None:
    operator = serve(rowan.adapter, url, permissions=frozenset({"operator"}))
    _, answer = asked(operator, "Observation", "patient=1&_explain=true")
    (window,) = [part for part in answer["parameter"] if part["name"] == "window"]
    told: dict[str, Any] = {part["name"]: part["valueDecimal"] for part in window["part"]}
    assert told == {"stored": 2, "rows": 5, "failed": 0, "limit": 500}
