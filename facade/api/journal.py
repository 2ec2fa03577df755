"""Log lines: one for each request, with what its interactions did; no ids, values, queries or names of people."""

from __future__ import annotations

import time
import traceback

import structlog

from facade.api.exchange import Exchange, current
from facade.interactions.events import Event
from facade.smart.events import AuthEvent

_log = structlog.get_logger("facade.http")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
_DEEPEST = 8  # frames: the last ones say where


def answered(exchange: Exchange, status: int, size: int) -> None:
    """One line for each request. `route` is the pattern, so neither a type nor an id of the client's stands in it."""
    request = exchange.request
    # From where a decision was asked for belongs to it; of the other requests, nobody needs to know.
    address = {"address": exchange.address} if exchange.decided else {}
    _log.info(
        "request",
        request=exchange.id,
        method=request.method if request.method in _METHODS else "other",
        route=request.url_rule.rule if request.url_rule else "none",
        endpoint=exchange.mount.endpoint.name if exchange.mount else "",
        client=exchange.grant.client if exchange.grant else "",
        status=status,
        issue=exchange.issue,
        bytes=size,
        milliseconds=round((time.monotonic() - exchange.started) * 1000, 1),
        interactions=exchange.events,
        decisions=exchange.decided,
        **address,
    )


def record(event: Event) -> None:
    """What an interaction did stands in the line of its request; where the audit will stand."""
    current().events.append(event)


def decide(event: AuthEvent) -> None:
    """What the authorization server decided stands there, too."""
    current().decided.append(event)


def failed(error: Exception) -> None:
    """Where an unexpected error was raised. Its text stays out: it may quote a row."""
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    where = [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    _log.error("unexpected", request=current().id, error=type(error).__name__, where=where)
