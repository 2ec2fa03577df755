"""Installed packages and a clinic to serve, for the composition root and the command line."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import structlog
from sqlalchemy import create_engine, event

from adapters.oscar.tables import clinic, demographic, metadata, provider
from facade import discovery
from facade.adapter.demo import create_tables, insert_rows
from facade.sources import sqlite_functions

ROOT = Path(__file__).parents[2]
OSCAR = EntryPoint("oscar", "adapters.oscar:adapter", discovery.ADAPTERS)


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Commands send the log of their process somewhere; here it is the tests' process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make exactly these entry points the installed ones."""

    def only(*entries: EntryPoint) -> None:
        def found(*, group: str) -> list[EntryPoint]:
            return [entry for entry in entries if entry.group == group]

        monkeypatch.setattr(discovery, "entry_points", found)

    return only


def write_entry_points(folder: Path) -> Path:
    """A folder that tells other processes of our entry points, whether or not the project is installed."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    place = folder / "installed/fhir_facade-0.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text("Metadata-Version: 2.1\nName: fhir-facade\nVersion: 0\n")
    lines = [f"[{group}]\n" + "".join(f"{n} = {v}\n" for n, v in found.items()) for group, found in declared.items()]
    (place / "entry_points.txt").write_text("\n".join(lines))
    return place.parent


def make_clinic(file: Path) -> None:
    """Fill a SQLite file with OSCAR's tables and two patients."""
    changed = {"lastUpdateUser": "101", "lastUpdateDate": "2026-01-02 03:04:05"}
    doctor = {"provider_no": "101", "last_name": "Roy", "first_name": "Anne", "provider_type": "doctor", "status": "1"}
    names = [(1, "Tremblay", "Luc"), (2, "Singh", "Amrit")]
    patients = [{"demographic_no": key, "last_name": last, "first_name": first} for key, last, first in names]
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", lambda connection, _: sqlite_functions.register(connection))
    with engine.begin() as connection:
        create_tables(connection, metadata)
        insert_rows(connection, clinic, [{"clinic_no": 1, "clinic_name": "Riverside"}])
        insert_rows(connection, provider, [{**doctor, "specialty": "", "sex": "F", **changed}])
        insert_rows(
            connection, demographic, [{**row, "sex": "M", "patient_status": "AC", **changed} for row in patients]
        )
    engine.dispose()


def write_config(folder: Path, port: int = 8000, more: str = "", **changes: str) -> Path:
    """A configuration of one OSCAR endpoint; `changes` replace pieces of its text."""
    text = f"""
[server]
public_url = "http://localhost:{port}"
store = "sqlite:///store.sqlite"
demo = true

[sources.oscar]
adapter = "oscar"
url = "sqlite:///oscar.sqlite"
time_zone = "America/Toronto"

[endpoints.oscar]
path = "/oscar/fhir"
sources = ["oscar"]
{more}"""
    for old, new in changes.items():
        text = text.replace(old, new)
    file = folder / "facade.toml"
    file.write_text(text)
    return file


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes the configuration into the test's folder."""
    return partial(write_config, tmp_path)
