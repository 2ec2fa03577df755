"""Who may come in: every route, every odd address, and what each answers to strangers."""

from __future__ import annotations

import re

import pytest

from facade.api import routing
from facade.api.guard import OPEN, PAGES
from facade.errors import Refused
from facade.interactions.context import Reply
from facade.smart.launch import style

from .conftest import PATIENT, is_outcome

READ = "/oscar/fhir/Patient/1"
ARGUMENTS = {"type": "Patient", "id": "1", "searched": "Observation", "version": style.VERSION}


def filled(rule):
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ARGUMENTS[found[1]], rule.rule)


def rules_of(server):
    """All routes but those of the pages of people, which ask for a session: tests/smart/pages has the proof for them."""
    return [rule for rule in server.app.url_map.iter_rules() if rule.endpoint.partition(".")[0] != PAGES]


def test_every_route_is_open_by_the_table_or_needs_a_token(server):
    """The proof that no path was forgotten: all routes of the application, each with all of its methods."""
    seen = set()
    for rule in rules_of(server):
        name = rule.endpoint.rpartition(".")[2]
        seen.add(name)
        for method in rule.methods:
            answer = server.ask(method, filled(rule), token=None)
            if name in OPEN:
                assert answer.status_code != 401, (method, rule.rule)
            else:
                assert answer.status_code == 401, (method, rule.rule)
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    # These are there where an endpoint lets apps register themselves, or has a brand.
    assert seen | {"register", "registration", "brands"} > OPEN
    assert not server.clinic.asked


def test_the_routes_are_these_and_no_others(server):
    """A new route shows up here, so that somebody thinks about who may use it."""
    rules = {(rule.rule, *sorted(rule.methods)) for rule in rules_of(server)}
    expected = {("/livez", "GET", "HEAD"), ("/readyz", "GET", "HEAD")}
    for base in ("/oscar/fhir", "/openemr/fhir"):
        expected |= {
            (f"{base}/metadata", "GET", "HEAD"),
            (f"{base}/.well-known/smart-configuration", "GET", "HEAD"),
            (f"{base}/.well-known/openid-configuration", "GET", "HEAD"),
            (f"/.well-known/oauth-authorization-server{base}", "GET", "HEAD"),
            (f"{base}/launch", "POST"),
            (f"{base}/oauth/style/<version>.json", "GET", "HEAD"),
            (f"{base}/oauth/jwks", "GET", "HEAD"),
            (f"{base}/oauth/userinfo", "GET", "HEAD", "POST"),
            *((f"{base}/oauth/{name}", "POST") for name in ("token", "revoke", "introspect")),
            (f"{base}/<fhir_type:type>", "GET", "HEAD"),
            (f"{base}/<fhir_type:type>", "POST"),
            (f"{base}/<fhir_type:type>/_search", "POST"),
            (base, "GET", "HEAD"),
            (f"{base}/", "GET", "HEAD"),
            (f"{base}/_search", "POST"),
            (f"{base}/<fhir_type:type>/<fhir_id:id>/<fhir_types:searched>", "GET", "HEAD"),
            (f"{base}/<fhir_type:type>/<fhir_id:id>/<fhir_types:searched>/_search", "POST"),
            (f"{base}/<fhir_type:type>/<fhir_id:id>", "GET", "HEAD"),
            (f"{base}/<fhir_type:type>/<fhir_id:id>", "PUT"),
            (f"{base}/Binary/<fhir_id:id>", "GET", "HEAD"),
            (base, "POST"),
            (f"{base}/", "POST"),
        }
        operations = ("DocumentReference/$docref", "Observation/$lastn", "Observation/$stats", "Patient/$everything")
        operations += ("Patient/<fhir_id:id>/$everything", "Encounter/<fhir_id:id>/$everything")
        expected |= {(f"{base}/{path}", "GET", "HEAD", "POST") for path in operations}
    assert rules == expected


def test_the_pages_below_an_endpoint_are_these_and_no_others(server):
    """Browsers come there, sent by an app or by a link in the EHR."""
    rules = {
        (rule.rule, *sorted(rule.methods))
        for rule in server.app.url_map.iter_rules()
        if rule.endpoint.startswith(PAGES)
    }
    expected = set()
    for base in ("/oscar/fhir", "/openemr/fhir"):
        expected |= {(f"{base}/oauth/authorize", "GET", "HEAD", "POST"), (f"{base}/launch/<app>", "GET", "HEAD")}
    assert {rule for rule in rules if "/fhir" in rule[0]} == expected


def test_a_token_opens_its_own_endpoint_only(server):
    assert server.get(READ).status_code == 200
    body = is_outcome(server.get("/openemr/fhir/Patient/1"), 401, "login")
    assert len(server.clinic.asked) == 1
    assert "oscar" not in str(body)


@pytest.mark.parametrize("token", ["", "nonsense", "a b", "x" * 600, "é", "a,b"])
def test_a_token_that_is_none_is_refused(server, token):
    answer = server.get(READ, token=token)
    is_outcome(answer, 401, "login")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_two_authorization_headers_are_no_authorization(server):
    headers = {"Authorization": f"Bearer {server.token}, Bearer {server.token}"}
    is_outcome(server.http.get(READ, headers=headers), 401, "login")


def test_a_token_in_the_query_or_the_body_is_not_looked_at(server):
    is_outcome(server.get(f"{READ}?access_token={server.token}", token=None), 401, "login")
    form = {"access_token": server.token}
    is_outcome(server.ask("POST", "/oscar/fhir/Patient/_search", token=None, data=form), 401, "login")


@pytest.mark.parametrize(
    "path",
    [
        "/oscar/fhir//",
        "/oscar/fhir/unknown",
        "/oscar/fhir/patient/1",
        "/oscar/fhir/Patient/1/_history",
        "/oscar/fhir/Patient/1/",
        "/oscar/fhir/Patient/",
        "/oscar/fhir/Patient/a%20b",
        "/oscar/fhir/$export",
        "/oscar/fhir/oauth/tokens",
        "/oscar/fhir/metadata/",
    ],
)
def test_what_is_not_there_needs_a_token_to_be_told_so(server, path):
    is_outcome(server.get(path, token=None), 401, "login")
    is_outcome(server.get(path), 404, "not-found")


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/oscar", "/oscar/fhirs/Patient/1", "/static", "/.git/config"])
def test_outside_all_endpoints_there_is_nothing(server, path):
    is_outcome(server.get(path, token=None), 404, "not-found")


def test_an_unknown_well_known_document_is_no_secret(server):
    is_outcome(server.get("/oscar/fhir/.well-known/nothing", token=None), 404, "not-found")


@pytest.mark.parametrize(
    "path",
    [
        "/oscar/fhir/Patient/1%00",
        "/oscar/fhir/Patient%2F1",
        "/oscar/fhir/Patient/%31",
        "/oscar/fhir/%50atient/1",
        "/oscar/fhir/Patient/..%2f1",
        "/oscar/fhir/Patient/%2e%2e/1",
        "/oscar/fhir/Patient/1%2f_history",
        "/oscar/fhir/Patient/1%3f",
        "/oscar%2Ffhir/Patient/1",
        "/oscar//fhir/Patient/1",
        "/oscar/fhir//Patient/1",
        "/oscar/fhir/Patient/1;v=1",
        "/oscar/fhir/Patient/1\\",
        "/oscar/fhir/./Patient/1",
        "/oscar/fhir/Patient/" + "1" * 65,
        "/oscar/fhir/Patient/ü",
    ],
)
def test_a_second_spelling_of_a_path_is_no_path(server, path):
    answer = server.get(path)
    is_outcome(answer, 404, "not-found")
    assert "Location" not in answer.headers
    assert not server.clinic.asked


def test_two_slashes_at_the_beginning_name_no_host(server):
    path = "//oscar/fhir/Patient/1"
    is_outcome(server.get("/", environ_overrides={"PATH_INFO": path, "RAW_URI": path}), 404, "not-found")


def test_a_known_path_makes_no_other_spelling_and_no_other_method_known(server):
    path, other = "/oscar/fhir/Patient", "//oscar/fhir/Patient"
    for _ in range(2):
        assert server.get(f"{path}?name=x").status_code == 200
        is_outcome(server.get("/", environ_overrides={"PATH_INFO": other, "RAW_URI": other}), 404, "not-found")
        is_outcome(server.ask("DELETE", path), 405, "not-supported")
    assert server.get("/oscar/fhir/Observation?name=x").status_code == 200
    assert len(server.clinic.asked) == 3


def test_one_resource_makes_the_path_of_all_of_its_type_known_and_no_other(server):
    asked = server.clinic.asked
    for id_ in ("1", "2", "metadata", "Patient", "a.b-c", "x" * 64):
        assert server.get(f"/oscar/fhir/Patient/{id_}").status_code == 200
        assert asked[-1][:4] == ("read", "oscar", "Patient", id_)
    for other in ("a_b", "x" * 65, "ü", "1%0A", "", "1/"):
        is_outcome(server.get(f"/oscar/fhir/Patient/{other}"), 404, "not-found")
    is_outcome(server.get("/oscar/fhir/Patient/_search"), 405, "not-supported")
    is_outcome(server.ask("DELETE", "/oscar/fhir/Patient/1"), 405, "not-supported")
    assert server.get("/openemr/fhir/Patient/2").status_code == 401  # the token is of the other one
    assert len(asked) == 6
    assert server.get("/oscar/fhir/Observation/2").status_code == 200
    assert asked[-1][:4] == ("read", "oscar", "Observation", "2")


def test_no_route_beside_those_of_ids_has_the_form_of_an_id(server):
    """Else a path would mean another route once an id had been asked for there."""
    rules = [rule.rule for rule in server.app.url_map.iter_rules()]
    places = [re.escape(rule.rpartition("/")[0]) for rule in rules if rule.endswith(f"/{routing.ID}")]
    typed = [place.replace(re.escape("<fhir_type:type>"), routing.TypeConverter.regex) for place in places]
    assert len(typed) >= 4
    for rule in rules:
        place, _, last = rule.replace("<fhir_type:type>", "Patient").rpartition("/")
        beside = any(re.fullmatch(pattern, place) for pattern in typed)
        assert not beside or last == routing.ID or not routing.is_id(last), rule


def test_a_whole_url_as_target_is_the_path_in_it(server):
    """RFC 9112 3.2.2: servers take it, although only proxies send it."""
    environ = {"RAW_URI": f"https://fhir.example.org{READ}?_pretty=true"}
    assert server.get(f"{READ}?_pretty=true", environ_overrides=environ).status_code == 200
    environ = {"RAW_URI": "https://fhir.example.org/oscar/fhir/Patient/%31"}
    is_outcome(server.get(READ, environ_overrides=environ), 404, "not-found")


def test_absent_hidden_and_malformed_answer_alike(server):
    """Byte for byte, but for the request's id."""
    server.clinic.reply = Refused(404, "not-found", "The resource is not known here.")
    bodies = {server.get(path).get_data() for path in (READ, "/oscar/fhir/Patient/a_b", "/oscar/fhir/Unknown/1")}
    assert len(bodies) == 1


@pytest.mark.parametrize(
    "host", ["evil.example", "fhir.example.org.evil.example", "", "fhir.example.org@evil", "a,b", "[::1"]
)
def test_another_host_is_refused(server, host):
    answer = server.get("/oscar/fhir/metadata", headers={"Host": host})
    is_outcome(answer, 400, "invalid")
    assert host not in answer.get_data(as_text=True) or not host


@pytest.mark.parametrize("host", ["fhir.example.org", "FHIR.example.org:443", "localhost", "localhost:8000"])
def test_the_configured_hosts_are_served_and_links_come_from_the_configuration(server, host):
    answer = server.get("/oscar/fhir/.well-known/smart-configuration", headers={"Host": host})
    assert answer.get_json()["token_endpoint"] == "https://fhir.example.org/oscar/fhir/oauth/token"


def test_forwarded_headers_change_nothing(server):
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Prefix": "/x",
        "Forwarded": "host=e",
    }
    body = server.get("/oscar/fhir/.well-known/smart-configuration", headers=headers).get_json()
    assert body["token_endpoint"] == "https://fhir.example.org/oscar/fhir/oauth/token"


def test_probes_come_by_address(server):
    for path in ("/livez", "/readyz"):
        assert server.get(path, token=None, headers={"Host": "10.1.2.3:8000"}).status_code == 200


@pytest.mark.parametrize("sent", ["abc-1._X", "a" * 64])
def test_a_harmless_request_id_is_kept(server, sent):
    assert server.get(READ, headers={"X-Request-Id": sent}).headers["X-Request-Id"] == sent


@pytest.mark.parametrize("sent", ["a b", "a" * 65, "", "x\tset-cookie", "\x1b[31m", "é", '"><script>', "a,b"])
def test_any_other_request_id_is_replaced(server, sent):
    found = server.get(READ, headers={"X-Request-Id": sent}).headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{32}", found)


def test_request_ids_differ(server):
    assert len({server.get(READ).headers["X-Request-Id"] for _ in range(5)}) == 5


def test_a_long_url_is_refused_unless_it_is_a_page_of_ours(server):
    server.clinic.reply = Reply(200, PATIENT)
    longest = "/oscar/fhir/Patient?name=".ljust(4094, "x")
    assert server.get(longest).status_code == 200
    is_outcome(server.get(longest + "x"), 414, "too-long")
    assert server.get("/oscar/fhir/Patient?name=x&_page=" + "x" * 4094).status_code == 200
    is_outcome(server.get("/oscar/fhir/Patient?_page=x&name=" + "x" * 4094), 414, "too-long")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/livez", "GET, HEAD, OPTIONS"),
        ("/oscar/fhir/metadata", "GET, HEAD, OPTIONS"),
        ("/oscar/fhir/oauth/token", "OPTIONS, POST"),
        ("/oscar/fhir/Patient", "GET, HEAD, OPTIONS, POST"),
        ("/oscar/fhir/Patient/1", "GET, HEAD, OPTIONS, PUT"),
        ("/oscar/fhir/Patient/absent", "GET, HEAD, OPTIONS, PUT"),
        ("/oscar/fhir/Patient/_search", "OPTIONS, POST"),
        ("/oscar/fhir/Observation", "GET, HEAD, OPTIONS"),
        ("/oscar/fhir/Observation/1", "GET, HEAD, OPTIONS"),
        ("/oscar/fhir/Observation/_search", "OPTIONS, POST"),
    ],
)
def test_options_tells_strangers_what_a_path_takes(server, path, allowed):
    answer = server.ask("OPTIONS", path, token=None)
    assert (answer.status_code, answer.headers["Allow"], answer.data) == (204, allowed, b"")
    other = server.ask("DELETE", path)
    is_outcome(other, 405, "not-supported")
    assert other.headers["Allow"] == allowed


def test_options_of_nothing(server):
    for path in ("/", "/oscar/fhir/unknown", "/oscar/fhir/Patient/a%2Fb"):
        is_outcome(server.ask("OPTIONS", path, token=None), 404, "not-found")


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "X-Y"])
def test_other_methods_are_not_offered_and_nothing_is_echoed(server, method):
    answer = server.ask(method, READ, headers={"X-Secret": "echo-me"})
    is_outcome(answer, 405, "not-supported")
    assert "echo-me" not in answer.get_data(as_text=True)
    is_outcome(server.ask(method, READ, token=None), 401, "login")


def test_a_method_in_another_header_means_nothing(server):
    headers = {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "PUT", "X-Method-Override": "PUT"}
    assert server.get(READ, headers=headers).status_code == 200
    assert server.clinic.asked[0][0] == "read"


def test_head_is_get_without_a_body(server):
    got, head = server.get(READ), server.ask("HEAD", READ)
    assert head.data == b""
    ignored = {"X-Request-Id"}
    assert {k: v for k, v in head.headers if k not in ignored} == {k: v for k, v in got.headers if k not in ignored}
    assert int(head.headers["Content-Length"]) == len(got.data)
    server.clinic.reply = Refused(404, "not-found", "The resource is not known here.")
    assert (server.ask("HEAD", READ).status_code, server.ask("HEAD", READ).data) == (404, b"")
