"""OSCAR: schedules and slots."""

from __future__ import annotations

from collections.abc import Mapping

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("oscar", "Schedule"): {"active", "specialty.text", "actor.reference"},
    ("oscar", "Slot"): {"serviceType.text", "schedule.reference", "status", "start", "end", "comment"},
}
