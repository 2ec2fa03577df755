"""The part of FHIRPath that search parameters are written in: paths, unions, ofType, two kinds of where.

    expression = branch { "|" branch }
    branch     = ( "(" expression ")" | name ) { step } [ "and" branch "!=" "false" ]
    step       = "." name | ".ofType(T)" | ".where(name='text')" | ".where(resolve() is T)"
               | ".exists()" | "[" number "]"

The `and` form is Patient.deceased alone. https://hl7.org/fhir/R4/searchparameter.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from facade.fhir import definitions

_TOKEN = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9]*|'[^'\\]*'|[0-9]+|!=|[|().=\[\]])")


@dataclass(frozen=True)
class Name:
    """A child element; choices without their type ("value")."""

    name: str


@dataclass(frozen=True)
class OfType:
    """Only values of this type."""

    type: str


@dataclass(frozen=True)
class WhereEquals:
    """Only nodes whose child `name` equals `value`."""

    name: str
    value: str


@dataclass(frozen=True)
class WhereType:
    """Only references to resources of this type."""

    type: str


@dataclass(frozen=True)
class Index:
    """Only the n-th node, from 0."""

    at: int


@dataclass(frozen=True)
class Exists:
    """There is a node and it is not `false` (Patient.deceased)."""


Step: TypeAlias = Name | OfType | WhereEquals | WhereType | Index | Exists


@dataclass(frozen=True)
class Path:
    """One branch of a union; no steps = the node itself."""

    steps: tuple[Step, ...]


class _Parser:
    """Recursive descent over the tokens of one expression; anything unknown is a ValueError."""

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.tokens = list(self._scan())
        self.at = 0

    def _scan(self) -> list[str]:
        tokens, at, end = [], 0, len(self.expression.rstrip())
        while at < end:
            match = _TOKEN.match(self.expression, at)
            if match is None:
                raise self.error()
            tokens.append(match.group().strip())
            at = match.end()
        return tokens

    def error(self) -> ValueError:
        return ValueError(f"not a search parameter's FHIRPath: {self.expression}")

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> None:
        for token in wanted:
            if self.peek() != token:
                raise self.error()
            self.at += 1

    def skip(self, token: str) -> bool:
        found = self.peek() == token
        self.at += found
        return found

    def word(self) -> str:
        token = self.peek()
        if not token[:1].isalpha():
            raise self.error()
        self.at += 1
        return token

    def whole(self) -> list[tuple[Step, ...]]:
        paths = self.union()
        if self.peek():
            raise self.error()
        return paths

    def union(self) -> list[tuple[Step, ...]]:
        paths = self.branch()
        while self.skip("|"):
            paths += self.branch()
        return paths

    def branch(self) -> list[tuple[Step, ...]]:
        if self.skip("("):
            heads = self.union()
            self.take(")")
        else:
            heads = [(Name(self.word()),)]
        steps = self.steps()
        paths = [(*head, *steps) for head in heads]
        if any(Exists() in path for path in paths):
            self.not_false(paths)
        return paths

    def not_false(self, paths: list[tuple[Step, ...]]) -> None:
        """`x.exists() and x != false`: the second x must be the first."""
        self.take("and")
        again = self.branch()
        self.take("!=", "false")
        if paths != [(*path, Exists()) for path in again]:
            raise self.error()

    def steps(self) -> tuple[Step, ...]:
        found: list[Step] = []
        while True:
            if self.skip("["):
                found.append(self.index())
            elif self.skip("."):
                found.append(self.step())
            else:
                return tuple(found)

    def index(self) -> Index:
        number = self.peek()
        if not number.isdigit():
            raise self.error()
        self.take(number, "]")
        return Index(int(number))

    def step(self) -> Step:
        name = self.word()
        if not self.skip("("):
            return Name(name)
        found = self.call(name)
        self.take(")")
        return found

    def call(self, function: str) -> Step:
        if function == "ofType":
            return OfType(self.type())
        if function == "where":
            return self.where()
        if function == "exists":
            return Exists()
        raise self.error()

    def where(self) -> WhereEquals | WhereType:
        name = self.word()
        if name == "resolve":
            self.take("(", ")", "is")
            return WhereType(self.word())
        self.take("=")
        text = self.peek()
        if not text.startswith("'"):
            raise self.error()
        self.at += 1
        return WhereEquals(name, text[1:-1])

    def type(self) -> str:
        found = definitions.type_named(self.word())
        if found is None:
            raise self.error()
        return found


@cache
def parse(expression: str, base: str) -> tuple[Path, ...]:
    """The branches that start at `base`, Resource or DomainResource, without that leading name."""
    roots = (Name(base), Name("Resource"), Name("DomainResource"))
    return tuple(Path(steps[1:]) for steps in _Parser(expression).whole() if steps[0] in roots)


@cache
def parse_relative(expression: str) -> tuple[Path, ...]:
    """A composite's component: paths from the node that the composite's own expression gives."""
    return tuple(Path(steps) for steps in _Parser(expression).whole())
