"""SchemaFacts against the tables they were read from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import (
    BINARY,
    TIMESTAMP,
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    create_engine,
)

from facade.adapter.schema import ColumnFacts
from facade.sources import Source, durability, non_transactional
from facade.testing.databases import Server

EVERYTHING = """
CREATE TABLE `allTypes` (
  id INT AUTO_INCREMENT PRIMARY KEY,
  flag TINYINT(1) NOT NULL DEFAULT 0,
  small SMALLINT UNSIGNED,
  medium MEDIUMINT,
  big BIGINT NOT NULL,
  born YEAR,
  amount DECIMAL(10,2) DEFAULT 1.50,
  ratio FLOAT,
  exact DOUBLE,
  day DATE NOT NULL DEFAULT '0001-01-01',
  moment DATETIME(3),
  stamp TIMESTAMP NULL,
  clock TIME,
  code CHAR(2) NOT NULL,
  `middleNames` VARCHAR(100),
  note MEDIUMTEXT,
  status ENUM('active','gone') DEFAULT 'active',
  tags SET('a','b'),
  uuid BINARY(16),
  bytes VARBINARY(20),
  picture LONGBLOB,
  bits BIT(3),
  place POINT,
  doubled INT AS (big * 2) VIRTUAL,
  UNIQUE KEY (code, `middleNames`),
  UNIQUE KEY (big),
  KEY (day, code),
  KEY (note(10)),
  FULLTEXT KEY (note)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci
"""
UTF8: dict[str, object] = {"charset": "utf8mb4", "collation": "ci-ai-pad"}
TYPES = [
    ColumnFacts("id", "integer", nullable=False, bytes=4, auto_increment=True),
    ColumnFacts("flag", "integer", nullable=False, has_default=True, bytes=1),
    ColumnFacts("small", "integer", unsigned=True, bytes=2),
    ColumnFacts("medium", "integer", bytes=3),
    ColumnFacts("big", "integer", nullable=False, bytes=8),
    ColumnFacts("born", "integer", unsigned=True, bytes=2),
    ColumnFacts("amount", "decimal", has_default=True, precision=10, scale=2),
    ColumnFacts("ratio", "float", bytes=4),
    ColumnFacts("exact", "float", bytes=8),
    ColumnFacts("day", "date", nullable=False, has_default=True),
    ColumnFacts("moment", "datetime"),
    ColumnFacts("stamp", "timestamp"),
    ColumnFacts("clock", "time"),
    ColumnFacts("code", "text", nullable=False, length=2, charset="utf8mb4", collation="ci-ai-pad"),
    ColumnFacts("middleNames", "text", length=100, charset="utf8mb4", collation="ci-ai-pad"),
    ColumnFacts("note", "text", length=16_777_215, charset="utf8mb4", collation="ci-ai-pad"),
    ColumnFacts("status", "text", has_default=True, length=6, charset="utf8mb4", collation="ci-ai-pad"),
    ColumnFacts("tags", "text", length=3, charset="utf8mb4", collation="ci-ai-pad"),
    ColumnFacts("uuid", "binary", length=16),
    ColumnFacts("bytes", "binary", length=20),
    ColumnFacts("picture", "binary", length=4_294_967_295),
    ColumnFacts("bits", "other"),
    ColumnFacts("place", "other"),
    ColumnFacts("doubled", "integer", has_default=True, bytes=4),
]


def test_every_type_of_mariadb(server_source: Source, mariadb_server: Server, mariadb_database: str) -> None:
    mariadb_server.run(EVERYTHING, database=mariadb_database)
    facts = server_source.facts(["alltypes"])
    table = facts.table("AllTypes")
    assert table is not None
    assert table.name == "allTypes"
    assert list(table.columns.values()) == TYPES
    assert facts.column("alltypes", "middlenames") == TYPES[14]
    assert facts.dialect == "mysql"
    assert "MariaDB" in facts.server


def test_keys_of_mariadb(server_source: Source, mariadb_server: Server, mariadb_database: str) -> None:
    mariadb_server.run(EVERYTHING, database=mariadb_database)
    table = server_source.facts(["allTypes"]).table("allTypes")
    assert table is not None
    assert table.unique == {frozenset({"id"}), frozenset({"big"}), frozenset({"code", "middlenames"})}
    assert table.is_unique("CODE", "MIDDLENAMES", "day")
    assert not table.is_unique("code")
    assert sorted(table.indexes) == [("big",), ("code", "middlenames"), ("day", "code"), ("id",), ("note",)]


def test_engines(server_source: Source, mariadb_server: Server, mariadb_database: str) -> None:
    mariadb_server.run(
        "CREATE TABLE a (i INT) ENGINE=InnoDB",
        "CREATE TABLE b (i INT) ENGINE=MyISAM",
        "CREATE TABLE c (i INT) ENGINE=Aria",
        "CREATE TABLE d (i INT) ENGINE=MEMORY",
        "CREATE VIEW v AS SELECT i FROM a",
        database=mariadb_database,
    )
    facts = server_source.facts("abcdv")
    engines = {name: (table.engine, table.transactional) for name, table in facts.tables.items()}
    assert engines == {
        "a": ("InnoDB", True),
        "b": ("MyISAM", False),
        "c": ("Aria", False),
        "d": ("MEMORY", False),
        "v": (None, False),
    }
    assert non_transactional(facts, ["A", "B", "c", "missing"]) == ["b", "c"]


@pytest.mark.parametrize(
    ("charset", "collation", "expected"),
    [
        ("utf8mb4", "utf8mb4_general_ci", "ci-ai-pad"),
        ("utf8mb4", "utf8mb4_unicode_ci", "unicode-ci"),
        ("utf8mb3", "utf8mb3_unicode_ci", "unicode-ci"),
        ("utf8mb4", "utf8mb4_unicode_520_ci", "unicode-520-ci"),
        ("utf8mb4", "utf8mb4_uca1400_ai_ci", "uca1400-ai-ci"),
        ("utf8mb4", "utf8mb4_uca1400_as_ci", "ci-pad"),
        ("utf8mb4", "utf8mb4_spanish_ci", "unicode-ci"),
        ("utf8mb4", "utf8mb4_bin", "bin-pad"),
        ("utf8mb4", "utf8mb4_nopad_bin", "bin"),
        ("utf8mb3", "utf8mb3_general_ci", "ci-ai-pad"),
        ("latin1", "latin1_swedish_ci", "swedish-ci"),
        ("latin1", "latin1_german1_ci", "ci-ai-pad"),
        ("latin1", "latin1_danish_ci", "swedish-ci"),
        ("latin1", "latin1_general_ci", "ci-pad"),
        ("latin1", "latin1_general_cs", "bin-pad"),
        ("latin1", "latin1_bin", "bin-pad"),
        ("latin1", "latin1_nopad_bin", "bin"),
        ("ucs2", "ucs2_general_ci", "ci-ai-pad"),
        ("cp1251", "cp1251_general_ci", "ci-pad"),
    ],
)
def test_collation_classes(
    open_source: Callable[..., Source],
    mariadb_server: Server,
    mariadb_database: str,
    charset: str,
    collation: str,
    expected: str,
) -> None:
    column = f"VARCHAR(9) CHARACTER SET {charset} COLLATE {collation}"
    mariadb_server.run(f"CREATE TABLE t (v {column}, w {column})", database=mariadb_database)
    source = open_source(mariadb_server.url_for("pymysql", mariadb_database))
    found = source.facts(["t"]).column("t", "w")
    assert found == ColumnFacts("w", "text", length=9, charset=charset, collation=expected)  # type: ignore[arg-type]


def test_several_collations_in_one_table(server_source: Source, mariadb_server: Server, mariadb_database: str) -> None:
    mariadb_server.run(
        "CREATE TABLE t (a TEXT COLLATE utf8mb4_bin, b TEXT COLLATE utf8mb4_general_ci,"
        " c VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_general_cs)",
        database=mariadb_database,
    )
    table = server_source.facts(["t"]).table("t")
    assert table is not None
    assert [column.collation for column in table.columns.values()] == ["bin-pad", "ci-ai-pad", "bin-pad"]


def test_names_are_found_in_any_case(server_source: Source, mariadb_server: Server, mariadb_database: str) -> None:
    """A server with lower_case_table_names=1 stores `demographicExt` as `demographicext`."""
    mariadb_server.run(
        "CREATE TABLE demographicext (id INT)", "CREATE TABLE `Facility` (id INT)", database=mariadb_database
    )
    facts = server_source.facts(["demographicExt", "Facility", "missing"])
    assert {key: table.name for key, table in facts.tables.items()} == {
        "demographicext": "demographicext",
        "facility": "Facility",
    }


def test_of_two_tables_that_differ_in_case_only_the_named_one_counts(
    server_source: Source, mariadb_server: Server, mariadb_database: str
) -> None:
    mariadb_server.run("CREATE TABLE contact (a INT)", "CREATE TABLE `Contact` (b INT)", database=mariadb_database)
    exact = server_source.facts(["Contact"]).table("contact")
    assert exact is not None
    assert (exact.name, list(exact.columns)) == ("Contact", ["b"])
    assert server_source.facts(["CONTACT"]).tables == {}


def test_tables_of_other_databases_are_not_seen(
    server_source: Source, mariadb_server: Server, mariadb_database: str
) -> None:
    with mariadb_server.fresh_database() as other:
        mariadb_server.run("CREATE TABLE t (foreign_one INT)", database=other)
        assert server_source.facts(["t"]).tables == {}
        mariadb_server.run("CREATE TABLE t (own INT)", database=mariadb_database)
        table = server_source.facts(["t"]).table("t")
    assert table is not None
    assert list(table.columns) == ["own"]


def test_nothing_asked_nothing_found(source: Source) -> None:
    assert source.facts([]).tables == {}


def test_durability(server_source: Source, mariadb_server: Server) -> None:
    with server_source.reading() as connection:
        assert durability(connection) == 1
        mariadb_server.run("SET GLOBAL innodb_flush_log_at_trx_commit = 2")
        try:
            assert durability(connection) == 2
        finally:
            mariadb_server.run("SET GLOBAL innodb_flush_log_at_trx_commit = 1")


def test_durability_of_sqlite(open_source: Callable[..., Source], sqlite_url: str) -> None:
    with open_source(sqlite_url).writing() as connection:
        assert durability(connection) == 1
        connection.execute("PRAGMA synchronous = OFF")
        assert durability(connection) == 0


def sqlite_tables(url: str) -> None:
    """What an adapter's own Table objects make of it, as the demo clinics are made."""
    tables = MetaData()
    Table(
        "People",
        tables,
        Column("id", Integer, primary_key=True),
        Column("chartNo", String(10), nullable=False),
        Column("note", Text),
        Column("big", BigInteger, server_default="7"),
        Column("small", SmallInteger),
        Column("born", Date),
        Column("seen", DateTime),
        Column("stamp", TIMESTAMP),
        Column("amount", Numeric(10, 2)),
        Column("weight", Float),
        Column("photo", LargeBinary),
        Column("uuid", BINARY(16)),
        Index("by_chart", "chartNo", unique=True),
        Index("by_born", "born", "id"),
    )
    engine = create_engine(url)
    tables.create_all(engine)
    engine.dispose()


def test_sqlite_types_as_sqlalchemy_writes_them(open_source: Callable[..., Source], sqlite_url: str) -> None:
    sqlite_tables(sqlite_url)
    facts = open_source(sqlite_url).facts(["people"])
    table = facts.table("people")
    assert table is not None
    assert (facts.dialect, table.name, table.engine, table.transactional) == ("sqlite", "People", "SQLite", True)
    assert facts.server.startswith("SQLite 3.")
    assert list(table.columns.values()) == [
        ColumnFacts("id", "integer", nullable=False, bytes=8, auto_increment=True),
        ColumnFacts("chartNo", "text", nullable=False, length=10),
        ColumnFacts("note", "text"),
        ColumnFacts("big", "integer", has_default=True, bytes=8),
        ColumnFacts("small", "integer", bytes=8),
        ColumnFacts("born", "date"),
        ColumnFacts("seen", "datetime"),
        ColumnFacts("stamp", "timestamp"),
        ColumnFacts("amount", "decimal", precision=10, scale=2),
        ColumnFacts("weight", "float", bytes=8),
        ColumnFacts("photo", "binary"),
        ColumnFacts("uuid", "binary", length=16),
    ]
    assert table.unique == {frozenset({"id"}), frozenset({"chartno"})}
    assert sorted(table.indexes) == [("born", "id"), ("chartno",), ("id",)]


def sqlite_facts(open_source: Callable[..., Source], url: str, *statements: str) -> Source:
    source = open_source(url)
    with source.writing() as connection:
        connection.begin()
        for statement in statements:
            connection.change(statement)
        connection.commit()
    return source


def test_sqlite_collations(open_source: Callable[..., Source], sqlite_url: str) -> None:
    source = sqlite_facts(
        open_source,
        sqlite_url,
        'CREATE TABLE t (plain TEXT, ci VARCHAR(20) COLLATE FACADE_CI, "no case" TEXT COLLATE NOCASE,'
        " padded TEXT COLLATE RTRIM, b TEXT COLLATE BINARY, n INTEGER COLLATE FACADE_CI)",
        "INSERT INTO t (plain, ci) VALUES ('x', 'y')",
    )
    table = source.facts(["t"]).table("t")
    assert table is not None
    assert {name: column.collation for name, column in table.columns.items()} == {
        "plain": "bin",
        "ci": "ci-ai-pad",
        "no case": "ci-pad",
        "padded": "bin-pad",
        "b": "bin",
        "n": "bin",
    }


def test_sqlite_keys(open_source: Callable[..., Source], sqlite_url: str) -> None:
    source = sqlite_facts(
        open_source,
        sqlite_url,
        "CREATE TABLE a (x INTEGER, y INTEGER, z TEXT, PRIMARY KEY (x, y), UNIQUE (z))",
        "CREATE INDEX partly ON a (y) WHERE y > 0",
        "CREATE UNIQUE INDEX some ON a (x) WHERE y > 0",
        "CREATE UNIQUE INDEX lowered ON a (y, lower(z), x)",
        "CREATE TABLE b (id TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE c (id INTEGER PRIMARY KEY AUTOINCREMENT, twice INTEGER AS (id * 2))",
        "CREATE VIEW v AS SELECT id FROM c",
    )
    facts = source.facts("abcv")
    a, b, c, v = (facts.table(name) for name in "abcv")
    assert a and b and c and v
    assert a.unique == {frozenset({"x", "y"}), frozenset({"z"})}
    assert set(a.indexes) == {("x", "y"), ("z",), ("y",), ("x",)}
    assert not a.columns["x"].auto_increment
    assert not a.columns["x"].nullable
    assert b.unique == {frozenset({"id"})}
    assert not b.columns["id"].auto_increment
    assert c.unique == {frozenset({"id"})}
    assert c.columns["id"].auto_increment
    assert c.columns["twice"].has_default
    assert (v.unique, v.indexes, list(v.columns)) == (frozenset(), (), ["id"])


def test_sqlite_declared_types_of_mariadb(open_source: Callable[..., Source], sqlite_url: str) -> None:
    source = sqlite_facts(
        open_source,
        sqlite_url,
        "CREATE TABLE t (a TINYINT(1), b INTEGER UNSIGNED, c DOUBLE PRECISION, d LONGTEXT, e CHAR(3),"
        " f DECIMAL(8,3), g DATETIME, h, i JSON, j VARCHAR (12), k BOOLEAN DEFAULT NULL)",
    )
    table = source.facts(["t"]).table("t")
    assert table is not None
    kinds = [column.kind for column in table.columns.values()]
    assert kinds == [
        *("integer", "integer", "float", "text", "text", "decimal", "datetime", "other", "other", "text", "integer")
    ]
    assert table.columns["b"].unsigned
    assert table.columns["j"].length == 12
    assert (table.columns["f"].precision, table.columns["f"].scale) == (8, 3)
    assert not table.columns["k"].has_default
