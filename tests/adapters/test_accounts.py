"""The declarations of the EHRs' own accounts: what they read, and that nothing else of ours knows those tables."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column
from sqlalchemy.sql import visitors

from facade import discovery
from facade.adapter import Accounts, HashFormat
from facade.compiler.declared import declared_facts, site_facts
from facade.compiler.source import compile_source, relation_tables
from facade.search.dictionary import describe, markdown
from tests.docs.pages import DOCS

NAMES = ("oscar", "openemr")
READ = {
    "oscar": {
        "provider": {"provider_no", "status"},
        "security": {
            "user_name", "password", "provider_no", "pin", "b_ExpireSet", "date_ExpireDate", "b_LocalLockSet",
            "b_RemoteLockSet", "forcePasswordReset", "usingMfa",
        },
    },
    "openemr": {
        "users": {"id", "username", "active"},
        "users_secure": {"id", "username", "password", "last_update_password"},
        "groups": {"user"},
        "gacl_aro": {"id", "section_value", "value"},
        "gacl_groups_aro_map": {"aro_id"},
        "login_mfa_registrations": {"user_id"},
    },
}  # fmt: skip
SECRET = {
    "oscar": {"security"},
    "openemr": {"users_secure", "groups", "gacl_aro", "gacl_groups_aro_map", "login_mfa_registrations"},
}
every_vendor = pytest.mark.parametrize("name", NAMES)


def declared(name: str) -> Accounts:
    accounts = discovery.adapter(name).accounts
    assert accounts is not None
    return accounts


def by_table(columns: tuple[Column[object], ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for column in columns:
        found.setdefault(column.table.name, set()).add(column.name)
    return found


@every_vendor
def test_what_is_read_is_what_the_page_grants(name: str) -> None:
    assert by_table(declared(name).columns) == READ[name]
    page = (DOCS / "vendors" / f"{name}-accounts.md").read_text(encoding="utf-8")
    for table, columns in READ[name].items():
        grant = next(line for line in page.replace("\n   ", "").splitlines() if f" ON {name}.{table} " in line)
        assert set(grant.split("(")[1].split(")")[0].replace(",", " ").split()) == columns


@every_vendor
def test_no_map_page_or_dictionary_knows_them(name: str) -> None:
    adapter = discovery.adapter(name)
    source = compile_source(adapter, declared_facts(adapter), ZoneInfo("UTC"), site=site_facts(adapter))
    assert not relation_tables(adapter) & SECRET[name]
    shown = markdown(describe(source))
    generated = [DOCS / "vendors" / page for page in (f"{name}.md", f"{name}.sql", "search.md", "coverage.md")]
    for text in (shown, *(page.read_text(encoding="utf-8") for page in generated)):
        words = set(text.replace(".", " ").replace("`", " ").replace("(", " ").split())
        assert not words & SECRET[name]
        assert not words & {"password", "pin", "user_name", "mfaSecret"}


@every_vendor
def test_the_key_is_the_practitioners(name: str) -> None:
    practitioner = next(map_ for map_ in discovery.adapter(name).maps if map_.type == "Practitioner" and not map_.tag)
    key = declared(name).key
    assert (practitioner.table.name, practitioner.key.name) == (key.table.name, key.name)


@every_vendor
def test_what_must_hold_needs_no_optional_column(name: str) -> None:
    """Left out where its column is missing, such a condition would let in whom the EHR does not."""
    conditions = [part for condition in declared(name).open for part in visitors.iterate(condition)]
    assert [part for part in conditions if isinstance(part, Column) and part.info.get("since")] == []


@every_vendor
def test_only_reads(name: str) -> None:
    text = str(declared(name).statement())
    assert text.startswith("SELECT ")
    assert "LIMIT" in text
    assert "FOR UPDATE" not in text


def test_the_first_format_is_the_costly_one() -> None:
    assert declared("oscar").formats[0] is HashFormat.TAGGED_BCRYPT
    assert declared("openemr").formats[0] is HashFormat.BCRYPT


def test_no_module_of_the_maps_imports_them() -> None:
    for name in NAMES:
        folder = Path(discovery.__file__).parent.parent / "adapters" / name
        importing = [file.name for file in folder.rglob("*.py") if "from .accounts" in file.read_text(encoding="utf-8")]
        assert importing == ["__init__.py"]
