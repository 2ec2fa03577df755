"""The table of results: a name, a ratio, its target, and whether it is met."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

Bound = Literal["at most", "at least", "equal to"]
_SIGNS: Mapping[Bound, str] = {"at most": "≤", "at least": "≥", "equal to": "="}


@dataclass(frozen=True)
class Target:
    """What a ratio is to be."""

    bound: Bound
    value: float

    def is_met(self, ratio: float) -> bool:
        """Whether a ratio, as it is printed, meets the target."""
        shown = round(ratio, 2)
        if self.bound == "equal to":
            return shown == self.value
        return shown <= self.value if self.bound == "at most" else shown >= self.value

    def __str__(self) -> str:
        return f"{_SIGNS[self.bound]} {self.value:.2f}"


@dataclass(frozen=True)
class Row:
    """One line. `detail` holds the figures behind the ratio, for the JSON file."""

    name: str
    ratio: float
    target: Target | None  # None: nobody has set one
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None without one."""
        return None if self.target is None else self.target.is_met(self.ratio)

    def as_json(self) -> dict[str, Any]:
        """The line as it stands in the file."""
        return {
            "name": self.name,
            "ratio": round(self.ratio, 4),
            "target": None if self.target is None else {"bound": self.target.bound, "value": self.target.value},
            "pass": self.is_met,
            "detail": dict(self.detail),
        }


def show(rows: Sequence[Row], title: str) -> None:
    """Print the table."""
    table = Table(title=title, title_justify="left")
    table.add_column("measured")
    table.add_column("ratio", justify="right")
    table.add_column("target", justify="right")
    table.add_column("pass")
    for row in rows:
        met = {None: "", True: "yes", False: "NO"}[row.is_met]
        table.add_row(row.name, f"{row.ratio:.2f}", str(row.target or ""), met)
    console = Console()
    if not console.is_terminal:
        console.width = 110
    console.print(table)


def write(rows: Sequence[Row], about: Mapping[str, Any], file: Path) -> None:
    """Write the table with the figures behind it."""
    content = {**about, "rows": [row.as_json() for row in rows]}
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
