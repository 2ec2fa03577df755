"""https://hl7.org/fhir/R4/http.html#read: one resource by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from facade.errors import Refused, not_found
from facade.interactions.context import Context, Reply
from facade.interactions.fetch import Found, Reader, Slice
from facade.interactions.served import Ready
from facade.interactions.views import View, whole
from facade.search.expression import Param, TokenValue
from facade.search.parse import parse
from facade.search.plan import Plan

_ID_ONLY = View(frozenset({"id"}))
CONTROLS = frozenset({"_elements", "_summary", "_format", "_pretty"})


def read(
    context: Context, type_: str, id_: str, query: Sequence[tuple[str, str]] = (), *, if_none_match: str | None = None
) -> Reply:
    """200 with the resource, 304 if the client has this version, 404 for absent and hidden alike, 422 for a bad row."""
    ready = context.endpoint.source.fresh()
    view = view_of(context, ready, type_, query)
    visible, reason = context.visible(ready, type_, "read")
    wanted = Param("_id", "", (TokenValue(id_),))
    plans = context.search_of(ready, type_).plans(wanted, visible, context.asked, context.sight(ready))
    with context.endpoint.source.source.reading(ready.several(plans, view)) as connection:
        resource = one(Reader(ready, connection, view, context.today), plans, id_)
    headers = version_headers(resource)
    known = is_known(headers, if_none_match)
    status = 304 if known else 200
    context.event("read", type_, status, count=1, reason=reason)
    return Reply(status, None if known else resource, headers)


def is_known(headers: Mapping[str, str], if_none_match: str | None) -> bool:
    """Whether the client has the version of these headers."""
    tags = (if_none_match or "").split(",")
    return headers.get("ETag") in {tag.strip() for tag in tags}


def view_of(context: Context, ready: Ready, type_: str, query: Sequence[tuple[str, str]]) -> View:
    """The view of `_elements` and `_summary`. Refused 400 for any other parameter."""
    search = context.search_of(ready, type_)
    if not query:
        return whole(search.mask)
    request = parse(type_, list(query), {}, settings=context.settings(None), base=context.endpoint.base)
    if any(name not in CONTROLS for name, _ in request.used):
        raise Refused(400, "not-supported", "A read takes _elements, _summary, _format and _pretty only.")
    return View.of(request, search.mask)


def one(reader: Reader, plans: Sequence[Plan], id_: str) -> dict[str, Any]:
    """The resource of that id among the plans. Refused 404, or 422 `processing` for a bad row."""
    for plan in plans:
        found = exactly(reader.page(plan, 1, (), None), id_)
        if found is not None:
            return dict(found.resource)
    raise not_found()


def check_there(context: Context, ready: Ready, plans: Sequence[Plan], id_: str) -> None:
    """Refused 404 unless a row of that id is among the plans; whether it can be shown is another matter."""
    with context.endpoint.source.source.reading() as connection:
        reader = Reader(ready, connection, _ID_ONLY, context.today)
        slices = [reader.page(plan, 1, (), None) for plan in plans]
    found = {item.resource["id"] for slice_ in slices for item in slice_.found}
    if id_ not in found | {row.id for slice_ in slices for row in slice_.bad}:
        raise not_found()


def exactly(found: Slice, id_: str) -> Found | None:
    """Byte for byte the id asked for: a case-insensitive collation finds `AB` for `ab`. Refused 422 for a bad row."""
    if any(bad.id == id_ for bad in found.bad):
        path = next(bad.path for bad in found.bad if bad.id == id_)
        raise Refused(422, "processing", "The stored row cannot be shown as a resource.", expression=[path])
    return next((item for item in found.found if item.resource["id"] == id_), None)


def version_headers(resource: dict[str, Any]) -> dict[str, str]:
    """ETag of a resource that carries a version."""
    version = resource.get("meta", {}).get("versionId")
    return {"ETag": f'W/"{version}"'} if version else {}
