"""What was read out of stored rows, kept in the memory of one worker: bounded, never on a disk.

A row is found again by its key, its stamp and the version of its reader, so that a changed row is read anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

_OVERHEAD = 64  # bytes of an object beside its contents, about


@dataclass(frozen=True, eq=False)
class VirtualRows:
    """The rows of each virtual table that one stored row gave. `failed`: its reader did not come to an end."""

    tables: Mapping[str, Sequence[tuple[Any, ...]]]
    failed: bool = False
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

    def __init__(self, room: int) -> None:
        self.room = room
        self.size = 0
        self._rows: OrderedDict[Any, VirtualRows] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> VirtualRows | None:
        """What is kept under a key."""
        with self._lock:
            found = self._rows.get(key)
            if found is not None:
                self._rows.move_to_end(key)
            return found

    def put(self, key: Any, rows: VirtualRows) -> None:
        """Keep it, and let go of the oldest as far as there is no room."""
        if rows.size > self.room // 4:
            return
        with self._lock:
            before = self._rows.pop(key, None)
            self.size += rows.size - (0 if before is None else before.size)
            self._rows[key] = rows
            while self.size > self.room:
                _, oldest = self._rows.popitem(last=False)
                self.size -= oldest.size

    def __len__(self) -> int:
        return len(self._rows)
