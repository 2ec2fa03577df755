"""README.md: the two commands stand at the top, and what it says of adapters and folders is so."""

from __future__ import annotations

import re

import pytest

from adapters.openemr import adapter as openemr
from adapters.oscar import adapter as oscar
from adapters.oscar.tables import metadata
from facade.adapter import Adapter
from facade.interactions.capabilities import capabilities
from tests.docs.clinics import OSCAR_ROWS
from tests.docs.pages import DOCS, blocks, rows
from tests.serving import fill, matches, serve

ROOT = DOCS.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_block_has_the_two_commands() -> None:
    commands = [line.split()[0] for line in blocks(README)[0].text.splitlines()]
    assert commands == ["scripts/demo", "scripts/test"]
    assert README.index("scripts/demo") < 200


@pytest.mark.parametrize(("adapter", "place"), [(oscar, 1), (openemr, 2)])
def test_resources_and_interactions_are_those_of_the_maps(adapter: Adapter, place: int) -> None:
    said = {row[0].split(" ")[0]: row[place] for row in rows(README, "What it is") if row[place]}
    assert said == {
        declared.type: ", ".join(["read", "search", *interactions(adapter, declared.type)]) for declared in adapter.maps
    }


def interactions(adapter: Adapter, type_: str) -> list[str]:
    offered = [declared.writes for declared in adapter.maps if declared.type == type_ and declared.writes is not None]
    return [name for name in ("create", "update") if any(getattr(writes, name) for writes in offered)]


def test_the_piece_of_a_map_is_out_of_one() -> None:
    (piece,) = [block.text for block in blocks(README) if block.kind == "python"]
    patient = (ROOT / "adapters" / "oscar" / "patient.py").read_text(encoding="utf-8")
    for key in re.findall(r'^"(\w+)":', piece, flags=re.MULTILINE):
        assert f'"{key}":' in patient
    assert "date_parts(d.year_of_birth, d.month_of_birth, d.date_of_birth)" in patient


def test_every_folder_is_there_and_listed() -> None:
    listed = {name for row in rows(README, "Where things are") for name in re.findall(r"(\w+)/", row[0])}
    there = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    assert listed == there - {"build", "dist"}


def test_the_requests_to_try_are_answered(sqlite_url: str) -> None:
    fill(sqlite_url, metadata, OSCAR_ROWS)
    service = serve(oscar, sqlite_url)
    asked = re.findall(r"'http://localhost:8000/oscar/fhir/(\w+)\?([^']*)'", README)
    assert [path for path, _ in asked] == ["Patient", "metadata"]
    status, body = service.search("Patient", asked[0][1])
    assert (status, [patient["id"] for patient in matches(body)]) == (200, ["7"])
    assert capabilities(service.endpoint)["resourceType"] == "CapabilityStatement"
