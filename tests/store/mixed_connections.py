"""A connection of one kind is refused where the other is wanted: not run, but read by mypy with our own code.

The two mistakes are expected where they are: if mypy missed one, it would call its `ignore` unused.
"""

from __future__ import annotations

from facade.sources.connection import SourceConnection
from facade.store import StoreConnection


def read_clinic(connection: SourceConnection) -> None:
    """Takes a connection to a clinic."""


def read_store(connection: StoreConnection) -> None:
    """Takes one to our store."""


def mix(clinic: SourceConnection, ours: StoreConnection) -> None:
    """Each where it belongs, and where it does not."""
    read_clinic(clinic)
    read_store(ours)
    read_clinic(ours)  # type: ignore[arg-type]
    read_store(clinic)  # type: ignore[arg-type]
