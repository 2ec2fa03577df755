from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def root() -> Path:
    """The project's folder."""
    return Path(__file__).parents[2]
