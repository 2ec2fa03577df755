"""What all tables share: their MetaData and the column types of the vendor's own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    FetchedValue,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    Text,
    func,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine

from facade.adapter import column

metadata = MetaData()

# SQLite numbers rows by itself only in a column spelled INTEGER
LONG_KEY = BigInteger().with_variant(Integer(), "sqlite")
TINY = SmallInteger().with_variant(mysql.TINYINT(), "mysql", "mariadb")
MEDIUM_TEXT = Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")
LONG_TEXT = Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
TINY_TEXT = Text().with_variant(mysql.TINYTEXT(), "mysql", "mariadb")
UUID = LargeBinary(16).with_variant(mysql.BINARY(16), "mysql", "mariadb")
MEASURE = Numeric(12, 6)  # float before 7.0.0


def stamped(
    name: str, type_: type[TypeEngine[Any]], since: str | None = None, *, nullable: bool = False
) -> Column[Any]:
    """A time that the database itself sets, on INSERT and on every UPDATE."""
    now = func.current_timestamp()
    return column(name, type_, since=since, nullable=nullable, server_default=now, server_onupdate=FetchedValue())
