"""Dynamic registration over HTTP: RFC 7591 and RFC 7592, off, by initial token and open (AL-13, HX-10, SD-12)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey

from facade.api.application import create_app
from facade.config import RegistrationConfig
from facade.smart import registration
from facade.smart.client_auth import secret_hash

from .conftest import NOW, is_outcome

URL = "/oscar/fhir/oauth/register"
METADATA = {
    "client_name": "Vitals chart",
    "redirect_uris": ["https://app.example.org/back"],
    "scope": "launch patient/*.rs",
}


class Desk:
    """A server whose endpoint oscar has a policy; the other one registers nobody."""

    def __init__(self, server, **policy):
        self.server = server
        server.service = replace(server.service, registrations={"oscar": RegistrationConfig(**policy)})
        server.app = create_app(server.service)
        self.store = server.service.store

    def initial(self, uses=1, hours=1, endpoint="oscar"):
        lifetime = timedelta(hours=hours)
        return registration.initial_token(self.store, endpoint, uses=uses, lifetime=lifetime, now=NOW)

    def send(self, method="POST", path=URL, token=None, json=None, **options):
        if json is not None:
            options["json"] = json
        return self.server.ask(method, path, token=token, **options)

    def register(self, token=None, /, **changes):
        return self.send(json={k: v for k, v in {**METADATA, **changes}.items() if v is not ...}, token=token)

    def manage(self, made, method="GET", token=None, **options):
        path = made["registration_client_uri"].removeprefix("https://fhir.example.org")
        return self.send(method, path, token or made["registration_access_token"], **options)

    def put(self, made, **changes):
        values = {"client_id": made["client_id"], **METADATA, **changes}
        return self.manage(made, "PUT", json={name: value for name, value in values.items() if value is not ...})

    def app(self, made):
        return self.store.apps.read("oscar", made["client_id"])


@pytest.fixture
def opened(server):
    return Desk(server, mode="open")


@pytest.fixture
def by_token(server):
    return Desk(server, mode="initial-token")


def made(answer):
    assert answer.status_code == 201, answer.get_data(as_text=True)
    checked_headers(answer)
    return answer.get_json()


def checked_headers(answer):
    assert answer.headers["Content-Type"] == "application/json"
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")


def failed(answer, error, status=400):
    assert (answer.status_code, answer.get_json()["error"]) == (status, error), answer.get_data(as_text=True)
    checked_headers(answer)
    assert set(answer.get_json()) == {"error", "error_description"}
    assert answer.get_json()["error_description"].isascii()
    return answer


# --- off ---


def test_registration_is_off_unless_the_configuration_turns_it_on(server):
    for path in (URL, URL + "/x"):
        is_outcome(server.ask("POST", path, token=None, json=METADATA), 401, "login")  # as any path that is not there
        is_outcome(server.ask("POST", path, json=METADATA), 404, "not-found")
    assert "registration_endpoint" not in server.get("/oscar/fhir/.well-known/smart-configuration").get_json()


def test_an_endpoint_that_registers_says_so_and_the_other_does_not(opened):
    """SD-12"""
    said = opened.send("GET", "/oscar/fhir/.well-known/smart-configuration").get_json()
    assert said["registration_endpoint"] == "https://fhir.example.org" + URL
    other = opened.send("GET", "/openemr/fhir/.well-known/smart-configuration").get_json()
    assert "registration_endpoint" not in other
    is_outcome(opened.send(path="/openemr/fhir/oauth/register", json=METADATA), 401, "login")


# --- open ---


def test_what_anyone_registered_waits_and_the_answer_says_so(opened):
    body = made(opened.register())
    assert body["status"] == "pending"
    assert "approved" in body["status_text"]
    app = opened.app(body)
    assert (app.status, app.registered_by) == ("pending", "anyone")
    assert opened.server.service.registry.app("oscar", app.id).is_active is False
    assert opened.store.apps.approve("oscar", app.id, now=NOW)
    assert opened.manage(body).get_json()["status"] == "active"


def test_the_answer_tells_everything_that_is_registered(opened):
    """RFC 7591 3.2.1"""
    body = made(opened.register(contacts=["x@example.org"], software_id="1", client_name="Charté"))
    assert body == {
        "client_id": body["client_id"],
        "client_id_issued_at": int(NOW.timestamp()),
        "client_secret": body["client_secret"],
        "client_secret_expires_at": 0,
        "client_name": "Charté",
        "redirect_uris": METADATA["redirect_uris"],
        "scope": METADATA["scope"],
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "registration_access_token": body["registration_access_token"],
        "registration_client_uri": f"https://fhir.example.org{URL}/{body['client_id']}",
        "status": "pending",
        "status_text": body["status_text"],
    }


def test_a_secret_is_given_only_to_who_uses_one(opened):
    """AL-13"""
    key = ECKey.generate_key("P-384", {"kid": "k"}).as_dict(private=False)
    for method, more in (("none", {}), ("private_key_jwt", {"jwks": {"keys": [key]}})):
        body = made(opened.register(token_endpoint_auth_method=method, **more))
        assert not {"client_secret", "client_secret_expires_at"} & set(body)
        assert opened.app(body).secret_hash is None
    for method in ("client_secret_basic", "client_secret_post"):
        body = made(opened.register(token_endpoint_auth_method=method))
        assert opened.app(body).secret_hash == secret_hash(body["client_secret"])


def test_nothing_secret_is_stored_or_logged(opened, caplog):
    body = made(opened.register())
    with opened.store.database.reading() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM app").all())
    for secret in (body["client_secret"], body["registration_access_token"]):
        assert secret not in rows + caplog.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uris": ...}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://app.example.org/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://app.example.org/"}, "invalid_redirect_uri"),
        ({"client_name": ...}, "invalid_client_metadata"),
        ({"client_name": "a\u202eb"}, "invalid_client_metadata"),
        ({"client_name": ["a"]}, "invalid_client_metadata"),
        ({"grant_types": ["implicit"]}, "invalid_client_metadata"),
        ({"grant_types": "authorization_code"}, "invalid_client_metadata"),
        ({"grant_types": [["authorization_code"]]}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"response_types": ["code", "token"]}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"jwks_uri": "http://127.0.0.1/"}, "invalid_client_metadata"),
        ({"logo_uri": "javascript:alert(1)"}, "invalid_client_metadata"),
        ({"scope": "nonsense"}, "invalid_client_metadata"),
        ({"scope": ["patient/*.rs"]}, "invalid_client_metadata"),
        ({"scope": "patient/Patient.rs " * 1_000}, "invalid_client_metadata"),
        ({"software_statement": "x.y.z"}, "unapproved_software_statement"),
    ],
)  # fmt: skip
def test_metadata_that_cannot_be_registered(opened, changes, error):
    """RFC 7591 3.2.2"""
    failed(opened.register(**changes), error)
    assert opened.store.apps.of("oscar") == []


@pytest.mark.parametrize(
    "options",
    [
        {"data": b"client_name=x", "content_type": "application/x-www-form-urlencoded"},
        {"data": b"{", "content_type": "application/json"},
        {"data": b"[]", "content_type": "application/json"},
        {"data": b"", "content_type": "application/json"},
        {"data": b"[" * 10_000, "content_type": "application/json"},
        {"data": b'{"client_name": "a", "client_name": "b"}', "content_type": "application/json"},
        {"data": b'{"client_name": "\\ud800"}', "content_type": "application/json"},
        {"data": b"\xff", "content_type": "application/json"},
    ],
)
def test_what_is_no_metadata(opened, options):
    failed(opened.send(**options), "invalid_client_metadata")


def test_a_body_without_end_is_not_read(opened):
    is_outcome(opened.send(data=b"x" * 200_000, content_type="application/json"), 413, "too-long")


def test_the_clinic_decides_what_a_developer_may_not(opened):
    more = {
        "status": "active", "registered_by": "clinic", "permissions": ["operator"], "masks": {}, "skip_login": True,
        "consent_once": True, "provider": "999998", "ip_allow": [], "client_id": "mine", "client_secret": "mine", "endpoint": "openemr",
    }  # fmt: skip
    body = made(opened.register(**more))
    app = opened.app(body)
    assert (app.status, app.registered_by, app.permissions, app.provider) == ("pending", "anyone", frozenset(), None)
    assert (app.skip_login, app.consent_once) == (False, False)
    assert app.id != "mine"
    assert app.secret_hash != secret_hash("mine")


def test_scopes_are_those_of_the_policy_at_most(server):
    desk = Desk(server, mode="open", scope="launch openid patient/Observation.rs patient/Patient.r")
    scope = "launch offline_access patient/*.cruds user/*.rs system/*.rs nonsense patient/Patient.rs"
    assert made(desk.register(scope=scope))["scope"] == "launch patient/Observation.rs patient/Patient.r"
    assert made(desk.register(scope=...))["scope"] == "launch openid patient/Observation.rs patient/Patient.r"
    failed(desk.register(scope="user/*.rs"), "invalid_client_metadata")


def test_a_backend_service_registers_where_the_policy_has_system_scopes(server):
    key = ECKey.generate_key("P-384", {"kid": "k"}).as_dict(private=False)
    values = {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [key]}, "redirect_uris": ...}
    values |= {"grant_types": ["client_credentials"], "scope": "system/*.rs"}
    failed(Desk(server, mode="open").register(**values), "invalid_client_metadata")
    desk = Desk(server, mode="open", scope="patient/*.rs system/Observation.rs")
    body = made(desk.register(**values))
    assert (body["scope"], body["response_types"]) == ("system/Observation.rs", [])
    assert made(desk.register(**values | {"scope": ...}))["scope"] == "system/Observation.rs"
    failed(desk.register(**values | {"token_endpoint_auth_method": "none", "jwks": ...}), "invalid_client_metadata")


def test_open_registration_stops_when_too_many_wait(opened, monkeypatch):
    monkeypatch.setattr("facade.smart.dynamic_registration._MOST_WAITING", 2)
    first = made(opened.register())
    made(opened.register())
    answer = failed(opened.register(), "temporarily_unavailable", 429)
    assert answer.headers["Retry-After"]
    opened.store.apps.approve("oscar", first["client_id"], now=NOW)
    made(opened.register())


# --- by initial access token ---


def test_an_initial_token_registers_an_app_that_is_active_at_once(by_token):
    body = made(by_token.register(by_token.initial()))
    assert body["status"] == "active"
    assert "status_text" not in body
    assert by_token.app(body).registered_by == "token"


def test_without_a_good_initial_token_nothing_is_registered(by_token):
    used = by_token.initial()
    made(by_token.register(used))
    for token in (
        None,
        "x",
        used,
        by_token.initial(hours=0),
        by_token.initial(endpoint="openemr"),
        by_token.server.token,
    ):
        answer = failed(by_token.register(token), "invalid_token", 401)
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        failed(by_token.register(token, redirect_uris=...), "invalid_token", 401)  # before anything is said of metadata
    assert len(by_token.store.apps.of("oscar")) == 1


def test_a_mistake_does_not_cost_a_use(by_token):
    token = by_token.initial()
    failed(by_token.register(token, client_name=...), "invalid_client_metadata")
    made(by_token.register(token))


def test_of_many_at_once_as_many_register_as_the_token_has_uses(by_token):
    token = by_token.initial(uses=3)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: by_token.register(token).status_code, range(20)))
    assert sorted(answers) == [201] * 3 + [401] * 17


# --- management (RFC 7592) ---


def test_the_management_token_reads_changes_and_removes(by_token):
    body = made(by_token.register(by_token.initial()))
    read = by_token.manage(body)
    checked_headers(read)
    told_once = {"client_secret", "client_secret_expires_at", "registration_access_token"}
    assert read.get_json() == {name: value for name, value in body.items() if name not in told_once}
    changed = by_token.put(body, client_name="New name").get_json()
    assert (changed["client_name"], changed["status"]) == ("New name", "active")
    assert by_token.app(body).name == "New name"
    assert by_token.app(body).secret_hash == secret_hash(body["client_secret"])  # goes on
    gone = by_token.manage(body, "DELETE")
    assert (gone.status_code, gone.get_data()) == (204, b"")
    assert by_token.app(body) is None
    failed(by_token.manage(body), "invalid_token", 401)


def test_a_wrong_management_token_and_an_unknown_app_answer_alike(by_token):
    token = by_token.initial(uses=5)
    body, other = made(by_token.register(token)), made(by_token.register(token))
    answers = {
        by_token.manage(body, token=wrong).get_data() for wrong in ("x", other["registration_access_token"], token)
    }
    unknown = dict(body, registration_client_uri=f"https://fhir.example.org{URL}/nobody")
    answers.add(by_token.manage(unknown).get_data())
    clinic = registration.register(
        by_token.store,
        "oscar",
        {"name": "x", "auth_method": "none", "grant_types": ["authorization_code"], "scope": "launch",
         "redirect_uris": ["https://app.example.org/"]},
        now=NOW,
    ).app.id  # fmt: skip
    for wrong in ("", "x", "None"):
        uri = f"https://fhir.example.org{URL}/{clinic}"
        answers.add(by_token.manage({"registration_client_uri": uri}, token=wrong or "x").get_data())
    assert len(answers) == 1
    for method, options in (("GET", {}), ("PUT", {"json": METADATA}), ("DELETE", {})):
        failed(by_token.send(method, f"{URL}/{clinic}", **options), "invalid_token", 401)
        failed(by_token.send(method, f"{URL}/{body['client_id']}", token="x", **options), "invalid_token", 401)
    assert by_token.app(body)


def test_a_change_that_anyone_may_make_waits_for_approval_again(opened):
    """An approved app cannot become another one: the clinic sees what it turns into."""
    body = made(opened.register())
    opened.store.apps.approve("oscar", body["client_id"], now=NOW)
    assert opened.put(body).get_json()["status"] == "active"  # nothing changed
    changed = opened.put(body, redirect_uris=["https://evil.example.org/"]).get_json()
    assert (changed["status"], opened.app(body).status) == ("pending", "pending")
    assert "approved" in changed["status_text"]


def test_more_scopes_wait_for_approval_in_any_case(by_token):
    body = made(by_token.register(by_token.initial()))
    assert by_token.put(body, scope="launch patient/Patient.rs").get_json()["status"] == "pending"
    body = made(by_token.register(by_token.initial()))
    assert by_token.put(body, scope="launch").get_json()["status"] == "active"


def test_a_frozen_app_stays_frozen(by_token):
    body = made(by_token.register(by_token.initial()))
    by_token.store.freezes.app("oscar", body["client_id"], now=NOW)
    assert by_token.put(body, client_name="New").get_json()["status"] == "frozen"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": ...}, {"client_id": "other"}, {"client_id": 5}, {"client_secret": "wrong"}, {"client_secret": 5},
        {"client_secret_expires_at": 0}, {"client_id_issued_at": 1}, {"registration_access_token": "x"},
        {"registration_client_uri": "x"}, {"scope": "nonsense"},
    ],
)  # fmt: skip
def test_changes_that_are_refused(by_token, changes):
    """RFC 7592 2.2"""
    body = made(by_token.register(by_token.initial()))
    failed(by_token.put(body, **changes), "invalid_client_metadata")
    assert by_token.app(body).changed == NOW
    assert by_token.app(body).scope == METADATA["scope"]


def test_a_change_may_repeat_the_right_secret_and_what_the_clinic_decided_stays(by_token):
    body = made(by_token.register(by_token.initial()))
    by_token.store.apps.keep(replace(by_token.app(body), skip_login=True, publisher="The clinic"), now=NOW)
    changed = by_token.put(body, client_secret=body["client_secret"], client_name="New", skip_login=False)
    assert changed.status_code == 200
    app = by_token.app(body)
    assert (app.name, app.skip_login, app.publisher) == ("New", True, "The clinic")


def test_another_method_gives_and_takes_the_secret(by_token):
    body = made(by_token.register(by_token.initial(), token_endpoint_auth_method="none"))
    changed = by_token.put(body, token_endpoint_auth_method="client_secret_post").get_json()
    assert by_token.app(body).secret_hash == secret_hash(changed["client_secret"])
    assert "client_secret" not in by_token.put(body, token_endpoint_auth_method="none").get_json()
    assert by_token.app(body).secret_hash is None


def test_only_these_methods(by_token):
    body = made(by_token.register(by_token.initial()))
    assert by_token.manage(body, "POST").status_code in (401, 405)
    assert by_token.send("GET").status_code in (401, 405)
    assert by_token.app(body)
