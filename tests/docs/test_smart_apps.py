"""The two SMART apps of docs/apps.md, run as they stand there: one in a browser, one in Python (LA-01, LA-10, CO-02)."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.cookiejar import CookieJar
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from playwright.sync_api import Page, expect

from facade.cli.demo_launch import Told, through
from facade.store import App
from tests.docs.pages import DOCS, blocks
from tests.pages.conftest import ENDPOINT, PASSWORD, PATIENT, House, browser, context, house, page  # noqa: F401 - fixtures

SCOPE = "launch/patient patient/Patient.rs patient/Observation.rs"


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the page."""
    found = tmp_path_factory.mktemp("first-app")
    for block in blocks((DOCS / "apps.md").read_text(encoding="utf-8")):
        if block.path in ("index.html", "app.js", "smart_app.py"):
            (found / block.path).write_text(block.text, encoding="utf-8")
    return found


def register(house: House, **options: Any) -> None:  # noqa: F811
    app = App(
        id="first-app",
        endpoint=ENDPOINT,
        name="First app",
        auth_method="none",
        scope=SCOPE,
        grant_types=("authorization_code",),
        **options,
    )
    house.facade.store.apps.remove(ENDPOINT, app.id)
    house.facade.store.apps.keep(app, now=datetime.now(UTC))


@pytest.fixture
def site(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_app_in_a_browser(page: Page, house: House, site: str) -> None:  # noqa: F811
    register(house, redirect_uris=(f"{site}/index.html",), origins=(site,))
    page.goto(f"{site}/index.html?base={house.fhir}")
    page.get_by_label("User name").fill(PATIENT)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=re.compile("Allow|Autoriser")).click()
    expect(page.locator("#told")).to_have_text(re.compile(r"\d+ vital signs"))
    assert page.url == f"{site}/index.html"


def test_the_app_in_python(house: House, folder: Path) -> None:  # noqa: F811
    register(house, redirect_uris=("http://127.0.0.1/back",))
    command = [sys.executable, "smart_app.py", house.fhir, "first-app"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url = program.stdout.readline().removeprefix("Open ").strip()
        (back,) = parse_qs(urlsplit(url).query)["redirect_uri"]
        visitor = build_opener(HTTPCookieProcessor(CookieJar()))
        assert len(list(through(visitor, Told("", PATIENT, PASSWORD), url, back))) == 2  # sign-in and consent
        out, errors = program.communicate(timeout=30)
    assert (program.returncode, errors) == (0, "")
    assert re.fullmatch(r"\S+: \d+ vital signs\n", out)
