"""[server.people] and [providers.NAME]: what a file may say, and what it may not weaken."""

from __future__ import annotations

from pathlib import Path

import pytest

from facade.config import PeopleConfig, ProviderConfig, load
from facade.errors import DeclarationError

SERVER = """
[server]
public_url = "https://fhir.example.org"
store = "sqlite:///facade.sqlite"

[sources.oscar]
adapter = "oscar"
url = "sqlite:///oscar.sqlite"
time_zone = "America/Toronto"

[endpoints.oscar]
path = "/fhir"
sources = ["oscar"]
"""
PROVIDER = """
[providers.clinic-id]
issuer = "https://id.example.org/realm/"
client_id = "facade"
client_secret = "env:CLINIC_ID_SECRET"
title = "Clinic account"
login_claim = "preferred_username"
links = {oscar = "fhirUser"}
roles_claim = "groups"
roles = {it = "administrator"}
"""


def loaded(tmp_path: Path, more: str):
    file = tmp_path / "facade.toml"
    file.write_text(SERVER + more)
    return load(file)


def test_what_is_not_said_has_its_default(tmp_path):
    config = loaded(tmp_path, "")
    assert config.server.people == PeopleConfig(
        password_length=12,
        free_attempts=5,
        address_attempts=30,
        longest_wait_minutes=15,
        attempts=100,
        idle_minutes=15,
        patient_idle_minutes=60,
        session_hours=12,
        enrolment_days=14,
    )
    assert config.providers == {}


def test_a_provider_is_read_and_its_secret_is_not_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("CLINIC_ID_SECRET", "hush-hush")
    (found,) = loaded(tmp_path, PROVIDER).providers.values()
    assert found == ProviderConfig(
        name="clinic-id",
        issuer="https://id.example.org/realm/",
        client_id="facade",
        client_secret="hush-hush",
        title="Clinic account",
        login_claim="preferred_username",
        links={"oscar": "fhirUser"},
        roles_claim="groups",
        roles={"it": "administrator"},
    )
    assert "hush-hush" not in repr(found)


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("password_length = 11", "server.people.password_length"),
        ("free_attempts = 0", "server.people.free_attempts"),
        ("attempts = 101", "server.people.attempts"),
        ("idle_minutes = 61", "server.people.idle_minutes"),
        ("session_hours = 25", "server.people.session_hours"),
        ("enrolment_days = 15", "server.people.enrolment_days"),
        ("second_factor = false", "server.people.second_factor"),
    ],
)
def test_nothing_can_be_made_weaker_than_this(tmp_path, line, where):
    with pytest.raises(DeclarationError) as found:
        loaded(tmp_path, f"[server.people]\n{line}\n")
    assert [finding.where for finding in found.value.findings] == [where]


@pytest.mark.parametrize(
    ("old", "new", "number", "where"),
    [
        ("https://id", "http://id", "config.E004", "providers.clinic-id.issuer"),
        ("realm/", "realm?x=1", "config.E004", "providers.clinic-id.issuer"),
        ('"administrator"', '"emperor"', "config.E004", "providers.clinic-id.roles.it"),
        ("{oscar =", "{openemr =", "config.E006", "providers.clinic-id.links"),
        ('client_id = "facade"', "", "config.E003", "providers.clinic-id.client_id"),
        ("title", "titel", "config.E002", "providers.clinic-id.titel"),
        ('"env:CLINIC_ID_SECRET"', '"env:NOT_SET_ANYWHERE"', "config.E005", "providers.clinic-id.client_secret"),
    ],
)
def test_a_mistake_is_told(tmp_path, monkeypatch, old, new, number, where):
    monkeypatch.setenv("CLINIC_ID_SECRET", "hush-hush")
    with pytest.raises(DeclarationError) as found:
        loaded(tmp_path, PROVIDER.replace(old, new))
    assert [(finding.number, finding.where) for finding in found.value.findings] == [(number, where)]
