"""A clinic full of marks behind the whole application, asked over WSGI, and what is wrong with an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from facade.access.denial import Denied
from facade.api.application import Application, create_app
from facade.api.exchange import Mount, Service
from facade.config import RatesConfig, ServerConfig
from facade.errors import Refused
from facade.search.parse import parse
from facade.search.request import SearchRequest
from facade.store import Store, StoredToken, new_token
from facade.store.people import Link
from facade.testing.databases import Server
from facade.testing.judge import Judge
from facade.testing.places import BASE, NOW, Place, place
from tests.leaks.asking import Ask
from tests.leaks.callers import ENDPOINT, Caller, View, callers, of_people
from tests.leaks.canaries import copies, marked, marks
from tests.leaks.clinics import OTHER, Vendor
from tests.leaks.routes import PREFIX

MOST_PAGES = 400
COPIED = 6
FIRST_COPY = 0x8000
HOST = "facade.example"
UNLIMITED = RatesConfig(client=10**9, person=10**9, address=10**9, sign_in=10**9, token=10**9)
ABOUT = re.compile(r"\b([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64}) cannot be shown")


@dataclass(eq=False)
class World:
    """One application over one clinic. `found`: what was wrong, in words."""

    place: Place
    store: Store
    patient: str
    practitioner: str
    views: dict[Caller, View] = field(default_factory=dict)
    tokens: dict[Caller, str] = field(default_factory=dict)

    @cached_property
    def app(self) -> Application:
        """The application that a server runs."""
        config = ServerConfig(f"https://{HOST}", store="", hosts=frozenset({HOST}), rates=UNLIMITED)
        mount = Mount(PREFIX, self.place.endpoint)
        service = Service(config, (mount,), self.store, unready=frozenset, clock=lambda: NOW)
        made = create_app(service)
        assert isinstance(made, Application)
        return made

    @cached_property
    def judges(self) -> Mapping[str, Judge]:
        """One for each type, all over the same rows."""
        first = Judge.of(self.place, self.place.types[0])
        return {type_: first.beside(type_) for type_ in self.place.types}

    @cached_property
    def people(self) -> Mapping[Caller, tuple[Link, ...]]:
        """Tokens of people's apps, with the people's links."""
        return of_people(self.patient, str(OTHER), self.practitioner)

    @cached_property
    def callers(self) -> list[Caller]:
        """Everybody who asks."""
        return [*callers(self.patient, self.place.types), *self.people]

    @cached_property
    def statement(self) -> Mapping[str, Any]:
        """The CapabilityStatement as anyone gets it."""
        answer = self.app.test_client().get(f"{PREFIX}/metadata", base_url=f"https://{HOST}")
        found: Mapping[str, Any] = answer.get_json(force=True)
        return found

    def view(self, caller: Caller) -> View:
        """What the caller may see."""
        if caller not in self.views:
            self.views[caller] = View(caller, self.judges)
        return self.views[caller]

    def token(self, caller: Caller) -> str:
        """A token that the store knows."""
        if caller not in self.tokens:
            text = self.tokens[caller] = new_token()
            stored = StoredToken(caller.grant.as_fields(), ENDPOINT, NOW + timedelta(hours=1), "issued")
            self.store.tokens.keep(text, stored, now=NOW)
        return self.tokens[caller]

    def send(self, ask: Ask, url: str | None = None) -> Any:
        """The application's answer; `url` for a further page."""
        target = urlsplit(url) if url else None
        options: dict[str, Any] = {"query_string": target.query} if target else {"query_string": list(ask.query)}
        if ask.form is not None and not url:
            options["data"] = {name: [value for other, value in ask.form if other == name] for name, _ in ask.form}
        if ask.body is not None:
            options["json"] = ask.body
        headers = [*ask.headers, ("Authorization", f"Bearer {self.token(ask.caller)}")]
        path = target.path if target else ask.path
        method = "GET" if url else ask.method
        return self.app.test_client().open(path, method=method, headers=headers, base_url=f"https://{HOST}", **options)

    def wrong(self, ask: Ask) -> list[str]:
        """What is wrong with the answer."""
        answer = self.send(ask)
        found = [f"{ask}: {text}" for text in self._always(ask, answer)]
        if ask.kind == "search" and ask.method == ("POST" if ask.form is not None else "GET"):
            found += [f"{ask}: {text}" for text in self._search(ask, answer)]
        elif ask.kind in ("read", "content") and ask.method == "GET":
            found += [f"{ask}: {text}" for text in self._read(ask, answer)]
        elif ask.kind == "bundle":
            found += [f"{ask}: {text}" for text in self._turned(ask, answer)]
        elif ask.method in ("PUT", "POST") and ask.kind in ("search", "read") and answer.status_code < 400:
            found.append(f"{ask}: written with {answer.status_code}")
        return found

    def _always(self, ask: Ask, answer: Any) -> Iterator[str]:
        """No mark that the caller may not meet, no resource that is hidden, no server error."""
        text, view = answer.get_data().decode("utf-8", "replace"), self.view(ask.caller)
        if answer.status_code >= 500:
            yield f"{answer.status_code} {text[:300]}"
        sent = marks(str(ask.pairs) + str(ask.body or "") + ask.path)
        told = "" if _is_content(ask, answer) else text  # whose bytes they are, `_read` asks
        met = marks(told + str(answer.headers)) - view.allowed - sent
        if met:
            yield f"{answer.status_code} shows {sorted(met)[:3]}: {_around(text, min(met))}"
        body = answer.get_json(force=True, silent=True) if text else None
        for resource in resources_in(body, frozenset(self.judges)):
            if not (view.may_see(*_named(resource)) or view.may_read(*_named(resource))):
                yield f"shows hidden {'/'.join(_named(resource))}"
            shown = marks(str(resource)) - view.allowed
            if shown:
                yield f"shows {sorted(shown)[:3]} in {'/'.join(_named(resource))}"
        for type_, id_ in ABOUT.findall(text):
            if type_ not in view.searchable or id_ not in view.searchable[type_].bad:
                yield f"tells of hidden {type_}/{id_}"

    def _turned(self, ask: Ask, answer: Any) -> Iterator[str]:
        """A few pages forth and back, each as harmless as the first."""
        for relation in ("next", "next", "previous"):
            page = answer.get_json(force=True, silent=True) or {}
            url = next((link["url"] for link in page.get("link", ()) if link["relation"] == relation), None)
            if url is None:
                return
            answer = self.send(ask, url)
            if answer.status_code != 200:
                yield f"the {relation} page answers {answer.status_code}"
            yield from self._always(ask, answer)

    def _read(self, ask: Ask, answer: Any) -> Iterator[str]:
        id_ = ask.path.rpartition("/")[2]
        shown, view = answer.status_code == 200, self.view(ask.caller)
        may = view.may_read(ask.type, id_)
        if shown != may and not (ask.type == "Binary" and may):  # its file may be missing
            yield f"read {answer.status_code}, may be read: {view.may_read(ask.type, id_)}"

    def _search(self, ask: Ask, answer: Any) -> Iterator[str]:
        wanted = self._understood(ask)
        if isinstance(wanted, int):
            if answer.status_code != wanted:
                yield f"answers {answer.status_code}, not {wanted}"
            return
        if answer.status_code != 200:
            text = answer.get_data(as_text=True)
            if answer.status_code != 400 or "too-costly" not in text:
                yield f"answers {answer.status_code}: {text[:300]}"
            return
        must, may = self.view(ask.caller).verdict(ask.type, wanted.expression)
        first = answer.get_json(force=True)
        total = first.get("total")
        if total is not None and not len(must) <= total <= len(may):
            yield f"total {total}, there are {len(must)}"
        if wanted.summary != "count":
            yield from self._whole(ask, first, must, may)

    def _whole(self, ask: Ask, first: Mapping[str, Any], must: set[str], may: set[str]) -> Iterator[str]:
        ids: list[str] = []
        page, url = first, ""
        for _ in range(MOST_PAGES):
            entries = [entry for entry in page.get("entry", ()) if entry["search"]["mode"] == "match"]
            ids += [entry["resource"]["id"] for entry in entries]
            url = next((link["url"] for link in page["link"] if link["relation"] == "next"), "")
            if not url:
                break
            if page is first:
                yield from self._stolen(ask, url)
            answer = self.send(ask, url)
            yield from self._always(ask, answer)
            if answer.status_code != 200:
                yield f"the next page answers {answer.status_code}"
                return
            page = answer.get_json(force=True)
        if url:
            yield "the pages do not end"
        if not must <= set(ids) <= may or len(set(ids)) != len(ids):
            yield f"finds {sorted(ids)[:8]}, must be {sorted(must)[:8]} ({len(ids)}, {len(must)})"

    def _stolen(self, ask: Ask, url: str) -> Iterator[str]:
        """A page's link is of no use to another client, not even to one who may see the same."""
        thief = replace(ask.caller, name=f"a thief of {ask.caller}")
        answer = self.send(replace(ask, caller=thief), url)
        if answer.status_code != 404 or marks(answer.get_data(as_text=True)):
            yield f"another client's page answers {answer.status_code}"

    def _understood(self, ask: Ask) -> SearchRequest | int:
        """What is asked; or the status of its refusal."""
        context = self.place.context()
        sight = type(context.sight(self.place.ready))(ask.caller.grant, self.place.ready)
        if isinstance(ask.caller.grant.visible(ask.type, "search"), Denied):
            return 403
        search = sight.search(ask.type)
        assert search is not None
        try:
            return parse(
                ask.type, ask.pairs, search.offer.parameters, settings=self.place.endpoint.settings, base=BASE,
                schema=sight,
            )  # fmt: skip
        except Refused as refusal:
            return refusal.status


def resources_in(found: Any, types: frozenset[str]) -> Iterator[Mapping[str, Any]]:
    """Every resource of these types anywhere in an answer."""
    if isinstance(found, Mapping):
        if found.get("resourceType") in types and "id" in found:
            yield found
        for member in found.values():
            yield from resources_in(member, types)
    elif isinstance(found, list):
        for member in found:
            yield from resources_in(member, types)


def _is_content(ask: Ask, answer: Any) -> bool:
    """Whether these are the bytes of a Binary."""
    return ask.type == "Binary" and answer.status_code == 200 and "Content-Disposition" in answer.headers


def _named(resource: Mapping[str, Any]) -> tuple[str, str]:
    return resource["resourceType"], resource["id"]


def _around(text: str, mark: str) -> str:
    at = text.lower().find(mark)
    return text[max(0, at - 120) : at + 60]


@contextmanager
def world(vendor: Vendor, kind: str, folder: Path, server: Server | None = None) -> Iterator[World]:
    """The vendor's clinic, marked, with marked copies beside it."""
    clinic = marked(vendor.clinic, vendor.adapter)
    store = Store.open(f"sqlite:///{folder / 'store.sqlite'}")
    try:
        with place(kind, vendor.adapter, clinic, folder, server) as made:
            copies(made, FIRST_COPY, COPIED)
            yield World(made, store, vendor.patient, vendor.practitioner)
    finally:
        store.close()
