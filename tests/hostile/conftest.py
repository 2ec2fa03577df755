"""Two demo clinics behind the whole application, on SQLite and on MariaDB, asked over WSGI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from adapters.openemr.demo import create as create_openemr
from adapters.oscar.demo import create as create_oscar
from facade import app
from facade.access import issued
from facade.access.grant import Grant
from facade.config import load
from facade.testing.databases import Server
from tests.serving import change

CONFIG = """
[server]
public_url = "http://localhost"
store = "sqlite:///store.sqlite"
demo = true
"""
CLINIC = """
[sources.{name}]
adapter = "{name}"
url = "{url}"
time_zone = "America/Toronto"

[sources.{name}.limits]
statement_seconds = 30  # a test is about answers, not about a busy machine

[sources.{name}.site]
mrn_system = "https://clinic.example/mrn"

[endpoints.{name}]
path = "/{name}/fhir"
sources = ["{name}"]
writes = {{Patient = ["update"], AllergyIntolerance = ["create"]}}
"""
CREATE = {"oscar": create_oscar, "openemr": create_openemr}
# Wildcards of LIKE, each in the name of one patient that no other trap has touched.
PLANTED = {
    "oscar": "UPDATE demographic SET last_name = '{name}' WHERE demographic_no = {number}",
    "openemr": "UPDATE patient_data SET lname = '{name}' WHERE pid = {number}",
}
NAMES = {2: "Per%cent", 3: "Under_score"}
PROVIDERS = {"oscar": "101", "openemr": "facade"}


@dataclass
class Asker:
    """A client with a token; every answer is checked for what all answers have in common."""

    client: FlaskClient
    tokens: dict[str, str]
    token: Callable[..., str]  # another one, for an endpoint and with scopes and more of its own
    statements: dict[str, dict[str, Any]] = field(default_factory=dict)

    def statement(self, name: str) -> dict[str, Any]:
        """The CapabilityStatement of an endpoint; it does not change."""
        if name not in self.statements:
            status, self.statements[name] = self.get(f"/{name}/fhir/metadata", None)
            assert status == 200
        return self.statements[name]

    def get(self, path: str, token: str | None = "", **more: Any) -> tuple[int, dict[str, Any]]:
        """Status and JSON of a GET. token "" is the endpoint's own, None is none."""
        return self.send("GET", path, token, **more)

    def send(self, method: str, path: str, token: str | None = "", **more: Any) -> tuple[int, dict[str, Any]]:
        name = path.split("/")[1]
        chosen = self.tokens.get(name, "") if token == "" else token
        headers = dict(more.pop("headers", {}))
        if chosen:
            headers["Authorization"] = f"Bearer {chosen}"
        answer = self.client.open(path, method=method, headers=headers, **more)
        assert answer.status_code < 500, (method, path[:200], answer.status_code, answer.data[:500])
        body = answer.get_json(silent=True, force=True) or {}
        if answer.status_code >= 400:
            assert body.get("resourceType") == "OperationOutcome", (
                method,
                path[:200],
                answer.status_code,
                answer.data[:300],
            )
            assert answer.headers["Content-Type"].startswith("application/fhir+json")
        return answer.status_code, body


@pytest.fixture(scope="session", params=["sqlite", "mariadb"])
def asker(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mariadb_server: Server
) -> Iterator[Asker]:
    """Everything up, a system-wide and writing token for each endpoint."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    databases: list[Any] = []
    text = CONFIG
    for name, create in CREATE.items():
        if request.param == "sqlite":
            url = f"sqlite:///{folder / name}.db"
        else:
            context = mariadb_server.fresh_database()
            databases.append(context)
            url = mariadb_server.url_for("pymysql", context.__enter__())
        create(url, patients=60, seed=5)
        for number, planted in NAMES.items():
            change(url, PLANTED[name].format(name=planted.replace("%", "%%"), number=number))
        text += CLINIC.format(name=name, url=url)
    config = folder / "facade.toml"
    config.write_text(text)
    facade = app.create(load(config))

    def token(name: str, *scopes: str, lifetime: timedelta = timedelta(hours=1), **more: Any) -> str:
        given = {"client": "test", "user": "Practitioner/1", "provider": PROVIDERS[name]} | more
        grant = Grant(endpoint=name, scopes=scopes or ("user/*.cruds",), **given)
        return issued.issue(grant, store=facade.store, allowed=True, now=datetime.now(UTC), lifetime=lifetime)

    yield Asker(facade.wsgi.test_client(), {name: token(name) for name in CREATE}, token)
    facade.close()
    for context in databases:
        context.__exit__(None, None, None)
