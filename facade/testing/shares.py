"""What each database is asked in a usual run: searches of every kind, and a share of all searches and orders."""

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
    """The first searches of every kind meet all databases; the others are shared out, each to one of them.

    To which database a search goes, it says itself: what is made up for a type differs a little between databases. So a
    search that only one of them would be asked may go to another one, and is then asked of none: with `--full` all are.
    """
    mine, met = databases.index(kind), Counter[Pair]()
    found = []
    for query in asked:
        met[kind_of(query)] += 1
        first = len(query) == 1 and met[kind_of(query)] <= EVERYWHERE
        if first or crc32(repr(query).encode()) % len(databases) == mine:
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
