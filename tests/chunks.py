"""Generated tests come in chunks, each with a seed of its own; a full run has many and goes on where it was stopped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SEED = 1
SEARCHES, LEAKS = 2_000, 2_000  # in one chunk, over all databases and clinics
MOST = {"searches": 10, "leaks": 25}  # chunks of a full run: 20,000 searches and 50,000 requests


@dataclass(frozen=True)
class Chunk:
    """One chunk of one run."""

    number: int
    seed: int
    searches: int = SEARCHES
    leaks: int = LEAKS

    @property
    def random_seed(self) -> int:
        """A seed that no other chunk has."""
        return self.seed * 1000 + self.number

    def __str__(self) -> str:
        return f"--seed {self.seed}, chunk {self.number}"


@dataclass(frozen=True)
class Finished:
    """The names of the tests that passed, kept in a file; without one nothing is kept."""

    file: Path | None

    def names(self) -> frozenset[str]:
        """What need not run again."""
        if self.file is None or not self.file.exists():
            return frozenset()
        return frozenset(self.file.read_text().splitlines())

    def add(self, name: str) -> None:
        """One more passed."""
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a") as file:
                file.write(f"{name}\n")
