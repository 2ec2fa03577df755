"""The demo: clinics made once, served as copies, told to people and programs; and the check of all that."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import EntryPoint
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from facade import app, discovery
from facade.access.tokens import authenticate
from facade.cli import demo_check, demo_launch, main, server
from facade.cli.demo_clinic import cached
from facade.cli.demo_requests import Answering, Request, requests
from facade.config import load

from .conftest import OSCAR

OPENEMR = EntryPoint("openemr", "adapters.openemr:adapter", discovery.ADAPTERS)
PORT = ("--port", "18123")


@dataclass
class Clinic:
    """A demo clinic that writes down how it is made."""

    VERSION: int = 3
    made: list[tuple[str, int, int]] = field(default_factory=list)
    fails: bool = False

    def create(self, url, *, patients, seed, progress=None):
        self.made.append((url, patients, seed))
        progress(patients // 2, patients)
        file = Path(url.removeprefix("sqlite:///"))
        file.write_text("half")
        if self.fails:
            raise RuntimeError("disk full")
        file.write_text("whole")
        progress(patients, patients)


@pytest.fixture
def clinic(monkeypatch, install, tmp_path):
    found = Clinic()
    install(OSCAR, OPENEMR)
    monkeypatch.setattr(discovery, "demo_clinic", lambda _name: found)
    monkeypatch.chdir(tmp_path)
    return found


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_a_demo_clinic_in_any_database(clinic):
    done = run("demo-clinic", "create", "--adapter", "oscar", "--url", "sqlite:///x", "--patients", 20, "--seed", 7)
    assert done.exit_code == 0
    assert clinic.made == [("sqlite:///x", 20, 7)]
    assert "20/20" in done.stderr


def test_a_clinic_is_made_once_for_its_seed_size_and_generator(clinic, tmp_path):
    first = cached("oscar", tmp_path, 20, 7)
    assert (first.name, first.read_text()) == ("oscar-v3-seed7-20.sqlite", "whole")
    assert cached("oscar", tmp_path, 20, 7) == first
    assert len(clinic.made) == 1
    clinic.VERSION = 4
    assert {cached("oscar", tmp_path, 20, 7), cached("oscar", tmp_path, 20, 8), cached("oscar", tmp_path, 21, 7)}
    assert len(clinic.made) == 4


def test_a_clinic_that_was_not_finished_is_made_again(clinic, tmp_path):
    clinic.fails = True
    for _ in range(2):
        with pytest.raises(RuntimeError):
            cached("oscar", tmp_path, 20, 7)
    clinic.fails = False
    assert cached("oscar", tmp_path, 20, 7).read_text() == "whole"


@pytest.fixture
def served(clinic, monkeypatch):
    """Runs the demo until it would serve, and keeps what stands in the folder then."""
    seen = {}

    def stand_in(facade, serving):
        with contextlib.closing(facade):
            serving.listening()
            seen["ready"] = json.loads(Path(".demo/ready.json").read_bytes())
            seen["grants"] = {
                endpoint["name"]: authenticate(
                    f"Bearer {endpoint['token']}", store=facade.store, endpoint=endpoint["name"], now=datetime.now(UTC)
                )
                for endpoint in seen["ready"]["endpoints"]
            }
            seen["serving"] = serving
            serving.stopped()

    monkeypatch.setattr(server, "run", stand_in)
    return seen


def test_the_demo_tells_programs_where_it_is_while_it_is_there(served):
    Path(".demo").mkdir()
    Path(".demo/ready.json").write_text("of a demo that was killed")
    done = run("demo", *PORT)
    assert done.exit_code == 0, done.output
    assert (served["serving"].host, served["serving"].port) == ("127.0.0.1", 18123)
    assert served["ready"]["pid"] == os.getpid()
    assert [(endpoint["name"], endpoint["base"]) for endpoint in served["ready"]["endpoints"]] == [
        ("oscar", "http://localhost:18123/oscar/fhir"),
        ("openemr", "http://localhost:18123/openemr/fhir"),
    ]
    assert sorted(file.name for file in Path(".demo").glob("ready*")) == []


def test_the_demo_tells_people_what_to_try(served):
    lines = run("demo", *PORT).stdout.splitlines()
    for endpoint in served["ready"]["endpoints"]:
        assert f"{endpoint['name']}: {endpoint['base']}" in lines
        assert f"  token for 24 hours: {endpoint['token']}" in lines
    assert [line.split()[0] for line in lines].count("curl") == 3


def test_the_tokens_may_do_what_the_demo_offers(served):
    run("demo", *PORT)
    assert [(name, grant.endpoint, grant.user, grant.provider) for name, grant in served["grants"].items()] == [
        ("oscar", "oscar", "Practitioner/101", "101"),
        ("openemr", "openemr", "Practitioner/8", "doctor1"),
    ]
    assert {grant.scopes for grant in served["grants"].values()} == {("user/*.cruds",)}


def test_the_configuration_of_the_demo_is_one_that_a_clinic_could_have(served):
    run("demo", *PORT)
    config = load(Path(".demo/facade.toml"))
    assert config.server.demo
    assert config.endpoints["oscar"].writes == {"Patient": {"update"}, "AllergyIntolerance": {"create"}}
    facade = app.create(config)
    facade.close()
    assert set(facade.endpoints) == {"oscar", "openemr"}


def test_every_start_is_a_fresh_one(served):
    run("demo", *PORT)
    clinic = Path(".demo/oscar.sqlite")
    assert clinic.read_text() == "whole"
    clinic.write_text("written to")
    run("demo", *PORT)
    assert clinic.read_text() == "whole"


@pytest.mark.parametrize("before", [0, 1])
def test_a_port_that_is_taken_is_told(served, before):
    """Its own, and that of the sample app."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = run("demo", "--port", other.getsockname()[1] - before)
    assert done.exit_code == 1
    assert "is in use; choose another with FACADE_PORT" in done.stderr


def test_a_curl_command_is_safe_to_paste():
    (first, second, third) = requests([Answering("a", "http://x/a", "t1"), Answering("b", "http://x/b", "t2")])
    assert first.curl == (
        "curl -s -H 'Authorization: Bearer t1' "
        "'http://x/a/Patient?birthdate=lt1960&_sort=birthdate&_count=2&_pretty=true'"
    )
    assert (second.token, third.token) == ("t1", "t2")
    assert not any(character in request.url for request in (first, second, third) for character in "'| ")


@pytest.fixture
def fhir():
    """A server that answers every GET with what the test says."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            fhir.asked.append((self.path, self.headers["Authorization"]))
            self.send_response(fhir.status)
            self.end_headers()
            self.wfile.write(json.dumps(fhir.body).encode())

        def log_message(self, *_arguments):
            pass

    fhir = HTTPServer(("127.0.0.1", 0), Handler)
    fhir.asked, fhir.status, fhir.body = [], 200, {"resourceType": "Bundle", "entry": [{}]}
    thread = threading.Thread(target=fhir.serve_forever)
    thread.start()
    yield fhir
    fhir.shutdown()
    thread.join()
    fhir.server_close()


@pytest.fixture
def started(fhir, tmp_path, monkeypatch):
    """Stands in for the Python that would run the demo: announces `fhir` as its endpoints, until it is told to stop."""
    script = tmp_path / "python"
    ready = tmp_path / "ready.json"
    base = f"http://127.0.0.1:{fhir.server_port}"
    endpoints = [{"name": name, "base": f"{base}/{name}", "token": f"t-{name}"} for name in ("oscar", "openemr")]
    app = {"address": "http://localhost:2", "login": "demo-patient", "password": "secret"}
    monkeypatch.setattr(demo_launch, "steps", lambda told: iter([f"launched {told.address} as {told.login}"]))
    script.write_text(f"""#!{sys.executable}
import json, os, pathlib, signal, sys, time
status, keeps, pid, silent = SETTINGS
ready = pathlib.Path({str(ready)!r})
def stop(*_):
    if not keeps:
        ready.unlink(missing_ok=True)
    sys.exit(status)
signal.signal(signal.SIGTERM, stop)
assert sys.argv[1:] == ["-m", "facade.cli", "demo", "--port", "1"]
if silent:
    sys.exit(3)
aside = ready.with_suffix(".aside")
aside.write_text(json.dumps({{"pid": pid or os.getpid(), "endpoints": {endpoints!r}, "app": {app!r}}}))
aside.rename(ready)
time.sleep(60)
""")
    monkeypatch.setattr(demo_check.sys, "executable", str(script))
    script.chmod(0o755)

    def check(status=0, keeps=False, pid=0, silent=False):
        script.write_text(script.read_text().replace("SETTINGS", repr((status, keeps, pid, silent))))
        demo_check.run(ready, ["--port", "1"])

    return check


def test_the_check_makes_the_three_requests_and_shows_the_answers(started, fhir, capsys):
    started()
    assert [path.split("?")[0] for path, _ in fhir.asked] == [
        "/oscar/Patient",
        "/oscar/Observation",
        "/openemr/Patient",
    ]
    assert [sent for _, sent in fhir.asked] == ["Bearer t-oscar", "Bearer t-oscar", "Bearer t-openemr"]
    out = capsys.readouterr().out
    assert (out.count("$ curl -s"), out.count('"resourceType": "Bundle"')) == (3, 3)
    assert out.endswith("A launch of the sample app:\n  launched http://localhost:2 as demo-patient\n")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"status": 1}, "stopped with status 1"),
        ({"keeps": True}, "was not removed"),
        ({"pid": 1}, "is another demo's"),
        ({"silent": True}, "did not start"),
    ],
)
def test_the_check_fails_when_the_demo_is_not_as_promised(started, options, told):
    with pytest.raises(click.ClickException, match=told):
        started(**options)


@pytest.mark.parametrize("body", [{"resourceType": "Bundle"}, {"resourceType": "OperationOutcome"}, {}])
def test_the_check_fails_when_nothing_comes_back(started, fhir, body):
    fhir.body = body
    with pytest.raises(click.ClickException, match="No resources came back"):
        started()


def test_the_check_fails_on_an_error(fhir):
    fhir.status = 500
    with pytest.raises(click.ClickException, match="500"):
        demo_check._answer(Request(f"http://127.0.0.1:{fhir.server_port}/x", "t"))
