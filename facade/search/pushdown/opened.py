"""Tests of a value that may be left open for others: see `facade.search.rebinding`."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from facade.adapter.values import Test
from facade.compiler.predicate import Told
from facade.search.expression import Open


class NotOpen(Exception):
    """What a parameter means here depends on its value in another way than by what tests compare with."""


def answer(value: Any, place: Hashable, test: Callable[[Any], Test | None]) -> tuple[Test | None, Told | None]:
    """What a test says to a value and, if that is left open, how it says it to others.

    `place`: where the same test is asked with the same meaning; there it is asked once.
    """
    if not isinstance(value, Open):
        return test(value), None
    told = value.told.get(place)
    if told is None:
        told = value.told[place] = Told(test, test(value.value))
    return told.test, told
