"""SMART scopes: grammar, and the algebra that never grants more than both sides say.

    level "/" type "." letters [ "?" name=value { "&" name=value } ]       version 2
    level "/" type "." ( "read" | "write" | "*" )                          version 1

Letters stand in the order c r u d s; another order is an error, never reinterpreted. A filter keeps its
percent-encoding as written; "+" is refused in it, because readers disagree whether it means a blank.
https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast, get_args
from urllib.parse import unquote

Level = Literal["patient", "user", "system"]

_SCOPE = re.compile(
    r"(?P<level>patient|user|system)/(?P<type>\*|[A-Z][A-Za-z]{0,63})"
    r"\.(?:(?P<v1>read|write|\*)|(?P<letters>c?r?u?d?s?)(?:\?(?P<query>[!#-*,-\[\]-~]+))?)"
)
_PAIR = re.compile(r"[^=&]+=[^=&]+")
_V1 = {"read": "rs", "write": "cud", "*": "cruds"}
_TO_V1 = {letters: word for word, letters in _V1.items()}
_LONGEST = 2_000
_MOST = 500


@dataclass(frozen=True)
class Scope:
    """One resource scope. `query` holds the name=value pairs as written; all of them must hold."""

    level: Level
    type: str
    letters: str
    query: tuple[str, ...] = ()
    v1: bool = False  # written in version 1, so answered in it

    def __str__(self) -> str:
        written = _TO_V1.get(self.letters, self.letters) if self.v1 and not self.query else self.letters
        filters = "?" + "&".join(self.query) if self.query else ""
        return f"{self.level}/{self.type}.{written}{filters}"

    @property
    def parameters(self) -> Iterator[tuple[str, str]]:
        """The filter's names and values, decoded."""
        for pair in self.query:
            name, _, value = pair.partition("=")
            yield unquote(name, errors="strict"), unquote(value, errors="strict")

    def applies(self, type: str, letter: str) -> bool:
        """Whether the scope speaks of this type and interaction letter."""
        return self.type in ("*", type) and letter in self.letters


@lru_cache(maxsize=2048)
def parse(text: str) -> Scope:
    """One scope; ValueError if it is none."""
    found = _SCOPE.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise ValueError("not a SMART resource scope")
    level, letters = cast(Level, found["level"]), found["letters"]
    if found["v1"]:
        return Scope(level, found["type"], _V1[found["v1"]], v1=True)
    if not letters:
        raise ValueError("a scope needs at least one of the letters c, r, u, d, s")
    pairs = tuple(dict.fromkeys((found["query"] or "").split("&"))) if found["query"] else ()
    if not all(map(_PAIR.fullmatch, pairs)):
        raise ValueError("the filter of a scope is name=value, joined with &")
    scope = Scope(level, found["type"], letters, pairs)
    try:
        list(scope.parameters)
    except UnicodeDecodeError:
        raise ValueError("the filter of a scope is not UTF-8") from None
    return scope


def parse_all(text: str) -> tuple[Scope, ...]:
    """All scopes of a configured string; ValueError if one of them is none."""
    return tuple(parse(part) for part in text.split())


def level_of(text: str) -> str | None:
    """The level that a scope claims, even if the rest of it is nonsense."""
    level = text.partition("/")[0]
    return level if level in get_args(Level) else None


def in_order(letters: Iterable[str]) -> str:
    """Interaction letters in the order that a scope writes them."""
    return "".join(sorted(set(letters), key="cruds".index))


def intersect(one: Scope, other: Scope) -> Scope | None:
    """What both allow: the filters of both must hold. None if they have nothing in common."""
    if one.level != other.level or (one.type != other.type and "*" not in (one.type, other.type)):
        return None
    letters = in_order(set(one.letters) & set(other.letters))
    if not letters:
        return None
    type = other.type if one.type == "*" else one.type
    query = tuple(dict.fromkeys(one.query + other.query))
    return Scope(one.level, type, letters, query, v1=one.v1 and letters in _TO_V1 and not query)


def granted(requested: Iterable[Scope], allowed: Iterable[Scope]) -> tuple[Scope, ...]:
    """The intersection of two lists, in the order of the request; ValueError if it has too many members."""
    allowed = tuple(allowed)
    found: dict[Scope, None] = {}
    for one in requested:
        for other in allowed:
            both = intersect(one, other)
            if both is not None:
                found[both] = None
        if len(found) > _MOST:
            raise ValueError("too many scopes")
    return tuple(found)
