"""The whole server over the demo's OSCAR clinic, on a port of its own; a browser; and an app's redirect address."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from facade import app, discovery
from facade.app import Facade
from facade.config import load
from facade.store import App
from facade.store.families import Family
from facade.store.flows import Code, Pending, new_secret
from facade.store.people import Link, Person, new_id
from tests.smart.people.small_provider import SmallProvider

HERE = Path(__file__).parent
CLINICIAN, PATIENT, ADMIN = "dr.tremblay", "marie@example.org", "it@clinic.example.org"
PASSWORD = "quiet otter under the old bridge"
ENDPOINT = "oscar"
VERIFIER = "a" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")

_CONFIG = """\
[server]
public_url = "http://localhost:{port}"
store = "sqlite:///store.sqlite"
demo = true

[sources.oscar]
adapter = "oscar"
url = "sqlite:///oscar.sqlite"
time_zone = "America/Toronto"
sign_in_url = "sqlite:///oscar.sqlite"

[sources.oscar.site]
mrn_system = "https://oscar.example.org/mrn"
billing_system = "https://oscar.example.org/billing"

[endpoints.oscar]
path = "/oscar/fhir"
sources = ["oscar"]

[providers.clinic-id]
issuer = "{issuer}"
client_id = "facade"
title = "Clinic ID"
"""


class _Receiver(BaseHTTPRequestHandler):
    """Stands for an app: whatever comes to it is kept."""

    def do_GET(self) -> None:
        if self.path != "/favicon.ico":
            self.server.got.append(self.path)  # type: ignore[attr-defined]
        body = b"<!doctype html><title>App</title><h1>Back in the app</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@dataclass
class House:
    """The server, what it holds, and the app that waits for its answers."""

    base: str
    facade: Facade
    app_base: str
    got: list[str]
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def fhir(self) -> str:
        return f"{self.base}/{ENDPOINT}/fhir"

    def authorize(self, scope: str, *, client: str = "quiet-chart", **more: str) -> str:
        """Where an app sends a person."""
        asked = {
            "response_type": "code",
            "client_id": client,
            "redirect_uri": f"{self.app_base}/back",
            "scope": scope,
            "state": "s t&a=te+é",
            "aud": self.fhir,
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **more,
        }
        return f"{self.fhir}/oauth/authorize?{urlencode(asked)}"

    def keep(self, family: Family) -> None:
        """A consent as if it was given: the code for it is redeemed at once."""
        store, now, text = self.facade.store, datetime.now(UTC), new_secret()
        pending = Pending(
            id=new_secret(),
            endpoint=family.endpoint,
            app=family.app,
            redirect_uri=f"{self.app_base}/back",
            state="s",
            scopes=family.scopes,
            aud=self.fhir,
            code_challenge=CHALLENGE,
            created=now,
            expires=now + timedelta(minutes=5),
        )
        store.flows.keep(pending)
        code = Code(pending.redirect_uri, CHALLENGE, family)
        assert store.flows.answer(pending.id, text, code, expires=now + timedelta(minutes=1), now=now)
        assert store.flows.redeem(text, now=now) == code

    def answer(self) -> dict[str, str]:
        """What came back to the app at last."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.got[-1]).query).items()}

    def redeem(self, code: str, client: str = "quiet-chart") -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{self.app_base}/back",
            "client_id": client,
            "code_verifier": VERIFIER,
        }
        with urlopen(Request(f"{self.fhir}/oauth/token", urlencode(form).encode())) as answer:
            found: dict[str, Any] = json.load(answer)
        return found


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    discovery.demo_clinic("oscar").create(f"sqlite:///{folder / 'oscar.sqlite'}", patients=25, seed=1)
    port = _port()
    outside = SmallProvider(int(datetime.now(UTC).timestamp())).__enter__()
    (folder / "facade.toml").write_text(_CONFIG.format(port=port, issuer=outside.issuer))
    facade = app.create(load(folder / "facade.toml"))
    facade.reach()
    receiver = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    receiver.got = []  # type: ignore[attr-defined]
    server = make_server("127.0.0.1", port, facade.wsgi, threaded=True)
    for one in (receiver, server):
        threading.Thread(target=one.serve_forever, daemon=True).start()
    found = House(
        f"http://localhost:{port}",
        facade,
        f"http://127.0.0.1:{receiver.server_port}",
        receiver.got,  # type: ignore[attr-defined]
    )
    _fill(found)
    yield found
    server.shutdown()
    receiver.shutdown()
    receiver.server_close()
    outside.__exit__()
    facade.close()


def _fill(house: House) -> None:
    store, now = house.facade.store, datetime.now(UTC)
    accounts = accounts_of(house)
    for login, name, language, roles in (
        (CLINICIAN, "Dr. Anne Tremblay", "en", {"app-user"}),
        (PATIENT, "Marie Roy", "fr", {"app-user"}),
        (ADMIN, "Clinic IT", "en", {"app-user", "administrator"}),
    ):
        person = Person(new_id(), login, name, language, frozenset(roles))
        assert store.people.add(person, now=now)
        store.credentials.set_password(person.id, accounts.passwords.hash(PASSWORD), temporary=False, now=now)
        house.people[login] = person
    store.people.link(Link(house.people[CLINICIAN].id, ENDPOINT, "Practitioner/101", provider="101"), now=now)
    store.people.link(Link(house.people[PATIENT].id, ENDPOINT, "Patient/7"), now=now)
    store.apps.keep(
        App(
            id="quiet-chart",
            endpoint=ENDPOINT,
            name="Quiet Chart",
            auth_method="none",
            scope=(
                "launch launch/patient launch/encounter openid fhirUser offline_access online_access"
                " patient/*.rs user/*.cruds"
            ),
            grant_types=("authorization_code", "refresh_token"),
            redirect_uris=(f"{house.app_base}/back",),
            launch_url=f"{house.app_base}/launch",
            publisher="Example Apps Inc.",
            policy_uri="https://apps.example.org/privacy",
        ),
        now=now,
    )


def accounts_of(house: House) -> Any:
    return house.facade.wsgi._guard._service.accounts  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("FACADE_CHROMIUM") or shutil.which("chromium")
    assert path, "chromium is missing: install the Debian package, or name one in FACADE_CHROMIUM"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(locale="en-CA", viewport={"width": 1100, "height": 850})
    found.set_default_timeout(8000)
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what the pages are tested with, pinned by hash."""
    assert shutil.which("npm"), "npm is missing: install the Debian packages nodejs and npm, or Node.js 18 or newer"
    folder = tmp_path_factory.mktemp("modules")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    return folder / "node_modules"


@pytest.fixture(scope="session")
def axe(modules: Path) -> str:
    """The accessibility checker."""
    return (modules / "axe-core" / "axe.min.js").read_text()
