"""Ids: `[prefix-][tag-]key[-part]`, and the map as a reference's target.

key = `[A-Za-z0-9]` with every other byte of its UTF-8 as `.` and two lower-case hex digits. An id that does not come
back as the identical text is no id (007, +7, other digits). https://hl7.org/fhir/R4/datatypes.html#id
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement

from facade.adapter.codecs.base import Remembered
from facade.adapter.schema import Kind
from facade.adapter.sql import matches
from facade.search.expression import ReferenceValue

MAX_ID = 64
TAG = re.compile(r"[a-z][a-z0-9]{0,7}\Z")
PART = re.compile(r"[a-z0-9]{1,16}\Z")
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_KEY = re.compile(r"(?:[A-Za-z0-9]|\.[0-9a-f]{2})+\Z")
_INTEGER = re.compile(r"[1-9][0-9]{0,18}\Z")  # what a reference may hold; 0 and -1 mean nobody
_ODD_INTEGER = re.compile(r"0\Z|-[1-9][0-9]{0,18}\Z")  # what a row may have as its key all the same
CANONICAL_INTEGER = r"^[1-9][0-9]{0,18} *$(?!\n)"


@lru_cache(maxsize=65536)
def escape(key: str) -> str:
    """A text key as it stands in an id."""
    return "".join(chr(byte) if byte in _PLAIN else f".{byte:02x}" for byte in key.encode())


def unescape(text: str) -> str | None:
    """The key behind an id's key part; None if it is not in normal form."""
    if not _KEY.match(text):
        return None
    raw = re.sub(rb"\.([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), text.encode("ascii"))
    try:
        key = raw.decode()
    except UnicodeDecodeError:
        return None
    return key if escape(key) == text else None


@dataclass(eq=False)
class Merges:
    """Rows that the EHR merged into others: absorbed key → head, head → absorbed keys. Refreshed while serving.

    `odd`: keys about which a row of the table says something else than `heads`: chains, cycles, rows that disagree.
    `state`: another object after each change.
    """

    heads: dict[Any, Any] = field(default_factory=dict)
    absorbed: dict[Any, tuple[Any, ...]] = field(default_factory=dict)
    cycles: int = 0
    odd: tuple[Any, ...] = ()
    state: object = field(default_factory=object)
    _memories: dict[Callable[[Any], Any], Remembered] = field(default_factory=dict)

    def refresh(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        """Take (absorbed, into) pairs as they stand in the table; chains are resolved, cycles cut and counted."""
        rows = list(pairs)
        into = {source: target for source, target in rows if source and target and source != target}
        heads: dict[Any, Any] = {}
        self.cycles = 0
        for key in into:
            head = _head(key, into)
            if head is None:
                self.cycles += 1
            else:
                heads[key] = head
        self.odd = tuple(dict.fromkeys(key for key, target in rows if key is not None and heads.get(key, ()) != target))
        if heads != self.heads:
            self._take(heads)

    def _take(self, heads: dict[Any, Any]) -> None:
        absorbed: dict[Any, list[Any]] = {}
        for key, head in heads.items():
            absorbed.setdefault(head, []).append(key)
        self.heads, self.absorbed = heads, {head: tuple(sorted(keys)) for head, keys in absorbed.items()}
        for memory in list(self._memories.values()):
            memory.forget()
        self.state = object()  # after all: whoever has seen this state finds these merges

    def remembered(self, decode: Callable[[Any], Any]) -> Mapping[Any, Any]:
        """What `decode` gives, remembered until the merges change; one memory, whoever asks for it."""
        return self._memories.setdefault(decode, Remembered(decode, room=65536))

    @cached_property
    def meanings(self) -> Mapping[Any, Any]:
        """What the merges make of stored keys, remembered until they change; part of versions."""
        return self.remembered(self._meaning)

    def _meaning(self, key: Any) -> Any:
        """The head of a stored key and what its head absorbed."""
        if isinstance(key, str) and key.isdecimal() and key not in self.heads:
            key = int(key)
        return [self.heads.get(key), self.absorbed.get(key)]

    def family(self, key: Any) -> tuple[Any, ...]:
        """The head of a key and everything merged into it."""
        head = self.heads.get(key, key)
        return (head, *self.absorbed.get(head, ()))


def _head(key: Any, into: dict[Any, Any]) -> Any:
    seen = {key}
    while key in into:
        key = into[key]
        if key in seen:
            return None
        seen.add(key)
    return key


@dataclass(eq=False)
class Identity:
    """Ids of one map at one source, and what a reference to it needs (see facade.adapter.context.Target)."""

    type: str
    tag: str
    kind: Kind
    prefix: str = ""
    parts: tuple[str, ...] = ()
    pads: bool = True  # trailing blanks of a text key are nothing to its column
    merges: Merges = field(default_factory=Merges)

    def __post_init__(self) -> None:
        self._head = "".join(f"{piece}-" for piece in (self.prefix, self.tag) if piece)

    def id_of(self, key: Any, part: str = "") -> str:
        """The id of a row (and part)."""
        text = escape(str(key).rstrip(" ") if self.pads else str(key))
        return f"{self._head}{text}-{part}" if part else self._head + text

    def parse(self, text: str) -> tuple[str | int, str] | None:
        """(key, part) of an id of this map, None for anything that would not come back as the same text."""
        if len(text) > MAX_ID or not text.startswith(self._head):
            return None
        rest, dash, part = text[len(self._head) :].partition("-")
        if bool(dash) != bool(self.parts) or (dash and part not in self.parts):
            return None
        key = self._key(rest)
        return None if key is None else (key, part)

    def _key(self, text: str) -> str | int | None:
        if self.kind == "integer" and _INTEGER.match(text):
            return int(text)  # nothing in it is escaped
        key = unescape(text)
        if self.kind == "integer":
            return int(key) if key and _ODD_INTEGER.match(key) else None
        return None if key is None or (self.pads and key.endswith(" ")) else key

    def reference(self, key: str | int) -> str | None:
        """`Type/id`; None for a key not in normal form."""
        if self.kind == "integer":
            if not _INTEGER.match(text := str(key)):
                return None
            head = self.merges.heads.get(int(text))
            id_ = self._head + text if head is None else self.id_of(head)
        else:
            id_ = self.id_of(self.merges.heads.get(key, key))
        return f"{self.type}/{id_}" if len(id_) <= MAX_ID else None

    def keys(self, value: ReferenceValue) -> tuple[str | int, ...]:
        """All keys whose reference answers to a search value."""
        if value.url is not None or value.type not in (None, self.type):
            return ()
        found = self.parse(value.id)
        return () if found is None or self.reference(found[0]) is None else self.merges.family(found[0])

    def key_of(self, reference: str) -> str | int | None:
        """The key of a written `Type/id`."""
        type_, slash, id_ = reference.partition("/")
        found = self.parse(id_) if slash and type_ == self.type else None
        return None if found is None or self.reference(found[0]) is None else found[0]

    def remembered(self, decode: Callable[[Any], Any]) -> Mapping[Any, Any]:
        """A memory for a reference's decode."""
        return self.merges.remembered(decode)

    def normal_form(self, col: Column[Any], kind: Kind) -> ColumnElement[bool] | None:
        """Where a referring column holds a key in normal form."""
        if self.kind != "integer":
            return None
        return col > 0 if kind == "integer" else matches(col, CANONICAL_INTEGER)
