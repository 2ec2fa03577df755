"""Before any route: who may come in. Deny by default: what is not in OPEN needs a token.

In this order: a request id; the Host; the length of the URL; the token, unless OPTIONS asks; the spelling of the
path. So to strangers a path that does not exist answers as one that does.
"""

from __future__ import annotations

import random
import re
import time

from flask import Request
from werkzeug.exceptions import RequestURITooLarge

from facade.access.tokens import authenticate
from facade.api import journal, replies, routing
from facade.api.exchange import Exchange, Mount, Service, begin, current
from facade.api.replies import Answer
from facade.errors import Refused, not_found

OPEN: frozenset[str] = frozenset({"metadata", "smart_configuration", "token", "livez", "readyz"})
"""The routes that answer without a token, by the last part of their name. Nothing else is open."""

_PROBES = frozenset({"livez", "readyz"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PORT = re.compile(r":[0-9]*\Z")


class Guard:
    """Stands around all routes: `enter` before, `leave` behind whatever answers."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def enter(self, request: Request) -> Answer | None:
        """Let the request in, or raise; the answer to OPTIONS is given here."""
        service = self._service
        mount = service.mount_of(request.path)
        exchange = Exchange(request, _request_id(request), service.clock(), time.monotonic(), mount)
        begin(exchange)
        exchange.pretty = _pretty(request.query_string)
        route = (request.endpoint or "").rpartition(".")[2]  # empty if none matched
        self._check_host(request, route)
        self._check_length(request)
        if request.method != "OPTIONS" and not _is_open(request, route, mount):
            self._authenticate(exchange)
        routing.check_spelling(request)
        return _options() if request.method == "OPTIONS" else None

    def leave(self, answer: Answer) -> None:
        """What every answer carries, and its line in the log."""
        exchange = current()
        replies.finish(answer, exchange.id)
        journal.answered(exchange, answer.status_code, answer.size)

    def _check_host(self, request: Request, route: str) -> None:
        """Health probes come by address, everything else by a configured name."""
        sent = request.environ.get("HTTP_HOST", "").lower()
        known = self._service.server.host_names
        if sent not in known and _PORT.sub("", sent).strip("[]") not in known and route not in _PROBES:
            raise Refused(400, "invalid", "This server is not known by the name in the Host header.")

    def _check_length(self, request: Request) -> None:
        limit = self._service.server.limits.url_characters
        length = len(request.environ["PATH_INFO"]) + 1 + len(request.query_string)
        # Our own next links must work: their page token does not count.
        if length > limit and length - len(request.args.get("_page", "")) > limit:
            raise RequestURITooLarge

    def _authenticate(self, exchange: Exchange) -> None:
        mount = exchange.mount
        if mount is None:  # a route outside all endpoints that is not open: there is no token for it
            raise not_found()
        header = exchange.request.environ.get("HTTP_AUTHORIZATION")
        store, name = self._service.store, mount.endpoint.name
        exchange.grant = authenticate(header, store=store, endpoint=name, now=exchange.now)


def _request_id(request: Request) -> str:
    """The client's id for the request if it is harmless, else one of ours, which nobody needs to be unable to guess."""
    sent = request.environ.get("HTTP_X_REQUEST_ID", "")
    return sent if sent and _REQUEST_ID.fullmatch(sent) else f"{random.getrandbits(128):032x}"


def _pretty(query: bytes) -> bool:
    """Of the bytes: the query may be one that cannot be parsed."""
    return b"_pretty=" in query and [p for p in query.split(b"&") if p.startswith(b"_pretty=")] == [b"_pretty=true"]


def _is_open(request: Request, route: str, mount: Mount | None) -> bool:
    if route in OPEN:
        return True
    # Where nothing is, there is nothing to protect: under no endpoint, or among the public documents of one.
    return request.endpoint is None and (mount is None or request.path.startswith(f"{mount.path}/.well-known/"))


def _options() -> Answer:
    if not routing.methods():
        raise not_found()
    return replies.document(None, status=204, headers={"Allow": routing.allow()})
