"""The first case that holds decides; a case's predicate is its condition AND NOT the earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Self

from sqlalchemy import Column, ColumnElement, and_, or_, true

from facade.adapter.codecs.base import Codec, Remembered
from facade.adapter.codecs.coded import Fixed
from facade.adapter.combined import all_met
from facade.adapter.conditions import Condition, Told
from facade.adapter.context import SourceContext
from facade.adapter.values import NEVER, Among, Bind, Edges, Form, Test, Unreadable


@dataclass(frozen=True, eq=False)
class Cases(Codec):
    """Read-only. `branches`: (conditions that must all hold, codec); with none holding the value is absent."""

    doc: ClassVar[str] = "first case that holds"

    branches: tuple[tuple[tuple[Condition, ...], Codec], ...]

    @property
    def gives(self) -> str:  # type: ignore[override]
        return next((codec.gives for _, codec in self.branches if codec.gives), "string")

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        found: dict[Column[Any], None] = {}
        for conditions, codec in self.branches:
            for condition in conditions:
                found.update(dict.fromkeys(condition.columns))
            found.update(dict.fromkeys(codec.columns))
        return tuple(found)

    def narrowed(self, has: Callable[[Column[Any]], bool]) -> Codec | None:
        kept = []
        for conditions, codec in self.branches:
            known = [condition.narrowed(has, False) for condition in conditions]
            inner = None if False in known else codec.narrowed(has)
            if inner is not None:
                kept.append((tuple(item for item in known if isinstance(item, Condition)), inner))
        return replace(self, branches=tuple(kept)) if kept else None

    def bind(self, context: SourceContext) -> Self:
        branches = tuple((conditions, codec.bind(context)) for conditions, codec in self.branches)
        return replace(self, context=context, branches=branches)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        *values, today = raw  # the builder hands the request's date behind the columns
        at = dict(zip(self.columns, values, strict=True))
        chosen = self._chosen(*(at[col] for col in self._tested), today)
        if chosen is None:
            return None
        _, codec = self.branches[chosen]
        return codec.decode(*(at[col] for col in codec.columns), *([today] if isinstance(codec, Cases) else []))

    @cached_property
    def _tested(self) -> tuple[Column[Any], ...]:
        """The columns that conditions look at."""
        tested = (item for conditions, _ in self.branches for item in conditions)
        return tuple(dict.fromkeys(col for item in tested for col in item.columns))

    def _chosen(self, *raw: Any) -> int | None:
        """The number of the first branch whose conditions hold, by the values of `_tested` and the request's date."""
        *values, today = raw
        at = dict(zip(self._tested, values, strict=True))
        for number, told in enumerate(self._told):
            if all_met(told, at, today):
                return number
        return None

    @cached_property
    def _told(self) -> tuple[Sequence[Told], ...]:
        """The conditions of each branch, ready to be asked."""
        return tuple([condition.told(self.at) for condition in conditions] for conditions, _ in self.branches)

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        """The choice is remembered by what the tested columns hold: codes and short notes, the same again and again."""
        at = dict(zip(self.columns, args, strict=True))
        names[f"{into}_chosen"] = Remembered(lambda raw: self._chosen(*raw))
        lines = [f"{into} = {into}_chosen[{', '.join([*(at[col] for col in self._tested), 'today'])},]"]
        for number, (_, codec) in enumerate(self.branches):
            lines.append(f"{'elif' if number else 'if'} {into} == {number}:")
            inner = f"{into}_{number}"
            lines += [f"    {line}" for line in called(codec, inner, [at[col] for col in codec.columns], names)]
            lines.append(f"    {into} = {inner}")
        return lines

    def test(self, op: str, value: Any) -> Test | None:
        tests = [codec.test(op, value) for _, codec in self.branches]
        if any(test is None for test in tests):
            return None
        known = [test for test in tests if test is not None]
        if all(test == NEVER for test in known):
            return NEVER
        among = Among.either([test.among for test in known if test != NEVER])
        return Test(("cases", *(test.form for test in known)), self._binds([test.binds for test in known]), among)

    def _binds(self, tests: list[tuple[Any, ...]]) -> tuple[Any, ...]:
        binds: list[Any] = []
        for (conditions, _), test in zip(self.branches, tests, strict=True):
            for condition in conditions:
                binds.extend(condition.binds(self.at))
            binds.extend(test)
        return tuple(binds)

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("true", "false"):
            return Codec.sql(self, form, bind)
        return self._either(form, bind, "sql")

    def _either(self, form: Form, bind: Bind, method: str) -> ColumnElement[bool]:
        """Each branch's test under its conditions and behind the earlier ones; binds run in the same order."""
        earlier: list[ColumnElement[bool]] = []
        found: list[ColumnElement[bool]] = []
        for (conditions, codec), inner in zip(self.branches, form[1:], strict=True):
            holds = and_(true(), *(condition.sql(self.at, bind) for condition in conditions))
            test = getattr(codec, method)(inner, bind)
            found.append(and_(holds, test, *(before.is_not(true()) for before in earlier)))
            earlier.append(holds)
        return or_(*found)

    def presence(self) -> Test | None:
        inner = [codec.presence() for _, codec in self.branches]
        known = [test for test in inner if test is not None]
        if len(known) < len(inner):
            return None
        return Test(("cases", *(test.form for test in known)), self._binds([test.binds for test in known]))

    def presence_sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        return self._either(form, bind, "presence_sql")

    def listed(self) -> tuple[str, ...] | None:
        lists = [codec.listed() for _, codec in self.branches]
        known = [texts for texts in lists if texts is not None]
        return tuple(dict.fromkeys(text for texts in known for text in texts)) if len(known) == len(lists) else None

    def edges(self) -> Edges:
        return Edges(searched=tuple(text for _, codec in self.branches for text in codec.edges().searched))


def called(codec: Codec, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str]:
    """Lines for the generated builder that set `into` to the codec's value: its own, or a call of `decode`."""
    source = codec.source(into, args, names)
    if source is not None:
        return source
    names[f"{into}_call"] = codec.decode
    return [f"{into} = {into}_call({', '.join([*args, 'today'] if isinstance(codec, Cases) else args)})"]


def as_codec(value: Codec | str | bool) -> Codec:
    """A branch's codec; constants become `Fixed`."""
    return value if isinstance(value, Codec) else Fixed(value)


def cases(
    *branches: tuple[Condition | tuple[Condition, ...], Codec | str | bool], otherwise: Codec | str | bool | None = None
) -> Cases:
    """The codec or constant of the first branch whose conditions hold; else `otherwise`, else absent."""
    made = [((when,) if isinstance(when, Condition) else when, as_codec(value)) for when, value in branches]
    if otherwise is not None:
        made.append(((), as_codec(otherwise)))
    if not all(condition.readable for conditions, _ in made for condition in conditions):
        raise TypeError("a case looks at columns that are fetched: join the row that it asks for")
    return Cases(tuple(made))


def when(condition: Condition | tuple[Condition, ...], codec: Codec | str | bool) -> Cases:
    """The codec where the condition holds; absent elsewhere."""
    return cases((condition, codec))
