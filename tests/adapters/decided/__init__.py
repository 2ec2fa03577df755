"""What each map serves: every element that has nothing below it. One module for each part of a vendor's chart.

A module says `DECIDED: Mapping[(vendor, label of the map), elements]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

__all__ = ["DECIDED"]

_PARTS = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__) if found.name != "words"]
DECIDED: Mapping[tuple[str, str], set[str]] = {key: value for part in _PARTS for key, value in part.DECIDED.items()}
