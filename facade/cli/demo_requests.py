"""The three requests that the demo shows, and that `--check` makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_QUERIES = (
    (0, "Patient?birthdate=lt1960&_sort=birthdate&_count=2&_pretty=true"),
    (0, "Observation?code=http://loinc.org%7C85354-9&_count=2&_pretty=true"),
    (1, "Patient?gender=female&_count=2&_pretty=true"),
)


@dataclass(frozen=True)
class Answering:
    """One endpoint that answers, as `ready.json` tells it."""

    name: str
    base: str
    token: str


@dataclass(frozen=True)
class Request:
    """A GET with a token."""

    url: str
    token: str

    @property
    def curl(self) -> str:
        """The same as a command for a shell."""
        return f"curl -s -H 'Authorization: Bearer {self.token}' '{self.url}'"


def requests(endpoints: Sequence[Answering]) -> list[Request]:
    """The requests, for the first and the second of the endpoints."""
    return [Request(f"{endpoints[which].base}/{query}", endpoints[which].token) for which, query in _QUERIES]
