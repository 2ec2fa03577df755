"""The wheel holds every file of our packages and nothing else."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

PACKAGES = ("facade", "adapters", "profiles")
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.pyc")


@pytest.fixture(scope="module")
def sources(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a build could take up; building beside the sources would leave its folders there."""
    copy = tmp_path_factory.mktemp("package") / "sources"
    copy.mkdir()
    for name in (*PACKAGES, "tests", "config", "scripts"):
        shutil.copytree(root / name, copy / name, ignore=LEFT_BEHIND)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(root / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(sources: Path) -> ZipFile:
    target = sources.parent / "dist"
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    done = subprocess.run(
        [*command, "--wheel-dir", target, sources], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = target.glob("*.whl")
    return ZipFile(built)


def read(wheel: ZipFile, name: str) -> str:
    """One file of the wheel's .dist-info folder."""
    (found,) = [entry for entry in wheel.namelist() if entry.endswith(f".dist-info/{name}")]
    return wheel.read(found).decode()


def test_it_holds_every_file_of_our_packages_and_no_other(wheel: ZipFile, sources: Path) -> None:
    ours = {
        path.relative_to(sources).as_posix()
        for package in PACKAGES
        for path in (sources / package).rglob("*")
        if path.is_file()
    }
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == ours
    assert {"facade/py.typed", "facade/fhir/data/elements.json", "adapters/oscar/__init__.py"} <= ours


def test_it_names_the_command_and_the_adapters(wheel: ZipFile) -> None:
    entries = configparser.ConfigParser()
    entries.read_string(read(wheel, "entry_points.txt"))
    assert dict(entries["console_scripts"]) == {"facade": "facade.cli:main"}
    assert dict(entries["facade.adapters"]) == {
        "oscar": "adapters.oscar:adapter",
        "openemr": "adapters.openemr:adapter",
    }


def test_its_metadata_say_what_it_needs(wheel: ZipFile) -> None:
    metadata = Parser().parsestr(read(wheel, "METADATA"))
    assert metadata["Name"] == "fhir-facade"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert set(metadata.get_all("Provides-Extra", [])) == {"odbc", "mysqlclient", "postgresql", "testing"}


def test_the_licence_travels_with_it(wheel: ZipFile, root: Path) -> None:
    assert read(wheel, "licenses/LICENSE") == (root / "LICENSE").read_text()
    assert "Apache License" in read(wheel, "licenses/LICENSE")
