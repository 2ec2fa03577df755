"""mypy refuses to pass a connection of one kind where the other is wanted."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
MIX = "tests/store/mixed_connections.py"


def test_lint_asks_for_the_type_errors_of_a_mix_of_connections() -> None:
    """`scripts/lint` fails when one of the expected errors is gone: strict mypy takes no `ignore` that ignores nothing."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert settings["strict"] is True
    assert MIX in settings["files"]
    assert (ROOT / MIX).read_text().count("  # type: ignore[arg-type]\n") == 2
