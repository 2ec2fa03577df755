"""The demo's sample app: what is served of it, what the clinic registers, and who may sign in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO

import orjson
import pyotp
import pytest
from argon2 import PasswordHasher

from facade.cli.demo import PEOPLE
from facade.cli.demo_app import FOLDER, SampleApp
from facade.cli.demo_people import prepare
from facade.cli.server import by_port
from facade.smart.app_urls import is_origin, is_redirect
from facade.smart.people import totp
from facade.smart.people.accounts import Accounts
from facade.smart.people.passwords import Passwords
from facade.store import Store

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SAMPLE = SampleApp(
    "http://localhost:8001",
    {"oscar": "http://localhost:8000/oscar/fhir", "openemr": "http://localhost:8000/openemr/fhir"},
)


def ask(path, method="GET", application=SAMPLE.wsgi, port=8001):
    told = {}

    def start(status, headers):
        told.update(status=int(status[:3]), **dict(headers))

    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_PORT": str(port), "wsgi.input": BytesIO()}
    return told, b"".join(application(environ, start))


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.named, self.inline, self.language, self.tags = [], [], None, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        self.tags.append(tag)
        self.named += [at[name] for name in ("src", "href") if name in at]
        self.inline += [name for name in at if name.startswith("on") or name == "style"]
        self.language = at.get("lang", self.language)
        if tag in ("script", "style") and "src" not in at:
            self.inline.append(tag)


@pytest.mark.parametrize("path", ["/", "/launch", "/chart"])
def test_the_pages_need_nothing_from_elsewhere(path):
    told, body = ask(path)
    assert (told["status"], told["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = dict(part.strip().split(" ", 1) for part in told["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["connect-src"]) == (
        "'none'",
        "'self'",
        "'self' http://localhost:8000",
    )
    page = _Page(body.decode())
    assert page.inline == []
    assert (page.language, page.tags.count("h1"), page.tags.count("main")) == ("en", 1, 1)
    for named in page.named:
        told, _ = ask("/" + named.removeprefix("./"))
        assert told["status"] == 200, named


def test_its_scripts_are_its_own():
    for file in FOLDER.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert re.findall(r'from "(?!\./)', text) == []
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(|localStorage", text), file.name


@pytest.mark.parametrize("path", ["/x", "/../demo.py", "//", "/style.css/", "/%2e%2e/demo.py", "/index.html"])
def test_nothing_else_is_served(path):
    assert ask(path)[0]["status"] == 404


def test_it_is_only_read():
    assert [ask("/", method)[0]["status"] for method in ("POST", "PUT", "DELETE", "OPTIONS")] == [405] * 4
    told, body = ask("/", "HEAD")
    assert (told["status"], body) == (200, b"")


def test_its_settings_and_its_registration_agree():
    settings = orjson.loads(ask("/settings.json")[1])
    assert [clinic["iss"] for clinic in settings["clinics"]] == list(SAMPLE.clinics.values())
    app = SAMPLE.registered("oscar")
    assert (app.id, app.auth_method, app.endpoint) == (settings["clientId"], "none", "oscar")
    assert {*settings["scope"].split(), "launch", "launch/patient"} == set(app.scope.split())
    assert app.redirect_uris == ("http://localhost:8001/chart",)
    assert all(is_redirect(uri) for uri in (*app.redirect_uris, app.launch_url))
    assert all(is_origin(origin) for origin in app.origins)


def test_each_port_has_its_application():
    def other(environ, start):
        start("204 No Content", [])
        return []

    both = by_port(SAMPLE.wsgi, {8002: other})
    assert [ask("/", application=both, port=port)[0]["status"] for port in (8001, 8002)] == [200, 204]
    assert by_port(other, {}) is other


@pytest.fixture
def accounts(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield Accounts(store, "http://localhost:8000", passwords=passwords)
    store.close()


def test_its_people_can_sign_in_after_every_start(accounts):
    first = prepare(accounts, PEOPLE, SAMPLE, NOW)
    second = prepare(accounts, PEOPLE, SAMPLE, NOW)
    assert first.password != second.password
    assert first.secret == second.secret
    for invented in PEOPLE:
        person = accounts.store.people.by_login(invented.login)
        assert "invented" in person.name
        stored = accounts.store.credentials.password(person.id)
        assert (stored.temporary, accounts.passwords.matches(stored.hash, second.password)) == (False, True)
        links = accounts.store.people.links(person.id, now=NOW)
        assert {link.endpoint: (link.reference, link.provider) for link in links} == dict(invented.links)
    admin = accounts.store.people.by_login("demo-admin")
    assert "administrator" in admin.roles
    assert totp.is_right(accounts, admin.id, pyotp.TOTP(second.secret).at(NOW), now=NOW)


def test_what_is_told_names_them_all(accounts):
    prepared = prepare(accounts, PEOPLE, SAMPLE, NOW)
    lines = "\n".join(prepared.lines())
    assert all(text in lines for text in (prepared.password, prepared.secret, *(one.login for one in PEOPLE)))


def test_the_app_is_registered_anew_where_its_port_has_changed(accounts):
    prepare(accounts, PEOPLE, SAMPLE, NOW)
    moved = SampleApp("http://localhost:9001", SAMPLE.clinics)
    prepare(accounts, PEOPLE, moved, NOW)
    for endpoint in SAMPLE.clinics:
        assert accounts.store.apps.read(endpoint, "patient-chart").origins == ("http://localhost:9001",)
