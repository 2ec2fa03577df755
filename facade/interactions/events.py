"""What an interaction tells about itself: one PHI-free event each. The audit takes its place later."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """No ids, no values, no query: what was done to which type, for whom, with what outcome."""

    interaction: str
    type: str
    endpoint: str
    client: str
    status: int
    count: int = 0
    reason: str = ""
    problems: tuple[tuple[str, str], ...] = ()  # (element path, rule) of unreadable, bad and doubtful values met
