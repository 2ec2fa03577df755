"""A facade over both clinics, configured as anyone's would be: one file, two endpoints, a token."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.data import Clinics
from facade import app
from facade.access.grant import Grant
from facade.access.issued import issue
from facade.config import load
from facade.fhir.json import dumps
from facade.interactions.context import Context, Endpoint, Reply
from facade.interactions.read import read
from facade.interactions.search import search
from facade.interactions.served import Ready

Pairs = Sequence[tuple[str, str]]
# What is asked of measurements is asked of vital signs, the only ones that the code by hand knows.
VITALS = ("category", "vital-signs")

CONFIGURATION = """\
[server]
public_url = "http://127.0.0.1:{port}"
store = {store}
demo = true
rates = {{client = 1000000, person = 1000000}}

[sources.big]
adapter = "oscar"
url = {big}
limits = {{statement_seconds = {patience}}}
time_zone = "America/Toronto"
site = {{mrn_system = "https://clinic.example.org/mrn"}}

[sources.small]
adapter = "oscar"
url = {small}
limits = {{statement_seconds = {patience}}}
time_zone = "America/Toronto"
site = {{mrn_system = "https://clinic.example.org/mrn"}}

[sources.chart]
adapter = "oscar"
url = {chart}
limits = {{statement_seconds = {patience}}}
time_zone = "America/Toronto"
site = {{mrn_system = "https://clinic.example.org/mrn"}}

[endpoints.chart]
path = "/chart/fhir"
sources = ["chart"]

[endpoints.big]
path = "/big/fhir"
sources = ["big"]

[endpoints.small]
path = "/small/fhir"
sources = ["small"]
"""
PATIENCE = 60  # seconds for a statement: a busy machine is to give a figure, not an error
GRANT = Grant("bench", "big", ("user/*.rs",), user="Practitioner/101")


@dataclass(frozen=True)
class Installation:
    """The facade in this process, and what a server of its own is started with."""

    facade: app.Facade
    config: Path
    port: int
    token: str

    @property
    def big(self) -> Caller:
        """Who asks the big clinic, without HTTP."""
        return Caller(self.facade.endpoints["big"])

    @property
    def chart(self) -> Caller:
        """Who asks the clinic with the whole chart."""
        return Caller(self.facade.endpoints["chart"], replace(GRANT, endpoint="chart"))

    @property
    def small(self) -> Caller:
        """Who asks the small clinic."""
        return Caller(self.facade.endpoints["small"])


@dataclass(frozen=True)
class Caller:
    """A client of one endpoint that calls the interactions themselves."""

    endpoint: Endpoint
    grant: Grant = GRANT

    @property
    def ready(self) -> Ready:
        """The compiled source."""
        return self.endpoint.source.ready()

    @property
    def context(self) -> Context:
        """A request of this moment. Nothing is recorded."""
        return Context(self.endpoint, self.grant, datetime.now(UTC), lambda event: None)

    def search(self, type: str, query: Pairs = ()) -> Reply:
        """One page."""
        return search(self.context, type, list(query))

    def read(self, type: str, id: str) -> Reply:
        """One resource."""
        return read(self.context, type, id)

    def page(self, type: str, query: Pairs = ()) -> dict[str, Any]:
        """One page as a client gets it."""
        found: dict[str, Any] = json.loads(dumps(self.search(type, query).body))
        return found


def install(clinics: Clinics, folder: Path) -> Installation:
    """Write the configuration, issue a token for the big clinic, compile both."""
    port = free_port()
    config = folder / "bench.toml"
    text = CONFIGURATION.format(
        port=port,
        patience=PATIENCE,
        store=json.dumps(f"sqlite:///{folder / 'store.db'}"),
        big=json.dumps(clinics.big),
        small=json.dumps(clinics.small),
        chart=json.dumps(clinics.chart),
    )
    config.write_text(text, encoding="utf-8")
    facade = app.create(load(config))
    facade.reach()
    token = issue(GRANT, store=facade.store, allowed=True, now=datetime.now(UTC))
    return Installation(facade, config, port, token)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
