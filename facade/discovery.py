"""Packages that are installed beside us, found by entry points: adapters, and the demo clinics of adapters.

Only the one that is asked for is imported, so a broken package harms nobody who does not use it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol, cast

from facade.adapter import CONTRACT, Adapter
from facade.errors import DeclarationError, Finding

ADAPTERS = "facade.adapters"
DEMO_CLINICS = "facade.demo_clinics"


class DemoClinic(Protocol):
    """The module that an entry point of a demo clinic names, with or without `:create`."""

    VERSION: int  # of the generator: another number, other rows
    DOCUMENTS: Mapping[str, bytes]  # what its folder of documents holds, by path; not every clinic has one

    def create(self, url: str, *, patients: int, seed: int, progress: Callable[[int, int], None] | None = None) -> None:
        """Fill an empty database. `progress` is told how many patients are done, and of how many."""


def installed(group: str) -> list[str]:
    """The names in a group, without importing anything."""
    return sorted({entry.name for entry in entry_points(group=group)})


def adapter(name: str) -> Adapter:
    """The adapter of that name; DeclarationError if it cannot be used."""
    found = _load(ADAPTERS, name, EntryPoint.load)
    if not isinstance(found, Adapter):
        raise _wrong("E003", ADAPTERS, name, "The entry point does not name an Adapter.")
    if found.contract != CONTRACT:
        text = f"It is written for contract {found.contract}, this server has contract {CONTRACT}."
        raise _wrong("E004", ADAPTERS, name, text, "Install a release of the adapter that fits.")
    return found


def demo_clinic(name: str) -> DemoClinic:
    """The generator of an adapter's demo clinic; DeclarationError if there is none."""
    return cast(DemoClinic, _load(DEMO_CLINICS, name, lambda entry: import_module(entry.module)))


def _load(group: str, name: str, load: Callable[[EntryPoint], Any]) -> Any:
    found = {(entry.value, entry.name): entry for entry in entry_points(group=group) if entry.name == name}
    if not found:
        others = ", ".join(installed(group)) or "none"
        raise _wrong("E001", group, name, "No installed package provides it.", f"Installed: {others}.")
    if len(found) > 1:
        places = " and ".join(sorted(entry.value for entry in found.values()))
        raise _wrong("E005", group, name, f"Several packages provide it: {places}.", "Uninstall all but one.")
    (entry,) = found.values()
    try:
        return load(entry)
    except Exception as error:
        text = f"{entry.value} cannot be imported: {type(error).__name__}: {error}"
        raise _wrong("E002", group, name, text) from error


def _wrong(number: str, group: str, name: str, text: str, todo: str = "") -> DeclarationError:
    return DeclarationError([Finding(f"discovery.{number}", f"{group} {name}", text, todo)])
