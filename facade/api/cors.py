"""Which pages of other sites may ask from a browser, and read the answers.

    any origin            the public documents
    registered origins    what apps ask with a token or for one: those of the endpoint's active apps
    none                  pages of people, and where a browser is led itself

Tokens travel in a header, so no origin may ever use what a browser keeps for this server: its cookies.
https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from facade.api import routing
from facade.api.exchange import Exchange, Service
from facade.api.replies import Answer

PUBLIC = frozenset(
    {"metadata", "smart_configuration", "openid_configuration", "authorization_server", "jwks", "style", "brands"}
)
"""Routes whose documents are for everybody, by the last part of their name."""

OF_APPS = frozenset({"token", "revoke", "introspect", "userinfo"})
"""Routes that answer without a token, or judge it themselves, and that apps in a browser ask."""

_ASKED = "HTTP_ACCESS_CONTROL_REQUEST_METHOD"
_HEADERS = "Accept, Authorization, Content-Type, If-Match, If-None-Exist, If-None-Match, Prefer, X-Request-Id"
_EXPOSED = "Content-Location, ETag, Last-Modified, Location, Retry-After, WWW-Authenticate, X-Progress, X-Request-Id"
_SECONDS = "600"


def allowed(exchange: Exchange, service: Service, *, of_people: str, open_routes: Collection[str]) -> str:
    """What the answer names as allowed origin; empty for none.

    `of_people` is the blueprint of pages; `open_routes` answer without a token.
    """
    origin: str | None = exchange.request.environ.get("HTTP_ORIGIN")
    if not origin:
        return ""
    blueprint, _, route = routing.endpoint().rpartition(".")
    if route in PUBLIC:
        return "*"
    mount = exchange.mount
    if mount is None or blueprint == of_people or (route in open_routes and route not in OF_APPS):
        return ""
    return origin if origin in service.registry.origins(mount.endpoint.name) else ""


def is_preflight(exchange: Exchange) -> bool:
    """Whether a browser asks, on behalf of a page that may, if it is to send a request."""
    return bool(exchange.allows) and exchange.request.method == "OPTIONS" and _ASKED in exchange.request.environ


def preflight(methods: Iterable[str]) -> Answer:
    """The answer to it. Of a path that does not exist it says nothing, so that the page may read the 404."""
    headers = {
        "Access-Control-Allow-Methods": ", ".join(sorted(methods)) or "GET",
        "Access-Control-Allow-Headers": _HEADERS,
        "Access-Control-Max-Age": _SECONDS,
    }
    return Answer(204, headers)


def expose(answer: Answer, origin: str) -> None:
    """Let pages of this origin read the answer, whatever its status."""
    answer.headers["Access-Control-Allow-Origin"] = origin
    answer.headers["Access-Control-Expose-Headers"] = _EXPOSED
