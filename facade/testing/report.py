"""What a law found when it was tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from facade.errors import Refused
from facade.fhir import json
from facade.interactions.context import Reply

SHOWN = 8


@dataclass(eq=False)
class Report:
    """How much was tried, and every breach in words."""

    tried: int = 0
    refused: int = 0
    breaches: list[str] = field(default_factory=list)
    meeting: set[str] = field(default_factory=set)  # parameters that found something
    narrowing: set[str] = field(default_factory=set)  # parameters that left something out

    def check(self, holds: bool, breach: str) -> None:
        """One thing tried."""
        self.tried += 1
        if not holds:
            self.breaches.append(breach)

    def __str__(self) -> str:
        shown = "\n".join(self.breaches[:SHOWN])
        more = f"\n… {len(self.breaches) - SHOWN} more" if len(self.breaches) > SHOWN else ""
        return f"{len(self.breaches)} of {self.tried} break the law ({self.refused} refused):\n{shown}{more}"


def answered(ask: Callable[[], Reply]) -> tuple[int, Any, Reply | None]:
    """Status, body as a client reads it, and the reply; a refusal gives its status."""
    try:
        reply = ask()
    except Refused as refusal:
        return refusal.status, None, None
    return reply.status, None if reply.body is None else json.loads(json.dumps(reply.body)), reply
