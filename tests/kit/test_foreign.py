"""A vendor's own package: a copy of our adapter under another name, installed, discovered, and tried by the kit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import adapters.oscar
from tests.kit import clinics

PROJECT = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "juniper-facade"
version = "1.0"

[project.entry-points."facade.adapters"]
juniper = "juniper_emr:adapter"

[tool.setuptools.packages.find]
include = ["juniper_emr*"]
"""

TESTS = """
import sys

from facade import discovery
from facade.testing import AdapterConformance, Clinic, by_table_name
from facade.testing.asked import Amount
from juniper_emr.tables import metadata
from rows import PROVIDER, REPLACED, ROWS, SITE, ZONE


class TestJuniper(AdapterConformance):
    adapter = discovery.adapter("juniper")
    clinic = Clinic(
        metadata, by_table_name(metadata, ROWS), site=SITE, zone=ZONE, provider=PROVIDER, replaced=frozenset(REPLACED)
    )
    databases = ("sqlite-ci",)
    amount = Amount(values=3, pairs=3, most=30, each=3)
    examples = 1
    hops = 10
    in_turn = True
    types = ("Patient", "Appointment", "DiagnosticReport")


def test_it_is_nobody_elses():
    assert TestJuniper.adapter.name == "juniper"
    assert not [name for name in sys.modules if name.partition(".")[0] in ("adapters", "tests")]
"""


def test_a_foreign_package_passes_the_kit(tmp_path: Path) -> None:
    site = install(write_package(tmp_path / "source"), tmp_path / "site")
    done = run_kit(tmp_path / "kit", site)
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    assert " passed in " in done.stdout


def write_package(folder: Path) -> Path:
    """The adapter's files, less its demo clinic, under a new name."""
    own = Path(adapters.oscar.__file__).parent
    package = folder / "juniper_emr"
    shutil.copytree(own, package, ignore=shutil.ignore_patterns("demo", "__pycache__"))
    start = package / "__init__.py"
    start.write_text(start.read_text().replace('name="oscar"', 'name="juniper"'))
    (folder / "pyproject.toml").write_text(PROJECT)
    return folder


def install(project: Path, target: Path) -> Path:
    """As pip installs anybody's package, into a folder of its own."""
    options = ("--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
    subprocess.run([sys.executable, "-m", "pip", "install", *options, "--target", target, project], check=True)
    assert list(target.glob("juniper_facade-1.0.dist-info/entry_points.txt"))
    return target


def run_kit(folder: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """The kit in a process that knows the package and its author's rows, and nothing of our tests."""
    folder.mkdir()
    (folder / "test_juniper.py").write_text(TESTS)
    clinic = clinics.oscar
    rows = {table.name: list(map(dict, listed)) for table, listed in clinic.rows.items()}
    values = {
        "ROWS": rows,
        "SITE": dict(clinic.site),
        "ZONE": clinic.zone,
        "PROVIDER": clinic.provider,
        "REPLACED": sorted(clinic.replaced),
    }
    (folder / "rows.py").write_text("\n".join(f"{name} = {value!r}" for name, value in values.items()))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(site), str(folder)))}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
