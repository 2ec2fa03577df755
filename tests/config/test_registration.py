"""What a configuration says of dynamic registration."""

from __future__ import annotations

import pytest

from facade.app import create
from facade.config import RegistrationConfig, load
from facade.errors import DeclarationError

ENDPOINT = """
[server]
public_url = "https://fhir.example.org"
store = "sqlite:///facade.sqlite"

[sources.oscar]
adapter = "oscar"
url = "mysql+pymysql://reader@127.0.0.1:9/oscar"
time_zone = "America/Toronto"

[endpoints.oscar]
path = "/oscar/fhir"
sources = ["oscar"]
"""
TABLE = ENDPOINT + "[endpoints.oscar.registration]\n"


@pytest.fixture
def written(tmp_path):
    def write(text):
        file = tmp_path / "facade.toml"
        file.write_text(text)
        return load(file)

    return write


def test_without_a_word_nobody_registers(written):
    found = written(ENDPOINT).endpoints["oscar"].registration
    assert (found.mode, found.rotation_hours) == ("off", 24)
    assert "system/" not in found.scope


def test_what_the_table_says(written):
    text = TABLE + 'mode = "initial-token"\nscope = "launch patient/*.rs"\nrotation_hours = 0\n'
    found = written(text).endpoints["oscar"].registration
    assert found == RegistrationConfig("initial-token", "launch patient/*.rs", 0)


@pytest.mark.parametrize(
    "line", ['mode = "on"', "mode = true", "rotation_hours = -1", "rotation_hours = 721", "scope = []"]
)
def test_mistakes(written, line):
    with pytest.raises(DeclarationError) as wrong:
        written(TABLE + line)
    assert [finding.number for finding in wrong.value.findings] == ["config.E004"]


def test_scopes_that_grant_nothing_are_found_at_start(written):
    config = written(TABLE + 'scope = "launch patient/Nonsense.rs"')
    with pytest.raises(DeclarationError) as wrong:
        create(config)
    assert [finding.number for finding in wrong.value.findings] == ["registration.E001"]
