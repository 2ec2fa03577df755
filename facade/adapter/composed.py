"""Leaves put together: a moment of two columns, several values of one text, text in another dress, computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

from sqlalchemy import Column

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.computed import Computed
from facade.adapter.codecs.date_and_time import DateAndTime
from facade.adapter.codecs.rendered import Base64, Narrative
from facade.adapter.codecs.split import Split


def date_and_time(
    day: Column[Any],
    clock: Column[Any],
    *,
    gives: Literal["dateTime", "instant"] = "dateTime",
    plus_minutes: int = 0,
    absent: Iterable[str] = (),
) -> Codec:
    """A DATE and a TIME column together; absent without a time. `plus_minutes`: of an end that names its last minute.

    Where the day alone may stand: `cases((is_null(clock), date(day)), otherwise=date_and_time(day, clock))`.
    """
    return DateAndTime(day, clock, gives, plus_minutes, tuple(absent))


def split(col: Column[Any], *separators: str) -> Codec:
    """The pieces of a text as several elements of an array, as in `"line": [split(col, ";")]`; not searchable."""
    return Split(col, separators)


def base64_text(col: Column[Any]) -> Codec:
    """A text as base64Binary."""
    return Base64(col)


def narrative(col: Column[Any]) -> dict[str, Any]:
    """A text as the narrative of a resource, escaped."""
    return {"status": "generated", "div": Narrative(col)}


def computed(
    make: Callable[..., Any], *columns: Column[Any], gives: str = "string", edges: Iterable[tuple[Any, ...]] = ()
) -> Codec:
    """What a Python function makes of columns: for what nothing else fits. Not searchable.

    It takes their values (dates and decimals as text), and gives a FHIR value of the type `gives`, None, or
    `Unreadable`. `edges`: stored values to try it with.
    """
    return Computed(make, columns, gives, tuple(edges))
