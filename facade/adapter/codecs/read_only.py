"""A codec that only reads: the second leaf on a column, or an element this adapter must not change."""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar

from facade.adapter.codecs.base import Codec

C = TypeVar("C", bound=Codec)


def read_only(codec: C) -> C:
    """The codec without its way back. Its class is a subclass, so that all else about it stays as it is."""
    kind = type(codec)
    reading = type(f"ReadOnly{kind.__name__}", (kind,), {"writable": False, "encode": Codec.encode})
    made: C = reading(**{item.name: getattr(codec, item.name) for item in fields(codec)})
    return made
