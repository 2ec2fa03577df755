"""The grammar of paths, and which methods a path takes. https://hl7.org/fhir/R4/http.html#summary"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Flask, Request, request
from flask.globals import request_ctx
from werkzeug.routing import BaseConverter

from facade.api.exchange import current
from facade.errors import not_found
from facade.interactions.context import Endpoint
from facade.interactions.writing import writable

ID = "<fhir_id:id>"
"""The id in the pattern of a path."""

_WRITES = {"POST": "create", "PUT": "update"}


class TypeConverter(BaseConverter):
    """The name of a resource type, by its form; whether the endpoint has it, the interactions know."""

    regex = "[A-Z][A-Za-z]{0,63}"


class TypesConverter(BaseConverter):
    """The name of a type, or `*` for all of a compartment."""

    regex = r"[A-Z][A-Za-z]{0,63}|\*"


class IdConverter(BaseConverter):
    """An id by FHIR's grammar. https://hl7.org/fhir/R4/datatypes.html#id"""

    regex = r"[A-Za-z0-9.\-]{1,64}"


is_id = re.compile(IdConverter.regex).fullmatch


def install(app: Flask) -> None:
    """Make the converters known, and leave no second spelling of a path."""
    app.url_map.converters.update(fhir_type=TypeConverter, fhir_types=TypesConverter, fhir_id=IdConverter)
    app.url_map.merge_slashes = False  # else //x would be a redirect, built from the Host header


def check_spelling(request: Request) -> None:
    """No path of ours needs percent-encoding: one that has it tries to look like another."""
    raw = request.environ.get("RAW_URI")
    if raw is not None and _path_of(raw) != request.path:
        raise not_found()


def _path_of(raw: str) -> str:
    """The path of a request target, which proxies send as a whole URL."""
    if raw.startswith("/"):
        return raw.partition("?")[0]
    try:
        return urlsplit(raw).path
    except ValueError:
        return ""


def routed() -> frozenset[str]:
    """The methods that the current path has routes for; empty: no path."""
    adapter = request_ctx.url_adapter
    assert adapter is not None  # there is one in every request
    return frozenset(adapter.allowed_methods())


def endpoint() -> str:
    """The name of the current path's route, though not for this method; empty: no path."""
    if request.endpoint:
        return request.endpoint
    adapter = request_ctx.url_adapter
    assert adapter is not None
    known = routed()
    return adapter.match(method=min(known))[0] if known else ""


def methods() -> frozenset[str]:
    """The methods that the current path takes, less the writes that are not turned on for its type; empty: no path.

    Refused 503 where that is known only after first contact with the source.
    """
    found = routed()
    mount = current().mount
    type_, _, rest = request.path.removeprefix(f"{mount.path}/").partition("/") if mount else ("", "", "")
    writes = type_[:1].isupper() and not rest.endswith("_search") and "$" not in rest
    if mount is None or not writes or not found:
        return found
    return found - _turned_off(mount.endpoint, type_)


def allow() -> str:
    """The Allow header of the current path."""
    return ", ".join(sorted({"OPTIONS", *methods()}))


def _turned_off(endpoint: Endpoint, type_: str) -> frozenset[str]:
    on = writable(endpoint, endpoint.source.ready(), type_)
    return frozenset(method for method, interaction in _WRITES.items() if interaction not in on)
