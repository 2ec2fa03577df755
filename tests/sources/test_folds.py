"""The committed fold tables against the server that they are of: what MariaDB calls equal, and what its LIKE finds.

Not in the tables: two characters that count as one, of which a clinic here meets only Catalan l· (uca1400).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pymysql
import pytest

from facade.adapter.schema import Collation, fold, letters
from facade.adapter.sql import like_pattern
from facade.fhir.folds import folds
from facade.testing.databases import Server

PAIRS = 4000
COLLATIONS: dict[str, Collation] = {
    "utf8mb4_general_ci": "ci-ai-pad",
    "utf8mb3_general_ci": "ci-ai-pad",
    "utf8mb4_unicode_ci": "unicode-ci",
    "utf8mb3_unicode_ci": "unicode-ci",
    "utf8mb4_unicode_520_ci": "unicode-520-ci",
    "utf8mb4_uca1400_ai_ci": "uca1400-ai-ci",
    "latin1_swedish_ci": "swedish-ci",
    "latin1_general_ci": "ci-pad",
    "latin1_bin": "bin-pad",
    "utf8mb4_bin": "bin-pad",
    "utf8mb4_nopad_bin": "bin",
}
ASCII = [chr(code) for code in range(1, 0x7F)]
LATIN_1 = [chr(code) for code in range(0xA0, 0x100)]
WINDOWS = [char for char in map(chr, range(0x100, 0x2123)) if char.encode("cp1252", "ignore")]
EUROPE = [chr(code) for code in (*range(0x100, 0x250), *range(0x300, 0x600), *range(0x1E00, 0x2070), 0xFEFF, 0xFB01)]
BMP = [chr(code) for code in range(0x600, 0x10000) if not 0xD800 <= code <= 0xDFFF]
BEYOND = ["\U0001f600", "\U0001f601", "\U0001d400", "\U00010400", "\U00010428", "\U0002f800", "\U00020000"]


def alphabet(charset: str) -> list[Sequence[str]]:
    """Letters of a charset, the commoner ones as often as the many rare."""
    if charset == "latin1":
        return [ASCII, LATIN_1, WINDOWS]
    wide: list[Sequence[str]] = [ASCII, LATIN_1, EUROPE, BMP]
    return [*wide, BEYOND] if charset == "utf8mb4" else wide


def pairs(random: Random, name: Collation, charset: str) -> Iterator[tuple[str, str]]:
    """Two texts each, the second often made from the first by letters that its table calls equal."""
    alphabets = alphabet(charset)
    alike: dict[str, list[str]] = {}
    if not name.startswith("bin"):
        for code, folded in folds(name).equal.items():
            if charset != "utf8mb3" or code < 0x10000:
                alike.setdefault(folded, [folded] if folded else []).append(chr(code))
    weightless = alike.get("", [""])
    for _ in range(PAIRS):
        one = "".join(random.choice(random.choice(alphabets)) for _ in range(random.randint(0, 5)))
        other = "".join(_changed(random, char, alike, weightless, name) for char in one)
        if random.random() < 0.2:
            other += random.choice(random.choice(alphabets))
        yield one + random.choice(["", "", " "]), other + random.choice(["", "", "  "])


def _changed(random: Random, char: str, alike: dict[str, list[str]], weightless: list[str], name: Collation) -> str:
    turn = random.random()
    if turn < 0.3:
        return char
    if turn < 0.4:
        return char + random.choice(weightless)
    return random.choice(alike.get(fold(char, name)) or [char])


@pytest.mark.parametrize(("collation", "name"), COLLATIONS.items())
def test_a_fold_is_what_the_server_calls_equal(
    mariadb_server: Server, mariadb_database: str, collation: str, name: Collation
) -> None:
    charset = collation.partition("_")[0]
    asked = list(pairs(Random(34), name, charset))
    rows = answers(mariadb_server, mariadb_database, collation, asked)
    wrong = [
        (one, other, found)
        for (one, other), found in zip(asked, rows, strict=True)
        if found
        != (
            fold(one, name) == fold(other, name),
            letters(one, name).startswith(letters(other, name)),
            letters(other, name) in letters(one, name),
        )
    ]
    assert not wrong, [tuple(map(ascii, item)) for item in wrong[:10]]
    for at in range(3):
        assert 50 < sum(row[at] for row in rows) < PAIRS, "too one-sided to say anything"


def answers(server: Server, database: str, collation: str, asked: list[tuple[str, str]]) -> list[tuple[bool, ...]]:
    """Of each pair: are they equal, does the first begin with the second, does it hold it?"""
    charset = collation.partition("_")[0]
    text = f"VARCHAR(60) CHARACTER SET {charset} COLLATE {collation}"
    rows = [(at, one, other, like_pattern(other)) for at, (one, other) in enumerate(asked)]
    connection = pymysql.connect(
        host=server.host, port=server.port, user=server.user, password=server.password, database=database,
        charset="utf8mb4",
    )  # fmt: skip
    with connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE pairs (at INT PRIMARY KEY, one {text}, other {text}, pattern {text})")
        cursor.executemany("INSERT INTO pairs VALUES (%s, %s, %s, %s)", rows)
        cursor.execute(
            "SELECT one = other, one LIKE CONCAT(pattern, '%') ESCAPE '!', one LIKE CONCAT('%', pattern, '%') ESCAPE '!'"
            " FROM pairs ORDER BY at"
        )
        return [tuple(map(bool, row)) for row in cursor.fetchall()]


@pytest.mark.parametrize(
    ("name", "one", "other", "equal", "begins"),
    [
        # measured, and what a clinic meets
        ("ci-ai-pad", "ß", "s", True, True),
        ("ci-ai-pad", "ß", "ss", False, False),
        ("ci-ai-pad", "Œ", "oe", False, False),
        ("ci-ai-pad", "İ", "i", True, True),
        ("ci-ai-pad", "Ł", "L", False, False),
        ("ci-ai-pad", "Ø", "O", False, False),
        ("ci-ai-pad", "đ", "d", False, False),
        ("ci-ai-pad", "e\u0301", "é", False, True),
        ("ci-ai-pad", "Ａ", "A", False, False),
        ("ci-ai-pad", "ц", "Ц", True, True),
        ("ci-ai-pad", "\U0001f600", "\U0001f601", True, True),
        ("ci-ai-pad", "x ", "x", True, True),
        ("ci-ai-pad", "x", "x ", True, False),
        ("unicode-ci", "ß", "ss", True, False),
        ("unicode-ci", "ß", "s", False, False),
        ("unicode-ci", "Œ", "oe", True, False),
        ("unicode-ci", "æ", "ae", False, False),
        ("unicode-ci", "e\u0301", "é", True, True),
        ("unicode-ci", "é", "e\u0301", True, False),
        ("unicode-ci", "x\u200b", "x", True, True),
        ("unicode-ci", "\U0001f600", "\U0001f601", True, False),
        ("unicode-520-ci", "æ", "ae", True, False),
        ("unicode-520-ci", "Ø", "o", True, True),
        ("unicode-520-ci", "\U0001f600", "\U0001f601", False, False),
        ("unicode-520-ci", "\u00adx", "x", False, False),
        ("uca1400-ai-ci", "\u00adx", "x", True, False),
        ("swedish-ci", "ü", "y", True, True),
        ("swedish-ci", "ä", "a", False, False),
        ("swedish-ci", "å", "a", False, False),
        ("swedish-ci", "ö", "o", False, False),
        ("swedish-ci", "é", "e", True, True),
        ("swedish-ci", "ä", "æ", True, True),
        ("ci-pad", "é", "É", True, True),
        ("ci-pad", "é", "e", False, False),
    ],
)
def test_by_hand(
    mariadb_server: Server, mariadb_database: str, name: Collation, one: str, other: str, equal: bool, begins: bool
) -> None:
    assert (fold(one, name) == fold(other, name)) is equal
    assert letters(one, name).startswith(letters(other, name)) is begins
    collation = next(collation for collation, of in COLLATIONS.items() if of == name)
    assert answers(mariadb_server, mariadb_database, collation, [(one, other)])[0][:2] == (equal, begins)


@pytest.mark.parametrize("name", sorted(set(COLLATIONS.values()) - {"bin", "bin-pad"}))
def test_printable_ascii_needs_no_table(name: Any) -> None:
    for char in map(chr, range(0x20, 0x7F)):
        assert char.translate(folds(name).equal) == char.upper()
        assert char.translate(folds(name).letters) == char.upper()
