"""The generated pages of docs/vendors are what the maps say now; `python docs/generate.py` writes them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from docs import generate
from facade import discovery
from tests.docs.pages import DOCS, rows

NAMES = ["coverage.md", "openemr.md", "openemr.sql", "oscar.md", "oscar.sql", "search.md"]


@cache
def pages() -> dict[str, tuple[Path, str]]:
    """Made when a test asks for them: every worker collects all tests."""
    return {file.name: (file, text) for file, text in generate.pages()}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_what_the_maps_say(name: str) -> None:
    file, text = pages()[name]
    assert file.read_text(encoding="utf-8") == text, f"{name} is out of date: run python docs/generate.py"


def test_every_vendor_has_both_pages() -> None:
    assert sorted(pages()) == NAMES
    assert sorted(file.name for file in (DOCS / "vendors").glob("*.sql")) == ["openemr.sql", "oscar.sql"]


def test_the_configuration_page_lists_the_facts_that_adapters_ask_a_site_for() -> None:
    page = (DOCS / "clinic-it.md").read_text(encoding="utf-8")
    listed = {(row[0], row[1]) for row in rows(page, "[sources.NAME.site]")}
    assert listed == {
        (fact, name) for name in generate.VENDORS for fact in generate.site_facts(discovery.adapter(name))
    }


def test_pages_are_written_where_they_stand() -> None:
    assert all(file.parent == Path(DOCS / "vendors") for file, _ in pages().values())
