"""The other ways in that are meant to hurt: page tokens, searches of all types and compartments, operations, batches, `_filter`.

That no answer is a 5xx, and every refusal an OperationOutcome, the fixture's `send` asserts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

from tests.hostile.conftest import Asker
from tests.hostile.test_bad_searches import FORM, VENDORS, bounded, code, names, post

FHIR = "application/fhir+json"


def link(body: dict[str, Any], relation: str) -> str:
    """Path and query of a link; "" if there is none."""
    url = next((item["url"] for item in body.get("link", []) if item["relation"] == relation), "")
    return url.removeprefix("http://localhost")


def batch(asker: Asker, vendor: str, entries: Sequence[Any], **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"resourceType": "Bundle", "type": "batch", "entry": entries} | more
    return asker.send("POST", f"/{vendor}/fhir", data=json.dumps(body).encode(), content_type=FHIR)


def asked(url: Any, method: Any = "GET", **more: Any) -> dict[str, Any]:
    return {"request": {"method": method, "url": url, **more}}


# Page tokens


PAGED = [
    "Patient?_count=5&_sort=family",
    "?_type=Patient,Observation&_count=5",
    "Patient/1/*?_count=1",
    "Patient/1/$everything?_count=1",
]


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("first", PAGED)
def test_a_token_is_its_callers_alone(asker: Asker, vendor: str, first: str) -> None:
    """Replayed it gives the same page; to another user or client it is nobody's."""
    _, body = asker.get(f"/{vendor}/fhir{'' if first[0] == '?' else '/'}{first}")
    following = link(body, "next")
    status, page = asker.get(following)
    assert status == 200
    assert names(asker.get(following)[1]) == names(page)
    assert (
        not set(names(page)) & set(names(body)) or "*" in first or "$" in first
    )  # what is brought along may come again
    for other in ({"client": "other"}, {"user": "Practitioner/2"}):
        assert asker.get(following, asker.token(vendor, **other))[0] == 404
    narrow = asker.token(vendor, "user/Observation.rs")
    found = asker.get(following, narrow)[0]
    assert found in ((403, 404) if first.startswith("Patient") else (200,))


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_token_belongs_to_its_search(asker: Asker, vendor: str) -> None:
    token = dict(
        parse_qsl(urlsplit(link(asker.get(f"/{vendor}/fhir/Patient?_count=5&_sort=family")[1], "next")).query)
    )["_page"]
    for path in (
        "Patient?_count=5&_sort=-family", "Patient?_count=6&_sort=family", "Patient?_count=5", "Observation?_count=5&_sort=date",
        "Patient?_count=5&_sort=family&gender=male", "Patient?_count=5&_sort=family&_elements=id", "?_type=Patient&_count=5",
        "Patient/1/Patient?_count=5&_sort=family", "Patient/1/$everything?_count=5",
    ):  # fmt: skip
        url = f"/{vendor}/fhir{'' if path[0] == '?' else '/'}{path}&{urlencode({'_page': token})}"
        status, body = asker.get(url)
        assert (status, code(body)) in ((400, "invalid"), (400, "not-supported")), path


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("relation", ["next", "prev"])
def test_a_changed_token_is_none(asker: Asker, vendor: str, relation: str) -> None:
    """Cut, lengthened, turned round, in other letters: 400, whichever page it was for."""
    second = asker.get(link(asker.get(f"/{vendor}/fhir/Patient?_count=5&_sort=family")[1], "next"))[1]
    query = dict(parse_qsl(urlsplit(link(second, relation)).query))
    token = query["_page"]
    for changed in (
        token[:-1],
        token[1:],
        token + "A",
        token + token,
        token[::-1],
        token.swapcase(),
        token[:40],
        "=" * 40,
        "a",
        "é",
    ):
        status, body = asker.get(f"/{vendor}/fhir/Patient?{urlencode(query | {'_page': changed})}")
        assert (status, code(body)) == (400, "invalid")
    assert asker.get(f"/{vendor}/fhir/Patient?{urlencode(query)}")[0] == 200


# All types, compartments


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "query",
    [
        "_type=Nonesuch", "_type=patient", "_type=Patient,", "_type=,", "_type=*", "_type=Patient;Observation", "_type=Patient&_type=Patient",
        "_type=" + ",".join(["Patient"] * 1000), "_type=Patient,Observation&family=a", "_type=Patient,Observation&nonesuch=1", "family=a",
        "_type=Patient,Observation&_sort=family", "_type=%00", "_type=Patient%0A", "_type='", "_type=Patient&_sort=--family",
        "_type=Patient,Observation&_include=Nonesuch:x", "_type=Patient,Observation&_has:Observation:patient:code=1",
    ],
)  # fmt: skip
def test_searches_of_all_types_that_are_none(asker: Asker, vendor: str, query: str) -> None:
    with bounded():
        status, body = asker.get(f"/{vendor}/fhir?{query}")
    assert (status, code(body)) in ((400, "not-supported"), (400, "value"), (400, "too-costly"), (414, "too-long"))


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "path",
    [
        "Patient/99999/Observation", "Patient/007/Observation", "Patient/%2e%2e/Observation", "Patient/1/Nonesuch", "Patient/1/observation",
        "Patient/1/Practitioner", "Patient/1/Organization", "Device/1/Observation", "Nonesuch/1/Observation", "Patient/*/Observation",
        "Patient/1,2/Observation", "Patient/1/**", "Patient/1/Observation/1", "Patient/1//Observation", "*/1/Observation",
    ],
)  # fmt: skip
def test_compartments_that_are_none(asker: Asker, vendor: str, path: str) -> None:
    """What is not there and what does not exist answer alike."""
    status, body = asker.get(f"/{vendor}/fhir/{path}")
    assert (status, code(body)) == (404, "not-found")


@pytest.mark.parametrize("vendor", VENDORS)
def test_another_patients_compartment_looks_empty_of_everything(asker: Asker, vendor: str) -> None:
    token = asker.token(vendor, "patient/*.rs", user=None, patient="1")
    hidden = asker.get(f"/{vendor}/fhir/Patient/2/Observation", token)
    absent = asker.get(f"/{vendor}/fhir/Patient/99999/Observation", token)
    assert hidden == absent
    assert hidden[0] == 404
    for path in ("Patient/2/*", "Patient/2/$everything", "Observation/$lastn?patient=2"):
        status, body = asker.get(f"/{vendor}/fhir/{path}", token)
        assert status == 404 or names(body) == [], path


# Operations


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "path",
    [
        "Patient/1/$everything?start=2020-02-30", "Patient/1/$everything?start=ge-5", "Patient/1/$everything?end=1e400",
        "Patient/1/$everything?_since=2020", "Patient/1/$everything?_since=never", "Patient/1/$everything?_type=Nonesuch",
        "Patient/1/$everything?_type=%00", "Patient/1/$everything?_count=-1", "Patient/1/$everything?_count=a&_count=b",
        "Patient/1/$everything?nonesuch=1", "Patient/1/$everything?family=a", "Patient/1/$everything?start=2020&start=2021",
        "Patient/1/$everything?_page=AAAA", "Observation/$lastn", "Observation/$lastn?patient=1&max=0", "Observation/$lastn?patient=1&max=-1",
        "Observation/$lastn?patient=1&max=1e400", "Observation/$lastn?patient=1&max=" + "9" * 400, "Observation/$lastn?patient=1&date=2020-02-30",
        "Observation/$lastn?patient=1&_sort=x", "Observation/$lastn?patient=1&_include=*&_include=**", "Observation/$stats",
        "Observation/$stats?subject=Patient/1", "Observation/$stats?subject=Patient/1&code=1&system=x&statistic=drop",
        "Observation/$stats?subject=Patient/1&code=1&system=x&statistic=count&period=1",
        "Observation/$stats?subject=Patient/1&code=1&system=x&statistic=count&duration=1e400",
        "Observation/$stats?subject=Patient/1&code=1&system=x&statistic=count&include=true&limit=-1",
    ],
)  # fmt: skip
def test_operations_asked_wrongly(asker: Asker, vendor: str, path: str) -> None:
    with bounded():
        status, body = asker.get(f"/{vendor}/fhir/{path}")
    assert status == 400
    assert code(body) in ("value", "required", "not-supported", "too-costly", "invalid")


@pytest.mark.parametrize("vendor", VENDORS)
def test_operations_that_are_none(asker: Asker, vendor: str) -> None:
    for path in ("$everything", "Patient/$lastn", "Observation/1/$everything", "Patient/1/$Everything", "Patient/1/$", "$", "Patient/$",
                 "Patient/99999/$everything", "Patient/007/$everything", "Observation/$lastn/1", "Patient/1/$everything/$everything"):  # fmt: skip
        assert asker.get(f"/{vendor}/fhir/{path}")[0] == 404, path


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"resourceType":"Patient"}', b'{"resourceType":"Parameters","parameter":1}',
             b'{"resourceType":"Parameters","parameter":[{"name":1}]}', b'{"resourceType":"Parameters","parameter":[{"name":"max","valueCode":"x"}]}',
             b'{"resourceType":"Parameters","parameter":[' + b",".join([b'{"name":"patient","valueString":"1"}'] * 5000) + b"]}"],
    ids=lambda body: f"{len(body)}",
)  # fmt: skip
def test_parameters_that_are_none(asker: Asker, vendor: str, body: bytes) -> None:
    for path in ("Observation/$lastn", "Observation/$stats"):
        with bounded():
            status, _ = asker.send("POST", f"/{vendor}/fhir/{path}", data=body, content_type=FHIR)
        assert status in (400, 415, 422), path


# Batches


@pytest.mark.parametrize("vendor", VENDORS)
def test_each_entry_of_a_batch_is_refused_for_itself(asker: Asker, vendor: str) -> None:
    urls = [
        "Patient/1", "Patient?family=a&_count=1", "Patient?birthdate=2020-02-30", "Nonesuch/1", "Patient/../Patient/1", "Patient/%31",
        "http://elsewhere.example/Patient/1", "//elsewhere.example/Patient/1", "/Patient/1", "Patient?_page=AAAA", "", " ", "?", "#",
        "Patient?a\u0000b=1", "Patient/1?_elements=*", "a" * 9000, "Patient?" + "name=a&" * 200, "metadata", "oauth/token", "$everything",
        "file:///etc/passwd", "Patient/1#x", "Patient/1;x", "Patient?_count=-1", "Patient?%ED%A0%80=1", "\u202ePatient/1",
    ]  # fmt: skip
    with bounded():
        status, body = batch(asker, vendor, [asked(url) for url in urls])
    assert status == 200
    answers = [entry["response"] for entry in body["entry"]]
    assert len(answers) == len(urls)
    assert [answer["status"][:3] for answer in answers[:3]] == ["200", "200", "400"]
    for url, answer in zip(urls[2:], answers[2:], strict=True):
        assert answer["status"][0] == "4" or url in ("metadata", "/Patient/1", "Patient/1#x", "Patient/%31", "?"), url
        assert "root:" not in str(answer)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "get", "", None, 1])
def test_a_batch_changes_nothing(asker: Asker, vendor: str, method: Any) -> None:
    before = asker.get(f"/{vendor}/fhir/Patient?_summary=count")[1]["total"]
    entry = asked("Patient/1", method) | {"resource": {"resourceType": "Patient", "id": "1"}}
    status, body = batch(asker, vendor, [entry])
    assert status == 400 or body["entry"][0]["response"]["status"][0] == "4"
    assert asker.get(f"/{vendor}/fhir/Patient?_summary=count")[1]["total"] == before


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "body",
    [
        {"type": "batch", "entry": {}}, {"type": "batch", "entry": [None]}, {"type": "batch", "entry": [1]}, {"type": "batch", "entry": [[]]},
        {"type": "batch", "entry": [{}]}, {"type": "batch", "entry": [{"request": 1}]}, {"type": "batch", "entry": [{"request": {"method": "GET"}}]},
        {"type": "batch", "entry": [asked(1)]}, {"type": "batch", "entry": [asked(["Patient/1"])]}, {"type": "transaction", "entry": []},
        {"type": "searchset"}, {"type": None}, {}, {"type": "batch", "entry": [asked("Patient/1")] * 10_000},
    ],
    ids=lambda body: str(body)[:40],
)  # fmt: skip
def test_batches_that_are_none(asker: Asker, vendor: str, body: dict[str, Any]) -> None:
    data = json.dumps({"resourceType": "Bundle", **body}).encode()
    with bounded():
        status, answer = asker.send("POST", f"/{vendor}/fhir", data=data, content_type=FHIR)
    if status == 200:
        assert [entry["response"]["status"][0] for entry in answer["entry"]] == ["4"]
    else:
        assert status in (400, 413, 422)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_batch_in_a_batch_is_refused(asker: Asker, vendor: str) -> None:
    inner = {"resourceType": "Bundle", "type": "batch", "entry": [asked("Patient/1")]}
    status, body = batch(asker, vendor, [asked("", "POST") | {"resource": inner}, asked("Patient/1")])
    assert status in (200, 400)
    if status == 200:
        assert [entry["response"]["status"][0] for entry in body["entry"]] == ["4", "2"]


# `_filter`, `_list`, `_explain`


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "text",
    [
        "(", ")", "()", "((((", "(" * 5000, "(" * 1500 + "gender eq male" + ")" * 1500, "not", "not (", "gender", "gender eq", "gender eq male or",
        "and", "gender eq male gender eq male", " and ".join(["gender eq male"] * 400), "not (" * 500 + "gender eq male" + ")" * 500,
        'name eq "', 'name eq "\\', 'name eq "\\ud800"', 'name eq "\\u0000"', "name zz a", "name eq a; DROP TABLE demographic",
        "birthdate ge 2020-02-30", "birthdate eq ge-5", "nonesuch eq 1", "link.link.link.link.link.name eq a", "link[", "link[]", "link[name eq a]",
        "_sort eq a", "_count eq 1", "_filter eq a", "_include eq a", "name pr maybe",  "gender in x", "gender ni x", "%", "\\",
        " or ".join(f"_id eq {n}" for n in range(600)),
    ],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_filters_that_are_none(asker: Asker, vendor: str, text: str) -> None:
    with bounded():
        status, body = post(asker, f"/{vendor}/fhir/Patient", ("_filter", text), ("_count", "1"))
    assert status == 400
    assert code(body) in ("value", "not-supported", "too-costly")
    assert "DROP" not in str(body)


@pytest.mark.parametrize("vendor", VENDORS)
def test_lists_and_explanations(asker: Asker, vendor: str) -> None:
    for query in (
        "_list=$nonesuch",
        "_list:not=$current-problems",
        "_list=$current-problems,",
        "_list=%00",
        "_explain=true",
        "_explain=1",
    ):
        status, body = asker.get(f"/{vendor}/fhir/Condition?{query}")
        assert (status, code(body)) in ((400, "not-supported"), (400, "value")), query  # this client is no operator
    for query in ("_list=42", "_list=a,b", "_list=" + quote("' OR 1=1")):
        status, body = asker.get(f"/{vendor}/fhir/Condition?{query}")
        assert status == 400 or names(body) == []
    operator = asker.token(vendor, permissions=frozenset({"operator"}))
    for query in ("_explain=x", "_explain=true&_explain=true", "_explain=true&family=%00"):
        assert asker.get(f"/{vendor}/fhir/Patient?{query}", operator)[0] == 400, query
    status, body = asker.get(f"/{vendor}/fhir/Patient?family=Zebra-Canary&_explain=true", operator)
    assert status == 200
    told = json.dumps(body).replace("family=Zebra-Canary", "")  # the caller's own query
    assert "Zebra" not in told
    assert asker.send("POST", f"/{vendor}/fhir/Patient/_search", data="_explain=true", content_type=FORM)[0] == 400
