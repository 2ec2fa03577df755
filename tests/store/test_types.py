"""mypy refuses to pass a connection of one kind where the other is wanted."""

from __future__ import annotations

from mypy import api

MIX = """
from typing import NewType
from sqlalchemy import Connection
from facade.store import StoreConnection

SourceConnection = NewType("SourceConnection", Connection)

def read_clinic(connection: SourceConnection) -> None: ...
def read_store(connection: StoreConnection) -> None: ...

def mix(clinic: SourceConnection, ours: StoreConnection) -> None:
    read_clinic(clinic)
    read_store(ours)
    read_clinic(ours)  # line 14
    read_store(clinic)  # line 15
"""


def test_a_mix_of_connections_is_a_type_error(tmp_path):
    file = tmp_path / "mix.py"
    file.write_text(MIX)
    out, _, status = api.run(["--strict", "--no-error-summary", "--cache-dir", str(tmp_path), str(file)])
    assert status == 1
    assert [line.split(":")[1] for line in out.splitlines() if ": error:" in line] == ["14", "15"]
