"""`facade user`: accounts from the command line, as the pages make them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from facade.cli import main
from facade.config import load
from facade.smart.people import enrolment, sign_in
from facade.smart.people.accounts import Accounts
from facade.store import Store

from .conftest import OSCAR, make_clinic

NOW = datetime.now(UTC)


@pytest.fixture
def file(install: Callable[..., None], written: Callable[..., Path], tmp_path: Path) -> Path:
    install(OSCAR)
    make_clinic(tmp_path / "oscar.sqlite")
    return written()


@pytest.fixture
def user(file: Path) -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(main, ["user", *arguments, "--config", str(file)])


@pytest.fixture
def accounts(file: Path) -> Iterator[Accounts]:
    with contextlib.closing(Store.open(load(file).server.store)) as store:
        yield Accounts(store, "http://localhost:8000")


@pytest.fixture
def root(user: Callable[..., Result]) -> str:
    """The first administrator's password."""
    found = user("add", "root", "--name", "Rosa Root", "--role", "administrator")
    assert found.exit_code == 0
    return found.stdout.strip().rpartition(" ")[2]


def test_the_first_administrator_signs_in(accounts: Accounts, root: str) -> None:
    step = sign_in.by_password(accounts, "root", root, address="192.0.2.1", now=NOW)
    assert isinstance(step, sign_in.Step)
    assert step.session.stage == "password"


def test_links_are_to_what_the_clinic_has(user: Callable[..., Result], root: str) -> None:
    at = ("--endpoint", "oscar")
    assert user("link", "root", *at, "--reference", "Practitioner/101", "--provider", "101").stdout == "linked\n"
    assert user("link", "root", *at, "--reference", "Patient/2", "--proxy", "--until", "2099-05-31").exit_code == 0
    shown = user("show", "root").stdout
    assert "is Practitioner/101 at oscar, provider 101" in shown
    assert "acts for Patient/2 at oscar until 2099-05-31" in shown
    assert user("link", "root", *at, "--reference", "Practitioner/999").exit_code == 1
    assert user("link", "root", "--endpoint", "other", "--reference", "Patient/1").exit_code == 1
    assert user("link", "root", *at, "--reference", "Patient/1").exit_code == 1  # somebody else there
    assert user("link", "root", *at, "--reference", "Patient/2", "--remove").stdout == "unlinked\n"
    assert user("link", "root", *at, "--reference", "Patient/2", "--remove").exit_code == 1


def test_what_an_administrator_does(user: Callable[..., Result], accounts: Accounts, root: str) -> None:
    user("add", "anna", "--name", "Anna")
    assert user("lock", "anna").stdout == "locked\n"
    assert accounts.store.people.by_login("anna").status == "locked"
    assert user("list").stdout == "anna  locked  app-user\nroot  active  administrator\n"
    assert user("unlock", "anna").stdout == "unlocked\n"
    at = ("--endpoint", "oscar", "--reference", "Practitioner/101")
    for login in ("anna", "root"):
        assert user("link", login, *at).exit_code == 0
    still = "another account is Practitioner/101 at oscar: root\n"
    assert user("remove", "anna").stdout == f"removed\n{still}"
    assert user("show", "anna").exit_code == 1
    assert user("list").stdout == "root  active  administrator\n"
    assert "taken" in user("add", "ROOT", "--name", "Other").stderr
    assert user("add", "a b", "--name", "Other").exit_code == 1
    assert user("remove", "root").exit_code == 1
    assert user("role", "root", "--take", "administrator").exit_code == 1
    assert user("role", "root", "--give", "developer").stdout == "administrator developer\n"
    password = user("reset", "root", "--factors").stdout.strip().rpartition(" ")[2]
    assert password != root
    assert isinstance(sign_in.by_password(accounts, "root", root, address="192.0.2.1", now=NOW), sign_in.Wrong)
    assert isinstance(sign_in.by_password(accounts, "root", password, address="192.0.2.1", now=NOW), sign_in.Step)


def test_a_printed_code_enrols(user: Callable[..., Result], accounts: Accounts) -> None:
    found = user("enrol-code", "--endpoint", "oscar", "--reference", "Patient/1", "--days", "2")
    assert found.exit_code == 0
    kept = enrolment.look(accounts, found.stdout.strip(), address="192.0.2.1", now=NOW)
    assert kept.reference == "Patient/1"
    assert user("enrol-code", "--endpoint", "oscar", "--reference", "Patient/999").exit_code == 1
    past = ("--reference", "Patient/1", "--proxy", "--until", "2020-01-01")
    assert user("enrol-code", "--endpoint", "oscar", *past).exit_code == 1
