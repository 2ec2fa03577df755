"""Validators of other houses, fetched from their registries, and what they are given."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from facade.fhir import json as fhir_json
from tests.validators.sample import VENDORS, Resource, clinics, served, thinned

HERE = Path(__file__).parent
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
# The second compiler and a collector of many threads earn their time in a long run only.
BRIEFLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
Errors = list[dict[str, Any]]
Validate = Callable[[Sequence[Resource]], Errors]


@pytest.fixture(scope="session")
def resources(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Resource]:
    """At most 900 of both vendors; with --full 10,000 of each."""
    full, seed = request.config.getoption("--full"), request.config.getoption("--seed")
    found: list[Resource] = []
    for name, vendor in VENDORS.items():
        folder = tmp_path_factory.mktemp(name)
        everything = [one for clinic in clinics(vendor, folder, 600 if full else 50) for one in served(clinic)]
        found += thinned(everything, 10_000 if full else 450, seed)
    return found


def _needs(program: str, packages: str) -> None:
    assert shutil.which(program), f"{program} is missing: install the Debian packages {packages}"


def _run(command: Sequence[str | Path], folder: Path, resources: Sequence[Resource], *more: Path) -> Errors:
    """What the validator says; raises AssertionError unless it has looked at all of them."""
    file = folder / "resources.ndjson"
    file.write_bytes(b"\n".join(fhir_json.dumps(one) for one in resources))
    done = subprocess.run(
        [*command, file, *more],
        check=False, cwd=folder, capture_output=True, text=True, timeout=900, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    *errors, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert last == {"validated": len(resources)}
    return errors


@pytest.fixture(scope="session")
def in_javascript(tmp_path_factory: pytest.TempPathFactory) -> Validate:
    """@medplum/core and Lantana's fhir, pinned by hash."""
    _needs("npm", "nodejs and npm")
    folder = tmp_path_factory.mktemp("javascript")
    for name in ("package.json", "package-lock.json", "validate.cjs"):
        shutil.copy(HERE / name, folder)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    return lambda resources: _run(["node", "validate.cjs"], folder, resources)


@pytest.fixture(scope="session")
def hapi(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Validate:
    """HAPI's validator, offline, with CA Baseline."""
    _needs("java", "default-jdk-headless")
    _needs("mvn", "maven")
    folder = tmp_path_factory.mktemp("hapi")
    shutil.copy(HERE / "pom.xml", folder)
    fetch = ["mvn", "--quiet", "--batch-mode", "--strict-checksums", COPY]
    subprocess.run([*fetch, "-DoutputDirectory=jars", "-DincludeScope=runtime"], cwd=folder, check=True)
    machine = () if request.config.getoption("--full") else BRIEFLY
    command = ["java", *machine, "-Xmx2g", "-cp", f"{folder / 'jars'}/*", HERE / "Validate.java"]
    return lambda resources: _run(command, folder, resources, HERE / "ca-baseline", HERE / "beside")
