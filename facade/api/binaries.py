"""A Binary over HTTP: its bytes, or the resource with the bytes inside. https://hl7.org/fhir/R4/binary.html#rest

What a clinic stored may be hostile, and comes from its own host name's origin: it goes out as an attachment under a
name of ours, of a type that is on a list, which no browser may guess again, and in a sandbox if one opens it anyway.
"""

from __future__ import annotations

from flask import Blueprint, request

from facade.api import bodies, negotiation, preconditions, replies
from facade.api.bodies import Pairs
from facade.api.contexts import context
from facade.api.exchange import Mount
from facade.api.replies import Answer, Streamed
from facade.interactions import binary, read
from facade.interactions.binary import Document
from facade.interactions.context import Context

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
_ENDINGS = {
    "application/pdf": ".pdf", "application/rtf": ".rtf", "application/xml": ".xml", "image/gif": ".gif",
    "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif", "text/csv": ".csv", "text/html": ".html",
    "text/plain": ".txt", "text/rtf": ".rtf", "text/xml": ".xml",
}  # fmt: skip


def add_routes(blueprint: Blueprint, mount: Mount) -> None:
    """`GET /Binary/id`."""

    @blueprint.get(f"/{binary.TYPE}/<fhir_id:id>")
    def read_binary(id: str) -> Answer:
        query = bodies.pairs(request.query_string)
        accept, asked = request.headers.get("Accept", ""), context(mount)
        found = binary.document(asked, id, query)
        if found is None:
            return _without_content(asked, id, query)
        try:
            return _answer(mount, found, accept, query)
        except Exception:
            found.close()
            raise


def _without_content(asked: Context, id: str, query: Pairs) -> Answer:
    pretty = negotiation.check_answer(request.headers.get("Accept", ""), query)
    return replies.fhir(read.read(asked, binary.TYPE, id, query), pretty=pretty)


def _answer(mount: Mount, found: Document, accept: str, query: Pairs) -> Answer:
    wanted = binary.is_resource_wanted(query) or negotiation.is_resource_wanted(accept, query, found.stored_type)
    pretty = wanted and negotiation.check_answer(accept, query)
    if preconditions.is_fresh(request.headers.get("If-None-Match"), found.headers.get("ETag")):
        found.close()
        found.told(304)
        return Answer(304, found.headers)
    if wanted:
        return replies.fhir(found.as_resource(mount.endpoint.source.documents.most_in_json), pretty=pretty)
    found.told(200)
    return Streamed(200, _headers(found), chunks=found.chunks(), length=found.size, close=found.close)


def _headers(found: Document) -> dict[str, str]:
    name = found.resource["id"] + _ENDINGS.get(found.stored_type, "")  # an id has no letters but FHIR's own
    return {
        **found.headers,
        "Content-Type": found.type,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": SANDBOX,
    }
