"""A shell for the commands of a page, in an environment of its own into which packages may be installed."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sysconfig
import venv
from pathlib import Path
from typing import Self

from tests.docs.pages import Command

ROOT = Path(__file__).parents[2]
#: Commands that a reader's own environment has, run by ours.
PROGRAMS = {"pip": "-m pip", "facade": "-m facade.cli", "pytest": "-m pytest"}


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


class Terminal:
    """`run` gives what a command prints, as a reader's terminal shows it. The environment goes with the folder."""

    def __init__(self, folder: Path, environment: Path, **variables: str) -> None:
        _make(environment)
        self._shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env={**os.environ, **variables, **_variables(environment)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        assert self._shell.stdin is not None
        self._shell.stdin.write("kill $(jobs -p) 2>/dev/null; wait\n")
        self._shell.communicate(timeout=60)

    def run(self, command: Command) -> str:
        """Run one line; what it printed."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        mark = f"<{secrets.token_hex(8)}>"
        self._shell.stdin.write(f"{command.line}\nprintf '\\n%s\\n' '{mark}'\n")
        self._shell.stdin.flush()
        lines: list[str] = []
        for line in self._shell.stdout:
            if line.strip() == mark:
                break
            lines.append(line)
        else:
            raise RuntimeError("the shell has ended: " + "".join(lines))
        text = "".join(lines).removesuffix("\n")  # ours, before the mark
        return re.sub(r"^\[\d+\] .*\n", "", text, flags=re.MULTILINE)  # what bash tells of jobs


def _make(environment: Path) -> None:
    """An environment that sees everything ours has; what is installed into it stays in it."""
    if shutil.which("curl") is None:
        raise RuntimeError("The pages of docs/ use curl, and it is not installed (on Debian: curl).")
    venv.create(environment, with_pip=False, symlinks=True)
    packages = next((environment / "lib").glob("python*/site-packages"))
    (packages / "ours.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n")
    for name, module in PROGRAMS.items():
        program = environment / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{environment}/bin/python" {module} "$@"\n')
        program.chmod(0o755)


def _variables(environment: Path) -> dict[str, str]:
    return {
        "PATH": f"{environment / 'bin'}:{os.environ['PATH']}",
        "VIRTUAL_ENV": str(environment),
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as "no isolation": setuptools is here already
        "PIP_NO_INDEX": "1",
        "PIP_QUIET": "1",  # and --quiet of the page: errors are told, warnings of a build are not
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }
