"""The adapter's page: its contents lead to its sections, and its tables say what a reader needs in few words."""

from __future__ import annotations

import re
from typing import Any

from facade.search.dictionary import markdown


def section(map_: str, table: str, *elements: dict[str, Any]) -> dict[str, Any]:
    """A map with nothing but these elements."""
    lists: dict[str, Any] = {name: [] for name in ("search", "sort", "unknown", "writes", "profiles")}
    type_ = re.split("[/-]", map_)[0]
    return {"type": type_, "map": map_, "table": table, "key": "id", "elements": list(elements), "gaps": {}, **lists}


def page(*sections: dict[str, Any]) -> str:
    return markdown({"adapter": "elm", "versions": "Elm 1", "resources": sections, "cannot": {}})


def test_the_contents_lead_to_every_section() -> None:
    lines = page(section("Coverage-hc", "person"), section("Flag", "flag"), section("Flag/rem", "note")).splitlines()
    assert "- Coverage: [`person` -hc](#coverage-hc)" in lines
    assert "- Flag: [`flag`](#flag), [`note` /rem](#flagrem)" in lines
    assert [line for line in lines if line.startswith("## ")] == ["## Coverage-hc", "## Flag", "## Flag/rem"]


def test_rows_of_the_table() -> None:
    column = {"path": "Flag.code.text", "columns": [{"column": "flag.text"}], "codec": "text as stored"}
    lines = page(
        section(
            "Flag",
            "flag",
            {"path": "Flag.code.coding.system", "constant": "http://terminology.hl7.org/CodeSystem/flag-category"},
            {"path": "Flag.code.coding.userSelected", "constant": True},
            {"path": "Flag.status", "constant": "active"},
            {**column, "writable": True},
        )
    ).splitlines()
    url = "http://terminology.hl7.org/CodeSystem/flag-category"
    assert [line for line in lines if line.startswith("| ") and "element" not in line and "---" not in line] == [
        f"| code.coding.system | constant [`flag-category`]({url}) | | |",
        "| code.coding.userSelected | constant `true` | | |",
        "| status | constant `active` | | |",
        "| code.text | `flag.text` | yes | text as stored |",
    ]
