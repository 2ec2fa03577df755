"""`facade writes`: what it prints, and that a running server minds it at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from facade import app
from facade.cli import main
from facade.config import load

from .conftest import OSCAR, make_clinic

WRITES = 'writes = {Patient = ["update"]}\n'


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["writes", *arguments])


def offered(facade: app.Facade) -> bool:
    """Whether the server says that a Patient can be updated."""
    statement = (
        facade.wsgi.test_client().get("/oscar/fhir/metadata", base_url="http://localhost:8000").get_json(force=True)
    )
    (patient,) = (item for item in statement["rest"][0]["resource"] if item["type"] == "Patient")
    return {"code": "update"} in patient["interaction"]


def test_a_stop_is_told_and_taken_back(
    install: Callable[..., None], written: Callable[..., Path], tmp_path: Path
) -> None:
    install(OSCAR)
    make_clinic(tmp_path / "oscar.sqlite")
    file = written(more=WRITES)
    facade = app.create(load(file))
    try:
        for command, said, writable in (
            ("status", "allowed", True),
            ("stop", "stopped", False),
            ("status", "stopped", False),
            ("stop", "stopped", False),
            ("allow", "allowed", True),
            ("status", "allowed", True),
        ):
            done = run(command, "--config", str(file))
            assert (done.exit_code, done.stdout) == (0, f"{said}\n"), command
            assert offered(facade) is writable, command
    finally:
        facade.close()


def test_a_stop_outlives_the_server(install: Callable[..., None], written: Callable[..., Path], tmp_path: Path) -> None:
    install(OSCAR)
    make_clinic(tmp_path / "oscar.sqlite")
    file = written(more=WRITES)
    assert run("stop", "--config", str(file)).exit_code == 0
    facade = app.create(load(file))
    try:
        assert not offered(facade)
    finally:
        facade.close()


@pytest.mark.parametrize("command", ["stop", "allow", "status"])
def test_a_configuration_that_is_not_there_is_told(command: str, tmp_path: Path) -> None:
    done = run(command, "--config", str(tmp_path / "none.toml"))
    assert done.exit_code != 0
    assert "none.toml" in done.output
