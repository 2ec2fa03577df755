"""SMART clients of other houses against the whole server: sign-in, tokens, refresh, revocation, backend services."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from http.cookiejar import CookieJar
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from joserfc.jwk import ECKey, KeySet
from playwright.sync_api import Page, expect

from facade.cli.demo_launch import Told, through
from facade.smart.client_auth import secret_hash
from facade.store import App
from tests.pages.conftest import CLINICIAN, ENDPOINT, PASSWORD, PATIENT, House, _port, browser, context, house, page  # noqa: F401 - fixtures

HERE = Path(__file__).parent
SCOPE = "openid fhirUser offline_access launch launch/patient patient/Patient.rs patient/Observation.rs"
SECRET = "a secret that only this test and its client know"
BACKEND = "backend"


@pytest.fixture(scope="module")
def key() -> ECKey:
    return ECKey.generate_key("P-384", {"kid": BACKEND, "use": "sig"})


def keep(house: House, **options: Any) -> None:  # noqa: F811
    app = App(**{"endpoint": ENDPOINT, "name": options["id"], "scope": SCOPE, "auth_method": "none", **options})
    house.facade.store.apps.remove(ENDPOINT, app.id)
    house.facade.store.apps.keep(app, now=datetime.now(UTC))


@pytest.fixture
def backend(house: House, key: ECKey) -> str:  # noqa: F811
    keys = KeySet([key]).as_dict(private=False)
    scope = "system/Patient.rs system/Observation.rs"
    methods = {"auth_method": "private_key_jwt", "grant_types": ("client_credentials",)}
    keep(house, id=BACKEND, scope=scope, jwks=keys, **methods)
    return BACKEND


def sign_in_and_allow(url: str) -> None:
    """What the person does; the last redirect reaches the client itself."""
    (back,) = parse_qs(urlsplit(url).query)["redirect_uri"]
    visitor = build_opener(HTTPCookieProcessor(CookieJar()))
    assert len(list(through(visitor, Told("", PATIENT, PASSWORD), url, back))) == 2


def run(command: Sequence[str | Path], stdin: str = "", **environment: str) -> Any:
    """A client that prints an address to open, and then what it found."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(list(map(str, command)), text=True, env={**os.environ, **environment}, **pipes) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(stdin)
        client.stdin.close()
        try:
            sign_in_and_allow(client.stdout.readline().strip())
            client.wait(60)
        finally:
            client.kill()
        out, errors = client.stdout.read(), client.stderr.read() if client.stderr else ""
    assert client.returncode == 0, errors[-2000:]
    return json.loads(out)


def test_openid_client(house: House, node: Path, key: ECKey, backend: str) -> None:  # noqa: F811
    """SD-15, ID-01 to ID-03, RF-02, RF-06, IN-01 to IN-04, RV-01, BS-01, BS-03, CA-05: the strictest relying party."""
    port = _port()
    keep(
        house,
        id="openid-app",
        auth_method="client_secret_basic",
        secret_hash=secret_hash(SECRET),
        grant_types=("authorization_code", "refresh_token"),
        redirect_uris=(f"http://127.0.0.1:{port}/back",),
    )
    der = base64.b64encode(key.as_der(private=True)).decode()
    told = run(["node", node / "ask_openid.mjs", house.fhir, "openid-app", str(port), backend, der], SECRET)
    scope = {"openid", "fhirUser", "offline_access", "launch/patient", "patient/Patient.rs"}
    assert told["issuer"] == told["claims"]["iss"] == told["known"]["iss"] == house.fhir
    assert told["pkce"]
    assert {"client_secret_basic", "client_secret_post", "private_key_jwt"} <= set(told["methods"])
    assert told["claims"]["aud"] == told["known"]["app"] == "openid-app"
    assert told["claims"]["nonce"]
    assert told["claims"]["fhirUser"] == f"{house.fhir}/Patient/7"
    assert set(told["scope"].split()) == set(told["refreshed"]["scope"].split()) == scope
    assert set(told["known"]["scope"].split()) == scope
    assert told["patient"] == told["refreshed"]["patient"] == told["known"]["patient"] == "7"
    assert (told["type"], told["expires"]) == ("bearer", 3600)
    assert 3590 <= told["lasts"] <= 3600
    assert told["again"] == "invalid_grant"
    assert (told["same"], told["subject"], told["refreshed"]["rotated"]) == (True, True, True)
    assert told["known"]["active"]
    assert told["rubbish"] == told["revoked"] == {"active": False}
    assert told["over"] == "invalid_grant"
    assert told["wrong"] == "invalid_client"
    assert told["own"] == {"scope": "system/Patient.rs system/Observation.rs", "lasts": 300, "refresh": True}
    assert told["none"] == "invalid_scope"


FHIRCLIENT = "0a2ad98b173059e95b9085f1a7194d431e7e65d262ae5e85d6ce32e32bc0d57ee11c092bf67f7d6951da322d305fef7b9c04e3290eb95fa341e5ab3fc19a09ce"


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """fhirclient's own build and a page that uses it; the package alone, for its dependencies are for servers."""
    folder = tmp_path_factory.mktemp("fhirclient")
    subprocess.run(["npm", "pack", "fhirclient@2.6.3", "--silent"], cwd=folder, check=True, capture_output=True)
    package = folder / "fhirclient-2.6.3.tgz"
    assert hashlib.sha512(package.read_bytes()).hexdigest() == FHIRCLIENT
    with tarfile.open(package) as archive:
        script = archive.extractfile("package/build/fhir-client.js")
        assert script is not None
        (folder / "fhir-client.js").write_bytes(script.read())
    shutil.copy(HERE / "smart_page.html", folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def smart_page(house: House, site: str) -> str:  # noqa: F811
    address = f"{site}/smart_page.html"
    keep(
        house,
        id="fhirclient-app",
        name="Page of fhirclient",
        grant_types=("authorization_code", "refresh_token"),
        redirect_uris=(address,),
        launch_url=address,
        origins=(site,),
        skip_login=True,
    )
    return address


def told(page: Page) -> Any:  # noqa: F811
    """What the page read, after it refreshed its token, which this client does without its client_id (RF-04)."""
    expect(page.locator("#told")).not_to_have_text("…", timeout=15000)
    text = page.locator("#told").inner_text()
    assert text.startswith("{"), text
    found = json.loads(text)
    assert (found["same"], found["rotated"]) == (True, True)
    return found


def fill_in(page: Page, login: str) -> None:  # noqa: F811
    page.get_by_label("User name").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_fhirclient_standalone(page: Page, house: House, smart_page: str) -> None:  # noqa: F811
    """LA-01, RF-04, CO-02, ID-04."""
    page.goto(f"{smart_page}?iss={house.fhir}")
    fill_in(page, PATIENT)
    page.get_by_role("button", name=re.compile("Allow|Autoriser")).click()
    found = told(page)
    assert (found["id"], found["user"].rpartition("/fhir/")[2]) == ("7", "Patient/7")


def test_fhirclient_from_the_ehr(page: Page, house: House, smart_page: str) -> None:  # noqa: F811
    """LA-03, LA-06, RF-04: from the launcher."""
    page.goto(f"{house.base}/launcher")
    fill_in(page, CLINICIAN)
    page.get_by_label("Name").fill("rou")
    page.get_by_role("button", name="Search").click()
    page.locator(".pick button").first.click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Page of fhirclient").click()
    app = opened.value
    app.get_by_role("button", name="Allow").click()
    assert told(app)["user"].endswith("Practitioner/101")
