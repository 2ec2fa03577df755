"""The commands in this process: what they print, and how their mistakes are told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from facade import app
from facade.access.tokens import authenticate
from facade.cli import main
from facade.config import load
from facade.errors import Refused

from .conftest import OSCAR, make_clinic

SCOPE = ("--scope", "user/*.rs", "--fhir-user", "Practitioner/101")


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def issue(install, written):
    install(OSCAR)

    def call(*options, **changes):
        return run("token", "issue", "--config", written(**changes), "--endpoint", "oscar", *options)

    return call


def opened(file, token, hours=0.0):
    facade = app.create(load(file))
    try:
        now = datetime.now(UTC) + timedelta(hours=hours)
        return authenticate(f"Bearer {token}", store=facade.store, endpoint="oscar", now=now)
    finally:
        facade.close()


def test_a_token_made_by_hand(issue, tmp_path):
    done = issue(*SCOPE, "--provider", "101", "--hours", "2")
    assert done.exit_code == 0
    token = done.stdout.strip()
    grant = opened(tmp_path / "facade.toml", token)
    assert (grant.endpoint, grant.scopes, grant.user, grant.provider) == (
        "oscar",
        ("user/*.rs",),
        "Practitioner/101",
        "101",
    )
    assert opened(tmp_path / "facade.toml", token, hours=1.99)
    with pytest.raises(Refused):
        opened(tmp_path / "facade.toml", token, hours=2.01)


def test_a_token_for_a_patient_whom_the_ehr_merged_into_another(issue, tmp_path):
    """Semantics 29: an alias is mapped to its head when the token is issued."""
    make_clinic(tmp_path / "oscar.sqlite")
    engine = create_engine(f"sqlite:///{tmp_path / 'oscar.sqlite'}")
    with engine.begin() as connection:
        sql = "INSERT INTO demographic_merged (id, demographic_no, merged_to, deleted) VALUES (1, 2, 1, 0)"
        connection.execute(text(sql))
    engine.dispose()
    for patient, head in (("1", "1"), ("2", "1")):
        done = issue("--scope", "patient/*.rs", "--patient", patient)
        assert opened(tmp_path / "facade.toml", done.stdout.strip()).patient == head


@pytest.mark.parametrize(
    ("options", "changes", "told"),
    [
        (SCOPE, {"demo = true": "demo = false"}, "The configuration does not allow tokens made by hand."),
        (("--scope", "system/*.rs"), {}, "Tokens made by hand take user and patient scopes."),
        (("--scope", "user/*.rs"), {}, "A user scope needs a user"),
        (("--scope", "patient/*.rs"), {}, "A patient scope needs the id of a patient."),
        (("--scope", "user/*.sr", "--fhir-user", "Practitioner/1"), {}, "A scope cannot be read"),
        ((*SCOPE, "--endpoint", "openemr"), {}, "No such endpoint; the file has: oscar."),
        (SCOPE, {"[server]": "[sevrer]"}, "config.E002 sevrer"),
    ],
)
def test_a_token_that_cannot_be_made(issue, options, changes, told):
    done = issue(*options, **changes)
    assert (done.exit_code, done.stdout) == (1, "")
    assert told in done.stderr


@pytest.mark.parametrize("hours", ["0", "24.1", "-1", "x"])
def test_hours_are_up_to_a_day(issue, hours):
    assert issue(*SCOPE, "--hours", hours).exit_code == 2


def test_installed_adapters(install):
    install(OSCAR)
    assert run("adapter", "list").stdout == "oscar\n"


def test_a_sound_adapter(install, tmp_path):
    install(OSCAR)
    done = run("adapter", "check", "oscar")
    assert done.exit_code == 0, done.output
    assert done.stderr.startswith("oscar: 0 errors, ")
    make_clinic(tmp_path / "oscar.sqlite")
    done = run("adapter", "check", "oscar", "--url", f"sqlite:///{tmp_path / 'oscar.sqlite'}")
    assert done.exit_code == 0, done.output


def test_an_adapter_is_compared_with_the_profiles_it_knows(install):
    install(OSCAR)
    lines = run("adapter", "check", "oscar").stdout.splitlines()
    told = [line for line in lines if line.startswith("adapter.W008 oscar Organization:")]
    # name, identifier.system, .value, telecom.system, .value, five of address; no identifier, no country
    assert told == [
        "adapter.W008 oscar Organization: maps 70 % of what ca-core organization-ca-core wants supported;"
        " without: identifier.system, identifier.value, address.country. Map what the tables hold."
    ]


def test_a_database_that_is_not_the_adapters(install, tmp_path):
    install(OSCAR)
    (tmp_path / "empty.sqlite").touch()
    done = run("adapter", "check", "oscar", "--url", f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert done.exit_code == 1
    assert "adapter.E010 oscar Patient: table demographic is not in this database." in done.stdout


def test_a_database_that_does_not_answer(install, tmp_path):
    install(OSCAR)
    done = run("adapter", "check", "oscar", "--url", f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert done.exit_code == 1
    assert done.stderr == "Error: The clinic's database cannot be reached at present.\n"


def test_grants_name_the_accounts_and_no_delete(install):
    install(OSCAR)
    lines = run("adapter", "grants", "oscar", "--database", "emr").stdout.splitlines()
    assert any("SELECT (" in line and "ON `emr`.`demographic` TO 'fhir_reader'" in line for line in lines)
    assert any("UPDATE (" in line and "ON `emr`.`demographic` TO 'fhir_writer'" in line for line in lines)
    assert not any("DELETE" in line for line in lines)


def test_an_adapter_without_a_demo_clinic(install, tmp_path):
    install(OSCAR)
    done = run("demo-clinic", "create", "--adapter", "oscar", "--url", f"sqlite:///{tmp_path / 'x'}")
    assert done.exit_code == 1
    assert "discovery.E001 facade.demo_clinics oscar" in done.stderr


def test_what_an_adapter_takes_from_the_site_is_shown_and_only_maps_with_writes_are_writable(install):
    install(OSCAR)
    described = json.loads(run("adapter", "describe", "oscar", "--json").stdout)["resources"]
    constants = {str(item["constant"]) for entry in described for item in entry["elements"] if "constant" in item}
    assert "site.mrn_system" in constants
    writable = {entry["type"] for entry in described if any(item.get("writable") for item in entry["elements"])}
    assert writable == {"Patient", "AllergyIntolerance"}


def test_what_an_adapter_says(install):
    install(OSCAR)
    page = run("adapter", "describe", "oscar")
    assert page.exit_code == 0, page.output
    assert "| birthDate | `demographic.year_of_birth`, " in page.stdout
    described = json.loads(run("adapter", "describe", "oscar", "--json").stdout)
    assert described["adapter"] == "oscar"
    assert "birthdate" in next(entry["search"] for entry in described["resources"] if entry["type"] == "Patient")
