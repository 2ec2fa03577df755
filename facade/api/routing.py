"""The grammar of paths, and which methods a path takes. https://hl7.org/fhir/R4/http.html#summary"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.routing import BaseConverter

from facade.api.exchange import current
from facade.errors import not_found
from facade.interactions import capabilities

_WRITES = {"POST": "create", "PUT": "update"}


class TypeConverter(BaseConverter):
    """The name of a resource type, by its form; whether the endpoint has it, the interactions know."""

    regex = "[A-Z][A-Za-z]{0,63}"


class IdConverter(BaseConverter):
    """An id by FHIR's grammar. https://hl7.org/fhir/R4/datatypes.html#id"""

    regex = r"[A-Za-z0-9.\-]{1,64}"


def install(app: Flask) -> None:
    """Make the converters known, and leave no second spelling of a path."""
    app.url_map.converters.update(fhir_type=TypeConverter, fhir_id=IdConverter)
    app.url_map.merge_slashes = False  # else //x would be a redirect, built from the Host header


def check_spelling() -> None:
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


def allow(methods: Iterable[str]) -> str:
    """The Allow header of the current path: its methods, less the writes that are not turned on for its type."""
    return ", ".join(sorted({"OPTIONS", *(method for method in methods if _is_offered(method))}))


def _is_offered(method: str) -> bool:
    mount = current().mount
    type_, _, rest = request.path.removeprefix(mount.path + "/").partition("/") if mount else ("", "", "")
    if mount is None or method not in _WRITES or not type_[:1].isupper() or rest == "_search":
        return True
    return _WRITES[method] in capabilities.writable(mount.endpoint, type_)
