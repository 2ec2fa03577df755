r"""The grammar of `_filter`: from text to a tree, before anything is known of types and parameters.

    filter  = test | filter (and | or) filter | [not] "(" filter ")"
    test    = path operator value
    path    = name [":" type] ["[" filter "]"] ["." path]
    value   = JSON string | anything without blanks, ) and ]

`and` and `or` bind alike, from left to right, as the standard says: `a or b and c` is `(a or b) and c`.

https://hl7.org/fhir/R4/search_filter.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

import orjson

from facade.errors import Refused, bad_value

FILTER = "_filter"
OPERATORS = frozenset(
    {"eq", "ne", "co", "sw", "ew", "gt", "lt", "ge", "le", "ap", "sa", "eb", "pr", "po", "ss", "sb", "in", "ni", "re"}
)
DEEPEST = 20  # brackets in brackets, and turns from `and` to `or` or back: each of them nests the condition
MOST = 200  # comparisons

_STEP = re.compile(r"([_A-Za-z][_A-Za-z0-9-]*)(?::([A-Z][A-Za-z]*))?")
_WORD = re.compile(r"[A-Za-z]+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_TOKEN = re.compile(r"[^\s\])]+")
_BLANKS = re.compile(r"\s*")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # what a JSON string's \u may smuggle in


@dataclass(frozen=True)
class Step:
    """One name of a path; `type` and `inner` say which of the resources that it leads to are meant."""

    name: str
    type: str | None = None
    inner: Filter | None = None


@dataclass(frozen=True)
class Comparison:
    """What stands at the end of the path, compared with a value."""

    path: tuple[Step, ...]
    operator: str
    value: str


@dataclass(frozen=True)
class Both:
    """`and`"""

    left: Filter
    right: Filter


@dataclass(frozen=True)
class Either:
    """`or`"""

    left: Filter
    right: Filter


@dataclass(frozen=True)
class Opposite:
    """`not (…)`"""

    item: Filter


Filter: TypeAlias = Comparison | Both | Either | Opposite


def tree(text: str) -> Filter:
    """The tree of a filter. Refused 400 `value`, or `too-costly` if it is too deep; messages tell the place alone."""
    reading = _Reading(text)
    found = reading.filter(0)
    if reading.at < len(text):
        raise reading.wrong("`and`, `or` or the end")
    return found


class _Reading:
    """How far the text has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = self.turns = self.comparisons = 0
        self.skip()

    def wrong(self, wanted: str) -> Refused:
        return bad_value(f"{FILTER} cannot be read: at character {self.at + 1}, {wanted} is expected.")

    def skip(self) -> bool:
        """Pass over blanks; whether there were any."""
        start = self.at
        found = _BLANKS.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at > start

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def sign(self, sign: str, *, needed: bool = False) -> bool:
        if not self.text.startswith(sign, self.at):
            if needed:
                raise self.wrong(f"`{sign}`")
            return False
        self.at += len(sign)
        self.skip()
        return True

    def filter(self, depth: int) -> Filter:
        if depth > DEEPEST:
            raise Refused(400, "too-costly", f"{FILTER} takes at most {DEEPEST} brackets inside one another.")
        found, before = self.operand(depth), None
        while (word := self.word("and", "or")) is not None:
            self.turns += before not in (None, word)
            if self.turns > DEEPEST:
                raise Refused(400, "too-costly", f"{FILTER} turns at most {DEEPEST} times from and to or.")
            right, before = self.operand(depth), word
            found = Both(found, right) if word == "and" else Either(found, right)
        return found

    def word(self, *words: str) -> str | None:
        """One of the words, with something else than a letter behind it."""
        start, found = self.at, self.take(_WORD)
        if found is None or found[0] not in words:
            self.at = start
            return None
        self.skip()
        return found[0]

    def operand(self, depth: int) -> Filter:
        start = self.at
        negated = self.word("not") is not None
        if self.sign("("):
            found = self.filter(depth + 1)
            self.sign(")", needed=True)
            return Opposite(found) if negated else found
        self.at = start  # a parameter may be called `not…`
        return self.test(depth)

    def test(self, depth: int) -> Comparison:
        self.comparisons += 1
        if self.comparisons > MOST:
            raise Refused(400, "too-costly", f"{FILTER} takes at most {MOST} comparisons.")
        path = [self.step(depth)]
        while self.text.startswith(".", self.at):
            self.at += 1
            path.append(self.step(depth))
        if not self.skip():
            raise self.wrong("a blank and an operator")
        return Comparison(tuple(path), self.operator(), self.value())

    def operator(self) -> str:
        start, found = self.at, self.take(_WORD)
        if found is None or found[0] not in OPERATORS:
            self.at = start
            raise self.wrong("an operator such as eq or co")
        if not self.skip():
            raise self.wrong("a blank and a value")
        return found[0]

    def step(self, depth: int) -> Step:
        name = self.take(_STEP)
        if name is None:
            raise self.wrong("a parameter's name")
        inner = None
        if self.sign("["):
            inner = self.filter(depth + 1)
            if not self.text.startswith("]", self.at):
                raise self.wrong("`]`")
            self.at += 1
        return Step(name[1], name[2], inner)

    def value(self) -> str:
        if self.text.startswith('"', self.at):
            found = self.string()
        else:
            token = self.take(_TOKEN)
            if token is None:
                raise self.wrong("a value")
            found = token[0]
        self.skip()
        return found

    def string(self) -> str:
        start, quoted = self.at, self.take(_STRING)
        try:
            found = str(orjson.loads(quoted[0])) if quoted else None
        except orjson.JSONDecodeError:
            found = None
        if found is None or _UNFIT.search(found):
            self.at = start
            raise self.wrong("a string in JSON's form, without control characters,")
        return found
