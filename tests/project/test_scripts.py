"""The scripts' shared piece, run with stand-ins on a PATH that holds nothing else."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

TOOLS = ("bash", "cat", "chmod", "cmp", "dirname", "env", "id", "mkdir", "rm", "sh", "tee", "touch")
LOCKS = ("pyproject.toml", "requirements-dev.lock", "requirements-mysqlclient.lock")

# Answers what the scripts ask of a Python, and makes an environment of a pip that writes down its calls.
PYTHON = """
case "$*" in
  *-venv*) echo python3.12-venv ;;
  --version) echo Python 3.12.0 ;;
  "-m venv --clear "*)
    echo venv >>"$LOG"; mkdir -p "$4/bin"
    printf '#!/bin/sh\\necho pip "$*" >>"$LOG"\\nexit ${PIP_STATUS:-0}\\n' >"$4/bin/pip"
    printf '#!/bin/sh\\necho python "$*" >>"$LOG"\\n' >"$4/bin/python"
    printf '#!/bin/sh\\necho facade "$*" >>"$LOG"\\n' >"$4/bin/facade"
    chmod +x "$4/bin/pip" "$4/bin/python" "$4/bin/facade" ;;
esac
"""


@dataclass
class Machine:
    """A copy of the project's scripts and a PATH of chosen commands."""

    folder: Path
    bin: Path
    log: Path

    def command(self, name: str, body: str) -> None:
        """Puts a command on the PATH."""
        (self.bin / name).write_text(f"#!/bin/sh\n{body}\n")
        (self.bin / name).chmod(0o755)

    def bash(self, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs code after sourcing the shared piece, with errors fatal as in the scripts."""
        return self.run("bash", "-c", f"set -euo pipefail; source scripts/environment.sh; {code}", **environment)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a command in the copy, with nothing of our own environment."""
        return subprocess.run(
            [self.bin / command[0], *command[1:]],
            cwd=self.folder,
            env={"PATH": str(self.bin), "LOG": str(self.log), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        """What the stand-ins wrote down so far."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Machine:
    folder = tmp_path / "project"
    shutil.copytree(root / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in LOCKS:
        shutil.copy2(root / name, folder / name)
    found = Machine(folder, tmp_path / "bin", tmp_path / "log")
    found.bin.mkdir()
    for tool in TOOLS:
        real = shutil.which(tool)
        assert real
        (found.bin / tool).symlink_to(real)
    return found


def test_the_newest_python_that_really_runs_is_taken(machine: Machine) -> None:
    machine.command("python3.13", "exit 127")  # a name without the version behind it
    machine.command("python3.12", "")
    machine.command("python3", "")
    done = machine.bash("find_python")
    assert done.stdout.strip() == str(machine.bin / "python3.12")


def test_an_old_python_is_refused_with_a_reason(machine: Machine) -> None:
    machine.command("python3", "exit 1")
    done = machine.bash("find_python")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Python 3.11 or newer" in done.stderr


def test_the_environment_is_made_once_and_again_when_a_lock_changes(machine: Machine) -> None:
    machine.command("python3", PYTHON)
    assert machine.bash("make_environment").returncode == 0
    first = machine.calls
    assert [call.split()[0] for call in first] == ["venv", "pip", "pip"]
    assert "--require-hashes" in first[1]
    assert "--no-deps --no-build-isolation --editable" in first[2]
    assert machine.bash("make_environment").returncode == 0
    assert machine.calls == first
    lock = machine.folder / "requirements-dev.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    assert machine.bash("make_environment").returncode == 0
    assert len(machine.calls) == 2 * len(first)


def test_an_environment_that_was_not_finished_is_made_again(machine: Machine) -> None:
    machine.command("python3", PYTHON)
    assert machine.bash("make_environment", PIP_STATUS="1").returncode != 0
    assert machine.bash("make_environment").returncode == 0
    assert machine.calls.count("venv") == 2


def test_the_environment_may_be_elsewhere_whatever_the_current_folder(machine: Machine) -> None:
    machine.command("python3", PYTHON)
    (machine.folder / "below").mkdir()
    done = machine.run("bash", "-c", "cd below; ../scripts/demo", FACADE_VENV="elsewhere")
    assert done.returncode == 0, done.stderr
    assert (machine.folder / "below/elsewhere/bin/facade").exists()
    assert not (machine.folder / ".venv").exists()


def test_a_python_that_cannot_make_environments_is_explained(machine: Machine) -> None:
    ensurepip = 'case "$*" in *"import ensurepip"*) exit 1 ;; esac'
    machine.command("python3", ensurepip + PYTHON)
    done = machine.bash("make_environment")
    assert done.returncode == 1
    assert "install python3.12-venv" in done.stderr
    assert machine.calls == []


def test_ci_stops_where_an_engine_cannot_be_had(machine: Machine) -> None:
    machine.command("python3", PYTHON)
    machine.command("dpkg-query", 'case "$*" in *mariadb-server) exit 1 ;; *) printf installed ;; esac')
    done = machine.run("bash", "scripts/test", "some/test", CI="true")
    assert done.returncode == 1
    assert "Missing Debian packages: mariadb-server" in done.stderr
    assert machine.calls == []


def test_elsewhere_the_tests_run_and_say_what_is_missing(machine: Machine) -> None:
    machine.command("python3", PYTHON)
    machine.command("dpkg-query", 'case "$*" in *mariadb-server) exit 1 ;; *) printf installed ;; esac')
    done = machine.run("bash", "scripts/test", "some/test", "-k", "one name")
    assert done.returncode == 0, done.stderr
    assert "Missing Debian packages: mariadb-server" in done.stderr
    assert machine.calls[-1] == "python -m pytest some/test -k one name"


def test_the_demo_installs_no_database_server(machine: Machine) -> None:
    machine.command("python3", PYTHON)
    machine.command("dpkg-query", "exit 1")
    machine.command("apt-get", 'echo apt-get "$*" >>"$LOG"')
    done = machine.run("bash", "scripts/demo", "--check")
    assert done.returncode == 0, done.stderr
    assert machine.calls[-1] == "facade demo --check"
    assert not [call for call in machine.calls if call.startswith("apt-get")]


def test_a_full_run_asks_all_that_is_generated_and_can_go_on(machine: Machine) -> None:
    machine.command("python3", PYTHON)
    machine.command("dpkg-query", "printf installed")
    done = machine.run("bash", "scripts/test", "--full", "--seed", "7", "--only", "oscar and sqlite")
    assert done.returncode == 0, done.stderr
    assert machine.calls[-1] == (
        "python -m pytest -n 2 --dist worksteal --full --seed 7 --finished .full/tree-7 -k oscar and sqlite"
        " tests/kit/test_many_searches.py tests/leaks tests/validators"
    )
    assert machine.run("bash", "scripts/test", "--full", "--sed", "7").returncode == 2


def test_what_was_not_made_here_is_not_emptied(machine: Machine) -> None:
    machine.command("python3", PYTHON)
    somebodys = machine.folder / "somebodys"
    somebodys.mkdir()
    (somebodys / "precious").touch()
    done = machine.bash("make_environment", FACADE_VENV=str(somebodys))
    assert done.returncode == 1
    assert "FACADE_VENV" in done.stderr
    assert (somebodys / "precious").exists()
    assert machine.calls == []
