"""What a search asks for after parsing, and how it is written back into a link.

https://hl7.org/fhir/R4/search.html#conformance
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, Protocol
from urllib.parse import quote, urlencode

from facade.fhir.definitions import SearchParameter
from facade.search.expression import Expression

Pairs = Sequence[tuple[str, str]]
Summary = Literal["", "true", "text", "data", "count", "false"]
Total = Literal["none", "accurate", "estimate"]

EXPLAIN = "_explain"  # of operators alone
PAGE = "_page"


@dataclass(frozen=True)
class ParseSettings:
    """What the endpoint and the client's Prefer header decide. `lenient`: unknown parameters are ignored.

    `max_or` bounds the alternatives of one parameter, `max_parameters` the parameters of one
    request, `max_values` all alternatives of all parameters together, `max_codes` what these mean where they
    stand for several codes (`:in`, `:below`).
    """

    lenient: bool = False
    default_count: int = 50
    max_count: int = 200
    max_or: int = 100
    max_values: int = 200
    max_codes: int = 1000
    max_parameters: int = 100
    max_hops: int = 24  # of all chains and `_has` together
    max_depth: int = 4  # hops of a chain or `_has`, and rounds of `:iterate`
    max_includes: int = 10  # include parameters of one request
    explains: bool = False  # the client may ask how a search is answered; to others `_explain` is unknown

    def varied(self, *, lenient: bool, explains: bool) -> ParseSettings:
        """These settings for one request; there are four of them, so they are made once."""
        return _varied(self, lenient, explains)


@lru_cache(maxsize=256)
def _varied(settings: ParseSettings, lenient: bool, explains: bool) -> ParseSettings:
    return replace(settings, lenient=lenient, explains=explains)


class Schema(Protocol):
    """What can be searched at this endpoint by this caller, type by type."""

    def types(self) -> Iterable[str]:
        """Every type that is served."""

    def offered(self, type_: str) -> Mapping[str, SearchParameter] | None:
        """The type's search parameters; None for a type that is not served."""

    def targets(self, type_: str, code: str) -> frozenset[str]:
        """The types that a reference parameter leads to here."""


class Nothing:
    """A schema without other types: no chain leads anywhere."""

    def types(self) -> Iterable[str]:
        """No type."""
        return ()

    def offered(self, type_: str) -> Mapping[str, SearchParameter] | None:
        """No type."""

    def targets(self, type_: str, code: str) -> frozenset[str]:
        """No target."""
        return frozenset()


@dataclass(frozen=True)
class Include:
    """One `_include` or `_revinclude`: the resources to follow are of type `source`, their reference is `code`.

    `code` None: every reference parameter; `target` None: every type it leads to. `source` None: every type (`*`).
    `every`: by references that no parameter searches, too; only operations follow these, each to one target.
    """

    source: str | None
    code: str | None
    target: str | None = None
    reverse: bool = False
    iterate: bool = False
    every: bool = False


@dataclass(frozen=True)
class SearchRequest:
    """`used` holds, as written and in order, only what had an effect; `ignored` the names that had none.

    The pages of a search have all of it in common: which of them is asked for, is told apart.
    """

    expression: Expression
    count: int
    sort: tuple[tuple[str, bool], ...] = ()  # (code, descending)
    elements: frozenset[str] | None = None  # names without [x], of the type searched
    included_elements: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)  # the same by other type
    includes: tuple[Include, ...] = ()
    summary: Summary = ""
    total: Total | None = None
    explain: bool = False  # not the answer is wanted, but how it comes about
    used: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()


def dump(used: Iterable[tuple[str, str]]) -> str:
    """The query string of a self or next link; reading it again gives the same pairs."""
    return urlencode(tuple(used), quote_via=quote, safe="/:,")
