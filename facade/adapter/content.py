"""Where the bytes of a Binary come from. Stands at `Binary.data` of a template and is no leaf of it.

A list, a search or an include never reads content: a row of a list costs what its other columns cost. Only a read of
the one Binary does. https://hl7.org/fhir/R4/binary.html

`found` answers with Inline (the bytes stand in the row), InFile (a file below the source's folder of documents, by its
path there) or Lacking (there is none, or it cannot be read; a rule's words, never the value).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self, TypeAlias

from sqlalchemy import Column

from facade.adapter.codecs.base import blank
from facade.adapter.combined import all_met
from facade.adapter.conditions import Condition, Told
from facade.adapter.context import SourceContext

#: Characters of a stored text that are read at most; a longer one is too long to be served.
LONGEST = 32 * 1024 * 1024


@dataclass(frozen=True)
class Inline:
    """The bytes. `text`: they are UTF-8, since they were text to the database."""

    data: bytes
    text: bool = False


@dataclass(frozen=True)
class InFile:
    """A file, by the parts of its path below the folder of documents."""

    parts: tuple[str, ...]


@dataclass(frozen=True)
class Lacking:
    """There is nothing to serve. `unreadable`: something is stored, but not what it should be."""

    why: str
    unreadable: bool = False
    long: bool = False


Found: TypeAlias = Inline | InFile | Lacking
_NOTHING = Lacking("nothing is stored")
_LONG = Lacking("it is longer than this server reads", long=True)


@dataclass(frozen=True, eq=False)
class Content:
    """Base of all content: unbound as declared, bound to one source by the compiler."""

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns that a read of the content needs, in the order of `found`'s values."""
        raise NotImplementedError(type(self).__name__)

    @property
    def long(self) -> tuple[Column[Any], ...]:
        """Those of them that hold the content itself."""
        return ()

    def bind(self, context: SourceContext) -> Self:
        """A copy that knows the source."""
        return self

    def narrowed(self, has: Callable[[Column[Any]], bool]) -> Content | None:
        """What is left of it at a source where some optional columns are missing; None: nothing."""
        return self if all(has(col) for col in self.columns) else None

    def found(self, raw: Sequence[Any], today: str) -> Found:
        """Where the content of a row is, by the fetched columns."""
        raise NotImplementedError(type(self).__name__)

    @property
    def doc(self) -> str:
        """For the adapter's page."""
        raise NotImplementedError(type(self).__name__)


@dataclass(frozen=True, eq=False)
class _Stored(Content):
    """The content stands in a column."""

    col: Column[Any]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    @property
    def long(self) -> tuple[Column[Any], ...]:
        return (self.col,)


@dataclass(frozen=True, eq=False)
class StoredText(_Stored):
    """A text column, as UTF-8."""

    def found(self, raw: Sequence[Any], today: str) -> Found:
        (value,) = raw
        if blank(value):
            return _NOTHING
        return _LONG if len(value) > LONGEST else Inline(value.encode("utf-8", "replace"), text=True)

    @property
    def doc(self) -> str:
        return "content: the text"


@dataclass(frozen=True, eq=False)
class StoredSections(Content):
    """Text columns under headings, one behind the other, as UTF-8; those that are blank are left out."""

    sections: tuple[tuple[str, Column[Any]], ...]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return tuple(col for _, col in self.sections)

    @property
    def long(self) -> tuple[Column[Any], ...]:
        return self.columns

    def narrowed(self, has: Callable[[Column[Any]], bool]) -> Content | None:
        kept = tuple((heading, col) for heading, col in self.sections if has(col))
        return replace(self, sections=kept) if kept else None

    def found(self, raw: Sequence[Any], today: str) -> Found:
        filled = [(heading, value) for (heading, _), value in zip(self.sections, raw, strict=True) if not blank(value)]
        if not filled:
            return _NOTHING
        if any(len(value) > LONGEST for _, value in filled):
            return _LONG
        told = "\n\n".join(f"{heading}\n{value}" for heading, value in filled)
        return Inline(told.encode("utf-8", "replace"), text=True)

    @property
    def doc(self) -> str:
        return "content: the texts under headings"


@dataclass(frozen=True, eq=False)
class StoredBase64(_Stored):
    """Base64 in a text column; blanks and line ends between its letters mean nothing."""

    def found(self, raw: Sequence[Any], today: str) -> Found:
        (value,) = raw
        if blank(value):
            return _NOTHING
        if len(value) > LONGEST:
            return _LONG
        try:
            data = base64.b64decode("".join(value.split()), validate=True)
        except (binascii.Error, ValueError):
            return Lacking("a text that is no base64", unreadable=True)
        return Inline(data) if data else _NOTHING

    @property
    def doc(self) -> str:
        return "content: base64"


@dataclass(frozen=True, eq=False)
class StoredFile(Content):
    """A file in the source's folder of documents. `folders`: how many folders of a stored path count, from its end.

    None: the column holds a bare name. The folder of the configuration stands in the place of what comes before.
    """

    col: Column[Any]
    folders: int | Column[Any] | None = None

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col, self.folders) if isinstance(self.folders, Column) else (self.col,)

    def found(self, raw: Sequence[Any], today: str) -> Found:
        value = raw[0]
        if blank(value):
            return _NOTHING
        folders = raw[1] if isinstance(self.folders, Column) else self.folders
        parts = (value.rstrip(" "),) if self.folders is None else tuple(value.rstrip(" ").split("/"))
        if folders is not None:
            parts = parts[-1 - max(int(folders), 0) :]
        if not all(map(_is_plain, parts)):
            return Lacking("a file name that may lead elsewhere", unreadable=True)
        return InFile(parts)

    @property
    def doc(self) -> str:
        return "content: the file of that name in the folder of documents"


@dataclass(frozen=True, eq=False)
class StoredElsewhere(Content):
    """What cannot be reached from here; `why` names a rule."""

    why: str

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return ()

    def found(self, raw: Sequence[Any], today: str) -> Found:
        return Lacking(self.why, unreadable=True)

    @property
    def doc(self) -> str:
        return f"no content: {self.why}"


@dataclass(frozen=True, eq=False)
class StoredCases(Content):
    """The content of the first branch whose conditions hold."""

    branches: tuple[tuple[tuple[Condition, ...], Content], ...]
    context: SourceContext | None = None

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        found: dict[Column[Any], None] = {}
        for conditions, content in self.branches:
            found.update(dict.fromkeys(col for item in conditions for col in item.columns))
            found.update(dict.fromkeys(content.columns))
        return tuple(found)

    @property
    def long(self) -> tuple[Column[Any], ...]:
        return tuple(dict.fromkeys(col for _, content in self.branches for col in content.long))

    def bind(self, context: SourceContext) -> Self:
        branches = tuple((conditions, content.bind(context)) for conditions, content in self.branches)
        return replace(self, branches=branches, context=context)

    def narrowed(self, has: Callable[[Column[Any]], bool]) -> Content | None:
        kept: list[tuple[tuple[Condition, ...], Content]] = []
        for conditions, content in self.branches:
            tests = [item.narrowed(has, False) for item in conditions]
            inner = content.narrowed(has)
            if inner is not None and False not in tests:
                kept.append((tuple(item for item in tests if isinstance(item, Condition)), inner))
        return replace(self, branches=tuple(kept)) if kept else None

    @cached_property
    def _told(self) -> tuple[Sequence[Told], ...]:
        """The conditions of each branch, as they are told of a row."""
        context = self.context
        assert context is not None  # bound by the compiler
        return tuple([item.told(context) for item in conditions] for conditions, _ in self.branches)

    def found(self, raw: Sequence[Any], today: str) -> Found:
        at = dict(zip(self.columns, raw, strict=True))
        for (_, content), conditions in zip(self.branches, self._told, strict=True):
            if all_met(conditions, at, today):
                return content.found([at[col] for col in content.columns], today)
        return _NOTHING

    @property
    def doc(self) -> str:
        return "; ".join(dict.fromkeys(content.doc for _, content in self.branches))


def _is_plain(part: str) -> bool:
    """A name of one file or folder on any system: no way up, no other root, no drive, no stream, no control."""
    return part not in ("", ".", "..") and part.isprintable() and not set(part) & set('/\\:*?"<>|')


def stored_text(col: Column[Any]) -> Content:
    """The text of a column."""
    return StoredText(col)


def stored_sections(*sections: tuple[str, Column[Any]]) -> Content:
    """The texts of columns, each under its heading."""
    return StoredSections(sections)


def stored_base64(col: Column[Any]) -> Content:
    """What a column holds in base64."""
    return StoredBase64(col)


def stored_file(col: Column[Any], *, folders: int | Column[Any] | None = None) -> Content:
    """The file that a column names; see StoredFile."""
    return StoredFile(col, folders)


def stored_elsewhere(why: str) -> Content:
    """A branch of `stored_cases` whose content cannot be served: `why` says what the record holds instead."""
    return StoredElsewhere(why)


def stored_cases(
    *branches: tuple[Condition | tuple[Condition, ...], Content], otherwise: Content | None = None
) -> Content:
    """The content of the first branch whose conditions hold; else `otherwise`, else none."""
    made = [((when,) if isinstance(when, Condition) else when, content) for when, content in branches]
    return StoredCases(tuple(made if otherwise is None else [*made, ((), otherwise)]))
