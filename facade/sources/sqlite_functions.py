"""The functions and the collation that SQL text for SQLite may use.

FACADE_CI              a collation: as utf8mb4_general_ci compares (case, accents, trailing blanks), every letter of it
facade_fold(text)      the form under which FACADE_CI calls two texts equal, for LIKE
text REGEXP pattern    Python's `re.search`; a NULL on either side gives NULL
facade_calendar(text)  1 for a date or date-time that exists, or a legacy partial or zero one; else 0
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

from facade.adapter.schema import fold

COLLATION = "FACADE_CI"
LONG = 100  # characters; what is longer is seldom compared twice
MOST = 16_384  # short texts whose folds are remembered
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})( \d{2}:\d{2}:\d{2}(\.\d{1,6})?)?\Z", re.ASCII)
_PARTIAL = re.compile(r"(?!0000)\d{4}-((0[1-9]|1[0-2])-00|00-00)( 00:00:00)?\Z", re.ASCII)
_ZERO = frozenset({"0000-00-00", "0000-00-00 00:00:00"})


def register(connection: Any) -> None:
    """Make the names above known to one connection."""
    connection.create_collation(COLLATION, collate)
    connection.create_function("facade_fold", 1, folded, deterministic=True)
    connection.create_function("regexp", 2, matches, deterministic=True)
    connection.create_function("facade_calendar", 1, is_calendar, deterministic=True)


def collate(left: str, right: str) -> int:
    """-1, 0 or 1, as the server's general_ci compares."""
    one, other = _ranks[left], _ranks[right]
    return (one > other) - (one < other)


class _Ranks(dict[str, str]):
    """The folds of short texts: a search compares the same ones over and over, millions of times a minute."""

    def __missing__(self, text: str) -> str:
        rank = fold(text, "ci-ai-pad")
        if len(text) < LONG:
            if len(self) >= MOST:
                self.clear()
            self[text] = rank
        return rank


_ranks = _Ranks()


def folded(value: object) -> object:
    """The fold of a text; numbers, bytes and NULL stay what they are."""
    return fold(value, "ci-ai-pad") if isinstance(value, str) else value


def matches(pattern: str | None, value: object) -> int | None:
    """`value REGEXP pattern`: SQLite hands over the pattern first."""
    if pattern is None or value is None:
        return None
    return 1 if _compiled(pattern).search(str(value)) else 0


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=65_536)
def is_calendar(value: object) -> int | None:
    """Whether the text names a day (and time) that exists, a year or month alone, or a zero date."""
    if value is None:
        return None
    text = str(value)
    if text in _ZERO or _PARTIAL.match(text):
        return 1
    return 1 if _DATE.match(text) and _exists(text) else 0


def _exists(text: str) -> bool:
    try:
        datetime.fromisoformat(text[:19])
    except ValueError:
        return False
    return True
