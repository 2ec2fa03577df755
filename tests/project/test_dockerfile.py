"""The Dockerfile: rules of its text, and its build steps run in a clean folder (no Docker engine is needed).

Each RUN of the build stage is executed as it stands, with the image's absolute paths moved under a temporary
folder. The final stage only adds Debian packages, which `scripts/test` installs here too, and a user.
"""

from __future__ import annotations

import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.project.dockerfile import Instruction, Stage, parse

INSTALL = re.compile(r"apt-get install ((?:--\S+ )*)([^&]+)")


@pytest.fixture(scope="module")
def stages(root: Path) -> list[Stage]:
    return parse((root / "Dockerfile").read_text())


@pytest.fixture(scope="module")
def final(stages: list[Stage]) -> Stage:
    return stages[-1]


# --- its text


def test_all_stages_share_one_pinned_slim_python(stages: list[Stage]) -> None:
    bases = {stage.last("FROM").words[0] for stage in stages}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-[a-z]+", bases.pop())


def test_it_runs_as_a_numbered_user_who_is_not_root(final: Stage) -> None:
    assert int(final.last("USER").text) >= 1000
    created = [each.text for each in final.all("RUN") if f"--uid {final.last('USER').text}" in each.text]
    assert len(created) == 1


def test_nothing_is_added_from_elsewhere(stages: list[Stage]) -> None:
    for stage in stages:
        assert not stage.all("ADD")
        assert not [each for each in stage.instructions if "://" in each.text]


def test_no_secret_is_written_into_a_layer(stages: list[Stage]) -> None:
    names = [name for stage in stages for each in stage.all("ENV") for name in each.assignments]
    assert names
    assert not [name for name in names if re.search("SECRET|TOKEN|PASSW|CREDENTIAL|_KEY", name)]
    assert not [each for stage in stages for each in stage.all("ARG")]


def test_package_lists_do_not_stay_in_a_layer(final: Stage) -> None:
    installing = [each.text for each in final.all("RUN") if "apt-get" in each.text]
    assert len(installing) == 1
    assert installing[0].index("apt-get update") < installing[0].index("rm -rf /var/lib/apt/lists/*")


def test_its_debian_packages_are_among_those_the_tests_run_with(root: Path, final: Stage) -> None:
    found = INSTALL.search(final.all("RUN")[0].text)
    assert found
    assert "--no-install-recommends" in found[1].split()
    tested = re.search(r'debian_packages="([^"]+)"', (root / "scripts/environment.sh").read_text())
    assert tested
    assert set(found[2].split()) <= set(tested[1].split())
    assert {"odbc-mariadb", "unixodbc"} <= set(found[2].split())


def test_what_is_copied_exists_and_is_let_through(root: Path, stages: list[Stage]) -> None:
    allowed = [line.strip() for line in (root / ".dockerignore").read_text().splitlines()]
    assert allowed.index("*") < min(allowed.index(line) for line in allowed if line.startswith("!"))
    copied = {
        source
        for stage in stages
        for each in stage.all("COPY")
        if "from" not in each.flags
        for source in each.words[:-1]
    }
    assert copied == {line[1:] for line in allowed if line.startswith("!")}
    assert [source for source in copied if not (root / source).exists()] == []


# --- its steps


@dataclass
class Image:
    """The build stage's outcome, under a folder that stands for the image's root."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    workdir: Path = Path()

    def place(self, text: str) -> str:
        """The text with the image's absolute paths moved under our root."""
        return re.sub(r"(?<![\w./])/(opt|build)\b", rf"{self.root}/\1", text)

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs a command of the image, away from the repository."""
        environment = {**self.environment, **more}
        executable = shutil.which(command[0], path=environment["PATH"])
        assert executable, f"{command[0]} is not in the image"
        return subprocess.run(
            [executable, *command[1:]],
            cwd=self.workdir,
            env=environment,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )

    def apply(self, each: Instruction, context: Path) -> None:
        """Does what one instruction of the build stage says."""
        match each.keyword:
            case "WORKDIR":
                self.workdir = Path(self.place(each.text))
                self.workdir.mkdir(parents=True)
            case "ENV":
                # Without pip's cache every test run would load all packages anew.
                settings = {name: self.place(value) for name, value in each.assignments.items()}
                self.environment |= {k: v for k, v in settings.items() if k != "PIP_NO_CACHE_DIR"}
            case "COPY":
                self.copy(each, context)
            case "RUN":
                done = self.run("sh", "-c", self.place(each.text))
                assert done.returncode == 0, done.stdout + done.stderr
            case other:
                assert other == "FROM", f"{other} is not known to this test"

    def copy(self, each: Instruction, context: Path) -> None:
        *sources, target = each.words
        for source in sources:
            if (context / source).is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
                shutil.copytree(context / source, self.workdir / target, ignore=ignored)
            else:
                shutil.copy2(context / source, self.workdir / target)


def _clean_environment(bin_folder: Path) -> dict[str, str]:
    """Ours without what points at the environment of the tests; `python` is the base interpreter."""
    kept = {name: value for name, value in os.environ.items() if not re.match("PYTHON|VIRTUAL_ENV|COV", name)}
    bin_folder.mkdir()
    python = bin_folder / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys._base_executable}" "$@"\n')  # type: ignore[attr-defined]
    python.chmod(0o755)
    # Most of the modules are never imported here: pip need not compile them.
    return {**kept, "PATH": f"{bin_folder}:/usr/bin:/bin", "PIP_COMPILE": "0"}


@pytest.fixture(scope="module")
def image(root: Path, stages: list[Stage], tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The build stage run, the final stage's environment set, and the sources taken away."""
    build, final = stages
    folder = tmp_path_factory.mktemp("image")
    image = Image(folder, _clean_environment(folder / "bin"))
    for each in build.instructions:
        image.apply(each, root)
    (copied,) = final.all("COPY")
    assert copied.flags == {"from": build.last("FROM").words[-1]}
    assert copied.words[0] == copied.words[1], "a virtual environment must not be moved"
    assert Path(image.place(copied.words[0])).is_dir()
    shutil.rmtree(image.workdir)
    image.workdir = folder
    settings = {name: image.place(value) for name, value in final.last("ENV").assignments.items()}
    settings["PATH"] = settings["PATH"].replace("$PATH", image.environment["PATH"])
    image.environment |= settings
    return image


def test_the_entry_point_starts(image: Image, final: Stage) -> None:
    done = image.run(*final.last("ENTRYPOINT").words, "--help")
    assert done.returncode == 0, done.stderr
    command, option, _file = final.last("CMD").words
    assert command in done.stdout
    done = image.run(*final.last("ENTRYPOINT").words, command, "--help")
    assert done.returncode == 0, done.stderr
    assert option in done.stdout


def test_it_starts_where_the_odbc_library_is_missing(image: Image, final: Stage, tmp_path: Path) -> None:
    # pyodbc's wheel fails so when the system has no libodbc.
    (tmp_path / "pyodbc.py").write_text("raise ImportError('libodbc.so.2: cannot open shared object file')\n")
    done = image.run("python", "-c", "import pyodbc", PYTHONPATH=str(tmp_path))
    assert "libodbc" in done.stderr
    done = image.run(*final.last("ENTRYPOINT").words, "--help", PYTHONPATH=str(tmp_path))
    assert done.returncode == 0, done.stderr


def test_the_adapters_are_found_by_their_entry_points(image: Image) -> None:
    code = (
        "import facade, importlib.metadata as m\n"
        "for e in sorted(m.entry_points(group='facade.adapters')): print(e.name, e.load().name)\n"
        "print(facade.__file__)"
    )
    done = image.run("python", "-c", code)
    assert done.returncode == 0, done.stderr
    *adapters, file = done.stdout.splitlines()
    assert adapters == ["openemr openemr", "oscar oscar"]
    assert Path(file).is_relative_to(image.root / "opt")


def test_the_installation_is_whole_and_without_tools(image: Image) -> None:
    done = image.run("python", "-m", "pip", "check")
    assert done.returncode == 0, done.stdout
    listed = image.run("python", "-m", "pip", "list", "--format=freeze").stdout
    names = {line.split("==")[0].lower() for line in listed.splitlines()}
    assert {"fhir-facade", "flask", "pyodbc", "sqlalchemy"} <= names
    assert names.isdisjoint({"setuptools", "pytest", "hypothesis", "mypy", "ruff"})


# --- its health check


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers /livez with the status that the server was given, and any other path with 404."""

    server: StatusServer

    def do_GET(self) -> None:
        self.send_response(self.server.status if self.path == "/livez" else 404)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


class StatusServer(http.server.HTTPServer):
    """A server on any free port with one answer."""

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.status = status


@contextmanager
def answering(status: int) -> Iterator[int]:
    """The port of a server that answers /livez with that status."""
    with StatusServer(status) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def health(final: Stage, port: int) -> int:
    """The exit status of the image's health check, run with the tests' Python."""
    check = final.last("HEALTHCHECK").text
    command, *arguments = Instruction("CMD", check.split("CMD", 1)[1].strip()).words
    assert command == "python"
    environment = {**os.environ, "FACADE_PORT": str(port)}
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, timeout=30, check=False)
    return done.returncode


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False), (404, False)])
def test_the_health_check_reads_livez(final: Stage, status: int, healthy: bool) -> None:
    with answering(status) as port:
        assert (health(final, port) == 0) is healthy


def test_the_health_check_fails_when_nothing_listens(final: Stage) -> None:
    with answering(200) as port:
        pass
    assert health(final, port) == 1


def test_the_health_check_asks_the_published_port(final: Stage) -> None:
    ports = {name: value for each in final.all("ENV") for name, value in each.assignments.items()}
    assert final.last("EXPOSE").text == ports["FACADE_PORT"]
