"""The kit tries itself: each fault below was, or could have been, made in the core; the kit must report every one.

A fault is planted by replacing one function; the law named beside it is then tried on Willow's clinic. Without a
fault the same laws find nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import ColumnElement, String, and_, bindparam, false, func, literal_column, not_, true

from facade.adapter.codecs import dates, instants, numbers, text
from facade.adapter.codecs.coded import Coded
from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.values import Test as CodecTest
from facade.compiler import predicate, presence, prune, resolve, unify
from facade.compiler.identity import Merges
from facade.compiler.predicate import NO, YES, Predicate, every, negated, some
from facade.compiler.units import Unit
from facade.interactions.fetch import Reader
from facade.interactions.includes import Includes
from facade.search import compile as compiling
from facade.search import statement
from facade.search.joins import selected
from facade.search.pushdown import keyed, parameters, string, token
from facade.search.statement import Statements
from facade.testing import access, algebra, paging, reading, searching, statements, writing
from facade.testing.asked import Amount, Query, Questions, thinned
from facade.testing.copies import Copier
from facade.testing.judge import Judge, universe
from facade.testing.places import CountingSource, Place, place, writer_of
from facade.testing.report import Report
from facade.testing.ugly import crowd, handful, sprinkle
from tests.kit import willow

Law = Callable[[Judge], Report]
Plant = Callable[[pytest.MonkeyPatch], None]
SOME = Amount(values=10, pairs=8)
MOST = 300  # searches of a type, with a fault and without: each fault shows in them


def questions(judge: Judge, amount: Amount = SOME) -> list[Query]:
    search = judge.place.ready.search(judge.type)
    assert search is not None
    return Questions(search, judge, amount).all()


def few(judge: Judge) -> list[Query]:
    return thinned([query for query in questions(judge, Amount(6, 0)) if len(query) == 1], 40)


def search(judge: Judge) -> Report:
    """In a fixed but mixed order, a few at a time: after the first breach no more need be asked."""
    asked = questions(judge)
    Random(4).shuffle(asked)
    for start in range(0, min(len(asked), MOST), 25):
        report = searching.law(judge, asked[start : start + 25], count_every=3)
        if report.breaches:
            break
    return report


def patients(judge: Judge) -> Report:
    return access.law(judge, sorted(universe(judge.place, "Patient").resources), few(judge))


def strictly(judge: Judge) -> Report:
    return access.strict(judge, few(judge))


def masks(judge: Judge) -> Report:
    return access.masked(judge, few(judge))


def count_statements(judge: Judge) -> Report:
    return statements.law(judge, few(judge)[:5])


def set_laws(judge: Judge) -> Report:
    return algebra.sets(judge, few(judge))


def total_law(judge: Judge) -> Report:
    return algebra.totals(judge, few(judge)[:6])


def writes(judge: Judge) -> Report:
    return writing.put_get(judge, tries=80)


@dataclass(frozen=True)
class Fault:
    """What is wrong, how it is planted, the type and the law that must show it."""

    name: str
    type: str
    law: Law
    plant: Plant

    def __str__(self) -> str:
        return self.name


def setting(owner: Any, name: str, value: Any) -> Plant:
    return lambda patch: patch.setattr(owner, name, value)


def rounded(self: numbers.Number, form: Any, bind: Any) -> ColumnElement[bool]:
    """ROUND(column × factor + offset) in SQL, against the served value."""
    value = func.round(self.col * float(self.factor) + float(self.offset), self.places or 6)
    limit = literal_column("0.0") + bind()
    return and_(
        {">=": value >= limit, ">": value > limit, "<": value < limit, "<=": value <= limit}[form[0]], value != 0
    )


def plant_rounding(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(numbers.Number, "sql", rounded)
    patch.setattr(
        numbers.Number,
        "test",
        lambda self, op, value: CodecTest((value[0],), (format(value[1], "f"),)) if op == "number" else None,
    )


def beyond(query: Any, bind: Any) -> ColumnElement[bool]:
    """Rows behind the cursor's row: its later parts are gone."""
    found: ColumnElement[bool] = REAL_AFTER(query, bind)
    return and_(found, query.key > bindparam(f"b{bind.count - 1}", type_=String(), required=False))


REAL_AFTER = statement._after


def cased(self: Coded, *raw: Any) -> Any:
    """Looks stored values up as they are written."""
    (value,) = raw
    return self.values.get(value, self.other if isinstance(self.other, (str, bool)) else None)


def unrestricted(self: Unit, lifted: frozenset[str]) -> Predicate:
    parts = [self._condition(item) for item in self.conditions]
    if self.part:
        parts.append(some(presence.lives(self.root.members[key]) for key in sorted(self.own_members)))
    return every(parts)


def anyhow(self: parameters.Resolver, parameter: Any, hit: Any, value: Any, asked: Any) -> Predicate:
    """Each component on any node, not all on one."""
    parts = []
    for (url, path), part in zip(parameter.components, value.parts, strict=True):
        component = parameters.definitions.parameter_by_url(url)
        inner = [
            found
            for one in self.hits(parameter)
            for found in parameters.resolve_below(one, parameters.fhirpath.parse_relative(path))
        ]
        parts.append(some(parameters.one_value(component, found, "", part, asked) for found in inner))
    return every(parts)


def loosely(item: Any, resolver: Any, asked: Any) -> Predicate:
    return negated(compiling._pushed(item, resolver, asked))


def rows_counted(self: Statements, table: Any, split: Any, _most: int) -> Any:
    """Rows, not the resources they give."""
    bind = statement.Binds()
    flags = [item.sql(bind) for item in split.flags]
    where = [split.common.sql(bind), *([statement.or_(*flags)] if flags else [])]
    return selected(self.context, table, [func.count()], where)


def one_statement_more(self: Reader, *given: Any, **more: Any) -> Any:
    self.connection.execute("SELECT 1")
    return REAL_PAGE(self, *given, **more)


REAL_PAGE = Reader.page


def grown(self: Merges, key: Any) -> tuple[Any, ...]:
    return (key,)


def as_referred(self: ReferenceTo, *raw: Any) -> Any:
    """Decodes whatever is filled in."""
    return f"{self.type_}/{raw[0]}" if raw[0] not in (None, "", 0) else None


FAULTS: Sequence[Fault] = (
    Fault("a plain NOT instead of IS NOT TRUE", "Patient", search, setting(predicate, "not_true", not_)),
    Fault("constants are true without guards", "Patient", search, setting(resolve, "_guard", lambda step: YES)),
    Fault("no calendar for dates in three columns", "Patient", search,
          setting(dates, "PARTS", r"^[0-9]{4}-[0-9]{0,2}-[0-9]{0,2}$")),
    Fault("no calendar for date columns", "Condition", search, setting(dates, "calendar", lambda col: true())),
    Fault("SQL rounds instead of comparing with thresholds", "Observation", search, plant_rounding),
    Fault("no pick among attribute rows and joined rows", "Patient", search,
          setting(presence, "_better", lambda *given: false())),
    Fault("a reborn slice keeps its old columns", "Patient", writes, setting(unify, "_born", lambda *given: False)),
    Fault("the system of a token is ignored", "Patient", search, setting(token, "_system", lambda *given: YES)),
    Fault(":exact is a prefix", "Patient", search,
          setting(string, "OPERATIONS", {"": "prefix", "contains": "contains", "exact": "prefix"})),
    Fault("wildcards of LIKE are not escaped", "Patient", search, setting(text, "like_pattern", lambda given: given)),
    Fault("the cursor skips the later parts of its row", "Observation", paging.law, setting(statement, "_after", beyond)),
    Fault("a strict negation is loose", "Patient", strictly, setting(compiling, "_strictly_not", loosely)),
    Fault("coded values are looked up with their case", "Patient", search, setting(Coded, "decode", cased)),
    Fault("restrictions are forgotten", "Practitioner", search, setting(Unit, "_base", unrestricted)),
    Fault("components of a composite hold on different nodes", "Observation", search,
          setting(parameters.Resolver, "_composite", anyhow)),
    Fault("totals count rows", "Observation", search, setting(Statements, "_count", rows_counted)),
    Fault("one statement too many", "Patient", count_statements, setting(Reader, "page", one_statement_more)),
    Fault("local times are compared without regard to the turn of the clocks", "Encounter", search,
          setting(instants, "naive_from", lambda moment, zone: moment.astimezone(zone).replace(tzinfo=None))),
    Fault("absorbed patients are not found under their head", "Observation", search, setting(Merges, "family", grown)),
    Fault("masked elements can be searched", "Patient", masks, setting(prune, "masked", lambda root, paths: root)),
    Fault("a patient's token sees everything", "Condition", patients,
          setting(compiling, "_access", lambda *given: YES)),
    Fault("keys not in normal form are served as references", "Condition", search,
          setting(ReferenceTo, "decode", as_referred)),
    Fault("cases of references are one reference", "Observation", search,
          setting(resolve.Hit, "branches", property(lambda hit: iter((hit,))))),
    Fault("cases over an attribute need its row", "Observation", search,
          setting(presence, "_lives_by_its_row", lambda codec: True)),
    Fault("text keys compare as their column does", "Practitioner", search,
          setting(keyed, "exact_form", lambda col: col)),
    Fault("a list of values means all of them", "Patient", set_laws, setting(parameters, "some", every)),
    Fault("`:not` finds nothing where a value is missing", "Patient", set_laws,
          setting(compiling, "negated", lambda found: every([negated(found), found]))),
    Fault("a total counts the page", "Condition", total_law, setting(Reader, "count", lambda *given: 1)),
    Fault("an include brings nothing", "Condition", algebra.includes, setting(Includes, "_referred", lambda *given: {})),
    Fault("codes with a system are not found", "Condition", algebra.served_values,
          setting(parameters, "token", lambda *given: NO)),
    Fault("narrowed answers show everything", "Patient", reading.narrowed,
          setting(prune, "elements", lambda root, names: root)),
)  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A crowded and a small clinic as files, filled while nothing is planted."""
    folder = tmp_path_factory.mktemp("planted")
    found = {}
    for name in ("crowded", "small"):
        with place("sqlite-ci", willow.adapter, willow.clinic, folder) as made:
            copier = Copier(willow.adapter, willow.clinic)
            if name == "crowded":
                made.insert(*(copy.rows for copy in crowd(made, copier)))
            else:
                made.insert(*(copy.rows for copy in handful(made, copier, 12, "Patient", empty=3)))
                sprinkle(made, copier, 6)
            found[name] = folder / f"{name}.kept"
            shutil.copy(str(made.writer.url.database), found[name])
    return found


@pytest.fixture
def opened(files: dict[str, Path], tmp_path: Path) -> Iterator[Callable[[Law], Place]]:
    """A copy of the clinic that a law is tried on, compiled anew."""
    made: list[Place] = []

    def open_(law: Law) -> Place:
        kept = files["crowded" if law is search else "small"]
        url = f"sqlite:///{shutil.copy(kept, tmp_path / 'clinic.sqlite')}"
        made.append(
            Place("sqlite-ci", willow.adapter, willow.clinic, writer_of(url), CountingSource.at(url, willow.clinic))
        )
        return made[-1]

    yield open_
    for each in made:
        each.close()


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_the_kit_reports(fault: Fault, opened: Callable[[Law], Place], monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch)
    assert breaches(fault.law, fault.type, opened(fault.law)), "the kit found nothing"


def breaches(law: Law, type_: str, where: Place) -> list[str]:
    """What the law says; that the rows cannot even be read is a breach too."""
    try:
        return law(Judge.of(where, type_)).breaches
    except AssertionError as error:
        return [str(error)]


LAWS = tuple(dict.fromkeys((fault.law, fault.type) for fault in FAULTS))


@pytest.mark.parametrize(("law", "type_"), LAWS, ids=lambda given: getattr(given, "__name__", given))
def test_without_a_fault_it_reports_nothing(law: Law, type_: str, opened: Callable[[Law], Place]) -> None:
    assert breaches(law, type_, opened(law)) == []


def test_faults_are_many() -> None:
    assert len(FAULTS) >= 10
    assert len({str(fault) for fault in FAULTS}) == len(FAULTS)
