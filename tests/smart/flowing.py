"""An app, a person and the authorization server between them: each step of the flow as one call that a test may bend."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from facade.access.endpoint import EndpointFacts
from facade.config import Lifetimes
from facade.smart import authorize, introspect, revoke, token
from facade.smart.authorize import PageError, RedirectError
from facade.smart.client_auth import Authenticator, secret_hash
from facade.smart.events import AuthEvent
from facade.smart.issuing import Issuing
from facade.smart.jwks_fetch import KeySets
from facade.smart.registry import Registry
from facade.store import App, Store
from facade.store.flows import Pending
from facade.store.people import Link, Person
from facade.store.sessions import Opening, Session
from tests.serving import NOW
from tests.smart.records import ANNA, DOCTOR

CARER_ID = "c" * 32
BACK = "https://app.example/back"
SECRET = "a secret of 32 characters at least"
VERIFIER = "v" * 50
SCOPE = "launch/patient patient/*.rs openid fhirUser offline_access"
REGISTERED = "launch launch/patient launch/encounter openid fhirUser profile offline_access online_access patient/*.cruds user/*.rs"
GRANTS = ("authorization_code", "refresh_token")


def challenge(verifier: str = VERIFIER) -> str:
    """By RFC 7636 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def no_network(_url: str) -> Any:
    raise AssertionError("no key set is registered by its URL")


@dataclass
class Flow:
    """One endpoint, three apps, a doctor and a patient; `now` is moved by the test."""

    store: Store
    served: Any
    doctor: Session
    anna: Session
    now: datetime = NOW
    lifetimes: Lifetimes = field(default_factory=Lifetimes)
    events: list[AuthEvent] = field(default_factory=list)
    open: bool = True

    @classmethod
    def begin(cls, store: Store, served: Any) -> Flow:
        """With the apps and people that most tests need."""
        nobody: Any = None
        flow = cls(store, served, nobody, nobody)
        flow.register("app")
        flow.register("other", redirect_uris=(BACK, "https://other.example/back"))
        flow.register("secret", auth_method="client_secret_basic", secret_hash=secret_hash(SECRET))
        flow.doctor, flow.anna = flow.person(DOCTOR), flow.person(ANNA)
        return flow

    @property
    def endpoint(self) -> EndpointFacts:
        return self.issuing.endpoint

    def register(self, id: str, **changes: Any) -> App:
        values: dict[str, Any] = {"auth_method": "none", "scope": REGISTERED, "grant_types": GRANTS,
                                  "redirect_uris": (BACK,), "name": id} | changes  # fmt: skip
        return self.store.apps.keep(App(id, self.endpoint.name, **values), now=self.now)

    def person(self, *links: Link) -> Session:
        """An account with these links, signed in for twelve hours."""
        id = links[0].person
        assert self.store.people.add(Person(id, id, "Some Body"), now=self.now)
        for link in links:
            assert self.store.people.link(link, now=self.now)
        return self.signed_in(id)

    def signed_in(self, id: str) -> Session:
        """A new session of twelve hours."""
        opening = Opening(id, "full", "password", timedelta(minutes=15), timedelta(hours=12))
        return self.store.sessions.open(opening, now=self.now)[0]

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """The parameters of a request to authorize; None leaves one out, a list repeats it."""
        values: dict[str, Any] = {
            "response_type": "code", "client_id": "app", "redirect_uri": BACK, "scope": SCOPE, "state": "s-1",
            "aud": self.endpoint.base, "code_challenge": challenge(), "code_challenge_method": "S256",
            "nonce": "n-1",
        } | changes  # fmt: skip
        return [
            (name, text)
            for name, value in values.items()
            for text in (value if isinstance(value, list) else [] if value is None else [value])
        ]

    def receive(self, **changes: Any) -> Pending | PageError | RedirectError:
        registry = Registry({}, self.store)
        return authorize.receive(
            self.pairs(**changes), endpoint=self.endpoint, registry=registry, store=self.store, now=self.now
        )

    def pending(self, **changes: Any) -> Pending:
        found = self.receive(**changes)
        assert isinstance(found, Pending), found
        return found

    def allow(self, pending: Pending, *, who: Session | None = None, **changes: Any) -> str | PageError:
        """The person allows everything, in the context that the test gives."""
        who = who or self.anna
        selected = changes.pop("scopes", pending.scopes)
        pending = replace(pending, **({"patient": "7"} | changes))
        links = self.store.people.links(who.person, self.endpoint.name, now=self.now)
        app = self.store.apps.find(self.endpoint.name, pending.app)
        assert app is not None
        return authorize.grant(
            pending, person=who.person, links=links, session=who, scopes=selected, app=app, endpoint=self.endpoint,
            store=self.store, lifetimes=self.lifetimes, now=self.now,
        )  # fmt: skip

    def code(self, *, who: Session | None = None, context: Any = None, **changes: Any) -> str:
        """A code for everything that was asked."""
        url = self.allow(self.pending(**changes), who=who, **(context or {}))
        assert isinstance(url, str)
        return answered(url)["code"]

    def post(self, form: dict[str, Any], **changes: Any) -> tuple[int, dict[str, str], dict[str, Any]]:
        return token.issue(self.sent(form, **changes), authenticator=self.authenticator, issuing=self.issuing)

    def redeem(self, code: str | None, *, client: str | None = "app", **changes: Any) -> Any:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER,
            "client_id": client,
        } | changes  # fmt: skip
        return self.post(form)

    def refresh(self, text: str | None, *, client: str | None = "app", **changes: Any) -> Any:
        return self.post({"grant_type": "refresh_token", "refresh_token": text, "client_id": client} | changes)

    def tokens(self, **changes: Any) -> dict[str, Any]:
        """The token answer at the end of a flow in which nothing goes wrong."""
        body: dict[str, Any] = ok(self.redeem(self.code(**changes)))
        return body

    def revoke(self, text: str, *, client: str = "app", **changes: Any) -> Any:
        sent = self.sent({"token": text, "client_id": client} | changes)
        return revoke.revoke(sent, authenticator=self.authenticator, issuing=self.issuing)

    def introspect(self, text: str | None, *, bearer: str | None = None, **changes: Any) -> Any:
        sent = self.sent({"token": text} | changes, authorization=None if bearer is None else f"Bearer {bearer}")
        return introspect.introspect(sent, authenticator=self.authenticator, issuing=self.issuing)

    def alive(self, text: str) -> bool:
        """Whether an access token opens anything."""
        return self.store.tokens.find(text, now=self.now) is not None

    def sent(self, form: dict[str, Any], **changes: Any) -> token.Sent:
        lists = {
            name: value if isinstance(value, list) else [value] for name, value in form.items() if value is not None
        }
        return token.Sent(lists, **changes)

    @property
    def authenticator(self) -> Authenticator:
        return Authenticator(Registry({}, self.store), KeySets(no_network), self.store)

    @property
    def issuing(self) -> Issuing:
        return Issuing(
            self.served,
            self.store,
            self.lifetimes,
            self.events.append,
            self.now,
            lambda _id: self.open,
            lambda _app: None,
        )


def answered(url: str) -> dict[str, str]:
    """What the app reads off the address that the browser was sent to."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def ok(answer: Any) -> dict[str, Any]:
    """The JSON of a success, which nobody may keep (TK-03)."""
    status, headers, body = answer
    assert status == 200, body
    assert (headers["Cache-Control"], headers["Pragma"]) == ("no-store", "no-cache")
    assert headers["Content-Type"] == "application/json"
    found: dict[str, Any] = body
    return found


def refused(answer: Any, *errors: str, status: int = 400) -> None:
    """An OAuth error in ASCII, which nobody may keep (TK-03, TK-10)."""
    got, headers, body = answer
    assert (got, body["error"]) in [(status, error) for error in errors]
    assert (headers["Cache-Control"], headers["Pragma"]) == ("no-store", "no-cache")
    assert headers["Content-Type"] == "application/json"
    assert set(body) <= {"error", "error_description"}
    assert body.get("error_description", "").isascii()
