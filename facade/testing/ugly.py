"""What legacy tables really hold: every codec's ugly stored values, crossed into otherwise sane rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Column

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import Cases
from facade.adapter.columns import origin, table_of
from facade.adapter.combined import AtLeast, Beside, NotIn
from facade.adapter.conditions import Before, Condition, Contains, IsIn
from facade.adapter.context import SourceContext
from facade.adapter.exploded import stored_key
from facade.adapter.schema import ColumnFacts
from facade.compiler.units import Unit
from facade.testing import members
from facade.testing.clinic import Clinic, Row
from facade.testing.copies import Change, Copier, Made
from facade.testing.judge import universe
from facade.testing.members import member_of
from facade.testing.places import NOW, Place

LEAST = 2
ODD_TEXT_KEYS = ("ab", "AB", "Zq", "zq", "é", "a b", "a-b", "x.y", "_", "0", "00", "007", "7 ", "a/b", "null")
ODD_NUMBER_KEYS = (0, -7, 2_000_000_000)
_DAY = r"(\d{4}-(0\d|1[0-2])-([0-2]\d|3[01]))"
_bases: WeakKeyDictionary[Clinic, dict[tuple[str, ...], Sequence[Row]]] = WeakKeyDictionary()
_FORMS = {
    "date": re.compile(_DAY + r"\Z"),
    "datetime": re.compile(_DAY + r" ([01]\d|2[0-3]):[0-5]\d:[0-5]\d\Z"),
    "time": re.compile(r"\d\d:[0-5]\d:[0-5]\d\Z"),
    "timestamp": re.compile(r"(0000-00-00 00:00:00|(19[7-9]\d|20[0-3]\d)-\d\d-\d\d \d\d:\d\d:\d\d)\Z"),
}


@dataclass(frozen=True, eq=False)
class Soil:
    """One unit with the row that its ugly rows are copies of, and the changes that make them ugly."""

    unit: Unit
    base: Row
    changes: tuple[Change, ...]


def soils(place: Place, types: Sequence[str] = ()) -> list[Soil]:
    """One for every unit in service, or of these types, as the place was when it was first asked.

    Units of one table on the same base row do not repeat their changes.
    """
    known = ("soils", *types)
    if known not in place.once:
        place.once[known] = _soils(place, types)
    found: list[Soil] = place.once[known]
    return found


def _soils(place: Place, types: Sequence[str]) -> list[Soil]:
    found: list[Soil] = []
    done: set[Any] = set()
    for type_ in types or place.types:
        for unit, base in zip(place.ready.source.by_type[type_], _bases_of(place, type_), strict=True):
            stored = ground(unit)
            made = [*changes(stored), *_mangled(unit, base)]
            fresh = {key: change for change in made if (key := _key(stored, base, change)) not in done}
            done |= fresh.keys()
            found.append(Soil(stored, base, tuple(fresh.values())))
    return found


def _bases_of(place: Place, type_: str) -> Sequence[Row]:
    """The base row of each unit of the type: the same on every engine, since the clinic's own rows are."""
    known, units = _bases.setdefault(place.clinic, {}), place.ready.source.by_type[type_]
    key = (place.kind.partition("-")[2], place.adapter.name, *(unit.label for unit in units))
    if key not in known:
        rows = universe(place, type_).rows
        known[key] = [_base_of(place, unit, rows) for unit in units]
    return known[key]


def _base_of(place: Place, unit: Unit, rows: dict[tuple[int, Any], str]) -> Row:
    stored = ground(unit)
    return base_row(place, stored, rows if stored is unit else _stored_rows(unit, stored, rows))


def ground(unit: Unit) -> Unit:
    """The unit over the rows that the database holds: of exploded ones the sieve, of united ones a member's."""
    member = member_of(unit)
    return member[1] if member is not None else unit if unit.sieve is None else unit.sieve


def _stored_rows(unit: Unit, stored: Unit, live: dict[tuple[int, Any], str]) -> dict[tuple[int, Any], str]:
    """The stored rows that the virtual rows of a unit are read of, or those of a united table in the member."""
    member = member_of(unit)
    if member is not None:
        mine = ((key, id_) for (number, key), id_ in live.items() if number == unit.number)
        return {(stored.number, members.stored_key(member[0], key)): id_ for key, id_ in mine}
    return {(stored.number, stored_key(key)): id_ for (number, key), id_ in live.items() if number == unit.number}


def _mangled(unit: Unit, base: Row) -> Iterator[Change]:
    """What the reader of an exploded row is given is cut, doubled, blanked, turned round."""
    if unit.explosion is None:
        return
    context = unit.explosion.context
    for col in unit.explosion.columns.values():
        text = str(base.get(col.name) or "")
        half, lines = len(text) // 2, text.splitlines()
        odd = (None, "", " ", "\x01", text[:half], text[half:], text + text, text[::-1], "\n".join(lines[1:]))
        for value in dict.fromkeys(odd if context.kind(col) == "text" else (None, 0, -1)):
            if _goes_in(context, col, value):
                yield {col: value}


def _key(unit: Unit, base: Row, change: Change) -> Any:
    named = [(str(col), repr(value)) for col, value in change.items()]
    return (unit.map.table.name, repr(base.get(unit.map.key.name)), tuple(sorted(named)))


def base_row(place: Place, unit: Unit, live: dict[tuple[int, Any], str]) -> Row:
    """The clinic's first row that gives a resource of this unit; else any row, made to meet the map's conditions."""
    rows = place.clinic.rows.get(unit.map.table, ())
    name = unit.map.key.name
    for row in rows:
        if (unit.number, row.get(name)) in live:
            return row
    wanted = {col.name: value for item in unit.conditions for col, value in item.inserted(unit.context).items()}
    return {**next(iter(rows), {}), **wanted}


def changes(unit: Unit) -> Iterator[Change]:
    """Every ugly value of every leaf, one leaf at a time; values that the columns cannot hold are left out."""
    context = unit.context
    codecs = [leaf.codec for leaf in unit.leaves] + ([unit.last_updated] if unit.last_updated else [])
    for codec in codecs:
        for change in _of_codec(codec, context):
            if all(_goes_in(context, col, value) for col, value in change.items()):
                yield change
    for condition in _parts(unit.conditions):
        for value in condition_values(condition):
            if fits(context.column(condition.col), value):
                yield {condition.col: value}


def _of_codec(codec: Codec, context: SourceContext) -> Iterator[Change]:
    if isinstance(codec, Cases):
        yield from _of_cases(codec, context)
        return
    for stored in codec.edges().stored:
        yield dict(zip(codec.columns, stored, strict=True))


def _of_cases(codec: Cases, context: SourceContext) -> Iterator[Change]:
    """Each branch's conditions held with its codec's ugly values, alone and together with the next branch's."""
    for at, (conditions, inner) in enumerate(codec.branches):
        holding = _holding(conditions)
        yield from ({**holding, **change} for change in [{}, *_of_codec(inner, context)])
        if at + 1 < len(codec.branches):
            yield {**_holding(codec.branches[at + 1][0]), **holding}
        for condition in _parts(conditions):
            yield from ({condition.col: value} for value in condition_values(condition))


def _holding(conditions: Sequence[Condition]) -> Change:
    return {item.col: next(iter(condition_values(item)), None) for item in _parts(conditions)}


def _parts(conditions: Iterable[Condition]) -> list[Condition]:
    """The tests of single columns, those of a row that is there or not left out."""
    return [part for item in conditions for part in item.parts if item.readable and not isinstance(part, Beside)]


def condition_values(condition: Condition) -> Iterator[Any]:
    """First a value that meets the condition, then others that do, nearly do, or do not."""
    if isinstance(condition, IsIn):
        yield from condition.values
        for value in condition.values:
            if isinstance(value, str) and value:
                yield from (value.upper(), value.lower(), value + " ", value + "x")
        yield from (None, "", "zz", 77)
    elif isinstance(condition, Contains):
        for word in condition.words:
            yield from (f"5 {word}", f"in {word.upper()}s", word[:-1])
        yield from (None, "")
    elif isinstance(condition, Before):
        days = ((NOW + timedelta(days=shift)).date().isoformat() for shift in (-1, 0, 1))
        yield from (*days, None, "0000-00-00", "2020-00-00", "0001-01-01", "9999-12-31")
    elif isinstance(condition, NotIn):
        yield from ("other", 78, *condition.values, None, "", " ")
        yield from (f"{value} " for value in condition.values if isinstance(value, str))
    elif isinstance(condition, AtLeast):
        yield from (condition.least, condition.least - 1, condition.least + 1, None)


def _nothing(unit: Unit) -> Change:
    """NULL in every column of the table that takes it."""
    table = unit.map.table
    keep = {col.name for item in unit.conditions for col in item.columns} | {unit.map.key.name}
    known = {col: unit.context.facts.column(table.name, col.name) for col in table.columns}
    return {col: None for col, facts in known.items() if facts and facts.nullable and col.name not in keep}


def fits(facts: ColumnFacts, value: Any) -> bool:
    """Whether a column of this type can hold the value: SQLite would take anything."""
    if value is None:
        return facts.nullable
    match facts.kind:
        case "text":
            return isinstance(value, str) and (facts.length is None or len(value) <= facts.length)
        case "integer":
            return bool(re.fullmatch(r"-?\d{1,18}", str(value)))
        case "decimal" | "float":
            return _is_number(str(value), facts.scale if facts.kind == "decimal" else 6)
        case "date" | "datetime" | "timestamp" | "time":
            return bool(_FORMS[facts.kind].match(str(value)))
        case "binary":
            return isinstance(value, bytes) and (facts.length is None or len(value) <= facts.length)
    return False


def _goes_in(context: SourceContext, col: Column[Any], value: Any) -> bool:
    """Whether the column can hold the value and a search can find it.

    MariaDB's own fault: by an index on a padded binary column, LIKE 'x%' finds no 'x' before a control character.
    """
    if not fits(context.column(col), value):
        return False
    if context.column(col).collation != "bin-pad" or not isinstance(value, str):
        return True
    facts = context.facts.table(table_of(col).name)
    indexed = facts is not None and facts.is_indexed(origin(col).name)
    return not (indexed and any(char < " " for char in value))


def _is_number(text: str, scale: int | None) -> bool:
    try:
        exponent = Decimal(text).as_tuple().exponent
    except InvalidOperation:
        return False
    return isinstance(exponent, int) and (scale is None or -exponent <= scale)


def odd_keys(soil: Soil) -> Iterator[Change]:
    """Keys that are no plain numbers or words."""
    key = soil.unit.map.key
    odd: tuple[Any, ...] = ODD_NUMBER_KEYS if soil.unit.identity.kind == "integer" else ODD_TEXT_KEYS
    facts = soil.unit.context.column(key)
    yield from ({key: value} for value in odd if fits(facts, value))


def crowd(place: Place, copier: Copier, types: Sequence[str] = ()) -> list[Made]:
    """Every change of every unit, or of those of some types, as a row of its own.

    Hundreds of rows under one name would all be tried wherever one is looked up by it; the few of other laws may be.
    """
    made: list[Made] = []
    for soil in soils(place, types):
        table = soil.unit.map.table
        made += [copier.copy(soil.unit, soil.base, [copier.numbered(table), change]) for change in soil.changes]
    return [*made, *odd_rows(place, copier)]


def odd_rows(place: Place, copier: Copier) -> list[Made]:
    """Rows with odd keys, and one of NULLs, for each table."""
    made: list[Made] = []
    for soil in _one_a_table(place):
        for change in (*odd_keys(soil), _nothing(soil.unit)):
            alone = {col: copier.value(col) for col in copier.joined_on(soil.unit.map.table) if col not in change}
            made.append(copier.copy(soil.unit, soil.base, [alone, change]))
    return made


def sprinkle(place: Place, copier: Copier, most: int) -> None:
    """About so many ugly rows for each map."""
    place.insert(*(made.rows for made in handful(place, copier, most)))


def handful(place: Place, copier: Copier, most: int, type_: str | None = None, *, empty: int = 0) -> Iterator[Made]:
    """About so many ugly rows for each map (of a type), every column in turn, some for each part.

    `empty`: how often each column's empty value comes first, as a row of its own every time.
    """
    grounds = [soil for soil in soils(place) if type_ in (None, soil.unit.type)]
    for soil in grounds:
        beside = sum(other.unit.map is soil.unit.map for other in grounds)
        for change in _in_turn(soil.changes, max(most // beside, LEAST), empty=empty):
            yield copier.copy(soil.unit, soil.base, [change])


def _in_turn(changes: Sequence[Change], most: int, *, empty: int) -> list[Change]:
    """One change of each column, then another of each. Codecs name the empty value first."""
    by_column: dict[Any, list[Change]] = {}
    for change in changes:
        by_column.setdefault(tuple(change), []).append(change)
    found: list[Change] = [listed[0] for listed in by_column.values() for _ in range(empty)]
    most += len(found)
    for turn in range(max(map(len, by_column.values()), default=0)):
        for at, listed in enumerate(by_column.values()):
            if turn < len(listed):
                found.append(listed[(turn + at) % len(listed)])
    return found[:most]


def _one_a_table(place: Place) -> list[Soil]:
    by_table: dict[str, Soil] = {}
    for soil in soils(place):
        by_table.setdefault(soil.unit.map.table.name, soil)
    return list(by_table.values())
