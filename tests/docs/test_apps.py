"""docs/apps.md: its commands are run against an OSCAR clinic by a registered client; its limits are the code's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from gunicorn.http.errors import ExpectationFailed

from adapters.oscar.tables import metadata
from facade.cli import server
from facade.config import Lifetimes
from facade.errors import Refused
from facade.interactions import batch, fetch, includes, outcomes
from facade.interactions.operations import wanted, window
from facade.interactions.writing import check_structure
from facade.search import pages, parse
from facade.search.request import ParseSettings
from tests.docs.clinics import OSCAR_ROWS
from tests.docs.pages import DOCS, Command, agrees, blocks, commands, rows
from tests.docs.terminal import Terminal, free_port
from tests.serving import fill

PAGE = (DOCS / "apps.md").read_text(encoding="utf-8")
CONFIG = """
[server]
public_url = "http://localhost:{port}"
store = "sqlite:///store.sqlite"

[sources.oscar]
adapter = "oscar"
url = "sqlite:///clinic.sqlite"
time_zone = "America/Toronto"

[endpoints.fhir]
path = "/fhir"
sources = ["oscar"]
writes = {{Patient = ["update"], AllergyIntolerance = ["create"]}}

[clients.my-app]
jwks_file = "public.jwks.json"
scope = "system/*.cruds"
endpoints = ["fhir"]
provider = "101"
"""
SERVER = (
    Command("python make_key.py", ""),
    Command("facade serve --config facade.toml --port $FACADE_PORT 2> serve.log &", ""),
    Command("curl -s -o ready --retry 60 --retry-delay 1 --retry-connrefused http://localhost:$FACADE_PORT/readyz", ""),
)


def test_every_command_prints_what_the_page_shows(tmp_path: Path) -> None:
    folder, port = tmp_path / "app", free_port()
    folder.mkdir()
    for block in blocks(PAGE):
        if block.path is not None:
            (folder / block.path).write_text(block.text, encoding="utf-8")
    (folder / "facade.toml").write_text(CONFIG.format(port=port), encoding="utf-8")
    (folder / "clinic.sqlite").touch()
    fill(f"sqlite:///{folder / 'clinic.sqlite'}", metadata, OSCAR_ROWS)
    shown = commands(PAGE)
    assert len(shown) > 15
    with Terminal(folder, tmp_path / "venv", FACADE_PORT=port, BASE=f"http://localhost:{port}/fhir") as terminal:
        for command in (*SERVER, *shown):
            printed = terminal.run(command)
            assert agrees(command.printed, printed), f"$ {command.line}\n{printed}\nThe page shows:\n{command.printed}"


def test_the_limits_are_those_of_the_code() -> None:
    settings = ParseSettings()
    said = {row[0]: row[1] for row in rows(PAGE, "Limits")}
    assert said == {
        "resources on a page": f"{settings.default_count}, with _count up to {settings.max_count}",
        "parameters of a search": str(settings.max_parameters),
        "values of one parameter": str(settings.max_or),
        "codes that the value sets of a search may mean": str(settings.max_codes),
        "length of one value": f"{parse._LONGEST_VALUE} bytes",
        "sort keys": str(parse._MOST_SORT_KEYS),
        "hops of a chain or of _has": str(settings.max_depth),
        "includes of a search": str(settings.max_includes),
        "resources on a page with what it brings along": str(includes.MAX_INCLUDED),
        "rows of a table that an estimate counts": str(fetch.MOST_COUNTED),
        "life of a token": f"{Lifetimes().system_seconds} seconds",
        "life of a page token": f"{pages._LIFETIME // timedelta(seconds=1)} seconds",
        "entries that tell of unreadable rows on a page": str(outcomes.MAX_OUTCOMES),
        "entries of a batch": str(batch.MOST_ENTRIES),
        "observations that $lastn and $stats look at": str(window.MOST),
        "codes of one $stats": str(wanted.MOST_CODES),
    }


def test_a_code_outside_a_required_binding_is_told_by_its_own_issue_code() -> None:
    with pytest.raises(Refused) as refused:
        check_structure({"resourceType": "Patient", "gender": "Weiblich"}, "Patient")
    assert (refused.value.status, refused.value.code) == (400, "code-invalid")


def test_an_expectation_that_nobody_can_meet_is_told_in_fhir() -> None:
    status = server.refusal(ExpectationFailed("Expect"))
    assert (status, b'"code":"invalid"' in server.answer(status)) == (417, True)
    assert server.answer(status).startswith(b"HTTP/1.1 417 ")
    assert (417, "invalid") in [(int(row[0]), row[1]) for row in rows(PAGE, "Errors")]
