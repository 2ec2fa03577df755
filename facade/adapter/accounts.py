"""Where an EHR keeps the accounts that its own users sign in with: a declaration beside the maps, never in one.

A server that is told to (`sign_in_url`) reads one account by it, over a connection of its own, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, Select, String, Table, and_, bindparam, case, false, or_, select
from sqlalchemy.sql import visitors

LOGIN = bindparam("login", type_=String)
TODAY = bindparam("today", type_=Date)  # of the source's zone
OLDEST = bindparam("oldest", type_=Date)  # passwords set before it have lapsed, by the clinic's configuration
ROWS = 2  # a second row of the same login makes the first worthless


class HashFormat(Enum):
    """How a password can be stored. What none of an adapter's formats recognises is refused, whatever it is."""

    BCRYPT = "bcrypt, $2y$ and $2b$"
    TAGGED_BCRYPT = "bcrypt behind {bcrypt}"
    ARGON2 = "Argon2i and Argon2id"
    SHA512_CRYPT = "SHA-512 crypt, $6$rounds="
    PBKDF2_SHA1 = "PBKDF2 with HMAC-SHA-1, iterations:salt:hash in hexadecimal"
    SHA1_DECIMALS = "SHA-1 without salt, its bytes as signed decimal numbers without a separator"


@dataclass(frozen=True, eq=False)
class Pin:
    """A second secret that the EHR asks of some accounts; `asked`: any of these asks it, but not where `unless`."""

    column: Column[Any]
    asked: tuple[ColumnElement[bool], ...]
    unless: tuple[ColumnElement[bool], ...] = ()
    least: int = 3  # characters; the EHR takes no shorter one


@dataclass(frozen=True, eq=False)
class Accounts:
    """One account for each row of `login`'s table, with the rows of other tables that `joins` finds.

    `key`: of the map of Practitioner. `provider`: what the EHR's tables name the person by. `open`: all must hold, or
    nobody signs in; they may ask for TODAY and OLDEST. `second`: the EHR asks a second factor where any holds. A
    condition on a column with `since` is left out where the column is missing, so `open` takes none. `blank`: what
    the EHR's own sign-in puts in place of a blank. The first of `formats` is also what an unknown login costs.
    """

    login: Column[Any]
    password: Column[Any]
    key: Column[Any]
    provider: Column[Any]
    formats: tuple[HashFormat, ...]
    joins: tuple[tuple[Column[Any], Column[Any]], ...] = ()
    open: tuple[ColumnElement[bool], ...] = ()
    second: tuple[ColumnElement[bool], ...] = ()
    pin: Pin | None = None
    blank: str = " "

    def statement(self, *, oldest_release: bool = False) -> Select[Any]:
        """The rows of LOGIN: login, password, key, provider, open, second, PIN asked, PIN."""
        conditions = _everywhere if oldest_release else tuple
        pin = self.pin
        asked = and_(or_(*pin.asked), ~or_(false(), *conditions(pin.unless))) if pin else false()
        found: Select[Any] = select(
            self.login,
            self.password,
            self.key,
            self.provider,
            _flag(and_(*self.open)).label("open"),
            _flag(or_(false(), *conditions(self.second))).label("second"),
            _flag(asked).label("asked"),
            pin.column if pin else _flag(false()).label("pin"),
        )
        joined = [left == right for left, right in self.joins]
        return found.where(self.login == LOGIN, *joined).limit(ROWS)

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """Every column that the statement reads: what the account of `sign_in_url` may read, and no more."""
        return tuple(dict.fromkeys(_columns(self.statement())))


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """1 or 0; what is unknown is 0."""
    return case((condition, 1), else_=0)


def _everywhere(conditions: tuple[ColumnElement[bool], ...]) -> tuple[ColumnElement[bool], ...]:
    return tuple(item for item in conditions if not any(col.info.get("since") for col in _columns(item)))


def _columns(element: Any) -> Iterator[Column[Any]]:
    for part in visitors.iterate(element):
        if isinstance(part, Column) and isinstance(part.table, Table):
            yield part
