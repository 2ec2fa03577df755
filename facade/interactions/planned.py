"""Searches that were planned before: apps ask the same few things again and again, and to read what they ask and find
out what it means here takes longer than to answer most of it.

A plan is found again only by an equal grant at the same endpoint that asks in the same words, while the merged rows and
the closed charts stand as they stood. What day it is, a statement asks when it runs; a search whose meaning depends on
the moment (`ap`) is not kept. Words of searches name patients: they are kept in the memory of one worker, so many and
no more, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from facade.access.grant import Grant

ROOM = 1000
T = TypeVar("T")


class Planned:
    """What searches came to, by who asked what in which state of the source. A full memory is emptied."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._kept: dict[Hashable, Any] = {}

    def get(self, grant: Grant, words: Hashable, state: Hashable, plan: Callable[[], tuple[T, bool]]) -> T:
        """What `plan` makes of the words, or made of them before. It tells beside it whether that may be kept."""
        key = (grant, words, state)
        found: T | None = self._kept.get(key)
        if found is None:
            found, keeps = plan()
            if keeps:
                self._keep(key, found)
        return found

    def _keep(self, key: Hashable, found: Any) -> None:
        if len(self._kept) >= self._room:
            self._kept = {}
        self._kept[key] = found

    def __len__(self) -> int:
        return len(self._kept)
