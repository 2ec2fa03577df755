"""What create and update share: one transaction, the read-back on the same connection, the checks on it.

https://hl7.org/fhir/R4/http.html#create #update; semantics 17-26, 46-48; data safety DS-3 to DS-9, DS-16, DS-18.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from facade.access.denial import Denial, Denied, denial
from facade.adapter.codecs.keys import ReferenceTo
from facade.compiler.claims import claims
from facade.compiler.collations import collations
from facade.compiler.unify import Change, Lost, contained, equal, take
from facade.compiler.units import Unit
from facade.errors import Issue, Refused
from facade.fhir import definitions, structure
from facade.fhir.definitions import Element
from facade.fhir.outcome import operation_outcome
from facade.interactions.changing import Changer, Facts, Stale, needs_provider, touched
from facade.interactions.context import Context, Endpoint, Prefer, Reply
from facade.interactions.fetch import Found, Reader
from facade.interactions.read import version_headers
from facade.interactions.served import Ready
from facade.interactions.views import View
from facade.search import evaluate
from facade.search.compile import TypeSearch
from facade.search.expression import TRUE, Expression, Param, TokenValue
from facade.sources.connection import WriteConnection
from facade.sources.failures import Contended

RETRIES = 2
T = TypeVar("T")


def writable(endpoint: Endpoint, ready: Ready, type_: str) -> frozenset[str]:
    """The write interactions that the configuration turns on and this database can do safely."""
    if not ready.durable or endpoint.stopped():
        return frozenset()
    offered = {name for unit in ready.source.by_type.get(type_, ()) for name in _offered(unit, ready)}
    return frozenset(offered) & endpoint.writes.get(type_, frozenset())


def _offered(unit: Unit, ready: Ready) -> Iterator[str]:
    writes = unit.map.writes
    if writes is None or unit.part or not all(_transactional(ready, name) for name in touched(unit)):
        return
    if writes.create:
        yield "create"
    if writes.update:
        yield "update"


def _transactional(ready: Ready, table: str) -> bool:
    facts = ready.source.context.facts.table(table)
    return facts is None or facts.transactional


@dataclass(frozen=True, eq=False)
class Writer:
    """One write: everything that is checked before and after the statements."""

    context: Context
    ready: Ready
    type_: str
    search: TypeSearch
    visible: Expression

    @classmethod
    def of(cls, context: Context, ready: Ready, type_: str, interaction: Any) -> Writer:
        """Refused 405 where writing is off, 403 without scope, for masked callers and without a provider."""
        search = context.search_of(ready, type_)
        visible, _ = context.visible(ready, type_, interaction)
        allowed = writable(context.endpoint, ready, type_)
        if interaction not in allowed:
            raise Refused(405, "not-supported", f"{type_} cannot be changed here by {interaction}.")
        return cls(context, ready, type_, search, visible)

    def changer(self, connection: WriteConnection, unit: Unit, action: str) -> Changer:
        """The unit's statements. Refused 403 if the write would name a provider that is not there."""
        provider = self.context.grant.provider
        changer = Changer(self.ready, unit, connection, Facts(provider or "", self.context.now, action))
        if needs_provider(unit) and (provider is None or not changer.has_provider(self.ready.source.adapter)):
            raise Refused(403, "forbidden", "This client has no active provider of the EHR to write under.")
        return changer

    def load(self, connection: WriteConnection, id_: str, visible: Expression) -> Found:
        """The resource as stored, with its row. Refused 404, 422 for a bad row."""
        reader = Reader(self.ready, connection, View(), self.context.today, Decimal)
        wanted = Param("_id", "", (TokenValue(id_),))
        for plan in self.search.plans(wanted, visible, self.context.asked, self.context.sight(self.ready)):
            slice_ = reader.page(plan, 1, (), None)
            for found in slice_.found:
                if found.resource["id"] == id_:
                    return found
            if any(bad.id == id_ for bad in slice_.bad):
                raise Refused(422, "processing", "The stored row cannot be shown as a resource.")
        raise denial(Denial.HIDDEN)

    def row(self, found: Found) -> Mapping[Any, Any]:
        """The fetched columns and attribute values of a loaded resource."""
        prepared = self.ready.prepared([found.unit], View(), Decimal)
        return dict(zip((*prepared.columns, *prepared.attributes), found.row, strict=False))

    def check_references(
        self, connection: WriteConnection, unit: Unit, columns: Mapping[Any, Any], resource: Mapping[str, Any]
    ) -> None:
        """Every reference that is written must lead to a row of the EHR. Refused 422 `business-rule` otherwise.

        A number that nobody has yet would become somebody's record the day the EHR assigns it.
        """
        values = take(unit.root, resource).values
        for leaf in unit.row_leaves:
            if not isinstance(leaf.codec, ReferenceTo) or leaf.codec.col not in columns:
                continue
            if values.get(leaf.number) is not None and not self._exists(connection, str(values[leaf.number])):
                text = f"{leaf.path} names a resource that is not known here."
                raise Refused(422, "business-rule", text, expression=[leaf.path])

    def _exists(self, connection: WriteConnection, reference: str) -> bool:
        type_, _, id_ = reference.partition("/")
        search = self.ready.search(type_)
        if search is None:
            return False
        reader = Reader(self.ready, connection, View(), self.context.today)
        wanted = Param("_id", "", (TokenValue(id_),))
        plans = search.plans(wanted, TRUE, self.context.asked, self.context.sight(self.ready))
        return any(item.resource["id"] == id_ for plan in plans for item in reader.page(plan, 1, (), None).found)

    def may_read(self, resource: Mapping[str, Any]) -> bool:
        """Whether the caller may also read what was written; else a write is answered without the resource."""
        verdict = self.context.grant.visible(self.type_, "read")
        return not isinstance(verdict, Denied) and self._matches(resource, verdict.expression)

    def is_visible(self, resource: Mapping[str, Any]) -> bool:
        """visible(after), on the read-back."""
        return self._matches(resource, self.visible)

    def _matches(self, resource: Mapping[str, Any], rule: Expression) -> bool:
        merges = {
            f"{type_}/{identity.id_of(key)}": f"{type_}/{identity.id_of(head)}"
            for (type_, _), identity in self.ready.source.identities.items()
            for key, head in identity.merges.heads.items()
        }
        asked = evaluate.Context(
            self.context.endpoint.source.zone, self.context.now, collations(self.search.units),
            heads=merges, base=self.context.endpoint.base,
        )  # fmt: skip
        return evaluate.matches(resource, rule, asked)

    def check_stored(self, unit: Unit, incoming: Mapping[str, Any], stored: Mapping[str, Any], change: Change) -> None:
        """PutGet: all that was accepted is there. Refused 422 before anything is committed."""
        kept = {key: value for key, value in incoming.items() if key not in ("id", "meta", "text")}
        there = take(unit.root, stored).values
        failed = [
            hope for number, hope in change.hoped if not equal(there.get(number), take(unit.root, kept).values[number])
        ]
        check_losses(failed, Prefer(handling="strict"), unit)
        if change.lost or contained(kept, stored):
            return
        raise Refused(422, "processing", "This system could not store the resource as it was sent.")


def check_structure(resource: Any, type_: str) -> None:
    """Refused 400 with every fault of the incoming JSON's structure."""
    issues = structure.check(resource, type_)
    if issues:
        first, *more = issues
        raise Refused(400, first.code, first.text, expression=first.expression, more=more)
    tags = resource.get("meta", {}).get("tag", [])
    if any(tag.get("code") == "SUBSETTED" for tag in tags):
        raise Refused(422, "business-rule", "A resource that was narrowed when read cannot be written back.")


def check_losses(lost: Sequence[Lost], prefer: Prefer, unit: Unit) -> list[Issue]:
    """The losses as warnings for a lenient client. Refused 422 with all of them otherwise."""
    issues = [Issue("not-supported", f"{item.path} {item.why}.", expression=(item.path,)) for item in lost]
    if not issues:
        return []
    supported = claims(unit.root, unit.profiles).supported
    if prefer.handling == "lenient" and not any(_firm(item, supported) for item in lost):
        return [Issue(issue.code, issue.text, "warning", issue.expression) for issue in issues]
    first, *more = issues
    raise Refused(422, first.code, first.text, expression=first.expression, more=more)


def _firm(item: Lost, supported: frozenset[str]) -> bool:
    """Never lost, however lenient the client: modifiers, identifiers, what a claimed profile wants supported.

    Whoever loses an object loses what is supported in it.
    """
    if item.firm or ".identifier" in item.path:
        return True
    passed = list(_passed(item.path))
    whole = ".".join((item.path.partition(".")[0], *(element.name for element in passed)))
    inside = any(path == whole or path.startswith(f"{whole}.") for path in supported)
    return inside or any(element.modifier for element in passed)


def _passed(path: str) -> Iterator[Element]:
    """The elements on a path of JSON names, as far as R4 knows them."""
    parent, *names = path.replace("[", ".[").split(".")
    for name in names:
        child = None if name.startswith("[") else definitions.child(parent, name)
        if child is not None:
            yield child.element
            parent = child.type


@contextmanager
def transaction(connection: WriteConnection) -> Iterator[None]:
    """Commit at the end; any error undoes everything."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def attempted(context: Context, work: Callable[[WriteConnection], T]) -> T:
    """Run the work in a transaction; from zero again, at most twice, when another writer was in the way."""
    for attempt in range(RETRIES + 1):
        with context.endpoint.source.source.writing() as connection:
            try:
                with transaction(connection):
                    return work(connection)
            except Contended:
                if attempt == RETRIES:
                    raise
            except Stale:
                raise denial(Denial.CONFLICT) from None
    raise AssertionError("the loop returns or raises")


def answered(
    resource: Mapping[str, Any], status: int, warnings: list[Issue], prefer: Prefer, headers: Mapping[str, str]
) -> Reply:
    """The read-back, or less of it, as the client prefers; a lenient write tells its losses instead."""
    tagged = {**version_headers(dict(resource)), **headers}
    if warnings:
        return Reply(status, operation_outcome(warnings), tagged)
    if prefer.return_ == "minimal":
        return Reply(status, None, tagged)
    if prefer.return_ == "OperationOutcome":
        done = Issue("informational", "The resource was stored.", "information")
        return Reply(status, operation_outcome([done]), tagged)
    return Reply(status, resource, tagged)
