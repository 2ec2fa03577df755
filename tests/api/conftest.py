"""A service with two endpoints, whose interactions are a fake clinic that writes down what it is asked."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from facade.access.grant import Grant
from facade.api.application import create_app
from facade.api.exchange import Mount, Service
from facade.config import ServerConfig
from facade.interactions.context import Endpoint, Reply
from facade.interactions.events import Event
from facade.search.pages import Seal
from facade.store import Store, StoredToken, new_token
from tests.stores import opened_copy

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PATIENT = {"resourceType": "Patient", "id": "1", "name": [{"family": "Naïve"}]}


@dataclass
class Clinic:
    """Stands in for the interactions: gives `reply` or raises it, and keeps what it was asked."""

    reply: Any = field(default_factory=lambda: Reply(200, PATIENT, {"ETag": 'W/"7"'}))
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    writable: frozenset[str] = frozenset({"create", "update"})
    unreachable: Exception | None = None

    def answer(self, *asked: Any) -> Any:
        self.asked.append(asked)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    def read(self, context: Any, type: str, id: str, query: Any, *, if_none_match: str | None) -> Any:
        context.record(Event("read", type, context.endpoint.name, context.grant.client, 200, count=1))
        return self.answer("read", context.endpoint.name, type, id, list(query), if_none_match)

    def search(self, context: Any, type: str, pairs: Any, *, lenient: bool | None) -> Any:
        return self.answer("search", context.endpoint.name, type, list(pairs), lenient)

    def create(self, context: Any, type: str, resource: Any, *, prefer: Any) -> Any:
        return self.answer("create", context.endpoint.name, type, resource, prefer.return_)

    def update(self, context: Any, type: str, id: str, resource: Any, *, if_match: str | None, prefer: Any) -> Any:
        return self.answer("update", context.endpoint.name, type, id, resource, if_match, prefer.return_)

    def capabilities(self, endpoint: Any) -> Any:
        if isinstance(self.reply, Exception):
            raise self.reply
        interactions = [{"code": code} for code in ("read", "search-type", "update")]
        return {
            "resourceType": "CapabilityStatement",
            "rest": [{"mode": "server", "resource": [{"type": "Patient", "interaction": interactions}]}],
        }

    def ready(self) -> str:
        if isinstance(self.unreachable, Exception):
            raise self.unreachable
        return "ready"

    def writable_of(self, endpoint: Any, ready: str, type: str) -> frozenset[str]:
        assert ready == "ready"
        return self.writable if type == "Patient" else frozenset()


@pytest.fixture
def clinic(monkeypatch: pytest.MonkeyPatch) -> Clinic:
    found = Clinic()
    for name in ("read", "search", "create", "update", "capabilities"):
        module = importlib.import_module(f"facade.interactions.{name}")
        monkeypatch.setattr(module, name, getattr(found, name))
    monkeypatch.setattr("facade.api.routing.writable", found.writable_of)
    return found


@dataclass
class Server:
    """The application and what a test may turn."""

    service: Service
    clinic: Clinic
    token: str
    unready: set[str]
    now: datetime = NOW

    @cached_property
    def app(self) -> Any:
        """Made at the first request: a test may give another one before."""
        return create_app(self.service)

    @property
    def http(self) -> FlaskClient:
        return self.app.test_client()

    def ask(self, method: str, path: str, *, token: str | None = "ours", **options: Any) -> Any:
        """A request with our token, unless the test gives another or None."""
        headers = dict(options.pop("headers", {}))
        if token is not None:
            headers["Authorization"] = f"Bearer {self.token if token == 'ours' else token}"
        return self.http.open(path, method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> Any:
        return self.ask("GET", path, **options)


@pytest.fixture
def store(empty_store: Path, tmp_path: Path) -> Any:
    opened = opened_copy(empty_store, tmp_path / "store.db")
    yield opened
    opened.close()


@pytest.fixture
def server(store: Store, clinic: Clinic) -> Server:
    seal = Seal([bytes(32)])
    source: Any = SimpleNamespace(ready=clinic.ready)
    mounts = tuple(
        Mount(f"/{name}/fhir", Endpoint(name, f"https://fhir.example.org/{name}/fhir", source, seal))
        for name in ("oscar", "openemr")
    )
    token = new_token()
    grant = Grant("app", "oscar", ("user/*.cruds",), user="Practitioner/5")
    store.tokens.keep(token, StoredToken(grant.as_fields(), "oscar", NOW + timedelta(hours=1), "issued"), now=NOW)
    unready: set[str] = set()
    config = ServerConfig("https://fhir.example.org", store="", hosts=frozenset({"localhost"}))
    service = Service(config, mounts, store, unready=lambda: frozenset(unready), clock=lambda: NOW)
    return Server(service, clinic, token, unready)


def is_outcome(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The answer is an OperationOutcome of that status and issue code, as every error must be."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.headers["Content-Type"] == "application/fhir+json; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Request-Id"]
    body: dict[str, Any] = answer.get_json(force=True)
    assert body["resourceType"] == "OperationOutcome"
    assert body["issue"][0]["code"] == code
    assert body["issue"][0]["severity"] == "error"
    return body
