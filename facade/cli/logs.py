"""Where log lines go: JSON, one object a line, ours and those of the libraries alike."""

from __future__ import annotations

import logging
from typing import Any, TextIO

import orjson
import structlog

_TIME = structlog.processors.TimeStamper(fmt="iso", utc=True)
_OURS: list[Any] = [
    structlog.processors.add_log_level,
    _TIME,
    structlog.processors.JSONRenderer(serializer=orjson.dumps),  # escapes whatever could end a line
]
_THEIRS: list[Any] = [structlog.stdlib.add_logger_name, structlog.stdlib.add_log_level, _TIME]


def to(stream: TextIO) -> None:
    """Send all log lines of this process, and of those forked from it, to `stream`."""
    # Not through the standard library: two lines a request would cost as much there as the rest of the routing.
    structlog.configure(
        processors=_OURS,
        logger_factory=structlog.BytesLoggerFactory(stream.buffer),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
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
