"""Stores for tests, each a copy of one that is there already: making the tables takes longer than most tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy.engine import make_url

from facade.store import Database, Store
from facade.store.upgrade import engine_of


def opened_copy(template: Path, file: Path) -> Store:
    """A store on a copy of another one's file, without a look at its tables."""
    return Store(Database(engine_of(make_url(f"sqlite:///{shutil.copy(template, file)}"))))
