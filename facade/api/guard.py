"""Before any route: who may come in. Deny by default: what is not in OPEN needs a token.

In this order: a request id; the Host; the length of the URL; the token, unless OPTIONS asks; the spelling of the
path. So to strangers a path that does not exist answers as one that does.
"""

from __future__ import annotations

import re
import secrets
import time

from flask import Flask, Response, request
from werkzeug.exceptions import RequestURITooLarge

from facade.access.tokens import authenticate
from facade.api import journal, replies, routing
from facade.api.exchange import Exchange, Service, begin, current
from facade.errors import Refused, not_found

OPEN: frozenset[str] = frozenset({"metadata", "smart_configuration", "token", "livez", "readyz"})
"""The routes that answer without a token, by the last part of their name. Nothing else is open."""

_PROBES = frozenset({"livez", "readyz"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PORT = re.compile(r":[0-9]*\Z")


def install(app: Flask, service: Service) -> None:
    """Put the guard before all routes, and what every answer carries behind them."""

    @app.before_request
    def enter() -> Response | None:
        mount = service.mount_of(request.path)
        begin(Exchange(_request_id(), service.clock(), time.monotonic(), mount, pretty=_pretty()))
        _check_host(service)
        _check_length(service)
        if request.method != "OPTIONS" and not _is_open():
            _authenticate(service)
        routing.check_spelling()
        return _options() if request.method == "OPTIONS" else None

    @app.after_request
    def leave(response: Response) -> Response:
        replies.finish(response, current().id)
        journal.answered(response)
        return response


def _request_id() -> str:
    """The client's id for the request if it is harmless, else one of ours."""
    sent = request.headers.get("X-Request-Id", "")
    return sent if _REQUEST_ID.fullmatch(sent) else secrets.token_hex(16)


def _pretty() -> bool:
    """Of the bytes: the query may be one that cannot be parsed."""
    said = [pair for pair in request.query_string.split(b"&") if pair.startswith(b"_pretty=")]
    return said == [b"_pretty=true"]


def _route() -> str:
    """The last part of the matched route's name; empty if none matched."""
    return (request.endpoint or "").rpartition(".")[2]


def _is_open() -> bool:
    if _route() in OPEN:
        return True
    mount = current().mount
    # Where nothing is, there is nothing to protect: under no endpoint, or among the public documents of one.
    return request.endpoint is None and (mount is None or request.path.startswith(f"{mount.path}/.well-known/"))


def _check_host(service: Service) -> None:
    """Health probes come by address, everything else by a configured name."""
    host = _PORT.sub("", request.headers.get("Host", "").lower()).strip("[]")
    if host not in service.server.host_names and _route() not in _PROBES:
        raise Refused(400, "invalid", "This server is not known by the name in the Host header.")


def _check_length(service: Service) -> None:
    limit = service.server.limits.url_characters
    length = len(request.environ["PATH_INFO"]) + 1 + len(request.query_string)
    # Our own next links must work: their page token does not count.
    if length > limit and length - len(request.args.get("_page", "")) > limit:
        raise RequestURITooLarge


def _options() -> Response:
    if not routing.methods():
        raise not_found()
    return replies.document(None, status=204, headers={"Allow": routing.allow()})


def _authenticate(service: Service) -> None:
    exchange = current()
    mount = exchange.mount
    if mount is None:  # a route outside all endpoints that is not open: there is no token for it
        raise not_found()
    header = request.headers.get("Authorization")
    exchange.grant = authenticate(header, store=service.store, endpoint=mount.endpoint.name, now=exchange.now)
