"""From the pairs of a query string to a search request.

Decisions where the standard leaves a choice, or where we leave its default:

* An unknown parameter, sort key or kind of total is 400, unless the request is lenient: then it is ignored,
  told in `ignored` and left out of `used`. An unsupported *modifier* is 400 in both cases: servers SHALL
  reject it, and dropping `gender:not=male` would show more than was asked for.
* A parameter without value (`name=`) is ignored without a word, as the standard says, known or not.
  An empty member of a list (`_id=,7`) is 400.
* `_summary` and `_elements` exclude each other (400), save `_summary=false` and `=count`, which say nothing
  of elements.
* `_sort` may be repeated (inner keys follow), the other control parameters may not.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import get_args

from facade.errors import Refused, bad_value, not_supported
from facade.fhir import definitions
from facade.fhir.definitions import SearchParameter
from facade.search import include
from facade.search.criteria import Criteria, Unknown, shown
from facade.search.expression import Expression, conjunction
from facade.search.request import (
    EXPLAIN,
    PAGE,
    Include,
    Nothing,
    Pairs,
    ParseSettings,
    Schema,
    SearchRequest,
    Summary,
    Total,
)

_ELSEWHERE = frozenset({"_format", "_pretty"})  # negotiation, not search
_CONTROLS = frozenset({"_count", "_elements", "_sort", "_summary", "_total"})
_LONGEST_NAME = 250
_LONGEST_VALUE = 8 * 1024
_MOST_SORT_KEYS = 3
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # half of a surrogate pair is no character either
_SUMMARIES = {str(value): value for value in get_args(Summary) if value}
_TOTALS = {str(value): value for value in get_args(Total)}


def parse(
    resource_type: str,
    pairs: Sequence[tuple[str, str]],
    offered: Mapping[str, SearchParameter],
    *,
    settings: ParseSettings,
    base: str,
    schema: Schema | None = None,
) -> SearchRequest:
    """The request that `pairs` (percent-decoded, in order) make. Refused: not-supported, value, too-costly.

    `offered` holds the parameters that the type can be searched and sorted by, `schema` those of the types that
    chains and includes lead to; `base` is our own URL.
    """
    if len(pairs) > settings.max_parameters:
        raise Refused(400, "too-costly", f"At most {settings.max_parameters} parameters are taken at once.")
    explain = settings.explains and _explained(pairs)
    lenient = settings.lenient or explain  # what is not offered is explained, too
    settings = settings.varied(lenient=lenient, explains=settings.explains)
    draft = _Draft(Criteria(resource_type, offered, settings, base.rstrip("/"), schema or Nothing()))
    for name, value in pairs:
        _check_text(name, value)
        if value and name not in _ELSEWHERE and not (settings.explains and name == EXPLAIN):
            draft.take(name, value)
    return draft.finished(explain)


def page_apart(pairs: Pairs) -> tuple[str | None, Pairs]:
    """The page token, which says nothing of what is searched for, and the other pairs. Refused 400 `value`."""
    tokens = [value for name, value in pairs if name == PAGE and value]
    if len(tokens) > 1:
        raise bad_value(f"{PAGE} may be given once.")
    if not tokens:
        return None, pairs
    _check_text(PAGE, tokens[0])
    return tokens[0], [pair for pair in pairs if pair[0] != PAGE]


def _explained(pairs: Sequence[tuple[str, str]]) -> bool:
    found = [value for name, value in pairs if name == EXPLAIN and value]
    if len(found) > 1 or not set(found) <= {"true", "false"}:
        raise bad_value(f"{EXPLAIN} takes true or false, once.")
    return found == ["true"]


def _check_text(name: str, value: str) -> None:
    if len(name) > _LONGEST_NAME:
        raise bad_value(f"A parameter's name is longer than {_LONGEST_NAME} characters.")
    if len(value.encode("utf-8", "surrogatepass")) > _LONGEST_VALUE:
        raise bad_value(f"The value of {shown(name)} is longer than {_LONGEST_VALUE} bytes.")
    if _UNFIT.search(name) or _UNFIT.search(value):
        raise bad_value(f"{shown(name)} holds a control character.")


class _Draft:
    """The request as far as it is read."""

    def __init__(self, criteria: Criteria) -> None:
        self.criteria = criteria
        self.resource_type = criteria.resource_type
        self.offered = criteria.offered
        self.settings = settings = criteria.settings
        self.schema = criteria.schema
        self.items: list[Expression] = []
        self.used: list[tuple[str, str]] = []
        self.ignored: list[str] = []
        self.seen: set[str] = set()
        self.count = settings.default_count
        self.sort: list[tuple[str, bool]] = []
        self.elements: frozenset[str] | None = None
        self.included_elements: dict[str, set[str]] = {}
        self.includes: list[Include] = []
        self.summary: Summary = ""
        self.total: Total | None = None

    def take(self, name: str, text: str) -> None:
        """Read one pair; what has an effect is written down as used."""
        if name in _CONTROLS:
            used = self.control(name, text)
        else:
            followed = name.partition(":")[0] in include.NAMES
            used = self.include(name, text) if followed else self.criterion(name, text)
        if used is not None:
            self.used.append((name, used))

    def ignore(self, name: str, refusal: Refused) -> None:
        """Drop an unsupported parameter if the request is lenient."""
        if not self.settings.lenient:
            raise refusal
        if shown(name) not in self.ignored:
            self.ignored.append(shown(name))

    def finished(self, explain: bool) -> SearchRequest:
        if (self.elements is not None or self.included_elements) and self.summary not in ("", "false", "count"):
            raise bad_value("_summary and _elements cannot be combined.")
        if self.includes and self.summary == "text":
            raise bad_value("_summary=text brings nothing along: leave out the includes.")
        if self.count == 0:
            self.summary = "count"
        return SearchRequest(
            expression=conjunction(*self.items),
            count=self.count,
            sort=tuple(self.sort),
            elements=self.elements,
            included_elements={type_: frozenset(names) for type_, names in self.included_elements.items()},
            includes=tuple(dict.fromkeys(self.includes)),
            summary=self.summary,
            total=self.total,
            used=tuple(self.used),
            ignored=tuple(self.ignored),
            explain=explain,
        )

    # What is searched for

    def criterion(self, name: str, text: str) -> str | None:
        try:
            self.items.append(self.criteria.read(name, text))
        except Unknown as unknown:
            self.ignore(name, not_supported(unknown.text))
            return None
        return text

    # What is brought along

    def include(self, name: str, text: str) -> str | None:
        if len(self.includes) == self.settings.max_includes:
            raise Refused(400, "too-costly", f"At most {self.settings.max_includes} includes are taken at once.")
        try:
            self.includes.append(include.read(name, text, self.resource_type, self.schema))
        except Refused as refusal:
            if refusal.code != "not-supported":
                raise
            self.ignore(name, refusal)
            return None
        return text

    # How it is answered

    def control(self, name: str, text: str) -> str | None:
        if name in self.seen and name != "_sort":
            raise bad_value(f"{name} may be given once.")
        self.seen.add(name)
        match name:
            case "_count":
                return self.take_count(text)
            case "_sort":
                return self.take_sort(text)
            case "_elements":
                return self.take_elements(text)
            case "_summary":
                return self.take_summary(text)
        return self.take_total(text)

    def take_count(self, text: str) -> str:
        if not re.fullmatch("[0-9]+", text):
            raise bad_value("_count takes a whole number from 0.")
        digits = text.lstrip("0")[:10]  # Python refuses to read thousands of them
        self.count = min(int(digits or 0), self.settings.max_count)
        return str(self.count)

    def take_sort(self, text: str) -> str | None:
        kept: list[str] = []
        for key in text.split(","):
            code = key.removeprefix("-")
            if code in self.offered:
                kept.append(key)
                self.add_sort(code, descending=key != code)
            elif not code:
                raise bad_value("_sort has an empty key.")
            else:
                self.ignore("_sort", not_supported("One of the keys in _sort is not supported."))
        return ",".join(kept) or None

    def add_sort(self, code: str, *, descending: bool) -> None:
        if any(code == other for other, _ in self.sort):
            raise bad_value("_sort names a key twice.")
        if len(self.sort) == _MOST_SORT_KEYS:
            raise not_supported(f"_sort takes at most {_MOST_SORT_KEYS} keys.")
        self.sort.append((code, descending))

    def take_elements(self, text: str) -> str:
        """`name,birthDate`; of what is brought along (our extension): `Patient.name`."""
        own = set()
        for name in text.split(","):
            type_, dot, rest = name.partition(".")
            if dot and type_ != self.resource_type and self.schema.offered(type_) is not None:
                self.included_elements.setdefault(type_, set()).add(_element(type_, rest))
            else:
                own.add(_element(self.resource_type, rest if dot and type_ == self.resource_type else name))
        self.elements = frozenset(own) if own else None
        return text

    def take_summary(self, text: str) -> str:
        if text not in _SUMMARIES:
            raise bad_value("_summary takes true, text, data, count or false.")
        self.summary = _SUMMARIES[text]
        return text

    def take_total(self, text: str) -> str:
        if text not in _TOTALS:
            raise bad_value("_total takes none, accurate or estimate.")
        self.total = _TOTALS[text]
        return text


def _element(resource_type: str, name: str) -> str:
    """The element meant by `value`, `value[x]` or `valueQuantity`, without [x]."""
    if name == "resourceType":  # none by R4, but clients ask for it, as for the id, which is always there too
        return "id"
    found = definitions.named(resource_type, name.removesuffix("[x]"))
    if found is None:
        child = definitions.child(resource_type, name)
        if child is None or name.startswith("_"):
            raise bad_value(f"_elements names no element of {resource_type}.")
        found = child.element
    return found.name
