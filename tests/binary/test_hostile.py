"""Rows that name what they should not, and callers who ask for what is not theirs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import is_outcome
from tests.binary.conftest import Post, row

Make = Callable[..., Post]
SECRET = b"not a document"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file beside the folder of documents."""
    file = tmp_path / "secret.txt"
    file.write_bytes(SECRET)
    return file


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt", "..", ".", "/etc/passwd", "a/../../secret.txt", "sub/x.txt", "..\\secret.txt", "C:\\x.txt", "C:x",
        "\\\\host\\share\\x.txt", "//host/share/x", "x.txt:stream", "x\x00.txt", "x.txt\n", "\u202ex.txt", "file:///etc/passwd",
        "http://169.254.169.254/", "con|x", "*", "x?.txt",
    ],
)  # fmt: skip
def test_a_name_that_may_lead_elsewhere(post: Make, outside: Path, name: str) -> None:
    made = post(row(1, 1, "txt", "file", file=name))
    (made.folder / "sub").mkdir()
    (made.folder / "sub" / "x.txt").write_bytes(b"fine")
    answer = made.get("1")
    told = is_outcome(answer, 422, "processing")
    assert SECRET not in answer.data
    assert name not in told["issue"][0]["diagnostics"] or len(name) < 3


@pytest.mark.parametrize("name", ["none.txt", "x" * 255, "é" * 200, "%2e%2e%2fsecret.txt", "\U0001f9ec.txt"])
def test_a_file_that_is_not_there(post: Make, outside: Path, name: str) -> None:
    made = post(row(1, 1, "txt", "file", file=name))
    service = made.service()
    is_outcome(made.get("1"), 404, "not-found")
    assert service.get("Binary", "1")[0] == 200  # the row is there, and its list is not spoiled


@pytest.mark.parametrize(
    ("stored", "depth", "served"),
    [
        ("file:///var/www/sites/default/documents/1/letter", 1, True),
        ("C:/openemr/sites/default/documents/1/letter", 1, True),
        ("/old/place/a/1/letter", 2, False),  # there is no folder a
        ("1/letter", 9, True),
        ("letter", 1, False),
        ("/x/../secret.txt", 1, False),
        ("/x/1/", 1, False),
        ("//1//letter", 1, False),
        ("/x/1/letter", 0, False),
        ("/x/1/letter", -5, False),
        ("/x/1/letter", None, False),
    ],
)
def test_the_end_of_a_stored_path(post: Make, outside: Path, stored: str, depth: int | None, served: bool) -> None:
    made = post(row(1, 1, "txt", "tree", file=stored, depth=depth))
    (made.folder / "1").mkdir()
    (made.folder / "1" / "letter").write_bytes(b"fine")
    answer = made.get("1")
    assert (answer.status_code == 200 and answer.data == b"fine") is served
    assert answer.status_code in (200, 404, 422)


@pytest.mark.parametrize("what", ["link", "link to a folder", "folder", "pipe", "inner link"])
def test_only_regular_files_and_no_links(post: Make, outside: Path, what: str) -> None:
    made = post(row(1, 1, "txt", "tree", file="1/x", depth=1))
    inner = made.folder / "1"
    if what == "link to a folder":
        inner.symlink_to(outside.parent)
        (outside.parent / "x").write_bytes(SECRET)
    else:
        inner.mkdir()
    if what == "link":
        (inner / "x").symlink_to(outside)
    elif what == "inner link":  # even one that stays inside: nobody can tell in time where it will lead
        (made.folder / "y").write_bytes(b"fine")
        (inner / "x").symlink_to(made.folder / "y")
    elif what == "folder":
        (inner / "x").mkdir()
    elif what == "pipe":
        os.mkfifo(inner / "x")
    answer = made.get("1")
    assert answer.status_code in (404, 422)
    assert SECRET not in answer.data


def test_the_configured_folder_may_itself_be_a_link(post: Make, tmp_path: Path) -> None:
    made = post(row(1, 1, "txt", "file", file="x.txt"))
    (made.folder / "x.txt").write_bytes(b"fine")
    (tmp_path / "mounted").symlink_to(made.folder)
    made.documents = type(made.documents)(tmp_path / "mounted")
    assert made.get("1").data == b"fine"


@pytest.mark.parametrize("body", ["", None, "null", "   "])
@pytest.mark.parametrize("place", ["text", "base64", "file"])
def test_nothing_is_stored(post: Make, place: str, body: str | None) -> None:
    is_outcome(post(row(1, 1, "txt", place, body=body, file=body)).get("1"), 404, "not-found")


@pytest.mark.parametrize("body", ["abc", "a=bc", "ab*d", "YWJj\u00e9", "=", "data:text/plain;base64,YWJj"])
def test_what_is_no_base64(post: Make, body: str) -> None:
    is_outcome(post(row(1, 1, "txt", "base64", body=body)).get("1"), 422, "processing")


def test_base64_may_be_broken_into_lines(post: Make) -> None:
    assert post(row(1, 1, "txt", "base64", body=" YW\r\nJj\n")).get("1").data == b"abc"


def test_a_text_that_is_too_long(post: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("facade.adapter.content", "facade.search.statement"):
        monkeypatch.setattr(f"{module}.LONGEST", 10)
    made = post(row(1, 1, "txt", "text", body="x" * 10), row(2, 1, "txt", "text", body="x" * 11))
    assert made.get("1").data == b"x" * 10
    is_outcome(made.get("2"), 413, "too-long")


def test_what_went_wrong_is_recorded_without_its_value(post: Make) -> None:
    made = post(row(1, 1, "txt", "file", file="tremblay.txt"), row(2, 1, "txt", "file", file="../tremblay"))
    client, token = made.http()
    events: list[Any] = []
    from facade.api import journal

    original = journal.answered
    try:
        journal.answered = lambda exchange, status, size: events.extend(exchange.events)
        client.get("/fhir/Binary/1", headers=token)
        client.get("/fhir/Binary/2", headers=token)
    finally:
        journal.answered = original
    assert [(event.status, [path for path, _ in event.problems]) for event in events] == [
        (404, ["Binary.data"]),
        (422, ["Binary.data"]),
    ]
    assert "tremblay" not in str(events)


# who may read it


@pytest.mark.parametrize(
    ("scopes", "grant", "id_", "status"),
    [
        (("patient/*.rs",), {"patient": "1"}, "1", 200),
        (("patient/*.rs",), {"patient": "1"}, "2", 404),  # another patient's
        (("patient/*.rs",), {"patient": "1"}, "3", 404),  # withdrawn
        (("patient/*.rs",), {"patient": "1"}, "4", 404),  # nobody's
        (("patient/Binary.rs",), {"patient": "1"}, "1", 404),  # what points at it is closed
        (("patient/DocumentReference.rs",), {"patient": "1"}, "1", 403),
        (("user/*.rs",), {"user": "Practitioner/1"}, "2", 200),
        (("user/*.rs",), {"user": "Practitioner/1"}, "3", 404),
        (("system/*.rs",), {}, "4", 200),
        (("system/Patient.rs",), {}, "1", 403),
        (("system/*.rs",), {}, "01", 404),
        (("system/*.rs",), {}, "..", 404),
        (("system/*.rs",), {}, "%2e%2e", 404),
        (("system/*.rs",), {}, "1%00", 404),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "application/fhir+json"])
def test_who_may_read(
    post: Make, scopes: tuple[str, ...], grant: dict[str, Any], id_: str, status: int, accept: str
) -> None:
    made = post(
        row(1, 1, "txt", "text", body="one"),
        row(2, 2, "txt", "text", body="two"),
        {**row(3, 1, "txt", "text", body="three"), "withdrawn": 1},
        row(4, 0, "txt", "text", body="four"),
    )
    answer = made.get(id_, *scopes, headers={"Accept": accept}, **grant)
    assert answer.status_code == status
    if status == 404:
        assert answer.get_json(force=True)["issue"][0]["diagnostics"] == "The resource is not known here."


def test_without_a_token_nothing(post: Make) -> None:
    made = post(row(1, 1, "txt", "text", body="one"))
    client, _ = made.http()
    assert client.get("/fhir/Binary/1").status_code == 401


def test_a_mask_that_names_the_content_closes_the_type(post: Make) -> None:
    made = post(row(1, 1, "txt", "text", body="one"))
    for path in ("Binary.data", "Binary.contentType"):
        answer = made.get("1", masks={"Binary": frozenset({path})})
        assert answer.status_code == (403 if path == "Binary.data" else 200)
        assert answer.headers["Content-Type"] != "text/plain; charset=utf-8"
