"""A batch: several reads, searches and operations in one request, each answered as if it had come alone.

Decisions: a batch reads. An entry that writes is answered 405, and so is one that is no GET or HEAD at all; a
transaction is refused as a whole. What one entry asks never hurts another; but what all of them bring, and the time
they take, has a bound, and the entries behind it are refused.

https://hl7.org/fhir/R4/http.html#transaction
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from facade.errors import Refused, bad_value, not_found, not_supported
from facade.fhir.outcome import operation_outcome
from facade.interactions import binary, capabilities, compartment, read, search, system
from facade.interactions.context import Context, Reply
from facade.interactions.operations.table import operation

MOST_ENTRIES = 50
MOST_RESOURCES = 5000  # brought by the entries before; the next one is refused
MOST_SECONDS = 15.0  # of the entries before
_TYPE, _ID = "[A-Z][A-Za-z]{0,63}", r"[A-Za-z0-9.\-]{1,64}"
_PATH = re.compile(rf"(?P<type>{_TYPE})(?:/(?P<id>{_ID}))?(?:/(?P<member>{_TYPE}|\*)|/\$(?P<operation>[a-z]+))?")
_MOST_PAIRS = 1000

Failed = Callable[[Exception], Refused]


def batch(context: Context, bundle: Mapping[str, Any], *, failed: Failed, lenient: bool | None = None) -> Reply:
    """200 with a batch-response. `failed` tells of an unexpected error, and what to answer. Refused 400 as a whole."""
    entries = _entries(bundle)
    run = _Run(context, failed, lenient)
    answers = [run.answered(entry) for entry in entries]
    context.event("batch", "", 200, count=len(answers))
    body: dict[str, Any] = {"resourceType": "Bundle", "type": "batch-response"}
    return Reply(200, {**body, "entry": answers} if answers else body)


def _entries(bundle: Mapping[str, Any]) -> list[Any]:
    type_, entries = bundle.get("type"), bundle.get("entry", [])
    if bundle.get("resourceType") != "Bundle" or not isinstance(entries, list):
        raise Refused(400, "structure", "What is posted to the base is a Bundle.", expression=["Bundle.entry"])
    if type_ == "transaction":
        raise not_supported("Transactions are not supported; a batch reads.", expression=["Bundle.type"])
    if type_ != "batch":
        raise bad_value("The type of the Bundle is batch.", expression=["Bundle.type"])
    if len(entries) > MOST_ENTRIES:
        raise Refused(400, "too-costly", f"A batch takes at most {MOST_ENTRIES} entries.")
    return entries


@dataclass(eq=False)
class _Run:
    """One batch as it is answered."""

    context: Context
    failed: Failed
    lenient: bool | None
    resources: int = 0
    begun: float = field(default_factory=time.monotonic)

    def answered(self, entry: Any) -> dict[str, Any]:
        """The entry that answers one of the request's."""
        try:
            self._check_room()
            asked = _Asked.of(entry, self.context.endpoint.base)
            reply = self._reply(asked)
        except Refused as refusal:
            return _refused(refusal)
        except Exception as error:  # one entry's fault is not the others'
            return _refused(self.failed(error))
        self.resources += _size(reply.body or {})
        return _told(reply, asked, self.context.endpoint.base)

    def _check_room(self) -> None:
        if self.resources > MOST_RESOURCES:
            raise Refused(400, "too-costly", "The entries before have brought too much: ask in another batch.")
        if time.monotonic() - self.begun > MOST_SECONDS:
            raise Refused(503, "timeout", "The entries before took too long: ask in another batch.")

    def _reply(self, asked: _Asked) -> Reply:
        context, pairs, lenient = self.context, asked.pairs, self.lenient
        if not asked.path:
            return system.search(context, pairs, lenient=lenient)
        if asked.path == "metadata":
            return Reply(200, capabilities.capabilities(context.endpoint))
        found = _PATH.fullmatch(asked.path)
        if found is None:
            raise not_found()
        type_, id_, member, name = found["type"], found["id"], found["member"], found["operation"]
        if name is not None:
            return self._operation(type_, id_, name, asked)
        if member is not None:
            return compartment.search(context, type_, id_ or "", member, pairs, lenient=lenient)
        if id_ is not None:
            return _read(context, type_, id_, asked)
        return search.search(context, type_, pairs, lenient=lenient)

    def _operation(self, type_: str, id_: str | None, name: str, asked: _Asked) -> Reply:
        called = operation(type_, id_, name)
        if called is None:
            raise not_found()
        return called.answer(self.context, id_, asked.pairs, lenient=self.lenient)


def _read(context: Context, type_: str, id_: str, asked: _Asked) -> Reply:
    pairs, seen = asked.pairs, asked.if_none_match
    if type_ == binary.TYPE:
        return binary.answer(context, id_, pairs, if_none_match=seen, most=binary.MOST_IN_BATCH)
    return read.read(context, type_, id_, pairs, if_none_match=seen)


def _size(body: Mapping[str, Any]) -> int:
    """How many resources an answer brings: a Bundle or Parameters hold many."""
    return 1 + len(body.get("entry", ())) + len(body.get("parameter", ()))


@dataclass(frozen=True)
class _Asked:
    """What one entry asks for."""

    method: str
    path: str
    pairs: tuple[tuple[str, str], ...]
    if_none_match: str | None = None

    @classmethod
    def of(cls, entry: Any, base: str) -> _Asked:
        """Refused 400 for what is no request, 405 for one that does more than read."""
        request = entry.get("request") if isinstance(entry, Mapping) else None
        method, url, seen = (_text(request, name) for name in ("method", "url", "ifNoneMatch"))
        if method is None or url is None:
            raise Refused(400, "required", "An entry of a batch has a request with a method and a url.")
        if method not in ("GET", "HEAD"):
            raise Refused(405, "not-supported", "An entry of a batch is a GET or a HEAD: a batch does not write here.")
        path, _, query = url.removeprefix(f"{base}/").removeprefix("/").partition("?")
        return cls(method, "" if path == base else path, _pairs(query), seen)


def _text(request: Any, name: str) -> str | None:
    found = request.get(name) if isinstance(request, Mapping) else None
    return found if isinstance(found, str) and found else None


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PAIRS))
    except UnicodeError:
        raise bad_value("The parameters of an entry are not UTF-8.") from None
    except ValueError:
        raise Refused(400, "too-costly", f"At most {_MOST_PAIRS} parameters are taken at once.") from None


def _refused(refusal: Refused) -> dict[str, Any]:
    return {"response": {"status": str(refusal.status), "outcome": operation_outcome(refusal.issues)}}


def _told(reply: Reply, asked: _Asked, base: str) -> dict[str, Any]:
    response = {"status": str(reply.status)}
    if "ETag" in reply.headers:
        response["etag"] = reply.headers["ETag"]
    body = reply.body
    if body is None or asked.method == "HEAD":
        return {"response": response}
    updated = body.get("meta", {}).get("lastUpdated")
    if updated is not None:
        response["lastModified"] = updated
    entry = {"resource": body, "response": response}
    return {"fullUrl": f"{base}/{body['resourceType']}/{body['id']}", **entry} if "id" in body else entry
