"""What was read out of stored rows, kept in the memory of one worker: bounded, never on a disk.

A row is found again by its key, its stamp and the version of its reader, so that a changed row is read anew; and for
five minutes only, for what no stamp tells. A database that such rows were put into is found again by all of them.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from facade.sources.memory import MemoryDatabase

SECONDS = 300.0
_OVERHEAD = 64  # bytes of an object beside its contents, about
_EMPTY = 65_536  # bytes of a database without rows, about


@dataclass(frozen=True, eq=False)
class VirtualRows:
    """The rows of each virtual table that one stored row gave. `failed`: that row's key, if its reader did not come to
    an end.
    """

    tables: Mapping[str, Sequence[tuple[Any, ...]]]
    failed: int | None = None
    size: int = field(init=False)
    count: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", sum(map(len, self.tables.values())))
        object.__setattr__(self, "size", _OVERHEAD + sum(_size(row) for rows in self.tables.values() for row in rows))


def _size(row: tuple[Any, ...]) -> int:
    texts = [value for value in row if value.__class__ is str]
    joined = "".join(texts)
    return _OVERHEAD + 8 * len(row) + _OVERHEAD * len(texts) + len(joined) * (1 if joined.isascii() else 4)


@dataclass(frozen=True, eq=False)
class Filled:
    """A database with the `rows` that so many `stored` ones gave. `failed`: the keys of those that could not be read to
    the end.
    """

    database: MemoryDatabase
    stored: int
    failed: frozenset[int]
    rows: int
    size: int

    @classmethod
    def of(cls, database: MemoryDatabase, rows: Sequence[VirtualRows]) -> Filled:
        """One that these rows were put into."""
        failed = frozenset(found.failed for found in rows if found.failed is not None)
        count, size = sum(found.count for found in rows), _EMPTY + sum(found.size for found in rows)
        return cls(database, len(rows), failed, count, size)


class KeptRows:
    """The most recently used go last; what alone would take a quarter of the room is not kept."""

    def __init__(self, room: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.room = room
        self.size = 0
        self._clock = clock
        self._found: OrderedDict[Any, tuple[float, VirtualRows | Filled]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> VirtualRows | None:
        """The rows that are kept under a key."""
        found = self._get(key)
        return found if isinstance(found, VirtualRows) else None

    def filled(self, key: Any) -> Filled | None:
        """The database that is kept under a key."""
        found = self._get(key)
        return found if isinstance(found, Filled) else None

    def put(self, key: Any, rows: VirtualRows) -> None:
        """Keep what was read now."""
        self._put(key, rows, self._clock())

    def put_filled(self, key: Any, filled: Filled, since: float) -> None:
        """Keep a database as long as the oldest of its rows; `since`: when that was read."""
        self._put(key, filled, since)

    def oldest(self, keys: Iterable[Any]) -> float:
        """When the first of what is kept under these keys was read; now, if nothing is."""
        with self._lock:
            return min((self._found[key][0] for key in keys if key in self._found), default=self._clock())

    def _get(self, key: Any) -> VirtualRows | Filled | None:
        with self._lock:
            found = self._found.get(key)
            if found is None:
                return None
            if self._clock() - found[0] > SECONDS:
                self._dropped(key)
                return None
            self._found.move_to_end(key)
            return found[1]

    def _put(self, key: Any, value: VirtualRows | Filled, since: float) -> None:
        """Keep it, and let go of the oldest as far as there is no room."""
        if value.size > self.room // 4:
            return
        with self._lock:
            if key in self._found:
                self._dropped(key)
            self.size += value.size
            self._found[key] = (since, value)
            while self.size > self.room:
                self._dropped(next(iter(self._found)))

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._found.clear()
            self.size = 0

    def _dropped(self, key: Any) -> None:
        _, value = self._found.pop(key)
        self.size -= value.size

    def __len__(self) -> int:
        return len(self._found)
