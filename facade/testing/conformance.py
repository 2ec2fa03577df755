"""One class for any adapter: what must hold whatever the tables are called.

    class TestMine(AdapterConformance):
        adapter = adapter
        clinic = Clinic(metadata, {patients: [{"id": 1, "name": "Smith"}]}, zone="America/Toronto")

pytest finds its tests; they run on SQLite and MariaDB, each with columns that ignore case and columns that do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cache, partial
from random import Random
from typing import Any, ClassVar
from zlib import crc32

import pytest

from facade.adapter.resource_map import Adapter
from facade.testing import access, algebra, generated, hostile, paging, reading, searching, statements, writing
from facade.testing.asked import Amount, Query, Questions, thinned
from facade.testing.bundles import MOST_PAGES
from facade.testing.clinic import Clinic
from facade.testing.copies import Copier
from facade.testing.databases import mariadb
from facade.testing.filters import filters
from facade.testing.hopping import Roads
from facade.testing.judge import Judge, universe
from facade.testing.places import KINDS, AnyServer, Place, place
from facade.testing.postgresql import postgresql
from facade.testing.reading import served
from facade.testing.report import Report
from facade.testing.shares import IN_BRIEF, share, turn, turn_of
from facade.testing.ugly import crowd, handful, odd_rows, sprinkle

FEW_PAGES = 8  # where laws come in turn, and on database servers: the same rows come in many pages on SQLite
HANDFUL = 12  # copies of each map's rows where every one of them is looked at many times
# Where laws come in turn, about a third of the types meets each in a usual run; all types meet these.
ALWAYS = ("test_search_is_filter", "test_reads_and_ids", "test_access", "test_get_put", "test_writes")
OF_WRITES = ("test_get_put", "test_writes")  # met by the types that are written
LEAST_PUT_IN = 0.9  # of the ugly rows; the others a database may refuse


class AdapterConformance:
    """Set `adapter` and `clinic`. For each type `examples` generated clinics and `hops` chains and `_has` are tried.

    `types`: the FHIR types to try, where not all of the adapter's.
    `in_turn`: each law meets one of the databases, which one is drawn by its name, and most laws a third of the types;
    with `--full` all meet all. For an adapter of many types whose codecs another one tries everywhere.
    `always`: the laws that all types meet all the same.
    """

    adapter: ClassVar[Adapter]
    clinic: ClassVar[Clinic]
    databases: ClassVar[tuple[str, ...]] = KINDS
    amount: ClassVar[Amount] = Amount(values=14, pairs=20)
    examples: ClassVar[int] = 4
    hops: ClassVar[int] = 40
    in_turn: ClassVar[bool] = False
    always: ClassVar[tuple[str, ...]] = ALWAYS
    types: ClassVar[tuple[str, ...]] = ()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Each law for each database and each FHIR type."""
        if "kind" not in metafunc.fixturenames:
            return
        everywhere = not {"crowded", "generated_on"}.isdisjoint(metafunc.fixturenames)
        kinds = [kind for kind in self.databases if everywhere or kind in IN_BRIEF or len(self.databases) == 1]
        types = self.types or tuple(dict.fromkeys(item.type for item in self.adapter.maps))
        typed, law = "type_" in metafunc.fixturenames, metafunc.definition.name
        if self.in_turn and not metafunc.config.getoption("full", False):
            if "crowded" in metafunc.fixturenames:  # put in once for all laws
                kinds = [kinds[crc32(self.adapter.name.encode()) % len(kinds)]]
            elif typed:
                kinds = [kinds[crc32(law.encode()) % len(kinds)]]
            if typed and law not in self.always:
                types = tuple(type_ for type_ in types if crc32(f"{law} {type_}".encode()) % 3 == 0) or types[:1]
        if law in OF_WRITES:
            written = {item.type for item in self.adapter.maps if item.writes is not None}
            types = tuple(type_ for type_ in types if type_ in written) or types[:1]
        metafunc.parametrize("kind", kinds, scope="class")
        if typed:
            metafunc.parametrize("type_", types)

    @pytest.fixture(scope="class")
    @classmethod
    def crowded(
        cls, request: pytest.FixtureRequest, kind: str, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Place]:
        """Every ugly value of every codec, each in a row of its own."""
        with place(kind, cls.adapter, cls.clinic, tmp_path_factory.mktemp("kit"), _server(request, kind)) as made:
            made.attempts = 0
            made.index(cls.clinic.numbered)
            made.insert(*(copy.rows for copy in crowd(made, Copier(cls.adapter, cls.clinic), cls.types)))
            yield made

    @pytest.fixture(scope="class")
    @classmethod
    def small(
        cls, request: pytest.FixtureRequest, kind: str, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Place]:
        """The clinic's own rows and a handful of ugly ones."""
        with place(kind, cls.adapter, cls.clinic, tmp_path_factory.mktemp("kit"), _server(request, kind)) as made:
            sprinkle(made, Copier(cls.adapter, cls.clinic), HANDFUL)
            yield made

    @pytest.fixture(scope="class")
    @classmethod
    def bare(
        cls, request: pytest.FixtureRequest, kind: str, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Place]:
        """The clinic's own rows, to be changed by the test."""
        with place(kind, cls.adapter, cls.clinic, tmp_path_factory.mktemp("kit"), _server(request, kind)) as made:
            yield made

    @pytest.fixture
    def generated_on(self, bare: Place) -> Place:
        """Any kind of database, for rows that hypothesis makes."""
        return bare

    @pytest.fixture(scope="class")
    @classmethod
    def judges(cls, small: Place) -> Callable[[str], Judge]:
        """Of the small clinic, by type: no law changes it, so each is made once, and all know the same rows."""
        return cache(partial(Judge.of, small, others={}))

    @pytest.fixture
    def full(self, request: pytest.FixtureRequest) -> bool:
        """Whether all is asked everywhere."""
        return bool(request.config.getoption("full", False))

    @pytest.fixture
    def judge(self, judges: Callable[[str], Judge], type_: str) -> Judge:
        """What the small clinic holds of the type."""
        return judges(type_)

    @pytest.fixture(scope="class")
    @classmethod
    def asked(cls, judges: Callable[[str], Judge]) -> Callable[[str], list[Query]]:
        """A few searches of each type, made once for all laws."""
        return cache(lambda type_: _few(judges(type_)))

    @pytest.fixture
    def queries(self, asked: Callable[[str], list[Query]], type_: str) -> list[Query]:
        """A few searches of the type."""
        return asked(type_)

    def test_every_map_is_in_service(self, small: Place) -> None:
        """No error among the numbered findings, and a row of the clinic for every map and part."""
        errors = [str(finding) for finding in small.ready.source.findings if finding.is_error]
        assert not errors
        assert set(small.types) == {item.type for item in self.adapter.maps}
        live = {number for type_ in small.types for number, _ in universe(small, type_).rows}
        idle = [
            unit.label for units in small.ready.source.by_type.values() for unit in units if unit.number not in live
        ]
        assert not idle, f"no row of the clinic gives a {', '.join(idle)}: add one"

    def test_databases_take_the_ugly_rows(self, crowded: Place) -> None:
        """What a database refuses is left out, but that is little."""
        put_in = 1 - len(crowded.refused) / max(crowded.attempts, 1)
        assert put_in >= LEAST_PUT_IN, crowded.refused[:10]

    def test_search_is_filter(self, crowded: Place, type_: str, full: bool) -> None:
        """SQL finds what the evaluator keeps; every parameter on offer finds something and leaves something out."""
        judge = Judge.of(crowded, type_)
        asked = _questions(judge, self.amount)
        report = searching.law(judge, asked if full or self.in_turn else share(crowded.kind, self.databases, asked))
        assert not report.breaches, str(report)
        search = crowded.ready.search(type_)
        assert search is not None
        idle = set(search.offer.parameters) - (report.meeting & report.narrowing)
        assert not idle, f"{type_}: {', '.join(sorted(idle))} changed no result"
        assert report.tried > report.refused

    def test_chains_and_has(self, judge: Judge) -> None:
        """Search = filter through other types: every hop, and hops nested and mixed."""
        _holds(searching.law(judge, Roads(judge, Random(20)).queries(self.hops)))

    def test_filters(self, judge: Judge) -> None:
        """Search = filter in the words of `_filter`."""
        _holds(searching.law(judge, filters(judge, 5 * self.amount.pairs)))

    def test_served_values_are_found(self, judge: Judge) -> None:
        """By their own parameter, copied as they are served."""
        _holds(algebra.served_values(judge))

    def test_lists_repetition_and_not(self, judge: Judge, queries: list[Query], full: bool) -> None:
        """OR is union, AND intersection, `:not` and `:missing` complement."""
        _holds(algebra.sets(judge, queries, each=3 if full else 2))

    def test_totals(self, judge: Judge, queries: list[Query]) -> None:
        """Of matches, not of the page."""
        _holds(algebra.totals(judge, thinned(queries, 10)))

    def test_includes(self, judge: Judge) -> None:
        """As a search of their own finds them."""
        _holds(algebra.includes(judge))

    def test_search_is_filter_over_generated_rows(self, generated_on: Place, type_: str) -> None:
        """Several ugly values in one row."""
        generated.check(generated_on, type_, examples=self.examples)

    def test_pages_are_the_whole(self, judge: Judge, full: bool) -> None:
        """Any size and order; bad rows are told once."""
        many = not self.in_turn and (full or judge.place.kind.startswith("sqlite"))
        part = turn_of(judge.type) if self.in_turn else turn(judge.place.kind, self.databases)
        _holds(paging.law(judge, MOST_PAGES if many else FEW_PAGES, turn=None if full else part))

    def test_reads_and_ids(self, judge: Judge) -> None:
        """A read shows what a search shows; other ids are 404."""
        _holds(reading.law(judge))

    def test_narrowed_answers(self, judge: Judge) -> None:
        """`_elements` and `_summary`."""
        _holds(reading.narrowed(judge))

    def test_hostile_values(self, judge: Judge) -> None:
        """No value is more than a value."""
        _holds(hostile.law(judge))

    def test_statements_are_counted(self, judge: Judge, queries: list[Query]) -> None:
        """As many as the formula says."""
        _holds(statements.law(judge, thinned(queries, 12)))

    def test_access(self, judge: Judge, queries: list[Query]) -> None:
        """Patients' tokens, filtered scopes."""
        patients = sorted(judge.of_type("Patient").resources) if "Patient" in judge.place.types else []
        _holds(access.law(judge, patients, queries))

    def test_strict_negation(self, judge: Judge, queries: list[Query]) -> None:
        """Fails closed."""
        _holds(access.strict(judge, queries))

    def test_masks(self, judge: Judge, queries: list[Query], full: bool) -> None:
        """Masked elements are no oracle."""
        _holds(access.masked(judge, thinned(queries, 10 if full else 5)))

    def test_pages_while_rows_come_in(self, bare: Place, type_: str, full: bool) -> None:
        """The EHR goes on working between two pages; nothing gets lost but what the EHR itself replaces."""
        bare.reset()
        copier = Copier(self.adapter, self.clinic)
        sprinkle(bare, copier, 4)
        coming = list(handful(bare, copier, 12, type_))

        def insert(_page: int) -> None:
            for made in (coming.pop() for _ in range(min(2, len(coming)))):
                bare.insert(made.rows)

        most = paging.MORE_GROWING if full else paging.GROWING
        _holds(paging.inserting(Judge.of(bare, type_), insert, most=most, lose=type_ in self.clinic.replaced))

    def test_odd_rows_break_only_themselves(self, bare: Place) -> None:
        """Rows of NULLs and odd keys beside sane ones: those are served as before, but for what a child row adds."""
        bare.reset()
        types = [type_ for type_ in bare.types if type_ not in self.clinic.replaced]
        before = {type_: served(bare, type_) for type_ in types}
        bare.insert(*(made.rows for made in odd_rows(bare, Copier(self.adapter, self.clinic))))
        after = {type_: served(bare, type_) for type_ in types}
        lost = [
            f"{type_}/{id_}"
            for type_, found in before.items()
            for id_, one in found.items()
            if not _kept(one, after[type_].get(id_))
        ]
        assert not lost

    def test_get_put(self, crowded: Place, type_: str) -> None:
        """Unifying what was read with itself changes nothing, for every map that is written."""
        _holds(writing.get_put(Judge.of(crowded, type_)))

    def test_writes(self, bare: Place, type_: str) -> None:
        """PUT of what was read changes nothing; of something else stores it and nothing more; POST gives it back."""
        bare.reset()
        if any(item.writes for item in self.adapter.maps if item.type == type_):
            for made in handful(bare, Copier(self.adapter, self.clinic), HANDFUL, type_, empty=3):
                bare.insert(made.rows)
        _holds(writing.put_back(Judge.of(bare, type_)))
        _holds(writing.put_get(Judge.of(bare, type_)))
        _holds(writing.post(Judge.of(bare, type_)))


def _questions(judge: Judge, amount: Amount) -> list[Query]:
    search = judge.place.ready.search(judge.type)
    assert search is not None  # the judge read its units
    return Questions(search, judge, amount).all()


def _few(judge: Judge) -> list[Query]:
    return thinned([query for query in _questions(judge, Amount(6, 6)) if len(query) == 1], 30)


def _holds(report: Report) -> None:
    assert not report.breaches, str(report)


def _kept(before: Mapping[str, Any], after: Mapping[str, Any] | None) -> bool:
    """Whether all that was shown still is; the version tells of rows below, too."""
    if after is None:
        return False
    return all(
        all(item in after.get(key, []) for item in value) if isinstance(value, list) else after.get(key) == value
        for key, value in before.items()
        if key != "meta"
    )


def _server(request: pytest.FixtureRequest, kind: str) -> AnyServer | None:
    """One server of each engine for the whole run: the test suite's own if it has one."""
    engine = kind.partition("-")[0]
    if engine not in _ENGINES:
        return None
    try:
        found: AnyServer = request.getfixturevalue(f"{engine}_server")
    except pytest.FixtureLookupError:
        found = _started(request, engine)
    return found


def _started(request: pytest.FixtureRequest, engine: str) -> AnyServer:
    running = request.session.stash.setdefault(_SERVERS, {})
    if engine not in running:
        context = _ENGINES[engine]()
        running[engine] = context.__enter__()
        request.session.addfinalizer(lambda: context.__exit__(None, None, None))
    return running[engine]


_ENGINES: Mapping[str, Callable[[], AbstractContextManager[AnyServer]]] = {
    "mariadb": mariadb,
    "postgresql": postgresql,
}
_SERVERS = pytest.StashKey[dict[str, AnyServer]]()
