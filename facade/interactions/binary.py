"""https://hl7.org/fhir/R4/binary.html: one Binary with its content, as it is or inside the resource.

The row is read like that of any resource, by the same access rules; the connection is given back before a file is
opened. What cannot be served is answered so, and recorded: a file that is missing, a name that leads elsewhere.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from sqlalchemy import Column

from facade.adapter.content import Content, InFile, Inline, Lacking
from facade.adapter.content import Found as Stored
from facade.errors import Refused, not_found
from facade.interactions import read
from facade.interactions.context import Context, Reply
from facade.interactions.fetch import Reader
from facade.interactions.served import Ready
from facade.interactions.views import View
from facade.search.expression import Param, TokenValue
from facade.sources.documents import Documents, OpenFile

TYPE = "Binary"
CONTENT = "Binary.data"
OCTETS = "application/octet-stream"
#: Types that are told as they are stored; of all others a client hears that they are bytes.
TOLD = frozenset(
    {
        "application/dicom", "application/hl7-v2", "application/msword", "application/pdf", "application/rtf",
        "application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/xml",
        "application/zip", "audio/mpeg", "audio/wav", "image/bmp", "image/gif", "image/jpeg", "image/png",
        "image/tiff", "text/csv", "text/html", "text/plain", "text/rtf", "text/xml", "video/mp4",
    }
)  # fmt: skip
MOST_IN_BATCH = 1024 * 1024  # bytes of one entry: a batch may have fifty
_Pairs = Sequence[tuple[str, str]]


@dataclass(eq=False)
class Document:
    """A Binary that the caller may read, and its content. Whoever has it closes it, or reads it to the end."""

    context: Context
    reason: str
    resource: dict[str, Any]  # without its data
    content: Inline | OpenFile
    size: int

    @property
    def type(self) -> str:
        """The content's type for an HTTP header."""
        told = str(self.resource.get("contentType", OCTETS))
        if told not in TOLD:
            return OCTETS
        text = isinstance(self.content, Inline) and self.content.text
        return f"{told}; charset=utf-8" if text and (told.startswith("text/") or told.endswith("/xml")) else told

    @property
    def stored_type(self) -> str:
        """The content's type, to be compared with what a client takes."""
        return self.type.partition(";")[0]

    @property
    def headers(self) -> dict[str, str]:
        """ETag, and whose access rules hold, as the standard wants it told beside the bytes."""
        found = read.version_headers(self.resource)
        proxy = self.resource.get("securityContext", {}).get("reference")
        return {**found, "X-Security-Context": proxy} if proxy else found

    def chunks(self) -> Iterable[bytes]:
        """The bytes, a chunk at a time."""
        return [self.content.data] if isinstance(self.content, Inline) else self.content

    def close(self) -> None:
        """Once or more often."""
        if isinstance(self.content, OpenFile):
            self.content.close()

    def told(self, status: int) -> None:
        """Record that it was answered."""
        self.context.event("read", TYPE, status, count=1, reason=self.reason)

    def as_resource(self, most: int) -> Reply:
        """200 with the Binary. Refused 413 if there are more bytes than that."""
        if self.size > most:
            self.close()
            text = f"More than {most} bytes are not put into a resource: read it alone, with an Accept of its own type."
            raise Refused(413, "too-long", text, expression=[CONTENT])
        data = base64.b64encode(b"".join(self.chunks())).decode("ascii")
        self.told(200)
        return Reply(200, {**self.resource, "data": data}, read.version_headers(self.resource))


def is_resource_wanted(query: _Pairs) -> bool:
    """Whether what is asked means the resource, whatever the Accept header says of its content."""
    return any(name in ("_elements", "_summary") and text for name, text in query)


def document(context: Context, id_: str, query: _Pairs = ()) -> Document | None:
    """The Binary with its content; None if the query leaves the content out. Refused as `read`, 404, 413 or 422."""
    ready = context.endpoint.source.fresh()
    view = read.view_of(context, ready, TYPE, query)
    if view.summary in ("true", "text") or (view.elements is not None and "data" not in view.elements):
        return None
    resource, stored, reason = _found(context, ready, id_, view)
    documents = context.endpoint.source.documents
    try:
        content, size, stamp = _content(stored, documents)
    except Refused as refusal:
        why = stored.why if isinstance(stored, Lacking) else refusal.issues[0].text
        context.event("read", TYPE, refusal.status, reason=reason, problems=((CONTENT, why),))
        raise
    return Document(context, reason, _versioned(resource, stamp), content, size)


def answer(
    context: Context, id_: str, query: _Pairs = (), *, if_none_match: str | None = None, most: int | None = None
) -> Reply:
    """200 with the resource and its content, 304 if the client has it. Refused as `document`, and 413."""
    found = document(context, id_, query)
    if found is None:
        return read.read(context, TYPE, id_, query, if_none_match=if_none_match)
    headers = read.version_headers(found.resource)
    if read.is_known(headers, if_none_match):
        found.close()
        found.told(304)
        return Reply(304, None, headers)
    limit = context.endpoint.source.documents.most_in_json
    return found.as_resource(limit if most is None else min(limit, most))


def _found(context: Context, ready: Ready, id_: str, view: View) -> tuple[dict[str, Any], Stored, str]:
    """The resource, where the row says that its content is, and why the caller may see it."""
    visible, reason = context.visible(ready, TYPE, "read")
    wanted = Param("_id", "", (TokenValue(id_),))
    plans = context.search_of(ready, TYPE).plans(wanted, visible, context.asked, context.sight(ready))
    whole = replace(view, content=True)
    with context.endpoint.source.source.reading(ready.several(plans, whole)) as connection:
        reader = Reader(ready, connection, whole, context.today)
        for plan in plans:
            page = reader.page(plan, 1, (), None)
            found = read.exactly(page, id_)
            if found is not None:
                raw = dict(zip(page.columns, found.row, strict=False))  # child rows stand behind the columns
                return dict(found.resource), _stored(found.unit.content, raw, context.today), reason
    raise not_found()


def _stored(content: Content | None, raw: Mapping[Column[Any], Any], today: str) -> Stored:
    if content is None:
        return Lacking("nothing is stored")
    return content.found([raw[col] for col in content.columns], today)


def _content(stored: Stored, documents: Documents) -> tuple[Inline | OpenFile, int, str]:
    """The content, its length and what changes with it."""
    if isinstance(stored, Lacking):
        raise _lacking(stored)
    if isinstance(stored, InFile):
        opened = documents.opened(stored.parts)
        if opened.size > documents.most_bytes:
            opened.close()
            raise _too_long()
        return opened, opened.size, opened.stamp
    if len(stored.data) > documents.most_bytes:
        raise _too_long()
    return stored, len(stored.data), blake2b(stored.data, digest_size=16).hexdigest()


def _lacking(stored: Lacking) -> Refused:
    if stored.long:
        return _too_long()
    if stored.unreadable:
        return Refused(
            422, "processing", f"The content cannot be served: the record holds {stored.why}.", expression=[CONTENT]
        )
    return Refused(404, "not-found", "The content cannot be served: nothing is stored.", expression=[CONTENT])


def _too_long() -> Refused:
    return Refused(413, "too-long", "The content is longer than this server gives.", expression=[CONTENT])


def _versioned(resource: dict[str, Any], stamp: str) -> dict[str, Any]:
    """The version is that of the row and of its content; a masked answer has none."""
    version = resource.get("meta", {}).get("versionId")
    if version is None:
        return resource
    both = blake2b(f"{version} {stamp}".encode(), digest_size=8).hexdigest()
    return {**resource, "meta": {**resource["meta"], "versionId": both}}
