"""Log lines: one for each request and one for each interaction, without ids, values, queries or names of people."""

from __future__ import annotations

import time
import traceback

import structlog
from flask import Response, request

from facade.api.exchange import current
from facade.interactions.events import Event

_log = structlog.get_logger("facade.http")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
_DEEPEST = 8  # frames: the last ones say where


def answered(response: Response) -> None:
    """One line for each request. `route` is the pattern, so neither a type nor an id of the client's stands in it."""
    exchange = current()
    _log.info(
        "request",
        request=exchange.id,
        method=request.method if request.method in _METHODS else "other",
        route=request.url_rule.rule if request.url_rule else "none",
        endpoint=exchange.mount.endpoint.name if exchange.mount else "",
        client=exchange.grant.client if exchange.grant else "",
        status=response.status_code,
        issue=exchange.issue,
        bytes=response.content_length or 0,
        milliseconds=round((time.monotonic() - exchange.started) * 1000, 1),
    )


def record(event: Event) -> None:
    """One line for each interaction; where the audit will stand."""
    _log.info("interaction", request=current().id, **vars(event))


def failed(error: Exception) -> None:
    """Where an unexpected error was raised. Its text stays out: it may quote a row."""
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    where = [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    _log.error("unexpected", request=current().id, error=type(error).__name__, where=where)
