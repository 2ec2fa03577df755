"""`facade freeze` and `facade thaw`: what they stop, and what they say."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from facade.cli import main
from facade.store import App, Store, StoredToken
from facade.store.people import Person

NOW = datetime.now(UTC)
ROY = "1" * 32
LAB = '\n[clients.lab]\njwks_file = "lab.json"\nscope = "system/Patient.rs"\nendpoints = ["oscar"]\n'


@pytest.fixture
def run(written, tmp_path):
    (tmp_path / "lab.json").write_text(json.dumps({"keys": []}))
    file = written(more=LAB)

    def invoke(*command):
        done = CliRunner().invoke(main, [*command, "--config", str(file)])
        return done.exit_code, done.output.strip()

    return invoke


@pytest.fixture
def store(tmp_path):
    with contextlib.closing(Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}")) as opened:
        opened.people.add(Person(ROY, "roy", "Anne Roy"), now=NOW)
        opened.apps.keep(App("chart", "oscar", "Chart", "none", "patient/*.rs", ("authorization_code",)), now=NOW)
        yield opened


def is_valid(store, client, person=None):
    stored = StoredToken({"client": client}, "oscar", NOW + timedelta(hours=1), "client_credentials", None, person)
    store.tokens.keep(f"{client}-{person}", stored, now=NOW)
    return store.tokens.find(f"{client}-{person}", now=NOW) is not None


@pytest.mark.parametrize("client", ["lab", "chart"])
def test_an_app_or_a_client_of_the_configuration(run, store, client):
    assert run("freeze", "app", client) == (0, "frozen at oscar")
    assert not is_valid(store, client)
    assert run("thaw", "app", client, "--endpoint", "oscar") == (0, "thawed at oscar")
    assert run("thaw", "app", client) == (0, "not frozen at oscar")


def test_a_person_by_login_in_any_spelling(run, store):
    assert run("freeze", "user", "Roy") == (0, "frozen")
    assert store.people.find(ROY).status == "locked"
    assert not is_valid(store, "chart", ROY)
    assert run("thaw", "user", "roy") == (0, "thawed")
    assert run("thaw", "user", "roy") == (0, "not frozen")


def test_a_switch_that_would_stop_nobody_says_so(run, store):
    assert run("freeze", "app", "labs") == (1, "Error: No app labs is known here.")
    assert run("freeze", "app", "lab", "--endpoint", "openemr") == (1, "Error: No app lab is known at openemr.")
    assert run("freeze", "user", "nobody") == (1, "Error: Nobody signs in as nobody here.")
    store.people.remove(ROY, now=NOW)
    assert run("thaw", "user", "roy")[0] == 1
