"""What the interactions are given, out of the current request."""

from __future__ import annotations

from facade.api import journal, prefer
from facade.api.exchange import Mount, current
from facade.interactions.context import Context


def context(mount: Mount) -> Context:
    """The context of an interaction at this endpoint."""
    exchange = current()
    assert exchange.grant is not None  # the guard lets no other request in here
    return Context(mount.endpoint, exchange.grant, exchange.now, journal.record)


def lenient() -> bool | None:
    """Whether unknown parameters are ignored; None: as the endpoint is set."""
    handling = prefer.parse(current().request.environ.get("HTTP_PREFER", "")).handling
    return None if handling is None else handling == "lenient"
