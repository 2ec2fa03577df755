"""`_explain=true`: not what a search finds, but how it comes about. For clients with the permission `operator`.

The search runs as it would without `_explain`, on a connection that remembers its statements; what it finds is thrown
away. The answer holds no value that was searched for and nothing of a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from facade.errors import Refused
from facade.interactions.asking import Asking, Question
from facade.interactions.context import Context, Reply
from facade.interactions.exploded import Window
from facade.interactions.served import Ready
from facade.search.advice import parameters, reason, unserved
from facade.search.budget import Estimate, TooCostly
from facade.sources.connection import SourceConnection
from facade.sources.watched import Seen, WatchedConnection

Part: TypeAlias = dict[str, Any]


def explain(context: Context, ready: Ready, asking: Asking, run: Callable[[SourceConnection], object]) -> Reply:
    """200 with Parameters. `run` does all the reading of the search."""
    with context.endpoint.source.source.watching() as connection:
        statements = list(_statements(ready, connection, _refused(run, connection)))
    for one in asking.questions:
        context.event(asking.interaction, one.type, 200, reason=one.reason)
    found = [*(_question(ready, one) for one in asking.questions), *statements]
    return Reply(200, {"resourceType": "Parameters", "parameter": found})


def _refused(run: Callable[[SourceConnection], object], connection: SourceConnection) -> Refused | None:
    """How the search ended, if it was too much for the database."""
    try:
        run(connection)
    except Refused as refusal:
        if refusal.code in ("too-costly", "timeout"):
            return refusal
        raise
    return None


# What was asked


def _question(ready: Ready, one: Question) -> Part:
    live = {item.unit.label for plan in one.plans for item in plan.lives}
    parts = [_text("type", one.type), _text("access", one.reason)]
    parts += [_text("left-out", f"{unit.label}: nothing of it can be meant, or be seen by this caller.")
              for unit in one.search.units if unit.label not in live]  # fmt: skip
    parts += [_parts("not-pushed-down", [_text("name", name), _text("why", reason(one.search, name))])
              for name in one.request.ignored]  # fmt: skip
    parts += [_text("index", text) for text in _advice(ready, one)]
    return _parts("search", parts)


def _advice(ready: Ready, one: Question) -> Iterator[str]:
    for type_, code in dict.fromkeys(parameters(one.request.expression, one.type)):
        finding = unserved(ready.source, type_, code) if type_ in ready.source.by_type else None
        if finding is not None:
            yield f"{type_}: {finding.text} {finding.todo}"


# How it was answered


def _statements(ready: Ready, connection: WatchedConnection, refusal: Refused | None) -> Iterator[Part]:
    for seen in list(connection.seen):
        yield _statement(ready, connection, seen)
    for opened in connection.kept.values():
        if isinstance(opened, Window):
            counted = [
                _number("stored", opened.stored),
                _number("rows", opened.rows),
                _number("failed", len(opened.failed)),
            ]
            yield _parts("window", [*counted, _number("limit", ready.window)])
    if isinstance(refusal, TooCostly):
        parts = [_sql(refusal.text), *_estimate(refusal.estimate), _text("ended", "Refused before it ran.")]
        yield _parts("statement", [*parts, _number("limit", ready.statements.rows)])


def _statement(ready: Ready, connection: WatchedConnection, seen: Seen) -> Part:
    parts = [_sql(seen.sql), *_estimate(ready.statements.estimate_of(seen.sql)), *_outcome(seen)]
    try:
        parts += [_parts("plan", [_text(_name(name), value) for name, value in step.items()])
                  for step in connection.explained(seen)]  # fmt: skip
    except Refused as refusal:
        if refusal.code != "timeout":
            raise
        parts.append(_text("no-plan", "The database took too long to plan it."))
    return _parts("statement", parts)


def _outcome(seen: Seen) -> Sequence[Part]:
    if seen.returned is None:
        return [_text("ended", "The database ended it: it took too long.")]
    if seen.read is None:
        return [
            _number("returned", seen.returned),
            _text("read", "This database does not tell how many rows it reads."),
        ]
    return [_number("returned", seen.returned), _number("read", seen.read)]


def _estimate(estimate: Estimate | None) -> Sequence[Part]:
    if estimate is None:
        return ()
    return [_number("estimate", estimate.rows), *(_text("index", f"Would help: {index}.") for index in estimate.wanted)]


def _name(heading: str) -> str:
    return heading.lower().replace(" ", "-").replace("_", "-")


def _sql(text: str) -> Part:
    """Markers of every driver as `?`; a `%` that one of them wants doubled as one."""
    plain = re.sub("%([s%])", lambda found: "?" if found[1] == "s" else "%", text)
    return _text("sql", " ".join(plain.split()))


def _text(name: str, value: str) -> Part:
    return {"name": name, "valueString": value}


def _number(name: str, value: int) -> Part:
    return {"name": name, "valueDecimal": value}


def _parts(name: str, parts: list[Part]) -> Part:
    return {"name": name, "part": parts}
