"""Whatever arrives, nothing is a 5xx, and whatever is refused is an OperationOutcome or an OAuth error."""

from __future__ import annotations

import io
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import run_wsgi_app

TEXT = st.text(st.characters(max_codepoint=255), max_size=30)
PIECE = st.sampled_from(
    [
        "oscar",
        "fhir",
        "Patient",
        "_search",
        "1",
        "metadata",
        "oauth",
        "token",
        ".well-known",
        "%2f",
        "%00",
        "..",
        "",
        "é",
        "$x",
    ]
)
PATH = st.one_of(
    st.builds(lambda pieces: "/" + "/".join(pieces), st.lists(PIECE, max_size=6)),
    st.sampled_from(
        ["/oscar/fhir/Patient", "/oscar/fhir/Patient/1", "/oscar/fhir/Patient/_search", "/oscar/fhir/oauth/token"]
    ),
    st.builds("/{}".format, TEXT),
)
QUERY = st.one_of(
    TEXT,
    st.sampled_from(
        ["_format=xml", "_format=%FF", "_pretty=1", "_page=x", "a=1&a=2", "%", "=&=", "access_token=x", "_count=-1"]
    ),
)
JSON = "application/fhir+json"
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "ACCEPT",
            "IF_MATCH",
            "IF_NONE_MATCH",
            "PREFER",
            "CONTENT_ENCODING",
            "X_REQUEST_ID",
            "IF_NONE_EXIST",
            "RANGE",
            "ACCEPT_CHARSET",
            "TRANSFER_ENCODING",
            "COOKIE",
            "X_FORWARDED_FOR",
            "EXPECT",
        ]
    ),
    st.one_of(
        TEXT, st.sampled_from([JSON, "*/*", 'W/"1"', "*", "return=minimal", "gzip", "q=;,=", f"{JSON};fhirVersion=x"])
    ),
)
BODY = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([b"", b"{}", b'{"resourceType":"Patient"}', b"a=%FF", b"[" * 500, b"name=x", b'{"a":1e999}']),
)
TYPES = st.one_of(TEXT, st.sampled_from([JSON, "application/x-www-form-urlencoded", "application/json;charset=x", ""]))
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "X"])
HOSTS = st.one_of(st.just("localhost"), TEXT)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(METHODS, PATH, QUERY, HEADERS, TYPES, BODY, HOSTS, st.booleans())
def test_nothing_is_a_fault_of_ours(server, method, path, query, headers, content_type, body, host, known):
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "RAW_URI": f"{path}?{query}",
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "HTTP_HOST": host,
        **{f"HTTP_{name}": value for name, value in headers.items()},
    }
    if known:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {server.token}"
    parts, status, answered = run_wsgi_app(server.app, environ)
    text = b"".join(parts)
    code = int(status.split()[0])
    assert code < 500
    assert answered["X-Content-Type-Options"] == "nosniff"
    if code >= 400 and method != "HEAD":
        answer = json.loads(text)
        assert answer.get("resourceType") == "OperationOutcome" or "error" in answer
