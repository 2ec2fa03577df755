"""docs/clinic-it.md against the configuration's grammar, its defaults, and the command line."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from typing import Any

import click
import pytest
from marshmallow import Schema
from marshmallow import fields as kinds

from facade.access.clients import PERMISSIONS
from facade.cli import main
from facade.config import schema
from facade.config.values import EndpointLimits, Lifetimes, PeopleConfig, RatesConfig, ServerLimits, SourceLimits
from tests.docs.pages import DOCS, blocks, rows

PAGE = (DOCS / "clinic-it.md").read_text(encoding="utf-8")
FILE = schema.File().fields


def table(name: str) -> Schema:
    """The grammar of `[name.*]`."""
    field = FILE[name]
    inner = field.value_field if isinstance(field, kinds.Dict) else field
    assert isinstance(inner, kinds.Nested)
    return inner.schema


SECTIONS: dict[str, Schema] = {
    "[server]": table("server"),
    "[server.limits]": table("server").fields["limits"].schema,  # type: ignore[attr-defined]
    **{
        f"[server.{name}]": table("server").fields[name].schema
        for name in ("lifetimes", "people", "rates", "proxies", "tls")
    },  # type: ignore[attr-defined]
    "[sources.NAME]": table("sources"),
    "[sources.NAME.limits]": table("sources").fields["limits"].schema,  # type: ignore[attr-defined]
    "[endpoints.NAME]": table("endpoints"),
    "[endpoints.NAME.brand]": table("endpoints").fields["brand"].schema,  # type: ignore[attr-defined]
    "[endpoints.NAME.limits]": table("endpoints").fields["limits"].schema,  # type: ignore[attr-defined]
    "[endpoints.NAME.registration]": table("endpoints").fields["registration"].schema,  # type: ignore[attr-defined]
    "[clients.NAME]": table("clients"),
    "[providers.NAME]": table("providers"),
}


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_page_lists_exactly_the_keys_of_a_table(heading: str) -> None:
    listed = rows(PAGE, heading)
    assert [row[0] for row in listed] == sorted([row[0] for row in listed], key=list(SECTIONS[heading].fields).index)
    assert {row[0] for row in listed} == set(SECTIONS[heading].fields)
    assert {row[0] for row in listed if row[1] == "yes"} == {
        name for name, field in SECTIONS[heading].fields.items() if field.required
    }


def test_the_page_has_every_table_of_the_file() -> None:
    assert {re.match(r"\[(\w+)", heading)[1] for heading in SECTIONS} == set(FILE)  # type: ignore[index]


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("[server.limits]", ServerLimits),
        ("[server.lifetimes]", Lifetimes),
        ("[server.people]", PeopleConfig),
        ("[server.rates]", RatesConfig),
        ("[sources.NAME.limits]", SourceLimits),
        ("[endpoints.NAME.limits]", EndpointLimits),
    ],
)
def test_defaults_of_limits(heading: str, values: Any) -> None:
    defaults = {item.name: item.default for item in fields(values) if item.default is not MISSING}
    assert {row[0]: float(row[2]) for row in rows(PAGE, heading)} == defaults


def test_permissions_are_those_that_a_client_can_have() -> None:
    (said,) = [row[3] for row in rows(PAGE, "[clients.NAME]") if row[0] == "permissions"]
    assert {sentence.partition(",")[0] for sentence in said.split("; ")} == PERMISSIONS


def test_options_of_serve() -> None:
    options = {
        parameter.opts[0]: (parameter.envvar or "", str(parameter.default or ""))
        for parameter in main.commands["serve"].params
        if isinstance(parameter, click.Option) and parameter.opts[0] != "--help"
    }
    said = {row[0]: (row[1], row[2]) for row in rows(PAGE, "Running it")}
    assert said.keys() == options.keys()
    for name, (variable, default) in options.items():
        assert said[name][0] == variable
        assert said[name][1] == ("" if name == "--config" else default)


def test_the_grants_shown_are_among_those_generated() -> None:
    (shown,) = [block.text for block in blocks(PAGE) if block.kind == "sql"]
    generated = (DOCS / "vendors" / "oscar.sql").read_text(encoding="utf-8").splitlines()
    assert all(line in generated for line in shown.splitlines())
