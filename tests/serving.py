"""An adapter served over a database made for a test: rows in, interactions out, no HTTP in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import MetaData, create_engine, event

from facade.access.grant import Grant
from facade.adapter.demo import as_the_ehr, create_tables, insert_rows
from facade.adapter.resource_map import Adapter
from facade.errors import Refused
from facade.fhir import json
from facade.fhir.outcome import operation_outcome
from facade.interactions import create, read, search, update
from facade.interactions.context import Context, Endpoint, Prefer, Reply
from facade.interactions.events import Event
from facade.interactions.served import ServedSource
from facade.search.pages import Seal
from facade.sources.settings import SourceSettings
from facade.sources.source import Source
from facade.sources.sqlite_functions import register
from facade.testing.databases import Server

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TORONTO = "America/Toronto"
SYSTEM = ("system/*.cruds",)
Answer = tuple[int, Any, Mapping[str, str]]


def engine_for(url: str) -> Any:
    """A plain engine that writes as the EHR does; SQLite knows the facade's collation."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: register(connection))
    return engine


def fill(url: str, metadata: MetaData, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Create the vendor's tables and put rows into them."""
    engine = engine_for(url)
    file = Path(engine.url.database or "")
    copied = engine.dialect.name == "sqlite" and file.is_file() and not file.stat().st_size
    if copied:
        file.write_bytes(_empty_tables(metadata, len(metadata.tables)))
    with engine.begin() as connection:
        as_the_ehr(connection)
        if not copied:
            create_tables(connection, metadata)
        for name, values in rows.items():
            insert_rows(connection, metadata.tables[name], values)
    engine.dispose()


@cache
def _empty_tables(metadata: MetaData, _count: int) -> bytes:
    """A SQLite file with the tables, made once: hundreds of tests begin with one."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.sqlite"
        engine = engine_for(f"sqlite:///{file}")
        with engine.begin() as connection:
            create_tables(connection, metadata)
        engine.dispose()
        return file.read_bytes()


@contextmanager
def empty_database(kind: str, folders: pytest.TempPathFactory, server: Server) -> Iterator[str]:
    """The URL of an empty database, for fixtures that live longer than a test."""
    if kind == "mariadb":
        with server.fresh_database() as name:
            yield server.url_for("pymysql", name)
    else:
        file = folders.mktemp("serving") / "source.sqlite"
        file.touch()
        yield f"sqlite:///{file}"


def rows_of(url: str, sql: str) -> list[tuple[Any, ...]]:
    """What stands in the database."""
    engine = engine_for(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(sql)]
    engine.dispose()
    return found


def change(url: str, sql: str) -> None:
    """A change by someone else, such as the EHR."""
    engine = engine_for(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(sql)
    engine.dispose()


@dataclass
class Service:
    """One endpoint over one database."""

    endpoint: Endpoint
    grant: Grant
    now: datetime = NOW
    events: list[Event] = field(default_factory=list)

    def get(self, type_: str, id_: str, query: str = "") -> tuple[int, dict[str, Any]]:
        """Status and body of a read."""
        status, body, _ = self.read(type_, id_, query)
        return status, body

    def search(self, type_: str, query: str = "") -> tuple[int, dict[str, Any]]:
        """Status and body of a search; the query is percent-encoded or plain."""
        pairs = parse_qsl(query, keep_blank_values=True)
        status, body, _ = self._answer(lambda: search.search(self.context, type_, pairs))
        return status, body

    def read(self, type_: str, id_: str, query: str = "") -> Answer:
        """Status, body and headers of a read."""
        pairs = parse_qsl(query, keep_blank_values=True)
        return self._answer(lambda: read.read(self.context, type_, id_, pairs))

    def put(self, type_: str, id_: str, body: dict[str, Any], etag: str | None, **prefer: Any) -> Answer:
        """Status, body and headers of an update."""
        return self._answer(
            lambda: update.update(self.context, type_, id_, body, if_match=etag, prefer=Prefer(**prefer))
        )

    def post(self, type_: str, body: dict[str, Any], **prefer: Any) -> Answer:
        """Status, body and headers of a create."""
        return self._answer(lambda: create.create(self.context, type_, body, prefer=Prefer(**prefer)))

    def pages(self, type_: str, query: str = "") -> list[dict[str, Any]]:
        """All matches, following next links."""
        status, body = self.search(type_, query)
        assert status == 200, body
        found = matches(body)
        while (link := next_link(body)) is not None:
            status, body = self.search(type_, urlsplit(link).query)
            assert status == 200, body
            found += matches(body)
        return found

    @property
    def context(self) -> Context:
        """The context of one request."""
        return Context(self.endpoint, self.grant, self.now, self.events.append)

    def _answer(self, run: Any) -> Answer:
        try:
            reply: Reply = run()
        except Refused as refusal:
            return refusal.status, operation_outcome(refusal.issues), refusal.headers
        return reply.status, json.loads(json.dumps(reply.body)) if reply.body is not None else None, reply.headers


def matches(bundle: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The matching resources of a searchset."""
    return [entry["resource"] for entry in bundle.get("entry", []) if entry["search"]["mode"] == "match"]


def next_link(bundle: Mapping[str, Any]) -> str | None:
    """The next page's URL, if there is one."""
    return next((link["url"] for link in bundle["link"] if link["relation"] == "next"), None)


def serve(
    adapter: Adapter,
    url: str,
    *,
    site: Mapping[str, str] | None = None,
    writes: Mapping[str, Iterable[str]] | None = None,
    scopes: Sequence[str] = SYSTEM,
    zone: str = TORONTO,
    profiles: str = "",
    **grant: Any,
) -> Service:
    """An endpoint named after the adapter, for a backend client with these scopes."""
    source = Source(SourceSettings(adapter.name, url, time_zone=zone, statement_seconds=30, connect_seconds=30))
    allowed = {type_: frozenset(names) for type_, names in (writes or {}).items()}
    claimed = next((item for item in adapter.profiles if item.name == profiles), None)
    served = ServedSource(source, adapter, site or {}, claimed=claimed)
    endpoint = Endpoint(
        adapter.name, f"https://facade.example/{adapter.name}/fhir", served, Seal([b"k" * 32]), writes=allowed
    )
    return Service(endpoint, Grant("client", adapter.name, tuple(scopes), **grant))
