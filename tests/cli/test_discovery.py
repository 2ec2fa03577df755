"""Packages found by entry points: only the one asked for is imported, and what is wrong with it is told."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from facade import discovery
from facade.adapter import CONTRACT, Adapter
from facade.errors import DeclarationError

from .conftest import OSCAR, write_entry_points

BROKEN = EntryPoint("broken", "no_such_package_anywhere:adapter", discovery.ADAPTERS)
RAISING = EntryPoint("raising", "raising_adapter:adapter", discovery.ADAPTERS)


def told(name):
    with pytest.raises(DeclarationError) as caught:
        discovery.adapter(name)
    return str(caught.value)


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)

    def write(name, text):
        (tmp_path / f"{name}.py").write_text(text)

    return write


def test_the_one_that_is_asked_for_is_loaded_and_no_other(install):
    install(OSCAR, BROKEN)
    assert discovery.installed(discovery.ADAPTERS) == ["broken", "oscar"]
    assert isinstance(discovery.adapter("oscar"), Adapter)


def test_a_name_that_is_not_installed_is_told_with_those_that_are(install):
    install(OSCAR, BROKEN)
    assert told("accuro") == (
        "discovery.E001 facade.adapters accuro: No installed package provides it. Installed: broken, oscar."
    )
    install()
    assert "Installed: none." in told("oscar")


def test_a_package_that_cannot_be_imported(install, package):
    package("raising_adapter", "raise RuntimeError('half installed')")
    install(BROKEN, RAISING)
    assert told("broken").startswith("discovery.E002")
    assert "No module named 'no_such_package_anywhere'" in told("broken")
    assert "RuntimeError: half installed" in told("raising")


def test_an_entry_point_that_names_something_else(install):
    install(EntryPoint("json", "json:dumps", discovery.ADAPTERS))
    assert told("json").startswith("discovery.E003")


@pytest.mark.parametrize("contract", [CONTRACT - 1, CONTRACT + 1])
def test_another_contract(install, package, contract):
    text = f"from facade.adapter import Adapter\nadapter = Adapter('other', contract={contract}, maps=[])"
    package(f"adapter_of_{contract}", text)
    install(EntryPoint("other", f"adapter_of_{contract}:adapter", discovery.ADAPTERS))
    assert f"It is written for contract {contract}, this server has contract {CONTRACT}." in told("other")


def test_two_packages_with_one_name_are_not_chosen_between(install):
    install(OSCAR, EntryPoint("oscar", "foreign.oscar:adapter", discovery.ADAPTERS))
    assert "adapters.oscar:adapter and foreign.oscar:adapter" in told("oscar")
    install(OSCAR, OSCAR)  # one package, seen twice
    assert isinstance(discovery.adapter("oscar"), Adapter)


def test_our_own_entry_points_are_all_right(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(write_entry_points(tmp_path))
    assert {"oscar", "openemr"} <= set(discovery.installed(discovery.ADAPTERS))
    for name in ("oscar", "openemr"):
        assert discovery.adapter(name).name == name
