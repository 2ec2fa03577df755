"""An invented EHR with letters: in a column, in base64, and in files below a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Integer, MetaData, String, Table, Text

from facade.access.grant import Grant
from facade.adapter import (
    Adapter,
    ResourceMap,
    cannot,
    coded,
    column,
    eq,
    reference,
    stored_base64,
    stored_cases,
    stored_file,
    stored_text,
    text,
)
from facade.api.application import create_app
from facade.api.exchange import Mount
from facade.api.exchange import Service as ApiService
from facade.config import ServerConfig
from facade.sources import Documents
from facade.store import Store, StoredToken, new_token
from tests.serving import Service, fill, serve

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BASE = "/fhir"
metadata = MetaData()
person = Table("person", metadata, column("id", Integer, primary_key=True), column("family", String(20)))
letter = Table(
    "letter",
    metadata,
    column("id", Integer, primary_key=True),
    column("person", Integer, index=True),
    column("kind", String(60)),
    column("place", String(10)),  # where its content is
    column("body", Text),
    column("file", String(255)),
    column("depth", Integer),
    column("withdrawn", Integer),
)
c = letter.c
KINDS = {
    "pdf": "application/pdf", "html": "text/html", "txt": "text/plain", "svg": "image/svg+xml", "json": "application/json",
    "crlf": "text/plain\r\nX-Evil: 1",
}  # fmt: skip
type_ = coded(c.kind, KINDS, other="application/octet-stream")
only = [eq(c.withdrawn, 0)]

adapter = Adapter(
    name="letters",
    contract=1,
    maps=[
        ResourceMap("Patient", table=person, key=person.c.id, template={"name": [{"family": text(person.c.family)}]}),
        ResourceMap(
            "Binary",
            table=letter,
            key=c.id,
            only=only,
            template={
                "contentType": type_,
                "securityContext": reference("DocumentReference", c.id),
                "data": stored_cases(
                    (eq(c.place, "text"), stored_text(c.body)),
                    (eq(c.place, "base64"), stored_base64(c.body)),
                    (eq(c.place, "tree"), stored_file(c.file, folders=c.depth)),
                    otherwise=stored_file(c.file),
                ),
            },
            gaps={"Binary.language": cannot("no column")},
        ),
        ResourceMap(
            "DocumentReference",
            table=letter,
            key=c.id,
            only=only,
            template={
                "status": "current",
                "subject": reference("Patient", c.person),
                "content": [{"attachment": {"contentType": type_, "url": reference("Binary", c.id)["reference"]}}],
            },
        ),
    ],
)


def row(id: int, person: int, kind: str, place: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "person": person, "kind": kind, "place": place, "withdrawn": 0, **more}


@dataclass
class Post:
    """The EHR served: by interactions, and over HTTP."""

    url: str
    folder: Path
    store: Store
    documents: Documents

    def service(self, *scopes: str, **grant: Any) -> Service:
        made = serve(adapter, self.url, scopes=scopes or ("system/*.rs",), **grant)
        made.endpoint.source.documents = self.documents
        return made

    def http(self, *scopes: str, **grant: Any) -> tuple[FlaskClient, dict[str, str]]:
        """A client of the application and the header of its token."""
        service = self.service(*scopes, **grant)
        token = new_token()
        kept = Grant("client", "letters", scopes or ("system/*.rs",), **grant)
        self.store.tokens.keep(
            token, StoredToken(kept.as_fields(), "letters", NOW + timedelta(hours=1), "issued"), now=NOW
        )
        config = ServerConfig("https://facade.example", store="", hosts=frozenset({"localhost"}))
        api = ApiService(config, (Mount(BASE, service.endpoint),), self.store, unready=frozenset, clock=lambda: NOW)
        return create_app(api).test_client(), {"Authorization": f"Bearer {token}"}

    def get(self, id_: str, *scopes: str, headers: dict[str, str] | None = None, query: str = "", **grant: Any) -> Any:
        client, token = self.http(*scopes, **grant)
        return client.get(f"{BASE}/Binary/{id_}{query}", headers={**token, **(headers or {})})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture
def post(sqlite_url: str, tmp_path: Path, store: Store) -> Callable[..., Post]:
    """Makes the EHR with these letters, and a folder for files."""
    folder = tmp_path / "documents"
    folder.mkdir()

    def make(*letters: dict[str, Any], **limits: int) -> Post:
        fill(
            sqlite_url,
            metadata,
            {"person": [{"id": 1, "family": "Roy"}, {"id": 2, "family": "Side"}], "letter": letters},
        )
        return Post(sqlite_url, folder, store, Documents(folder, **limits))

    return make
