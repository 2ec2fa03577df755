"""A file within a laboratory's message: no table holds it, and what points at it is made of another reading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.oscar import adapter
from adapters.oscar.tables import metadata
from facade.interactions import binary
from tests.oracle import model
from tests.oracle.oscar import ORACLE
from tests.oracle.oscar.laboratory import result_id
from tests.serving import Service, fill, matches, serve

PDF, TEXT = (result_id(814, "ECHO^ECHOGRAM", test) for test in ("PDF^Whole report", "TXT^Plain text"))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("messages") / "oscar.sqlite"
    file.touch()
    fill(f"sqlite:///{file}", metadata, ORACLE.tables)
    yield f"sqlite:///{file}"


def service(url: str, patient: str | None) -> Service:
    scopes = ("patient/*.rs",) if patient else ("system/*.rs",)
    return serve(adapter, url, site=model.SITE, zone=model.TIME_ZONE, scopes=scopes, patient=patient)


@pytest.mark.parametrize("patient", [None, "13"])
def test_it_is_served(url: str, patient: str | None) -> None:
    asked = service(url, patient)
    found = binary.document(asked.context, PDF)
    assert found is not None
    assert found.type == "application/pdf"
    assert b"".join(found.chunks()).startswith(b"%PDF")
    assert found.headers["X-Security-Context"].startswith("DiagnosticReport/814x")


@pytest.mark.parametrize(("patient", "ids"), [("13", {PDF, TEXT}), ("12", set()), ("7", set())])
def test_whose_it_is(url: str, patient: str, ids: set[str]) -> None:
    asked = service(url, patient)
    _, body = asked.search("Binary", f"_id={PDF},{TEXT}")
    assert {item["id"] for item in matches(body)} == ids
    assert asked.get("Binary", PDF)[0] == (200 if PDF in ids else 404)
