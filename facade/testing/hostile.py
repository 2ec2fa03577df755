"""SQL text, wildcards, odd characters and far too long values, everywhere: refused or searched, never more."""

from __future__ import annotations

from collections.abc import Iterator

from facade.errors import Refused
from facade.testing.asked import HOSTILE, Query
from facade.testing.bundles import searched
from facade.testing.judge import Judge
from facade.testing.report import Report

MUST_REFUSE = ("a\x00b", "\x00", "x\ny", "x" * 10_240, "é" * 6_000, "\ud800")
CONTROLS = ("_sort", "_count", "_elements", "_summary", "_total", "_page", "_id")


def law(judge: Judge) -> Report:
    """Every value in every parameter; the tables stay as they are."""
    report = Report()
    before = judge.place.contents()
    for query, refused in _queries(judge):
        _one(judge, query, refused, report)
    report.check(judge.place.contents() == before, f"{judge.type}: a search changed the tables")
    return report


def _queries(judge: Judge) -> Iterator[tuple[Query, bool]]:
    search = judge.place.ready.search(judge.type)
    assert search is not None  # the judge read its units
    names = [*search.offer.parameters, *CONTROLS]
    for at, name in enumerate(names):
        yield from ((((name, text),), False) for text in HOSTILE)
        yield ((name, MUST_REFUSE[at % len(MUST_REFUSE)]),), True
        yield ((f"{name}:{HOSTILE[at % len(HOSTILE)]}", "x"),), True
    yield from ((((name, text),), True) for name in names[:2] for text in MUST_REFUSE)
    yield from ((((text, "x"),), True) for text in (*HOSTILE, *MUST_REFUSE))


def _one(judge: Judge, query: Query, refused: bool, report: Report) -> None:
    where = f"{judge.type}?{query[0][0][:60]!r}={query[0][1][:60]!r} on {judge.place.kind}"
    try:
        searched(judge.place.context(), judge.type, query)
        report.check(not refused, f"{where}: was not refused")
    except Refused as refusal:
        report.refused += 1
        report.check(400 <= refusal.status < 500, f"{where}: {refusal.status} {refusal}")
    except Exception as error:  # anything else would be a 500
        report.check(False, f"{where}: {type(error).__name__}: {error}")
