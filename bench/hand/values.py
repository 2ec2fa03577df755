"""What both resources need: times in the clinic's zone, and references."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Toronto")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


@lru_cache(maxsize=65536)
def instant(stored: str) -> str | None:
    """The clinic's wall clock with its offset; None for zero dates and for times that the clocks skipped."""
    if not _TIME.fullmatch(stored):
        return None
    try:
        told = datetime.fromisoformat(stored).replace(tzinfo=ZONE)
    except ValueError:
        return None
    if told.astimezone(UTC).astimezone(ZONE).replace(fold=0) != told:
        return None
    return told.isoformat()


@lru_cache(maxsize=65536)
def practitioner(number: str | None) -> str | None:
    """The reference for a provider's number; None for those that mean nobody."""
    number = (number or "").rstrip(" ")
    if number in ("", "0", "-1", "null"):
        return None
    if number.isascii() and number.isalnum():
        return "Practitioner/" + number
    escaped = (char if char in _PLAIN else "".join(f".{byte:02x}" for byte in char.encode()) for char in number)
    return "Practitioner/" + "".join(escaped)
