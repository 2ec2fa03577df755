"""A server as the EHR, a browser and an app see it: requests over WSGI, and what a browser makes of a form."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from facade.access.grant import Grant
from facade.api.application import create_app
from facade.api.exchange import Mount, Service
from facade.config import ServerConfig
from facade.store import Store, StoredToken, new_token
from facade.store.people import Link, Person
from facade.store.sessions import Cookie, Opening
from tests.serving import NOW
from tests.smart.records import APP

HOST = "https://facade.example"
PATH = "/oscar/fhir"
BASE = HOST + PATH
BACK = "https://app.example/back"
VERIFIER = "v" * 43
SCOPE = "launch openid fhirUser offline_access patient/*.rs"
REGISTERED = f"{SCOPE} launch/patient launch/encounter user/*.rs"
BODY = {"app": "app", "user": "Practitioner/101", "patient": "7", "encounter": "2"}
_INPUT = re.compile(r"<input ([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)(?:="([^"]*)")?')


@dataclass
class Server:
    """One server; `now` is moved by the test, each request is one call."""

    store: Store
    now: datetime = NOW
    cookies: dict[str, Cookie] = field(default_factory=dict)
    service: Service = field(init=False)

    @cached_property
    def app(self) -> Any:
        """Made at the first request: a test may give another one before."""
        return create_app(self.service)

    @cached_property
    def client(self) -> Any:
        return self.app.test_client(use_cookies=False)

    def get(self, path: str, who: str = "", **more: Any) -> Any:
        return self.open(path, "GET", who, **more)

    def open(self, path: str, method: str, who: str = "", **more: Any) -> Any:
        """`who`: whose browser it is."""
        headers = dict(more.pop("headers", {}))
        if who:
            headers["Cookie"] = f"__Host-facade={self.cookies[who].text}"
        return self.client.open(path, method=method, base_url=HOST, headers=headers, **more)

    @classmethod
    def over(cls, store: Store, endpoint: Any, *links: Link, **more: Any) -> Server:
        """A server with one app, and people with these links, each signed in. `more` of its service."""
        made = cls(store)
        config = ServerConfig(HOST, store="", hosts=frozenset({"facade.example"}))
        made.service = Service(config, (Mount(PATH, endpoint),), store, frozenset, clock=lambda: made.now, **more)
        grants = ("authorization_code", "refresh_token")
        store.apps.keep(replace(APP, redirect_uris=(BACK,), scope=REGISTERED, grant_types=grants), now=NOW)
        for link in links:
            store.people.add(Person(link.person, link.person, "Some Body"), now=NOW)
            assert store.people.link(link, now=NOW)
            made.sign_in(link)
        return made

    def sign_in(self, link: Link) -> None:
        """A new session, as after the sign-in page."""
        opening = Opening(link.person, "full", "password", timedelta(minutes=15), timedelta(hours=12))
        self.cookies[link.person] = self.store.sessions.open(opening, now=self.now)[1]

    def token(self, *scopes: str, **facts: Any) -> str:
        """A token of the EHR's own backend client."""
        text = new_token()
        grant = Grant("ehr", "oscar", scopes, **facts)
        self.store.tokens.keep(
            text, StoredToken(grant.as_fields(), "oscar", self.now + timedelta(minutes=5), "issued"), now=self.now
        )
        return text

    def prepare(self, body: Any = BODY, **facts: Any) -> Any:
        """POST /launch by the EHR."""
        text = self.token(**({"permissions": frozenset({"launch"})} | facts))
        return self.open(f"{PATH}/launch", "POST", json=body, headers={"Authorization": f"Bearer {text}"})

    def ask(self, launch: str | None, **changes: str) -> Any:
        """The app's request to authorize; where it leads."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        pairs = {
            "response_type": "code", "client_id": "app", "redirect_uri": BACK, "scope": SCOPE, "state": "s", "aud": BASE,
            "code_challenge": challenge, "code_challenge_method": "S256", **changes,
        }  # fmt: skip
        if launch is not None:
            pairs["launch"] = launch
        return self.get(f"{PATH}/oauth/authorize?{urlencode(pairs)}").headers["Location"]

    def choose(self, page: str, who: str, **fields: str) -> Any:
        """Send the form of a page with what the person chose."""
        shown = self.get(page, who).get_data(as_text=True)
        return self.open(page, "POST", who, data={**_ticked(shown), **fields})

    def allow(self, page: str, who: str) -> Any:
        """Read the consent page and send its form as it came."""
        shown = self.get(page, who).get_data(as_text=True)
        answer = self.open(page, "POST", who, data={**_ticked(shown), "decision": "allow"})
        return shown, answer.headers["Location"]

    def tokens(self, back: str) -> Any:
        """What the app gets for its code."""
        code = told(back)["code"]
        return self.exchange(grant_type="authorization_code", code=code, redirect_uri=BACK, code_verifier=VERIFIER)

    def exchange(self, **pairs: str) -> Any:
        """The token endpoint."""
        return self.open(f"{PATH}/oauth/token", "POST", data={"client_id": "app", **pairs}).get_json(force=True)

    def read(self, token: str, path: str) -> int:
        """The status of a read."""
        status: int = self.get(f"{PATH}/{path}", headers={"Authorization": f"Bearer {token}"}).status_code
        return status


def _ticked(page: str) -> dict[str, str]:
    """What a browser sends of a form that nobody touched."""
    found = {}
    for text in _INPUT.findall(page):
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}
        if attributes.get("type") == "hidden" or "checked" in attributes:
            found[attributes["name"]] = attributes["value"]
    return found


def launched(url: str) -> str:
    """The launch id of a launch URL."""
    return dict(parse_qsl(urlsplit(url).query))["launch"]


def told(url: str) -> dict[str, str]:
    """What the app is told at its redirect URI."""
    assert url.startswith(BACK), url
    return dict(parse_qsl(urlsplit(url).query))
