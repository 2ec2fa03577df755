"""`facade app freeze|thaw` and `facade user lock|unlock`: what they stop, what they say, and the line that they leave.

So do all commands that change something: who did what stands in the journal (HX-09).
"""

from __future__ import annotations

import contextlib
import json
import os
import pwd
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from facade.cli import journal, main
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
        return done.exit_code, (done.stderr if done.exit_code else done.stdout).strip()

    return invoke


@pytest.fixture
def noted(written, tmp_path):
    """The decisions that a command wrote down, with what matters of each, and the line as it stands."""
    (tmp_path / "lab.json").write_text(json.dumps({"keys": []}))
    file = written(more=LAB, **{'"/oscar/fhir"': '"/oscar/fhir"\nregistration = {mode = "initial-token"}'})

    def invoke(*command):
        done = CliRunner().invoke(main, [*command, "--config", str(file)])
        assert done.exit_code == 0, done.output
        lines = [json.loads(line) for line in done.stderr.splitlines()]
        decisions = [one for line in lines for one in line["decisions"]]
        assert {one["by"] for one in decisions} <= {f"cli:{pwd.getpwuid(os.getuid()).pw_name}"}
        return [(one["action"], one["endpoint"], one["outcome"], one["client"], one["person"]) for one in decisions]

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
    assert run("app", "freeze", client) == (0, "frozen at oscar")
    assert not is_valid(store, client)
    assert run("app", "thaw", client, "--endpoint", "oscar") == (0, "thawed at oscar")
    assert run("app", "thaw", client) == (0, "not frozen at oscar")


def test_a_person_by_login_in_any_spelling(run, store):
    assert run("user", "lock", "Roy") == (0, "locked")
    assert store.people.find(ROY).status == "locked"
    assert not is_valid(store, "chart", ROY)
    assert run("user", "unlock", "roy") == (0, "unlocked")
    assert store.people.find(ROY).status == "active"
    assert store.tokens.find(f"chart-{ROY}", now=NOW) is None  # what was issued before stays dead


def test_a_switch_that_would_stop_nobody_says_so(run, store):
    assert run("app", "freeze", "labs") == (1, "Error: No app labs is registered here.")
    assert run("app", "freeze", "labs", "--endpoint", "oscar") == (1, "Error: No app labs is registered at oscar.")
    assert run("app", "freeze", "lab", "--endpoint", "openemr") == (1, "Error: No such endpoint; the file has: oscar.")
    assert run("app", "freeze", "a\udcff")[1].endswith("is registered here.")
    assert run("user", "lock", "nobody") == (1, "Error: There is no account nobody.")
    store.people.remove(ROY, now=NOW)
    assert run("user", "unlock", "roy")[0] == 1


def test_each_change_leaves_a_line(noted, store):
    """By ids: neither login nor name stands there."""
    assert noted("app", "freeze", "chart") == [("app", "oscar", "frozen", "chart", "")]
    assert noted("app", "thaw", "chart") == [("app", "oscar", "thawed", "chart", "")]
    assert noted("app", "thaw", "chart") == []
    assert noted("app", "freeze", "lab") == [("app", "oscar", "frozen", "lab", "")]
    back = ("--redirect-uri", "https://chart.example.org/back")
    assert noted("app", "change", "chart", "--endpoint", "oscar", "--name", "Charts", *back) == [
        ("app", "oscar", "changed", "chart", "")
    ]
    assert noted("app", "remove", "chart", "--endpoint", "oscar") == [("app", "oscar", "removed", "chart", "")]
    assert noted("app", "initial-token", "--endpoint", "oscar") == [("app", "oscar", "initial token made", "", "")]
    assert noted("user", "lock", "roy") == [("person", "", "locked", "", ROY)]
    assert noted("user", "unlock", "roy") == [("person", "", "unlocked", "", ROY)]
    assert noted("user", "role", "roy", "--give", "developer") == [("person", "", "roles: app-user developer", "", ROY)]
    assert noted("user", "reset", "roy") == [("password", "", "reset", "", ROY)]
    assert noted("keys", "rotate") == [("key", "", "rotated", "", "")]


def test_what_only_looks_leaves_none(noted, store):
    for command in (("user", "list"), ("user", "show", "roy")):
        assert noted(*command) == []


def test_an_account_is_named_behind_sudo_and_without_a_name(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setenv("SUDO_USER", "anne")
    assert journal.actor() == "cli:anne"
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert journal.actor() == "cli:4000000"
