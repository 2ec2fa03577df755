"""docs/architecture.md and docs/decisions: what they name exists, and what exists is named."""

from __future__ import annotations

import importlib.util
import re
import tomllib

import pytest

from adapters.openemr import adapter as openemr
from adapters.oscar import adapter as oscar
from facade.adapter import ResourceMap
from facade.adapter.relations import Spread
from tests.docs.pages import DOCS, rows

ROOT = DOCS.parent
PAGE = (DOCS / "architecture.md").read_text(encoding="utf-8")
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
MODULES = sorted(set(re.findall(r"`(facade(?:\.[a-z_]+)+)`", PAGE)))
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_that_is_named_exists(module: str) -> None:
    assert importlib.util.find_spec(module) is not None


def test_the_way_of_a_request_passes_through_every_room_but_those_that_only_prepare_or_test() -> None:
    way = PAGE.partition("## The way of a request")[2].partition("## The rooms")[0]
    passed = {module.split(".")[1] for module in re.findall(r"`(facade\.[a-z_.]+)`", way)}
    assert passed == rooms() - {"adapter", "config", "discovery", "errors", "testing"}


def rooms() -> set[str]:
    found = {file.parent.name for file in (ROOT / "facade").glob("*/__init__.py")}
    return found | {file.stem for file in (ROOT / "facade").glob("*.py")} - {"__init__"}


def test_every_room_is_listed_and_no_other() -> None:
    listed = [row[0].removeprefix("facade.") for row in rows(PAGE, "The rooms")]
    assert sorted(listed) == sorted(rooms())


def test_every_rule_of_data_safety_has_a_test_that_exists() -> None:
    listed = rows(PAGE, "What keeps the clinic's data safe")
    numbers = (2, 3, 4, 5, 6, 7, 8, 9, 16, 18)
    assert [row[0] for row in listed] == [
        *(f"DS-{number}" for number in numbers),
        "content",
        "closed",
        "engine",
        "flush",
    ]
    for _, _, modules, tests in listed:
        assert set(modules.split(", ")) <= set(MODULES)
        for file, _, name in (test.partition("::") for test in tests.split(", ")):
            assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), (file, name)


def test_imports_go_one_way_in_the_order_that_is_enforced() -> None:
    (line,) = re.findall(r"^errors ← .*$", PAGE, flags=re.MULTILINE)
    order = line.split(" ← ")
    enforced = [layer.strip("()") for layer in reversed(LAYERS["layers"])]
    assert [layer for layer in enforced if layer in order] == order
    assert line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_decisions_are_numbered_without_a_gap_and_short() -> None:
    assert [file.name[:5] for file in DECISIONS] == [f"{number:04}-" for number in range(1, len(DECISIONS) + 1)]
    for file in DECISIONS:
        text = file.read_text(encoding="utf-8")
        assert text.startswith(f"# {file.name[:4]} "), file.name
        assert "\n**Status:** accepted" in text, file.name
        assert re.findall(r"^## (The question|Decided|Price)$", text, flags=re.MULTILINE) == [
            "The question", "Decided", "Price",
        ], file.name  # fmt: skip
        assert len(text.splitlines()) <= 60, file.name


def test_tags_and_parts_are_those_that_were_frozen() -> None:
    page = (DOCS / "vendors" / "ids.md").read_text(encoding="utf-8")
    frozen = [tuple(row) for row in rows(page, "Frozen")]
    now = [(adapter.name, *frozen_of(declared)) for adapter in (oscar, openemr) for declared in adapter.maps]
    assert sorted(frozen) == sorted(now)


def frozen_of(declared: ResourceMap) -> tuple[str, str, str, str]:
    template = declared.template
    parts = [part.key for part in template.parts] if isinstance(template, Spread) else []
    return declared.type, declared.table.name, declared.tag, " ".join(parts)
