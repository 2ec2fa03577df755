"""GET Binary/id: the bytes or the resource, by what the client takes. https://hl7.org/fhir/R4/binary.html#rest"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from facade.sources import Documents, documents
from facade.sources.documents import OpenFile
from tests.api.conftest import is_outcome
from tests.binary.conftest import Post, row
from tests.serving import matches

Make = Callable[..., Post]
FHIR = "application/fhir+json"
HTML = "<script>alert('Ünïcode')</script>"


def test_the_bytes_as_they_were_stored(post: Make) -> None:
    made = post(row(7, 1, "pdf", "file", file="a b.pdf"))
    (made.folder / "a b.pdf").write_bytes(b"%PDF-1.4\x00\xff\r\n")
    answer = made.get("7")
    assert (answer.status_code, answer.data) == (200, b"%PDF-1.4\x00\xff\r\n")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Length"] == "12"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="7.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Security-Context"] == "DocumentReference/7"
    assert answer.headers["ETag"].startswith('W/"')


def test_hostile_html_is_never_inline(post: Make) -> None:
    answer = post(row(1, 1, "html", "text", body=HTML)).get("1", headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.data == HTML.encode()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize("kind", ["svg", "crlf", "exe"])
def test_a_type_that_is_not_on_the_list_is_bytes(post: Make, kind: str) -> None:
    answer = post(row(1, 1, kind, "text", body="<svg onload='x'/>")).get("1")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="1"'
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    ("accept", "query", "form"),
    [
        ("", "", "bytes"),
        ("*/*", "", "bytes"),
        ("application/pdf", "", "bytes"),
        ("application/json, text/plain, */*", "", "bytes"),
        (FHIR, "", "resource"),
        (f"{FHIR}; fhirVersion=4.0", "", "resource"),
        (f"{FHIR}, */*", "", "resource"),
        (f"{FHIR};q=0.5, application/pdf", "", "bytes"),
        (f"{FHIR};q=0, */*", "", "bytes"),
        ("application/json", "", "resource"),
        ("*/*", "?_format=json", "resource"),
        ("application/pdf", "?_format=application/fhir%2Bjson", "resource"),
        ("*/*", "?_elements=contentType", "without data"),
        ("*/*", "?_summary=true", "without data"),
        ("*/*", "?_summary=data", "resource"),
        ("application/fhir+xml", "", 406),
        ("image/png", "", 406),
        ("*/*", "?_format=xml", 406),
        ("*/*", "?name=x", 400),
    ],
)
def test_what_the_client_takes(post: Make, accept: str, query: str, form: str | int) -> None:
    made = post(row(1, 1, "pdf", "base64", body=base64.b64encode(b"%PDF").decode()))
    answer = made.get("1", headers={"Accept": accept} if accept else {}, query=query)
    if isinstance(form, int):
        assert answer.status_code == form
        assert answer.get_json(force=True)["resourceType"] == "OperationOutcome"
        return
    assert answer.status_code == 200
    if form == "bytes":
        assert answer.data == b"%PDF"
        return
    body = answer.get_json(force=True)
    assert (body["resourceType"], body["id"], body["contentType"]) == ("Binary", "1", "application/pdf")
    assert body.get("data") == (base64.b64encode(b"%PDF").decode() if form == "resource" else None)
    assert answer.headers["Content-Type"] == "application/fhir+json; charset=utf-8"


def test_the_version_changes_with_the_content(post: Make) -> None:
    made = post(row(1, 1, "txt", "file", file="x.txt"))
    file = made.folder / "x.txt"
    file.write_bytes(b"one")
    first = made.get("1").headers["ETag"]
    assert made.get("1", headers={"Accept": FHIR}).headers["ETag"] == first
    for accept in ("*/*", FHIR):
        known = made.get("1", headers={"If-None-Match": first, "Accept": accept})
        assert (known.status_code, known.data) == (304, b"")
    file.write_bytes(b"three")
    changed = made.get("1", headers={"If-None-Match": first})
    assert (changed.status_code, changed.data) == (200, b"three")


def test_head_tells_the_length_and_sends_nothing(post: Make) -> None:
    made = post(row(1, 1, "txt", "file", file="x.txt"))
    (made.folder / "x.txt").write_bytes(b"12345")
    client, token = made.http()
    answer = client.head("/fhir/Binary/1", headers=token)
    assert (answer.status_code, answer.headers["Content-Length"], answer.data) == (200, "5", b"")


def test_limits(post: Make) -> None:
    made = post(row(1, 1, "txt", "file", file="x.txt"), most_bytes=2000, most_in_json=1000)
    file = made.folder / "x.txt"
    file.write_bytes(b"x" * 1000)
    assert made.get("1", headers={"Accept": FHIR}).status_code == 200
    file.write_bytes(b"x" * 1001)
    told = is_outcome(made.get("1", headers={"Accept": FHIR}), 413, "too-long")
    assert "read it alone" in told["issue"][0]["diagnostics"]
    assert len(made.get("1").data) == 1001
    file.write_bytes(b"x" * 2001)
    is_outcome(made.get("1"), 413, "too-long")


def test_a_long_file_is_sent_in_small_pieces_without_a_connection(post: Make) -> None:
    """100 MB: sparse, so that the disk does not mind."""
    made = post(row(1, 1, "pdf", "file", file="big.pdf"))
    length = 100 * 1024 * 1024
    with (made.folder / "big.pdf").open("wb") as file:
        file.truncate(length)
    client, token = made.http()
    source = client.application._guard._service.mounts[0].endpoint.source.source  # type: ignore[attr-defined]
    answer = client.get("/fhir/Binary/1", headers=token, buffered=False)
    assert source._readers.pool.checkedout() == 0
    pieces = [len(piece) for piece in answer.iter_encoded()]
    assert sum(pieces) == length
    assert max(pieces) <= 64 * 1024


def test_a_file_that_nobody_reads_to_its_end_is_closed(post: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = post(row(1, 1, "txt", "file", file="x.txt"))
    (made.folder / "x.txt").write_bytes(b"x" * 200_000)
    client, token = made.http()
    opened: list[OpenFile] = []
    regular = documents._regular
    monkeypatch.setattr(documents, "_regular", lambda given: opened.append(regular(given)) or opened[-1])
    client.get("/fhir/Binary/1", headers=token, buffered=False).close()
    client.head("/fhir/Binary/1", headers=token)
    client.get("/fhir/Binary/1", headers={**token, "Accept": "image/png"})
    client.get("/fhir/Binary/1", headers={**token, "If-None-Match": "*"})
    client.get("/fhir/Binary/1", headers={**token, "Accept": FHIR})
    assert [file.descriptor for file in opened] == [-1] * 5


def test_lists_never_read_the_content(post: Make) -> None:
    made = post(row(1, 1, "txt", "text", body="SECRET"), row(2, 2, "txt", "file", file="none.txt"))
    service = made.service()
    status, body = service.search("Binary", "")
    assert status == 200
    assert [item["id"] for item in matches(body)] == ["1", "2"]
    assert "SECRET" not in json.dumps(body)
    assert all("data" not in item for item in matches(body))
    kept = [sql for sql in service.endpoint.source.ready().statements._kept.values() if "letter" in sql.text]
    assert kept
    assert not [sql for sql in kept if "body" in sql.text]


def test_search_takes_id_only(post: Make) -> None:
    service = post(row(1, 1, "txt", "text", body="x"), row(2, 1, "txt", "text", body="y")).service()
    assert [item["id"] for item in matches(service.search("Binary", "_id=2")[1])] == ["2"]
    for query in ("contenttype=text/plain", "_lastUpdated=2020", "data=x", "patient=1"):
        assert service.search("Binary", query)[0] == 400


def test_in_a_batch_it_is_the_resource(post: Make) -> None:
    made = post(row(1, 1, "txt", "text", body="hello"), row(2, 1, "txt", "text", body="x" * 1_100_000))
    client, token = made.http()
    entries = [{"request": {"method": "GET", "url": f"Binary/{id_}"}} for id_ in (1, 2, 3)]
    answer = client.post("/fhir", json={"resourceType": "Bundle", "type": "batch", "entry": entries}, headers=token)
    first, long, none = answer.get_json(force=True)["entry"]
    assert base64.b64decode(first["resource"]["data"]) == b"hello"
    assert long["response"]["status"] == "413"
    assert none["response"]["status"] == "404"


def test_nothing_is_written(post: Make) -> None:
    made = post(row(1, 1, "txt", "text", body="hello"))
    client, token = made.http("system/*.cruds")
    resource = {"resourceType": "Binary", "id": "1", "contentType": "text/plain", "data": "aGk="}
    for answer in (
        client.put("/fhir/Binary/1", json=resource, headers=token),
        client.post("/fhir/Binary", json=resource, headers=token),
        client.delete("/fhir/Binary/1", headers=token),
    ):
        is_outcome(answer, 405, "not-supported")
    assert "PUT" not in client.options("/fhir/Binary/1", headers=token).headers["Allow"]


def test_without_a_folder_the_rest_is_served(post: Make) -> None:
    made = post(row(1, 1, "txt", "file", file="x.txt"), row(2, 1, "txt", "text", body="hello"))
    made.documents = Documents(None)
    is_outcome(made.get("1"), 404, "not-found")
    assert made.get("2").data == b"hello"
