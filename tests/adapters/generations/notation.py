"""Reads the vendors' tables, written down in `oscar/` and `openemr/`, as one generation has them.

    name type[!][=default] [AI] [onupd] [@condition] [{condition type…}]      columns, separated by ·
    PRIMARY|UNIQUE (column,column) [@condition]                               indexes

`!` NOT NULL · `AI` auto-increment · `onupd` set again by every UPDATE · `=now` the time of the INSERT ·
`@6.0.0` since · `@<8.1.0` until · `@only oo,o15u` in these alone · `{o15,o19 char(1)}` what it is in these ·
`{<7.0.0 date}` what it was before. A column without condition is in all generations.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_COLUMN = re.compile(
    r"(?P<name>\w+) (?P<decl>[^@{]+?)(?: @(?P<when>(?:only )?\S+))?(?: \{(?P<there>\S+) (?P<other>.+)\})?"
)
_DECLARATION = re.compile(
    r"(?P<type>[a-z]+)(?:\((?P<size>[^)]*)\))?(?P<unsigned> unsigned)?(?P<required>!)?"
    r"(?:=(?P<default>'[^']*'|\S+))?(?P<auto> AI)?(?P<touched> onupd)?"
)
_INDEX = re.compile(r"(?:(?P<kind>PRIMARY|UNIQUE) )?\((?P<columns>[^)]+)\)(?: @(?P<when>.+))?")


@dataclass(frozen=True)
class ColumnSpec:
    """One column; `type` is the server's word, `default` its SQL text (None: no default)."""

    name: str
    type: str
    size: str | None
    unsigned: bool
    nullable: bool
    default: str | None
    auto_increment: bool
    touched: bool

    @property
    def length(self) -> int | None:
        """Characters of a text column, bytes of a binary one."""
        return int(self.size or 0) if self.type in ("char", "varchar", "binary") else None


@dataclass(frozen=True)
class IndexSpec:
    """One index; `kind` is PRIMARY, UNIQUE or empty."""

    kind: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class TableSpec:
    """One table of one generation."""

    name: str
    columns: Mapping[str, ColumnSpec]
    indexes: tuple[IndexSpec, ...]

    @property
    def primary(self) -> tuple[str, ...]:
        """The columns of the primary key, () where the vendor declares none."""
        return next((index.columns for index in self.indexes if index.kind == "PRIMARY"), ())


@dataclass(frozen=True)
class Generation:
    """One generation of one vendor's schema; `version` is what a `since` is compared with."""

    vendor: str
    name: str
    version: str
    tables: Mapping[str, TableSpec]

    def has(self, since: str | None) -> bool:
        """Whether what came with version `since` is there."""
        return since is None or _order(self.version) >= _order(since)


def read(vendor: str) -> Mapping[str, Generation]:
    """All generations of a vendor, by name; the newest comes first."""
    folder = Path(__file__).with_name(vendor)
    data = tomllib.loads((folder / "generations.toml").read_text(encoding="utf-8"))
    tables: dict[str, Any] = {}
    for file in sorted(folder.glob("*.toml")):
        tables |= tomllib.loads(file.read_text(encoding="utf-8")).get("tables", {})
    versions: dict[str, str] = data["generations"]
    names = sorted(versions, key=lambda name: name != data["newest"])
    return {name: _generation(vendor, name, versions[name], tables) for name in names}


def _generation(vendor: str, name: str, version: str, data: Mapping[str, Any]) -> Generation:
    bare = Generation(vendor, name, version, {})
    tables = {table: _table(bare, table, body) for table, body in data.items() if bare.has(body.get("since"))}
    return Generation(vendor, name, version, tables)


def _table(generation: Generation, name: str, body: Mapping[str, Any]) -> TableSpec:
    texts = " ".join(body["columns"].split()).split(" · ")
    columns = {column.name: column for column in _columns(generation, texts)}
    return TableSpec(name, columns, tuple(_indexes(generation, body["indexes"])))


def _columns(generation: Generation, texts: list[str]) -> Iterator[ColumnSpec]:
    for text in texts:
        found = _match(_COLUMN, text)
        if _holds(found["when"], generation):
            there = found["there"] is not None and _holds(_names(found["there"]), generation)
            yield _column(found["name"], found["other"] if there else found["decl"])


def _column(name: str, declaration: str) -> ColumnSpec:
    found = _match(_DECLARATION, declaration)
    return ColumnSpec(
        name,
        found["type"],
        found["size"],
        unsigned=bool(found["unsigned"]),
        nullable=not found["required"],
        default=found["default"],
        auto_increment=bool(found["auto"]),
        touched=bool(found["touched"]),
    )


def _indexes(generation: Generation, texts: list[str]) -> Iterator[IndexSpec]:
    for text in texts:
        found = _match(_INDEX, text)
        if _holds(found["when"], generation):
            yield IndexSpec(found["kind"] or "", tuple(found["columns"].split(",")))


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError(f"not in the notation: {text!r}")
    return found


def _names(there: str) -> str:
    return there if there.startswith("<") else f"only {there}"


def _holds(condition: str | None, generation: Generation) -> bool:
    if condition is None:
        return True
    if condition.startswith("only "):
        return generation.name in condition.removeprefix("only ").split(",")
    if condition.startswith("<"):
        return not generation.has(condition[1:])
    return generation.has(condition)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.split(r"[.-]", version))
