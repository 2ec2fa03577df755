"""What a note of OSCAR annotates: told from the note's side, and only where an index leads from it to its links."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from adapters import oscar
from facade.compiler.grants import reader
from facade.sources.connection import SourceConnection
from tests.adapters.test_maps import compiled
from tests.oracle.model import SITE
from tests.oracle.oscar import ORACLE
from tests.oracle.oscar.note_ids import key
from tests.serving import Service, change, fill, serve

UNREAD = "is not read: the account sees no index that begins with casemgmt_note_link.note_id"
PLACE = "oscar DocumentReference/{} DocumentReference.context.related"
# note 302 is the newest save of note 1, 301 an older one; 309 is behind a password; 307 has no uuid
LINKS = (
    (1, 3, 6, 302), (2, 3, 1, 301), (3, 11, 905, 302), (4, 2, 3, 302), (5, 3, 0, 302), (6, 10, 2, 302),
    (7, 5, 112, 302), (8, 6, 3, 302), (9, 3, 6, 309), (10, 3, 5, 307),
)  # fmt: skip
TOLD = [
    {"reference": reference}
    for reference in (
        "AllergyIntolerance/6", "Appointment/905", "Task/2", "DocumentReference/112", "DocumentReference/ef-3",
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Service]:
    """The oracle's clinic with links, with an index on them or without."""
    folder = tmp_path_factory.mktemp("links")
    files = {indexed: folder / f"{indexed}.sqlite" for indexed in (True, False)}
    names = ("id", "table_name", "table_id", "note_id")
    links = [dict(zip(names, link, strict=True)) for link in LINKS]
    fill(f"sqlite:///{files[False]}", oscar.tables.metadata, {**ORACLE.tables, "casemgmt_note_link": links})
    files[True].write_bytes(files[False].read_bytes())
    change(f"sqlite:///{files[True]}", "CREATE INDEX by_note ON casemgmt_note_link (note_id)")

    @cache  # compiling takes a second
    def served(indexed: bool, permissions: frozenset[str] = frozenset()) -> Service:
        return serve(oscar.adapter, f"sqlite:///{files[indexed]}", site=SITE, permissions=permissions)

    return served


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []
    execute = SourceConnection.execute

    def noted(self: SourceConnection, sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(self, sql, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(SourceConnection, "execute", noted)
        yield sent


def note(number: int) -> str:
    """Its id."""
    return f"note-{key(number)}"


def related(service: Service, id_: str) -> Any:
    status, body = service.get("DocumentReference", id_)
    assert status == 200, body
    return body["context"].get("related")


@pytest.mark.parametrize(("generation", "read"), [("o15", False), ("o19", False), ("oo", True)])
def test_an_index_decides(generation: str, read: bool) -> None:
    found = compiled("oscar", generation)
    told = [item for item in found.findings if item.number == "adapter.W010"]
    assert [(item.where, UNREAD in item.text) for item in told] == (
        [] if read else [(PLACE.format("note"), True), (PLACE.format("oldnote"), True)]
    )
    assert any("casemgmt_note_link" in line for line in reader(found)) is read


def test_what_a_note_annotates(clinic: Callable[..., Service]) -> None:
    service = clinic(True)
    assert related(service, note(1)) == TOLD
    assert related(service, "oldnote-307") == [{"reference": "AllergyIntolerance/5"}]
    assert related(service, note(3)) is None


def test_without_an_index_nothing_is_read(clinic: Callable[..., Service], monkeypatch: pytest.MonkeyPatch) -> None:
    service = clinic(False)
    service.endpoint.source.ready()  # with the catalogue
    with counted(monkeypatch) as sent:
        assert related(service, note(1)) is None
        status, body = service.search("DocumentReference", "related=AllergyIntolerance/6")
    assert status == 400, body
    assert sent
    assert not any("casemgmt_note_link" in sql for sql in sent)


def test_one_statement_for_the_links_of_a_page(clinic: Callable[..., Service], monkeypatch: pytest.MonkeyPatch) -> None:
    service = clinic(True)
    with counted(monkeypatch) as sent:
        status, body = service.search("DocumentReference", "patient=12&type=11506-3")
    assert status == 200, body
    assert sum("FROM casemgmt_note_link" in sql for sql in sent) == 1


def test_links_are_searched_and_tell_nothing_of_what_is_withheld(clinic: Callable[..., Service]) -> None:
    """Note 309, behind a password, annotates the same allergy."""
    assert [found["id"] for found in clinic(True).pages("DocumentReference", "related=AllergyIntolerance/6")] == [
        note(1)
    ]
    assert clinic(True).get("DocumentReference", note(4))[0] == 404
    trusted = clinic(True, frozenset({"confidential"}))
    assert len(trusted.pages("DocumentReference", "related=AllergyIntolerance/6")) == 2
    assert clinic(True).pages("DocumentReference", "related=AllergyIntolerance/1") == []  # of an older save


def test_the_allergy_itself_says_nothing_of_its_notes(clinic: Callable[..., Service]) -> None:
    shown = [clinic(indexed).get("AllergyIntolerance", "6")[1] for indexed in (True, False)]
    for body in shown:
        body["meta"].pop("versionId")
    assert shown[0] == shown[1]
