"""What was read out of stored rows, kept in the memory of one worker: bounded, never on a disk.

A row is found again by its key, its stamp and the version of its reader, so that a changed row is read anew; and for
five minutes only, for what no stamp tells.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

SECONDS = 300.0
_OVERHEAD = 64  # bytes of an object beside its contents, about


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
    texts = [value for value in row if isinstance(value, str)]
    return _OVERHEAD * (len(texts) + 1) + 8 * len(row) + sum(len(text) * (1 if text.isascii() else 4) for text in texts)


class KeptRows:
    """The most recently used go last; what alone would take a quarter of the room is not kept."""

    def __init__(self, room: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.room = room
        self.size = 0
        self._clock = clock
        self._rows: OrderedDict[Any, tuple[float, VirtualRows]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> VirtualRows | None:
        """What is kept under a key."""
        with self._lock:
            found = self._rows.get(key)
            if found is None:
                return None
            if self._clock() - found[0] > SECONDS:
                self._dropped(key)
                return None
            self._rows.move_to_end(key)
            return found[1]

    def put(self, key: Any, rows: VirtualRows) -> None:
        """Keep it, and let go of the oldest as far as there is no room."""
        if rows.size > self.room // 4:
            return
        with self._lock:
            if key in self._rows:
                self._dropped(key)
            self.size += rows.size
            self._rows[key] = (self._clock(), rows)
            while self.size > self.room:
                self._dropped(next(iter(self._rows)))

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._rows.clear()
            self.size = 0

    def _dropped(self, key: Any) -> None:
        _, rows = self._rows.pop(key)
        self.size -= rows.size

    def __len__(self) -> int:
        return len(self._rows)
