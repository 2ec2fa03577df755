"""Secrets of a configuration stand elsewhere, and show nowhere: not when it is printed, and not when it is wrong (B15)."""

from __future__ import annotations

import dataclasses

import pytest

from facade.config import Config, load
from facade.errors import DeclarationError, Refused
from facade.sources import Source, SourceSettings
from facade.store import Store

CANARY = "hidden-7f3a"
FILE = """
[server]
public_url = "https://fhir.example.org"
store = "file:secrets/store"

[sources.oscar]
adapter = "oscar"
url = "env:READER_URL"
write_url = "env:WRITER_URL"
sign_in_url = "file:secrets/sign-in"
time_zone = "America/Toronto"

[endpoints.oscar]
path = "/oscar/fhir"
sources = ["oscar"]

[providers.hospital]
issuer = "https://login.example.org"
client_id = "facade"
client_secret = "env:PROVIDER_SECRET"
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/store").write_text(f"postgresql://facade:{CANARY}@localhost:1/facade\n")
    (tmp_path / "secrets/sign-in").write_text(f"mysql+pymysql://asks:{CANARY}@db/oscar\n")
    monkeypatch.setenv("READER_URL", f"mysql+pymysql://reader:{CANARY}@db/oscar")
    monkeypatch.setenv("WRITER_URL", f"mysql+pymysql://writer:{CANARY}@db/oscar")
    monkeypatch.setenv("PROVIDER_SECRET", CANARY)

    def write(**changes):
        text = FILE
        for old, new in changes.items():
            text = text.replace(old, new)
        (tmp_path / "facade.toml").write_text(text)
        return tmp_path / "facade.toml"

    return write


def holding(config: Config) -> set[str]:
    """The fields, by their place, whose value holds the secret."""

    def walk(value, where):
        if dataclasses.is_dataclass(value):
            for item in dataclasses.fields(value):
                yield from walk(getattr(value, item.name), f"{where}.{item.name}")
        elif isinstance(value, dict):
            for name, inner in value.items():
                yield from walk(inner, f"{where}.{name}")
        elif CANARY in str(value):
            yield where

    return set(walk(config, ""))


def test_every_secret_may_stand_elsewhere_and_none_shows_when_the_configuration_is_printed(written):
    config = load(written())
    secrets = {"server.store", "sources.oscar.url", "sources.oscar.write_url", "sources.oscar.sign_in_url"}
    assert holding(config) == {f".{name}" for name in (*secrets, "providers.hospital.client_secret")}
    shown = [repr(config), str(config), f"{config!r}"]
    shown += [repr(each) for each in (config.server, *config.sources.values(), *config.providers.values())]
    assert CANARY not in "".join(shown)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("client_secret =", "client_secrets ="),
        ("sign_in_url =", "sign_in_urls ="),
        ('"https://login.example.org"', '"env:PROVIDER_SECRET"'),
        ('"/oscar/fhir"', '"env:PROVIDER_SECRET"'),
        ('"https://fhir.example.org"', '"env:READER_URL"'),
        ('sources = ["oscar"]', 'sources = ["oscar"]\nprofiles = "none"\nlimits = {page = "env:PROVIDER_SECRET"}'),
        ('"America/Toronto"', '"America/Toronto"\nid_prefix = "env:PROVIDER_SECRET"'),
    ],
)
def test_a_mistake_is_told_without_the_value(written, old, new):
    with pytest.raises(DeclarationError) as caught:
        load(written(**{old: new}))
    assert CANARY not in str(caught.value)
    assert CANARY not in repr(caught.value.findings)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://facade:{CANARY}@localhost:1/facade",
        f"mysql+pymysql://facade:{CANARY}@localhost:1/facade",
    ],
)
def test_a_store_that_cannot_be_opened_says_no_password(url):
    """Its message is the last word of a server that cannot start, and stands in the log of whatever starts it."""
    with pytest.raises(DeclarationError) as caught:
        Store.open(url)
    assert CANARY not in str(caught.value) + repr(caught.value.findings)


def test_a_clinic_that_does_not_answer_is_told_without_a_password():
    settings = SourceSettings(
        "oscar", f"mysql+pymysql://reader:{CANARY}@localhost:1/oscar", time_zone="America/Toronto"
    )
    with pytest.raises(Refused) as caught, Source(settings).reading():
        pass
    assert CANARY not in str(caught.value) + repr(caught.value.issues) + repr(settings)
