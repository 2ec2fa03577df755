"""The files in config/: each is a configuration that serves, with clients whose keys and scopes are good."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from facade.access.clients import Client
from facade.config import load

EXAMPLES = ["one-clinic.toml", "two-clinics.toml"]
SECRETS = ("OSCAR_URL", "OSCAR_WRITE_URL", "OPENEMR_URL")


def test_every_example_is_tried(root: Path) -> None:
    assert sorted(file.name for file in (root / "config").glob("*.toml")) == EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_clients_of_an_example_can_be_built(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for secret in SECRETS:
        monkeypatch.setenv(secret, "mysql+pymysql://reader:secret@db/ehr")
    folder = shutil.copytree(root / "config", tmp_path / "config")
    config = load(folder / name)
    assert config.clients
    for said in config.clients.values():
        client = Client(**vars(said))
        assert client.keys
        assert len(client.scopes) == len(said.scope.split())
