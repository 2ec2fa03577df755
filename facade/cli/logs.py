"""Where log lines go: JSON, one object a line, ours and those of the libraries alike."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
import structlog

_THEIRS: list[Any] = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _line(_logger: object, level: str, event: MutableMapping[str, Any]) -> bytes:
    """One of our lines as JSON, which escapes whatever could end it; one step, since every request writes one."""
    event["level"] = level
    event["timestamp"] = datetime.now(UTC)
    return orjson.dumps(event, default=repr, option=orjson.OPT_UTC_Z)


def to(stream: TextIO, *, for_good: bool = False) -> None:
    """Send all log lines of this process, and of those forked from it, to `stream`; `for_good`: to no other one later.

    Only then need no logger be put together for each line.
    """
    # Not through the standard library: a line a request would cost as much there as the routing.
    structlog.configure(
        processors=[_line],
        logger_factory=structlog.BytesLoggerFactory(stream.buffer),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=for_good,
    )
    handler = logging.StreamHandler(stream)
    render: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(),
    ]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=render, foreign_pre_chain=_THEIRS))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells each start that nothing was to be done
