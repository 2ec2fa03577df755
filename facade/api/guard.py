"""Before any route: who may come in. Deny by default: what is not in OPEN needs a token.

In this order: a request id and where it comes from; the Host; the length of the URL; a browser's question before the
request; how much was asked before; the token, unless OPTIONS asks; the spelling of the path. So to strangers a path
that does not exist answers as one that does.
"""

from __future__ import annotations

import random
import re
import time

from flask import Request
from werkzeug.exceptions import RequestURITooLarge

from facade.access.addresses import allowed, neighbourhood
from facade.access.denial import Denial, denial
from facade.access.tokens import grant_of, stored_token
from facade.api import cors, journal, replies, routing
from facade.api.exchange import Exchange, Mount, Service, begin, current
from facade.api.proxies import Origin, Proxies
from facade.api.rates import OF_OAUTH, Kind, TooMany, in_oauth
from facade.api.replies import Answer
from facade.errors import Refused, not_found

OPEN: frozenset[str] = frozenset(
    {
        "metadata", "smart_configuration", "openid_configuration", "authorization_server", "jwks",
        "token", "revoke", "introspect", "register", "registration", "style", "brands", "livez", "readyz",
    }
)  # fmt: skip
"""The routes that answer without a token, by the last part of their name. Nothing else is open."""

PAGES = "_pages"
"""The blueprint of the pages of people, which ask for the session themselves. No endpoint can have this name."""

_PROBES = frozenset({"livez", "readyz"})
_SIGN_IN = frozenset({"sign_in", "sign_in_ehr", "second", "first_password", "password", "enrol"})
"""Pages on which people prove who they are."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PORT = re.compile(r":[0-9]*\Z")


class Guard:
    """Stands around all routes: `enter` before, `leave` behind whatever answers."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._proxies = Proxies(service.server.proxies)
        self._secure = service.server.public_url.startswith("https:")

    def enter(self, request: Request) -> Answer | None:
        """Let the request in, or raise; the answer to OPTIONS is given here."""
        service = self._service
        mount = service.mount_of(request.path)
        origin = self._proxies.origin(request.environ)
        exchange = Exchange(
            request, _request_id(request), service.clock(), time.monotonic(), mount, address=origin.address
        )
        begin(exchange)
        exchange.pretty = _pretty(request.query_string)
        blueprint, _, route = (request.endpoint or "").rpartition(".")  # empty if none matched
        is_open = _is_open(request, blueprint, route, mount)
        exchange.allows = cors.allowed(exchange, service, of_people=PAGES, open_routes=OPEN)
        self._check_origin(request, origin, route)
        self._check_length(request)
        if cors.is_preflight(exchange):
            return cors.preflight(routing.routed())
        try:
            if is_open or request.method == "OPTIONS":
                self._count(exchange, route)
            else:
                self._authenticate(exchange)
        except TooMany as error:
            if route in OF_OAUTH:
                exchange.issue = error.code
                return in_oauth(error)
            raise
        routing.check_spelling(request)
        return _options() if request.method == "OPTIONS" else None

    def leave(self, answer: Answer) -> None:
        """What every answer carries, and its line in the log."""
        exchange = current()
        replies.finish(answer, exchange.id, secure=self._secure)
        if exchange.allows:
            cors.expose(answer, exchange.allows)
        journal.answered(exchange, answer.status_code, answer.size)

    def _check_origin(self, request: Request, origin: Origin, route: str) -> None:
        """Health probes come by address, everything else by a configured name, and not in the open if that is known."""
        sent = origin.host or request.environ.get("HTTP_HOST", "").lower()
        known = self._service.server.host_names
        if sent not in known and _PORT.sub("", sent).strip("[]") not in known and route not in _PROBES:
            raise Refused(400, "invalid", "This server is not known by the name in the Host header.")
        if self._secure and origin.scheme == "http" and route not in _PROBES:
            raise Refused(400, "security", "This server is asked by https only.")

    def _check_length(self, request: Request) -> None:
        limit = self._service.server.limits.url_characters
        length = len(request.environ["PATH_INFO"]) + 1 + len(request.query_string)
        # Our own next links must work: their page token does not count.
        if length > limit and length - _of_page(request.query_string) > limit:
            raise RequestURITooLarge

    def _authenticate(self, exchange: Exchange) -> None:
        mount = exchange.mount
        if mount is None:  # a route outside all endpoints that is not open: there is no token for it
            raise not_found()
        header = exchange.request.environ.get("HTTP_AUTHORIZATION")
        store, name = self._service.store, mount.endpoint.name
        try:
            stored = stored_token(header, store=store, endpoint=name, now=exchange.now)
            exchange.grant = grant_of(stored)
        except Refused:
            self._count(exchange, "")
            raise
        exchange.person = stored.person or ""
        self._service.rates.take_of(name, exchange.grant.client, exchange.person, now=exchange.now)
        if stored.origin == "client_credentials":
            self._check_address(exchange, name, exchange.grant.client)

    def _check_address(self, exchange: Exchange, endpoint: str, client: str) -> None:
        """A backend service is known by more than its token, where the clinic says from where it comes."""
        app = self._service.registry.app(endpoint, client)
        if app is None:  # it was taken out of the configuration
            raise denial(Denial.BAD_TOKEN)
        if not allowed(app.ip_allow, exchange.address):
            raise denial(Denial.ADDRESS)

    def _count(self, exchange: Exchange, route: str) -> None:
        """Who has no token is known by the address."""
        if route not in _PROBES:
            kind: Kind = "sign_in" if route in _SIGN_IN and exchange.request.method == "POST" else "address"
            self._service.rates.take(kind, neighbourhood(exchange.address), now=exchange.now)


def _request_id(request: Request) -> str:
    """The client's id for the request if it is harmless, else one of ours, which nobody needs to be unable to guess."""
    sent = request.environ.get("HTTP_X_REQUEST_ID", "")
    return sent if sent and _REQUEST_ID.fullmatch(sent) else f"{random.getrandbits(128):032x}"


def _of_page(query: bytes) -> int:
    """How long the page token of a query is."""
    return next((len(pair) - len(b"_page=") for pair in query.split(b"&") if pair.startswith(b"_page=")), 0)


def _pretty(query: bytes) -> bool:
    """Of the bytes: the query may be one that cannot be parsed."""
    return b"_pretty=" in query and [p for p in query.split(b"&") if p.startswith(b"_pretty=")] == [b"_pretty=true"]


def _is_open(request: Request, blueprint: str, route: str, mount: Mount | None) -> bool:
    if route in OPEN or blueprint == PAGES:
        return True
    # Where nothing is, there is nothing to protect: under no endpoint, or among the public documents of one.
    return request.endpoint is None and (mount is None or request.path.startswith(f"{mount.path}/.well-known/"))


def _options() -> Answer:
    if not routing.methods():
        raise not_found()
    return replies.document(None, status=204, headers={"Allow": routing.allow()})
