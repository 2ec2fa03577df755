"""Whether this process lives, and whether it can serve. Names of endpoints, and nothing about why one cannot."""

from __future__ import annotations

from flask import Blueprint

from facade.api import failures, replies
from facade.api.exchange import Service
from facade.api.replies import Answer
from facade.errors import Issue

_RETRY = {"Retry-After": "5"}


def routes(service: Service) -> Blueprint:
    """`/livez` and `/readyz`, at the root."""
    found = Blueprint("_health", __name__)  # no endpoint can have this name

    @found.get("/livez")
    def livez() -> Answer:
        return replies.document({"status": "alive"}, content_type=replies.PLAIN_JSON)

    @found.get("/readyz")
    def readyz() -> Answer:
        unready = service.unready()
        names = [mount.endpoint.name for mount in service.mounts]
        if unready.issuperset(names):
            issue = Issue("transient", "No endpoint can reach its database.")
            return failures.outcome(503, [issue], _RETRY)
        states = {name: "waiting for its database" if name in unready else "ready" for name in names}
        return replies.document({"status": "ready", "endpoints": states}, content_type=replies.PLAIN_JSON)

    return found
