"""docs/requirements.md: every id of the checklist stands there, its tests exist, and what is not done says why."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import DOCS

ROOT = DOCS.parent
PAGE = (DOCS / "requirements.md").read_text(encoding="utf-8")
# The checklist: how many ids each of its sections has.
COUNTS: Mapping[str, int] = {
    "SD-": 17, "CS-": 7, "AZ-": 16, "LA-": 11, "TK-": 13, "CA-": 11, "RF-": 10, "RV-": 2, "IN-": 5, "ID-": 7,
    "SC-": 13, "CO-": 6, "BS-": 6, "HX-": 11, "B": 16,
}  # fmt: skip
IDS = frozenset(
    {f"{kind}{number:02d}" for kind, count in COUNTS.items() for number in range(1, count + 1)}
    | {f"AL-{number}" for number in range(1, 15)}
)
# What may be open, and nothing else: a new gap is a decision.
OPEN = frozenset({"CS-04", "CS-05", "BS-06", "HX-08"})


def table() -> Iterator[tuple[str, str, str]]:
    """Id, place and tests of each row."""
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[0] not in ("id", "---"):
            yield cells[0], cells[3].strip("`"), cells[4]


ROWS = {name: (place, tests) for name, place, tests in table()}


@cache
def functions_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_id_stands_there_once() -> None:
    assert [name for name, _, _ in table()] == list(ROWS)
    assert set(ROWS) == IDS


@pytest.mark.parametrize("name", sorted(IDS - OPEN))
def test_its_tests_and_its_place_exist(name: str) -> None:
    place, tests = ROWS[name]
    assert not place or (ROOT / place).exists()
    named = [one.strip("`") for one in tests.split("<br>")]
    assert named != [""]
    for one in named:
        file, _, function = one.partition("::")
        assert function.startswith("test_"), one
        assert function in functions_of(ROOT / file), one


@pytest.mark.parametrize("name", sorted(OPEN))
def test_what_is_not_done_says_why(name: str) -> None:
    marked, _, why = ROWS[name][1].partition(": ")
    assert marked == "**not done**"
    assert len(why) > 20
