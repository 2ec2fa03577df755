"""What all tables share: their MetaData and the column types of the vendor's own."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Integer,
    MetaData,
    SmallInteger,
    Text,
)
from sqlalchemy.dialects import mysql

metadata = MetaData()

# SQLite numbers rows by itself only in a column spelled INTEGER
LONG_KEY = BigInteger().with_variant(Integer(), "sqlite")
UNSIGNED = Integer().with_variant(mysql.INTEGER(unsigned=True), "mysql", "mariadb")
MEDIUM_TEXT = Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")
TINY = SmallInteger().with_variant(mysql.TINYINT(), "mysql", "mariadb")
