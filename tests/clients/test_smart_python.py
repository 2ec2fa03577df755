"""SMART clients for Python against the whole server: fhirclient, fhirpy with its token, smart-fetch as a backend."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from joserfc.jwk import ECKey, KeySet

from facade import discovery
from facade.access.grant import Grant
from facade.cli.demo_launch import Told, through
from facade.smart.client_auth import secret_hash
from facade.store import App
from facade.store.tokens import StoredToken, new_token
from tests.pages.conftest import ENDPOINT, PASSWORD, PATIENT, House, house  # noqa: F401 - fixtures

from .conftest import Endpoint

HERE = Path(__file__).parent
SCOPE = "openid fhirUser offline_access patient/Patient.read patient/Observation.read"
BACKEND = "crawler"
SECRET = "a secret that only this test and its client know"
Fetch = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def demographics(tmp_path_factory: pytest.TempPathFactory) -> dict[str, sqlite3.Row]:
    """The rows of the server's clinic by their number: the same seed makes the same clinic."""
    file = tmp_path_factory.mktemp("rows") / "oscar.sqlite"
    discovery.demo_clinic("oscar").create(f"sqlite:///{file}", patients=25, seed=1)
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        return {str(row["demographic_no"]): row for row in database.execute("SELECT * FROM demographic")}


@pytest.fixture
def plain(house: House) -> Iterator[Endpoint]:  # noqa: F811
    """The clinic by plain searches with a token of its own, to hold the clients' answers against."""
    text, now = new_token(), datetime.now(UTC)
    grant = Grant("plain", ENDPOINT, ("system/Patient.rs", "system/Observation.rs"))
    stored = StoredToken(grant.as_fields(), ENDPOINT, now + timedelta(minutes=5), "issued")
    house.facade.store.tokens.keep(text, stored, now=now)
    yield Endpoint(ENDPOINT, house.fhir, text)
    house.facade.store.tokens.revoke(text)


def keep(house: House, app: App) -> None:  # noqa: F811
    house.facade.store.apps.remove(ENDPOINT, app.id)
    house.facade.store.apps.keep(app, now=datetime.now(UTC))


def run(house: House, python: Path, app: App, secret: str) -> Any:  # noqa: F811
    """The client prints an address; the person opens it, signs in and allows; the client is told where that led."""
    (back,) = app.redirect_uris
    command = [sys.executable, "-S", str(HERE / "ask_python.py"), house.fhir, app.id, back, SCOPE]
    environment = {**os.environ, "PYTHONPATH": str(python)}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=environment, **pipes) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        try:
            print(secret, file=client.stdin, flush=True)
            url = client.stdout.readline().strip()
            assert url, client.communicate(timeout=30)
            visitor = build_opener(HTTPCookieProcessor(CookieJar()))
            assert len(list(through(visitor, Told("", PATIENT, PASSWORD), url, back))) == 2  # sign-in and consent
            out, errors = client.communicate(f"{house.app_base}{house.got[-1]}\n", timeout=60)
        finally:
            client.kill()
    assert client.returncode == 0, errors[-2000:]
    return json.loads(out)


@pytest.mark.parametrize("secret", ["", SECRET], ids=["public", "confidential"])
def test_fhirclient_for_python(
    house: House,  # noqa: F811
    python: Path,
    plain: Endpoint,
    demographics: dict[str, sqlite3.Row],
    secret: str,
) -> None:
    """LA-01, CS-03, SC-02, RF-01, RF-06: it finds the addresses in the metadata and asks scopes of version 1."""
    app = App(
        id="fhirclient-python",
        endpoint=ENDPOINT,
        name="fhirclient for Python",
        auth_method="client_secret_basic" if secret else "none",
        secret_hash=secret_hash(secret) if secret else None,
        scope="openid fhirUser offline_access launch/patient patient/Patient.rs patient/Observation.rs",
        grant_types=("authorization_code", "refresh_token"),
        redirect_uris=(f"{house.app_base}/back",),
    )
    keep(house, app)
    told, row = run(house, python, app, secret), demographics["7"]
    assert told["context"]["patient"] == told["refreshed"]["patient"] == told["patient"]["id"] == "7"
    assert set(told["context"]["scope"].split()) == {*SCOPE.split(), "launch/patient"}
    assert set(told["refreshed"]["scope"].split()) == {*SCOPE.split(), "launch/patient"}
    patient = told["patient"]
    name = patient["name"][0]
    assert (name["family"], name["given"][0]) == (row["last_name"], row["first_name"])
    assert patient["gender"] == {"M": "male", "F": "female"}[row["sex"]]
    assert row["hin"] in [identifier["value"] for identifier in patient["identifier"]]
    observations = plain.search("Observation", [("patient", "7")])
    assert len(observations) > 20  # more than one of the client's pages
    assert told["observations"] == observations
    assert (told["again"], told["new"], told["ready"]) == (True, [True, True], True)
    assert told["fhirpy"] == {"patients": ["Patient/7"], "observations": observations}


@pytest.fixture
def fetch(house: House, python: Path, tmp_path: Path) -> Fetch:  # noqa: F811
    """smart-fetch with the key of a backend service that may read two types."""
    key = ECKey.generate_key("P-384", {"kid": BACKEND, "alg": "ES384"})
    file = tmp_path / "key.jwks"  # the ending tells it what the file is
    file.write_text(json.dumps({"keys": [{**key.as_dict(private=True), "key_ops": ["sign"]}]}))
    app = App(
        id=BACKEND,
        endpoint=ENDPOINT,
        name="smart-fetch",
        auth_method="private_key_jwt",
        jwks=KeySet([key]).as_dict(private=False),
        scope="system/Patient.rs system/Observation.rs",
        grant_types=("client_credentials",),
    )
    keep(house, app)
    who = ["--fhir-url", house.fhir, "--smart-client-id", BACKEND, "--smart-key", str(file)]
    environment = {**os.environ, "PYTHONPATH": str(python)}

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-S", str(python / "bin" / "smart-fetch"), *arguments, *who]
        return subprocess.run(
            command, check=False, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )

    return call


def test_smart_fetch_crawls(
    fetch: Fetch, plain: Endpoint, demographics: dict[str, sqlite3.Row], tmp_path: Path
) -> None:
    """BS-01, BS-03, CA-05, SC-02: it asks for every type that it knows, by scopes of version 1, and gets its two."""
    patients = ["--id-list", ",".join(demographics)]
    done = fetch("crawl", "out", *patients, "--type", "Patient,Observation", "--no-default-filters", "--no-compression")
    assert done.returncode == 0, done.stdout + done.stderr
    found = {}
    for type in ("Patient", "Observation"):
        lines = (tmp_path / "out" / f"{type}.ndjson").read_text().splitlines()
        found[type] = [f"{one['resourceType']}/{one['id']}" for one in map(json.loads, lines)]
        assert sorted(found[type]) == sorted(plain.search(type, []))
    assert sorted(found["Patient"]) == sorted(f"Patient/{number}" for number in demographics)
    assert not (tmp_path / "out" / "error").exists()


def test_smart_fetch_reads_one(fetch: Fetch, demographics: dict[str, sqlite3.Row]) -> None:
    """BS-03, SC-10: a resource of a type that it may read, and one of a type that it asked for and did not get."""
    done = fetch("single", "Patient/7", "--compact")
    assert done.returncode == 0, done.stdout + done.stderr
    read = json.loads(done.stdout)
    assert (read["id"], read["name"][0]["family"]) == ("7", demographics["7"]["last_name"])
    refused = fetch("single", "Encounter/1")
    assert refused.returncode != 0
    assert "[403]" in refused.stderr
