"""What each database is asked in a usual run: those that compare bytes share searches, the engines share orders."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from zlib import crc32

from facade.testing.asked import PREFIXES, Pair, Query

# Searches meet every kind of database; what does not hang on how texts compare meets one of each engine.
IN_BRIEF = ("sqlite-ci", "mariadb-ci")
EVERYWHERE = 2  # of the searches of one kind, so many meet every database
_PREFIX = re.compile(f"(?:{'|'.join(filter(None, PREFIXES))})(?=-?[0-9])")


def share(kind: str, databases: Sequence[str], asked: Sequence[Query]) -> list[Query]:
    """All searches; of databases that compare byte by byte the first of every kind, and a share of the others.

    To which one a search goes, it says itself: what is made up for a type differs a little between databases.
    """
    others = [one for one in databases if one not in IN_BRIEF]
    if kind not in others or len(others) == 1:
        return list(asked)
    mine, met = others.index(kind), Counter[Pair]()
    found = []
    for query in asked:
        met[kind_of(query)] += 1
        first = len(query) == 1 and met[kind_of(query)] <= EVERYWHERE
        if first or crc32(repr(query).encode()) % len(others) == mine:
            found.append(query)
    return found


def kind_of(query: Query) -> Pair:
    """What a search says besides its values: names with their modifiers, and the first value's prefix."""
    prefix = _PREFIX.match(query[0][1])
    return "&".join(name for name, _ in query), prefix[0] if prefix else ""


def turn(kind: str, databases: Sequence[str]) -> int | None:
    """Which half of the orders meets this database, where both engines are tried; where not, all do."""
    brief = [one for one in databases if one in IN_BRIEF]
    return brief.index(kind) if len(brief) > 1 else None


def turn_of(type_: str) -> int:
    """Which half of the orders a type is asked for, where laws come in turn."""
    return crc32(type_.encode()) % 2
