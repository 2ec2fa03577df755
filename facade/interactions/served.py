"""A source as it is served: compiled on first contact, with its statements, searches and builders at hand."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import bindparam, select

from facade.adapter.profiles import ProfileSet
from facade.adapter.relations import Aliases
from facade.adapter.resource_map import Adapter
from facade.adapter.sql import as_text
from facade.compiler import closed
from facade.compiler.identity import Identity
from facade.compiler.restrictions import own_values
from facade.compiler.source import CompiledSource, compile_source, relation_tables
from facade.compiler.units import Unit
from facade.errors import Finding, Refused
from facade.interactions import members
from facade.interactions.kept import KeptRows
from facade.interactions.members import Members
from facade.interactions.planned import Planned
from facade.interactions.views import Prepared, View, prepare
from facade.search.compile import TypeSearch
from facade.search.crossing import questions
from facade.search.plan import Plan
from facade.search.probe import Probes
from facade.search.rebinding import Rebinding
from facade.search.statement import Sql, Statements, compiled
from facade.sources.connection import SourceConnection
from facade.sources.documents import Documents
from facade.sources.facts import durability
from facade.sources.failures import RETRY, SourceFault
from facade.sources.memory import DIALECT
from facade.sources.source import Source

MERGES_SECONDS = 1.0
CONTACT_SECONDS = 2.0
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Ready:
    """What exists once the catalogue is known."""

    source: CompiledSource
    statements: Statements
    merges: tuple[tuple[Identity, Sql], ...]
    durable: bool = True  # a commit survives a crash of the database server
    closed: Sql | None = None  # reads the charts that the EHR has closed
    inner: Ready | None = None  # the same for virtual tables, over the database in memory
    window: int = 500  # stored rows that one answer may read resources out of
    kept: KeptRows = field(default_factory=lambda: KeptRows(0))  # what was read out of them
    seconds: float = 2.0  # how long a statement may take
    planned: Planned = field(default_factory=Planned)  # the searches of one type
    rebinding: Rebinding = field(default_factory=Rebinding)  # what serves for the same of another id
    _searches: dict[tuple[str, frozenset[str], frozenset[str]], TypeSearch] = field(default_factory=dict)
    _prepared: dict[tuple[tuple[int, ...], View, Any], Prepared] = field(default_factory=dict)
    _merged_at: float = -1.0
    counted: dict[tuple[str, str], float] = field(default_factory=dict)  # client, type → when what is withheld was

    @property
    def state(self) -> tuple[object, ...]:
        """Other objects after each change of what is read beside the rows: of the merged ones, of the closed charts."""
        return (self.source.context.closed.state, *(identity.merges.state for identity, _ in self.merges))

    @cached_property
    def probes(self) -> Probes:
        """What is asked of several tables before their pages."""
        return Probes(self.statements)

    def search(
        self, type_: str, mask: frozenset[str] = frozenset(), permissions: frozenset[str] = frozenset()
    ) -> TypeSearch | None:
        """The search of a type under a mask and with permissions; None if this source has no such type."""
        units = self.source.by_type.get(type_)
        if units is None:
            return None
        found = self._searches.get((type_, mask, permissions))
        if found is None:
            found = TypeSearch(units, mask, permissions, lambda: self.state, self.rebinding)
            self._searches[type_, mask, permissions] = found
        return found

    def prepared(self, units: Sequence[Unit], view: View, decimal: Callable[[str], Any] = orjson.Fragment) -> Prepared:
        """Builders of the units under a view, generated at their first use."""
        key = (tuple([unit.number for unit in units]), view, decimal)
        found = self._prepared.get(key)
        if found is None:
            if len(self._prepared) > 500:
                self._prepared.clear()
            found = self._prepared[key] = prepare(units, view, decimal)
        return found

    def refresh_merges(self, source: Source) -> None:
        """Read the merged rows and closed charts anew, at most once a second in each worker.

        These are no statements of the request's count.
        """
        now = time.monotonic()
        if (not self.merges and self.closed is None) or now - self._merged_at < MERGES_SECONDS:
            return
        with source.reading() as connection:
            for identity, sql in self.merges:
                identity.merges.refresh((row[0], row[1]) for row in connection.execute(sql.text, sql.params((), "")))
            self._refresh_closed(connection)
        self._merged_at = now

    def _refresh_closed(self, connection: SourceConnection) -> None:
        declared = self.source.adapter.closed
        if self.closed is not None and declared is not None:
            stored = [row[0] for row in connection.execute(self.closed.text, self.closed.params((), ""))]
            closed.take(self.source.context.closed, declared, stored, self.source.identities[closed.PATIENT, ""])

    def home(self, plan: Plan) -> Ready:
        """Where the rows of the plan's table are."""
        return self if plan.explosion is None or self.inner is None else self.inner

    def several(self, plans: Sequence[Plan], view: View) -> bool:
        """Whether answering takes more than one statement, so that they need one snapshot."""
        return len(plans) > 1 or any(self._takes_several(plan, view) for plan in plans)

    def _takes_several(self, plan: Plan, view: View) -> bool:
        if plan.explosion is not None or any(questions(plan)):
            return True
        return self.prepared([live.unit for live in plan.lives], view).several


@dataclass(eq=False)
class ServedSource:
    """One source behind one endpoint."""

    source: Source
    adapter: Adapter
    site: Mapping[str, str] = field(default_factory=dict)
    id_prefix: str = ""
    claimed: ProfileSet | None = None  # what the endpoint's resources claim in meta.profile, where they may
    documents: Documents = field(default_factory=Documents)  # the files that its rows name
    _ready: Ready | None = None
    _lock: Lock = field(default_factory=Lock)
    _refused: tuple[float, Refused] | None = None  # when first contact last failed, and how
    _members: Members = field(default_factory=Members)  # of united tables
    _filled: frozenset[str] = frozenset()  # those that held a row
    _filled_at: float = 0.0  # when that was asked

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return self.source.zone

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks said at the last compilation; empty before first contact."""
        if self._ready is None:
            return ()
        return self._ready.source.findings if self._ready.durable else (*self._ready.source.findings, self._undurable())

    @property
    def _is_for_reading(self) -> bool:
        """No vendor of ours keeps its rows there, so no write was ever tried."""
        return self.source.dialect.name == "postgresql"

    def _undurable(self) -> Finding:
        if self._is_for_reading:
            text = "Writes are tried on MariaDB only: they are off."
            return Finding("source.W008", f"source {self.source.name}", text, "Use this source for reading.")
        text = "A commit is not flushed to disk here, so an acknowledged write could be lost: writes are off."
        return Finding("source.W007", f"source {self.source.name}", text, "Set innodb_flush_log_at_trx_commit = 1.")

    def ready(self) -> Ready:
        """Compiled at the first contact. Refused 503 `transient` while out of reach."""
        return self._ready or self._contact()

    def _contact(self) -> Ready:
        """One thread tries, the others wait a moment; a failure is remembered, so that nobody hangs in a row."""
        if not self._lock.acquire(timeout=CONTACT_SECONDS):
            raise Refused(503, "transient", "The clinic's database cannot be reached now.", headers=RETRY)
        try:
            if self._ready is not None:
                return self._ready
            if self._refused is not None and time.monotonic() - self._refused[0] < CONTACT_SECONDS:
                raise self._refused[1]
            found = self._ready = self._compile()
            return found
        except Refused as refusal:
            if self._refused is None or self._refused[1] is not refusal:
                self._refused = (time.monotonic(), refusal)
            raise
        finally:
            self._lock.release()

    def fresh(self) -> Ready:
        """`ready`, with the merged rows as they stand now."""
        ready = self.ready()
        if self._holds_others():
            ready = self._anew(ready)
        ready.refresh_merges(self.source)
        return ready

    def _anew(self, ready: Ready) -> Ready:
        """Compiled again by one thread; all go on with what there is until that is done, and if it fails."""
        if not self._lock.acquire(blocking=False):
            return ready
        try:
            found = self._compile()
            found.refresh_merges(self.source)
        except (Refused, SourceFault) as error:
            _log.warning("source not compiled anew: %s", error)
            return ready
        else:
            self._ready = found
            return found
        finally:
            self._lock.release()

    def _holds_others(self) -> bool:
        """Whether a member of a united table has got its first row, or cannot be read any more; asked once a minute."""
        now = time.monotonic()
        if self._members.sql is None or now - self._filled_at < members.SECONDS:
            return False
        self._filled_at = now
        try:
            with self.source.reading() as connection:
                return self._members.filled(connection) != self._filled
        except (Refused, SourceFault):
            return False  # whoever needs the rows is told

    def _compile(self) -> Ready:
        facts = self.source.facts(relation_tables(self.adapter))
        with self.source.reading() as connection:
            durable = not self._is_for_reading and durability(connection) == 1
            asked = Members.of(self.adapter, facts, connection)
            filled, filled_at = asked.filled(connection), time.monotonic()
        facts = asked.without_empty(facts, filled)
        source = compile_source(
            self.adapter, facts, self.source.zone, site=self.site, id_prefix=self.id_prefix, claimed=self.claimed
        )
        statements = Statements(source.context, self.source.dialect, self.source.settings.rows)
        merges = [
            (source.identities[item.type, item.tag], self._merges_sql(item.aliases, source))
            for item in self.adapter.maps
            if item.aliases is not None and facts.table(item.aliases.table.name) is not None
        ]
        inner = Ready(replace(source, context=source.inner), Statements(source.inner, DIALECT), ())
        settings = self.source.settings
        kept = KeptRows(settings.window_bytes)
        self._members, self._filled, self._filled_at = asked, filled, filled_at
        return Ready(
            source, statements, tuple(merges), durable, self._closed_sql(source), inner, settings.window, kept,
            settings.statement_seconds,
        )  # fmt: skip

    def _closed_sql(self, source: CompiledSource) -> Sql | None:
        declared, context = self.adapter.closed, source.context
        if declared is None or not all(map(context.has, declared.columns)):
            return None
        where = [item.sql(context, own_values(item, context)) for item in declared.only]
        wanted = as_text(declared.col, context.kind(declared.col))
        return compiled(select(wanted).where(*where), self.source.dialect, context.facts)

    def _merges_sql(self, aliases: Aliases, source: CompiledSource) -> Sql:
        context = source.context
        values = iter([value for item in aliases.only for value in item.binds(context)])
        columns = [as_text(col, context.kind(col)) for col in (aliases.from_, aliases.to)]
        where = [item.sql(context, lambda: bindparam(None, next(values), unique=True)) for item in aliases.only]
        return compiled(select(*columns).where(*where), self.source.dialect, context.facts)
