"""`facade demo`: two invented clinics, served on this machine, with tokens and requests to try.

Everything is kept in one folder, `.demo`: the clinics (made once, served as a copy, so that every start is a
fresh one), the configuration, the store, the log and, while it serves, `ready.json`.
"""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import orjson

from facade import app
from facade.access.grant import Grant
from facade.app import Facade
from facade.cli import demo_check, logs, server
from facade.cli.demo_app import SampleApp
from facade.cli.demo_clinic import PATIENTS, SEED, cached, write_documents
from facade.cli.demo_launch import Told
from facade.cli.demo_people import Invented, Prepared, prepare
from facade.cli.demo_requests import Answering, requests
from facade.cli.serve import PORT
from facade.cli.token import make
from facade.config import Config, load
from facade.smart.people.accounts import Accounts

FOLDER = Path(".demo")
SCOPES = ("user/*.cruds",)


@dataclass(frozen=True)
class Clinic:
    """One of the two; `adapter` names its source and endpoint too. The tokens are those of one of its doctors."""

    adapter: str
    user: str
    provider: str
    site: str  # a fact that its adapter wants to know besides the chart number's system


CLINICS = (
    Clinic("oscar", "Practitioner/101", "101", "billing_system"),
    Clinic("openemr", "Practitioner/8", "doctor1", "encounter_system"),
)
DOCTOR = Invented(
    "demo-doctor",
    "Demo clinician (invented)",
    "a clinician of both clinics, who looks patients up",
    {clinic.adapter: (clinic.user, clinic.provider) for clinic in CLINICS},
)
PATIENT = Invented("demo-patient", "Demo patient (invented)", "a patient of oscar", {"oscar": ("Patient/3", None)})
ADMIN = Invented(
    "demo-admin",
    "Demo administrator (invented)",
    "administers apps and people; a second factor is asked",
    {},
    frozenset({"administrator", "developer"}),
)
PEOPLE = (DOCTOR, PATIENT, ADMIN)
_SERVER = """\
# Written by `facade demo` at every start.
[server]
public_url = "http://localhost:{port}"
store = "sqlite:///store.sqlite"
demo = true  # tokens may be made by hand
hosts = ["127.0.0.1"]
"""
_CLINIC = """
[sources.{adapter}]
adapter = "{adapter}"
url = "sqlite:///{adapter}.sqlite"
time_zone = "America/Toronto"
documents = "{adapter}-documents"

[sources.{adapter}.site]
mrn_system = "https://{adapter}.example.org/mrn"
{site} = "https://{adapter}.example.org/{site}"

[endpoints.{adapter}]
path = "/{adapter}/fhir"
sources = ["{adapter}"]
profiles = "ca-core"
writes = {{Patient = ["update"], AllergyIntolerance = ["create"]}}
"""


@click.command()
@PORT
@PATIENTS
@SEED
@click.option("--check", is_flag=True, help="Start, make the three requests, print the answers, and stop.")
def demo(port: int, patients: int, seed: int, check: bool) -> None:
    """Serve two invented clinics, with tokens and requests to try."""
    FOLDER.mkdir(exist_ok=True)
    clinics = {clinic.adapter: cached(clinic.adapter, FOLDER, patients, seed) for clinic in CLINICS}
    for wanted in (port, port + 1):
        _check_port(wanted)
    ready = FOLDER / "ready.json"
    ready.unlink(missing_ok=True)  # of a demo that was killed
    if check:
        demo_check.run(ready, ["--port", str(port), "--patients", str(patients), "--seed", str(seed)])
        return
    for name, made in clinics.items():
        _copy(made, FOLDER / f"{name}.sqlite")
        write_documents(name, FOLDER / f"{name}-documents")
    _serve(port, ready)


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(f"Port {port} is in use; choose another with FACADE_PORT.") from None


def _copy(made: Path, file: Path) -> None:
    """In one step: a demo that still runs keeps its own."""
    aside = file.with_suffix(".copying")
    shutil.copyfile(made, aside)
    aside.rename(file)


def _serve(port: int, ready: Path) -> None:
    config = FOLDER / "facade.toml"
    tables = [_CLINIC.format(adapter=clinic.adapter, site=clinic.site) for clinic in CLINICS]
    config.write_text(_SERVER.format(port=port) + "".join(tables))
    with (FOLDER / "facade.log").open("a") as log:
        logs.to(log)
        loaded = load(config)
        facade = app.create(loaded)
        answering = [_answering(facade, clinic) for clinic in CLINICS]
        sample = SampleApp(f"http://localhost:{port + 1}", {one.name: one.base for one in answering})
        prepared = _prepared(loaded, facade, sample)
        serving = server.Serving(
            "127.0.0.1",
            port,
            beside={port + 1: sample.wsgi},
            listening=lambda: _announce(ready, answering, sample, prepared),
            stopped=lambda: ready.unlink(missing_ok=True),
        )
        server.run(facade, serving)


def _answering(facade: Facade, clinic: Clinic) -> Answering:
    grant = Grant("demo", clinic.adapter, SCOPES, user=clinic.user, provider=clinic.provider)
    return Answering(clinic.adapter, facade.endpoints[clinic.adapter].base, make(facade, grant, allowed=True))


def _prepared(config: Config, facade: Facade, sample: SampleApp) -> Prepared:
    accounts = Accounts(facade.store, config.server.public_url, config.server.people)
    return prepare(accounts, PEOPLE, sample, datetime.now(UTC))


def _announce(file: Path, answering: list[Answering], sample: SampleApp, prepared: Prepared) -> None:
    """Tell people and programs; a reader of the file never sees half of it."""
    aside = file.with_suffix(".writing")
    told = Told(sample.address, PATIENT.login, prepared.password)
    known = {"pid": os.getpid(), "endpoints": answering, "app": asdict(told)}
    aside.touch(mode=0o600)  # it has tokens and a password in it
    aside.write_bytes(orjson.dumps(known, option=orjson.OPT_INDENT_2))
    aside.rename(file)
    for endpoint in answering:
        click.echo(f"{endpoint.name}: {endpoint.base}\n  token for 24 hours: {endpoint.token}")
    click.echo("Try:")
    for request in requests(answering):
        click.echo(f"  {request.curl}")
    click.echo(f"Sample app, for a browser: {sample.address}")
    for line in prepared.lines():
        click.echo(line)
    click.echo(f"Log: {FOLDER / 'facade.log'}. Stop with Ctrl-C.")
