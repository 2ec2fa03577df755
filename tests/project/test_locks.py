"""The lock files: every requirement pinned by hash, one version everywhere, no word of where it came from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-mysqlclient.lock")
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; .+)?(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)")


def pins(root: Path, lock: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Name to version and hashes; a line of another form fails."""
    text = (root / lock).read_text().replace(" \\\n", "")
    lines = [re.sub(r" +", " ", line) for line in text.splitlines() if not line.startswith("#")]
    found = {}
    for line in lines:
        pin = PIN.fullmatch(line)
        assert pin, f"{lock}: not a pin with hashes: {line[:60]}"
        found[pin["name"]] = pin["version"], frozenset(pin["hashes"].split())
    return found


def declared(root: Path) -> dict[str, list[str]]:
    """The requirements of pyproject.toml by the lock that must satisfy them."""
    document = tomllib.loads((root / "pyproject.toml").read_text())
    project, extras = document["project"], document["project"]["optional-dependencies"]
    run = [*project["dependencies"], *extras["odbc"], *extras["postgresql"], *document["dependency-groups"]["build"]]
    dev = [each for each in document["dependency-groups"]["dev"] if isinstance(each, str)]
    return {
        "requirements.lock": run,
        "requirements-dev.lock": [*run, *extras["testing"], *dev],
        "requirements-mysqlclient.lock": extras["mysqlclient"],
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_the_pins_satisfy_what_the_project_declares(root: Path, lock: str) -> None:
    pinned = pins(root, lock)
    for requirement in map(Requirement, declared(root)[lock]):
        version, _hashes = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} but {version}"


def test_the_tools_are_tested_with_the_versions_that_run(root: Path) -> None:
    run, dev = pins(root, "requirements.lock"), pins(root, "requirements-dev.lock")
    assert run.items() <= dev.items()
    assert len(run) < len(dev)


@pytest.mark.parametrize("lock", LOCKS)
def test_no_host_or_folder_is_named(root: Path, lock: str) -> None:
    text = (root / lock).read_text()
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host|^-", text, re.MULTILINE)
