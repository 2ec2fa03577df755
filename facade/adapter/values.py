"""The small vocabulary between codecs, templates and the compiler.

`decode` answers one of three things: a FHIR value, ABSENT (None), or `Unreadable`. Unreadable is never silently absent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sqlalchemy import BindParameter, Column

ABSENT: Final = None

#: The value-free shape of a predicate. Hashable, holds no PHI: it is the statement cache's key and stands in logs.
Form: TypeAlias = tuple[Any, ...]

#: Gives the next bind parameter of a form; called as often and in the order of the form's binds.
Bind: TypeAlias = Callable[[], BindParameter[Any]]


@dataclass(frozen=True)
class Unreadable:
    """A stored value that its codec cannot turn into FHIR. `why` names a rule, never the value."""

    why: str


@dataclass(frozen=True)
class Loss:
    """A FHIR value that found no place in the row, with the reason shown to the client."""

    why: str


@dataclass(frozen=True, eq=False)
class Among:
    """What holds wherever a test does: the column has one of these values. `whole`: the test says no more than that."""

    col: Column[Any]
    values: frozenset[Any]
    whole: bool = True

    def narrows(self, other: Among) -> bool:
        """Whether it leaves the same column fewer values; then the other holds as well, however they are compared."""
        return self.col is other.col and self.values < other.values

    @classmethod
    def either(cls, items: Sequence[Among | None]) -> Among | None:
        """What holds where one of several tests does, under conditions of its own."""
        known = [item for item in items if item is not None]
        if not known or len(known) < len(items) or any(item.col is not known[0].col for item in known):
            return None
        return cls(known[0].col, frozenset[Any]().union(*(item.values for item in known)), whole=False)


@dataclass(frozen=True)
class Test:
    """A codec's answer to a search value: a form and the values to bind to it."""

    form: Form
    binds: tuple[str | int | bytes, ...] = ()
    among: Among | None = field(default=None, compare=False)


ALWAYS: Final = Test(("true",))
NEVER: Final = Test(("false",))


@dataclass(frozen=True)
class Gap:
    """Why an element is not mapped. `final`: the database cannot give it; otherwise this adapter does not yet."""

    why: str
    final: bool


def cannot(why: str) -> Gap:
    """The tables hold nothing for this element."""
    return Gap(why, final=True)


def not_yet(why: str) -> Gap:
    """The tables could give this element, but this adapter does not map it so far."""
    return Gap(why, final=False)


@dataclass(frozen=True)
class SiteValue:
    """A constant that the configuration of a source gives; without it the leaf is absent."""

    name: str


def site(name: str) -> SiteValue:
    """A site fact such as the system URI of the clinic's chart numbers."""
    return SiteValue(name)


@dataclass(frozen=True)
class Edges:
    """What the conformance kit tries first: ugly stored values per column, and search texts at the borders."""

    stored: tuple[tuple[Any, ...], ...] = ()
    searched: tuple[str, ...] = ()
