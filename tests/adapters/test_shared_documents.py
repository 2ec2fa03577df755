"""A document of OSCAR that stands in several charts: its bytes are each patient's own, and nobody else's."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters import oscar
from facade.errors import Refused
from facade.interactions import binary
from facade.sources import Documents
from tests.oracle.model import SITE
from tests.oracle.oscar import ORACLE
from tests.serving import Service, fill, serve

LETTER = b"%PDF-1.4 a family"
As = Callable[..., Service]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> As:
    """Serves the oracle's clinic, in whose folder the letter about the family lies."""
    folder = tmp_path_factory.mktemp("shared")
    url = f"sqlite:///{folder / 'oscar.sqlite'}"
    fill(url, oscar.tables.metadata, ORACLE.tables)
    files = folder / "documents"
    files.mkdir()
    (files / "20230105140000family.pdf").write_bytes(LETTER)

    def served(**grant: object) -> Service:
        made = serve(oscar.adapter, url, site=SITE, **grant)  # type: ignore[arg-type]
        made.endpoint.source.documents = Documents(Path(files))
        return made

    return served


def content(service: Service, id_: str) -> bytes | int:
    """The bytes of a Binary, or the status of the refusal."""
    try:
        body = binary.answer(service.context, id_).body
    except Refused as refusal:
        return refusal.status
    return base64.b64decode(body["data"])


@pytest.mark.parametrize(
    ("patient", "own", "others"),
    [
        ("7", "also-112x7", ("also-112x12", "112")),
        ("12", "also-112x12", ("also-112x7", "112")),
        ("13", "112", ("also-112x7", "also-112x12")),
        ("6", None, ("also-112x7", "also-112x12", "112", "also-112x6")),
    ],
)
def test_the_same_bytes_in_every_chart(clinic: As, patient: str, own: str | None, others: tuple[str, ...]) -> None:
    service = clinic(scopes=("patient/*.rs",), patient=patient)
    assert [content(service, other) for other in others] == [404] * len(others)
    if own is not None:
        assert content(service, own) == LETTER
        found = service.pages("DocumentReference", "description=family")
        assert [one["content"][0]["attachment"]["url"] for one in found] == [f"Binary/{own}"]


def test_a_body_in_the_row(clinic: As) -> None:
    assert content(clinic(scopes=("patient/*.rs",), patient="7"), "also-116x7") == b"<p>Two</p>"


def test_of_a_program_only_for_those_with_the_permission(clinic: As) -> None:
    assert clinic().get("DocumentReference", "also-114x7")[0] == 404
    trusted = clinic(permissions=frozenset({"confidential"}))
    assert trusted.get("DocumentReference", "also-114x7")[0] == 200
    found = {one["id"] for one in trusted.pages("DocumentReference", "patient=7")}
    assert {"109", "also-114x7", "also-112x7"} <= found


@pytest.mark.parametrize(("window", "status"), [(2, 400), (3, 200)])
def test_every_filing_counts_against_the_window(clinic: As, window: int, status: int) -> None:
    """Three filings of two documents: two rows must not be taken for all of them."""
    service = clinic()
    service.endpoint.source.ready().window = window
    answered, body = service.search("DocumentReference", "_id=also-112x7,also-112x12,also-116x7&description=family,two")
    assert answered == status
    if status == 200:
        assert {one["resource"]["id"] for one in body["entry"]} == {"also-112x7", "also-112x12", "also-116x7"}
    else:
        assert body["issue"][0]["code"] == "too-costly"
