"""Searches that were planned before: apps ask the same few things again and again, and to read what they ask and find
out what it means here takes longer than to answer most of it.

A plan is found again only by an equal grant at the same endpoint that asks in the same words, while the merged rows and
the closed charts stand as they stood. Where words differ in the id of a patient alone, what was planned for one serves
for the other as far as that is planned alike (`facade.interactions.sample`). What day it is, a statement asks when it
runs; a search whose meaning depends on the moment (`ap`) is not kept. Words of searches name patients: they are kept in
the memory of one worker, so many and no more, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from facade.access.grant import Grant

ROOM = 1000
_ABOUT = frozenset({"patient", "subject", "_id"})
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")  # nothing in it is punctuation of a search value

Pair = tuple[str, str]
T = TypeVar("T")
Shown_co = TypeVar("Shown_co", covariant=True)


@dataclass(frozen=True)
class Words:
    """What is asked, and where. `about`: the place of the pair whose id may be another; None if there is none."""

    where: Hashable
    pairs: tuple[Pair, ...]
    about: int | None

    @classmethod
    def of(cls, where: Hashable, pairs: Sequence[Pair]) -> Words:
        """A search is about the first id that stands in it alone."""
        places = (at for at, (name, text) in enumerate(pairs) if name in _ABOUT and _ID.fullmatch(text))
        return cls(where, tuple(pairs), next(places, None))

    @property
    def id(self) -> str:
        """What it is about, if it is about something."""
        return "" if self.about is None else self.pairs[self.about][1]

    @property
    def others(self) -> Hashable:
        """What it has in common with those about other ids."""
        at = self.about or 0
        return (self.where, *self.pairs[:at], self.pairs[at][0], *self.pairs[at + 1 :])


class Sample(Protocol[Shown_co]):
    """What shows how a search about another id is planned."""

    def of_another(self, id_: str) -> Shown_co | None:
        """What the words about that id come to; None if they are not planned alike."""


class Planned:
    """What searches came to, by who asked what in which state of the source. A full memory is emptied."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._kept: dict[Hashable, Any] = {}

    def get(
        self,
        grant: Grant,
        words: Words,
        state: Hashable,
        plan: Callable[[], tuple[T, bool]],
        sample: Callable[[T], Sample[T] | None] = lambda _: None,
    ) -> T:
        """What `plan` makes of the words, or made of them before. It tells beside it whether that may be kept.

        `sample`: of what it made, for other words.
        """
        key = (grant, words, state)
        found: T | None = self._kept.get(key)
        if found is None and words.about is not None:
            known: Sample[T] | None = self._kept.get((grant, words.others, state))
            found = None if known is None else known.of_another(words.id)
            if found is not None:
                self._keep(key, found)
        return self._made(key, plan, sample) if found is None else found

    def _made(
        self,
        key: tuple[Grant, Words, Hashable],
        plan: Callable[[], tuple[T, bool]],
        sample: Callable[[T], Sample[T] | None],
    ) -> T:
        grant, words, state = key
        found, keeps = plan()
        if keeps:
            self._keep(key, found)
            shown = sample(found) if words.about is not None else None
            if shown is not None:
                self._keep((grant, words.others, state), shown)
        return found

    def _keep(self, key: Hashable, found: Any) -> None:
        if len(self._kept) >= self._room:
            self._kept = {}
        self._kept[key] = found

    def __len__(self) -> int:
        return len(self._kept)
