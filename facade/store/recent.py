"""Answers that may be up to a second old: the longest that a revocation may stay unnoticed in a worker."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A small cache in one process. Misses (None) are not kept, so guesses cannot fill it."""

    def __init__(self, seconds: float = 1.0, size: int = 4096, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._size, self._clock = seconds, size, clock
        self._kept: dict[K, tuple[float, V]] = {}

    def get(self, key: K, fetch: Callable[[], V | None]) -> V | None:
        """The kept answer, or a fresh one."""
        kept = self._kept.get(key)
        asked = self._clock()
        if kept is not None and asked - kept[0] < self._seconds:
            return kept[1]
        value = fetch()
        if value is None:
            self._kept.pop(key, None)
            return None
        if len(self._kept) >= self._size:
            self._kept.clear()
        self._kept[key] = (asked, value)
        return value

    def forget(self, key: K) -> None:
        """Ask anew next time."""
        self._kept.pop(key, None)

    def clear(self) -> None:
        """Ask everything anew."""
        self._kept.clear()
