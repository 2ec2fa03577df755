"""Comparisons that each dialect spells in its own way; everything else is plain SQLAlchemy.

MariaDB facts: `=` follows the column's collation and pads, `LIKE` does not pad, `utf8mb4_bin` pads too.
PostgreSQL compares byte by byte and pads nothing; dates are texts there (see facade.sources.postgresql).
SQLite sources register `facade_fold`, `facade_calendar` and the collation `facade_ci` (see facade.sources).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, func, literal, literal_column, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

ESCAPE = "!"


def like_pattern(text: str) -> str:
    """Text with the wildcards and the escape character made literal."""
    for char in (ESCAPE, "%", "_"):
        text = text.replace(char, ESCAPE + char)
    return text


class _Construct(ColumnElement[Any]):
    """In brackets of its own. Not a Boolean: for MariaDB SQLAlchemy would add `= 1`, and no index serves that."""

    inherit_cache = False
    type: Any = NullType()

    def __init__(self, column: ColumnElement[Any], *args: Any) -> None:
        self.column = column
        self.args = args

    def get_children(self, **_: Any) -> Any:
        return (self.column, *(arg for arg in self.args if isinstance(arg, ColumnElement)))


class Bracketed(_Construct):
    """A part of a long AND or OR in brackets, which SQLAlchemy would take off."""


@compiles(Bracketed)
def _bracketed(element: Bracketed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(element.column, **kw)})"


class Like(_Construct):
    """`column LIKE pattern` under the column's own collation. args: pattern bind, folds (bool)."""


@compiles(Like)
def _like(element: Like, compiler: SQLCompiler, **kw: Any) -> str:
    column, pattern = compiler.process(element.column, **kw), compiler.process(element.args[0], **kw)
    return f"({column} LIKE {pattern} ESCAPE '{ESCAPE}')"


@compiles(Like, "sqlite")
def _like_sqlite(element: Like, compiler: SQLCompiler, **kw: Any) -> str:
    column, pattern = compiler.process(element.column, **kw), compiler.process(element.args[0], **kw)
    if element.args[1]:  # LIKE of SQLite knows no collation
        column, pattern = f"facade_fold({column})", f"facade_fold({pattern})"
    return f"({column} LIKE {pattern} ESCAPE '{ESCAPE}')"


class Exactly(_Construct):
    """Code point equality, trailing blanks aside. args: the text bind."""


@compiles(Exactly)
def _exactly(element: Exactly, compiler: SQLCompiler, **kw: Any) -> str:
    return f"(RTRIM({compiler.process(element.column, **kw)}) = {compiler.process(element.args[0], **kw)})"


@compiles(Exactly, "sqlite")
def _exactly_sqlite(element: Exactly, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    return f"(RTRIM({column}, ' ') = {compiler.process(element.args[0], **kw)} COLLATE BINARY)"


@compiles(Exactly, "mysql", "mariadb")
def _exactly_mysql(element: Exactly, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    value = compiler.process(element.args[0], **kw)
    return f"(CONVERT({column} USING utf8mb4) COLLATE utf8mb4_bin = CONVERT({value} USING utf8mb4))"


class Calendar(_Construct):
    """Whether a date(time) column holds a date of the calendar or a legacy partial one ('2020-00-00').

    args: whole (bool) = partial ones do not count.
    """


@compiles(Calendar)
def _calendar(element: Calendar, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(element.column, **kw)} IS NOT NULL)"


@compiles(Calendar, "sqlite")
def _calendar_sqlite(element: Calendar, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    known = f"(facade_calendar({column}) = 1)"
    if not element.args[0]:
        return known
    return f"({known} AND SUBSTR({column}, 6, 2) <> '00' AND SUBSTR({column}, 9, 2) <> '00')"


@compiles(Calendar, "mysql", "mariadb")
def _calendar_mysql(element: Calendar, compiler: SQLCompiler, **kw: Any) -> str:
    # ALLOW_INVALID_DATES lets '2020-02-31' in, an empty sql_mode '2020-00-10'
    column = compiler.process(element.column, **kw)
    last = f"DAYOFMONTH(LAST_DAY(CONCAT(SUBSTR({column}, 1, 7), '-01')))"
    whole = f"(MONTH({column}) > 0 AND DAYOFMONTH({column}) BETWEEN 1 AND {last})"
    return whole if element.args[0] else f"(DAYOFMONTH({column}) = 0 OR {whole})"


def bracketed(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition in brackets that stay."""
    return Bracketed(condition)


def like(column: ColumnElement[Any], pattern: ColumnElement[Any], folds: bool) -> ColumnElement[bool]:
    """`column LIKE pattern` with our escape character; the pattern's text must come from `like_pattern`."""
    return Like(column, pattern, folds)


class ExactForm(_Construct):
    """A text as `Exactly` compares it, for comparing two columns whose collations may differ."""


@compiles(ExactForm)
def _exact_form(element: ExactForm, compiler: SQLCompiler, **kw: Any) -> str:
    return f"RTRIM({compiler.process(element.column, **kw)})"


@compiles(ExactForm, "sqlite")
def _exact_form_sqlite(element: ExactForm, compiler: SQLCompiler, **kw: Any) -> str:
    return f"(RTRIM({compiler.process(element.column, **kw)}, ' ') COLLATE BINARY)"


@compiles(ExactForm, "mysql", "mariadb")
def _exact_form_mysql(element: ExactForm, compiler: SQLCompiler, **kw: Any) -> str:
    return f"(CONVERT({compiler.process(element.column, **kw)} USING utf8mb4) COLLATE utf8mb4_bin)"


def exact_form(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A text column to be compared letter for letter with another; no index serves it."""
    return ExactForm(column)


def exactly(column: ColumnElement[Any], value: ColumnElement[Any]) -> ColumnElement[bool]:
    """Exact text, behind the sieve `column = value` that an index can serve."""
    return Exactly(column, value)


def calendar(column: ColumnElement[Any], *, whole: bool = False) -> ColumnElement[bool]:
    """Calendar validity; `whole` refuses partial dates."""
    return Calendar(column, whole)


class _Text(ColumnElement[str]):
    """A column as text, the way it is fetched and compared on write. `how`: plain, cast or hex."""

    inherit_cache = False
    type = String()

    def __init__(self, column: ColumnElement[Any], how: str) -> None:
        self.column = column
        self.how = how

    def get_children(self, **_: Any) -> Any:
        return (self.column,)


@compiles(_Text)
def _text(element: _Text, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    # Without a length a FLOAT(5,2) is cut to five characters where the server sorts by a temporary table: 150.5 for
    # 150.55.
    return f"HEX({column})" if element.how == "hex" else f"CAST({column} AS CHAR(64))"


@compiles(_Text, "sqlite")
def _text_sqlite(element: _Text, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    return f"HEX({column})" if element.how == "hex" else f"CAST({column} AS TEXT)"


@compiles(_Text, "postgresql")
def _text_postgresql(element: _Text, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    return f"UPPER(ENCODE({column}, 'hex'))" if element.how == "hex" else f"CAST({column} AS TEXT)"


def as_text(column: ColumnElement[Any], kind: str) -> ColumnElement[Any]:
    """How a column of that kind is fetched: drivers lose or crash on zero and partial dates, so dates come as text."""
    if kind in ("text", "integer"):
        return type_coerce(column, String()) if kind == "text" else column
    return _Text(column, "hex" if kind == "binary" else "cast")


def number_of(text: ColumnElement[Any], digits: int = 20, scale: int = 6) -> ColumnElement[Any]:
    """CAST of a text to a decimal. Always inside a CASE that proved it a number."""
    from_text: ColumnElement[Any] = _Number(text, digits, scale)
    return from_text


class _Number(_Construct):
    """args: digits, scale."""

    type = String()


@compiles(_Number)
def _number(element: _Number, compiler: SQLCompiler, **kw: Any) -> str:
    digits, scale = element.args
    return f"CAST({compiler.process(element.column, **kw)} AS DECIMAL({digits},{scale}))"


@compiles(_Number, "sqlite")
def _number_sqlite(element: _Number, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(element.column, **kw)} AS NUMERIC)"


def bare(column: ColumnElement[Any]) -> ColumnElement[str]:
    """A text without trailing blanks; NULL as ''."""
    return func.rtrim(func.coalesce(column, literal_column("''")))


def two_digits(column: ColumnElement[Any]) -> ColumnElement[str]:
    """'5' and '05' as '05', blank and NULL as '00'."""
    return _Last(literal_column("'00'").concat(bare(column)))


class _Last(_Construct):
    """The last two characters of a text."""

    type = String()


@compiles(_Last)
def _last(element: _Last, compiler: SQLCompiler, **kw: Any) -> str:
    return f"SUBSTR({compiler.process(element.column, **kw)}, -2)"


@compiles(_Last, "postgresql")
def _last_postgresql(element: _Last, compiler: SQLCompiler, **kw: Any) -> str:
    return f"RIGHT({compiler.process(element.column, **kw)}, 2)"


def place_of(column: ColumnElement[Any], mark: str) -> ColumnElement[int]:
    """Where in a text a character of ours stands first, from 1; 0: nowhere."""
    found: ColumnElement[int] = _Place(column, mark)
    return found


class _Place(_Construct):
    """args: the character."""

    type = Integer()


@compiles(_Place)
def _place(element: _Place, compiler: SQLCompiler, **kw: Any) -> str:
    return f"INSTR({compiler.process(element.column, **kw)}, '{element.args[0]}')"


@compiles(_Place, "postgresql")
def _place_postgresql(element: _Place, compiler: SQLCompiler, **kw: Any) -> str:
    return f"STRPOS({compiler.process(element.column, **kw)}, '{element.args[0]}')"


def matches(column: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    r"""Regular expression anchored by the caller; end it in `$(?!\n)`, since `$` alone lets a newline through."""
    return column.regexp_match(literal(pattern))


class Unchanged(_Construct):
    """A column still holds the fetched text, bit for bit and NULL-safe. args: the text bind, kind."""


@compiles(Unchanged)
def _unchanged(element: Unchanged, compiler: SQLCompiler, **kw: Any) -> str:
    column, value = compiler.process(element.column, **kw), compiler.process(element.args[0], **kw)
    text = f"UPPER(ENCODE({column}, 'hex'))" if element.args[1] == "binary" else f"CAST({column} AS TEXT)"
    return f"({text} IS NOT DISTINCT FROM {value})"


@compiles(Unchanged, "sqlite")
def _unchanged_sqlite(element: Unchanged, compiler: SQLCompiler, **kw: Any) -> str:
    column, value = compiler.process(element.column, **kw), compiler.process(element.args[0], **kw)
    text = f"HEX({column})" if element.args[1] == "binary" else f"CAST({column} AS TEXT)"
    return f"({text} COLLATE BINARY IS {value})"


@compiles(Unchanged, "mysql", "mariadb")
def _unchanged_mysql(element: Unchanged, compiler: SQLCompiler, **kw: Any) -> str:
    # `=` would take 'abc' for 'ABC ', and FLOAT 120.1 for no number at all: compare what was fetched
    column, value = compiler.process(element.column, **kw), compiler.process(element.args[0], **kw)
    if element.args[1] == "text":
        return f"(CAST(CONVERT({column} USING utf8mb4) AS BINARY) <=> CAST(CONVERT({value} USING utf8mb4) AS BINARY))"
    text = f"HEX({column})" if element.args[1] == "binary" else f"CAST({column} AS CHAR)"
    return f"({text} <=> {value})"


def unchanged(column: ColumnElement[Any], fetched: ColumnElement[Any], kind: str) -> ColumnElement[bool]:
    """The guard of a compare-and-swap."""
    return Unchanged(column, fetched, kind)
