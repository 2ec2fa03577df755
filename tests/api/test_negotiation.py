"""What form an answer takes, and in what form a body may come. https://hl7.org/fhir/R4/http.html#mime-type"""

from __future__ import annotations

import pytest

from facade.errors import not_found
from facade.interactions.context import Reply

from .conftest import PATIENT, is_outcome

READ = "/oscar/fhir/Patient/1"
BODY = b'{"resourceType": "Patient"}'
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "application/fhir+json",
        "application/json",
        "text/json",
        "*/*",
        "application/*",
        "text/*;q=0.1",
        "application/fhir+json; charset=utf-8",
        'application/fhir+json; charset="UTF-8"; fhirVersion=4.0',
        "application/fhir+xml, application/fhir+json;q=0.1",
        "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
        "application/fhir+json;q=0, */*;q=0.1",
        "APPLICATION/FHIR+JSON",
    ],
)
def test_json_is_served_to_all_who_take_it(server, accept):
    headers = {} if accept is None else {"Accept": accept}
    answer = server.get(READ, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/fhir+json; charset=utf-8"
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "accept",
    [
        "application/fhir+xml",
        "application/xml",
        "text/html",
        "text/turtle, image/*",
        "application/fhir+json;q=0",
        "*/*;q=0",
        "application/json;q=0, text/html",
        "application/fhir+json; fhirVersion=3.0",
        "application/fhir+json; fhirVersion=5.0, application/fhir+xml",
        "application/fhir+json; charset=iso-8859-1",
        "nonsense",
    ],
)
def test_others_get_406(server, accept):
    is_outcome(server.get(READ, headers={"Accept": accept}), 406, "not-supported")
    is_outcome(server.get("/oscar/fhir/Patient", headers={"Accept": accept}), 406, "not-supported")
    is_outcome(server.get("/oscar/fhir/metadata", headers={"Accept": accept}), 406, "not-supported")
    assert not server.clinic.asked


@pytest.mark.parametrize(
    "format_",
    [
        "json",
        "application/json",
        "text/json",
        "application/fhir%2Bjson",
        "application/fhir+json",  # means a blank, but is what people write
        "application/fhir%2Bjson;fhirVersion=4.0",
        "application/fhir%2Bjson%3B%20charset%3Dutf-8",
        "",
    ],
)
def test_format_names_json(server, format_):
    assert server.get(f"{READ}?_format={format_}").status_code == 200


@pytest.mark.parametrize(
    "format_",
    ["xml", "application/fhir%2Bxml", "text/xml", "html", "ttl", "nonsense", "application/fhir%2Bjson;fhirVersion=3.0"],
)
def test_format_wins_over_accept(server, format_):
    json_only = {"Accept": "application/fhir+json"}
    is_outcome(server.get(f"{READ}?_format={format_}", headers=json_only), 406, "not-supported")
    assert server.get(f"{READ}?_format=json", headers={"Accept": "application/fhir+xml"}).status_code == 200


def test_two_formats_are_a_mistake(server):
    is_outcome(server.get(f"{READ}?_format=json&_format=xml"), 400, "value")
    assert server.get(f"{READ}?_format=json&_format=json").status_code == 200


def test_format_in_the_form_of_a_search(server):
    server.clinic.reply = Reply(200, PATIENT)
    answer = server.ask("POST", "/oscar/fhir/Patient/_search", data={"_format": "xml"})
    is_outcome(answer, 406, "not-supported")
    options = {"data": {"_format": "json"}, "headers": {"Accept": "application/xml"}}
    assert server.ask("POST", "/oscar/fhir/Patient/_search", **options).status_code == 200


def test_pretty(server):
    plain, indented = server.get(READ), server.get(f"{READ}?_pretty=true")
    assert b"\n" not in plain.data
    assert indented.data.startswith(b'{\n  "resourceType": "Patient",\n')
    assert plain.get_json() == indented.get_json() == PATIENT
    assert server.get(f"{READ}?_pretty=false").data == plain.data
    is_outcome(server.get(f"{READ}?_pretty=maybe"), 400, "value")


INDENTED = b'{\n  "resourceType": "OperationOutcome",\n'


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/oscar/fhir/Nonesuch?_pretty=true", {}),
        ("GET", f"{READ}?_format=xml&_pretty=true", {}),
        ("GET", f"{READ}?_pretty=true", {"token": None}),
        ("DELETE", f"{READ}?_pretty=true", {}),
        ("POST", "/oscar/fhir/Patient/_search", {"data": {"_pretty": "true"}}),
    ],
)
def test_errors_are_indented_too(server, method, path, options):
    server.clinic.reply = not_found()
    answer = server.ask(method, path, **options)
    assert answer.status_code >= 400
    assert answer.data.startswith(INDENTED)


@pytest.mark.parametrize(
    "query", ["", "?_pretty=false", "?_pretty=maybe", "?_pretty=true&_pretty=false", "?_pretty=%FF"]
)
def test_errors_are_plain_unless_asked(server, query):
    server.clinic.reply = not_found()
    answer = server.get(f"{READ}{query}")
    assert answer.status_code >= 400
    assert b"\n" not in answer.data


def test_what_is_not_ascii_is_utf_8(server):
    assert "Naïve".encode() in server.get(READ).data


@pytest.mark.parametrize(
    "content_type",
    [
        "application/fhir+json",
        "application/json",
        "text/json",
        "application/fhir+json; charset=utf-8",
        "Application/FHIR+JSON; Charset=UTF8; fhirVersion=4.0",
    ],
)
def test_bodies_come_as_json(server, content_type):
    assert server.ask("POST", "/oscar/fhir/Patient", data=BODY, content_type=content_type).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "application/fhir+xml",
        "application/xml",
        "text/plain",
        "application/json-patch+json",
        "application/fhir+json; charset=utf-16",
        "application/fhir+json; charset=iso-8859-1",
        "application/fhir+json; fhirVersion=3.0",
        "application/json, application/fhir+json",
        FORM,
        "multipart/form-data; boundary=x",
    ],
)
def test_other_bodies_are_415(server, content_type):
    for method, path in (("POST", "/oscar/fhir/Patient"), ("PUT", READ)):
        is_outcome(server.ask(method, path, data=BODY, content_type=content_type), 415, "not-supported")
    assert not server.clinic.asked


def test_xml_is_refused_before_anyone_reads_it(server):
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Patient>&a;</Patient>'
    is_outcome(
        server.ask("POST", "/oscar/fhir/Patient", data=bomb, content_type="application/fhir+xml"), 415, "not-supported"
    )


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate", "gzip, identity", "x"])
def test_compressed_bodies_are_415(server, encoding):
    headers = {"Content-Encoding": encoding}
    json = {"data": BODY, "content_type": "application/fhir+json"}
    is_outcome(server.ask("POST", "/oscar/fhir/Patient", headers=headers, **json), 415, "not-supported")
    answer = server.ask("POST", "/oscar/fhir/Patient/_search", headers=headers, data={"name": "x"})
    is_outcome(answer, 415, "not-supported")


def test_an_encoding_that_changes_nothing_is_fine(server):
    options = {"headers": {"Content-Encoding": "Identity"}, "data": BODY, "content_type": "application/json"}
    assert server.ask("POST", "/oscar/fhir/Patient", **options).status_code == 200


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", f"{FORM}; charset=utf-16", "multipart/form-data; boundary=x"]
)
def test_a_search_form_is_a_form(server, content_type):
    answer = server.ask("POST", "/oscar/fhir/Patient/_search", data=b"name=x", content_type=content_type)
    is_outcome(answer, 415, "not-supported")
