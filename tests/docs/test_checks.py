"""docs/vendors/checks.md explains every numbered message that the code can give, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.pages import DOCS

FACADE = DOCS.parent / "facade"
#: Modules that give bare numbers and put the room's name before them in one place.
BARE = {FACADE / "compiler" / "checks.py": "adapter", FACADE / "discovery.py": "discovery"}
ROOMS = "adapter|client|config|discovery|source|store|registration|server"


def numbers_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.fullmatch(r"[a-z]+\.[EW]\d{3}", node.value):
                yield node.value
            elif re.fullmatch(r"[EW]\d{3}", node.value):
                yield f"{BARE[file]}.{node.value}"


def test_the_page_explains_every_number_and_no_other() -> None:
    used = {number for file in FACADE.rglob("*.py") for number in numbers_in(file)}
    page = (DOCS / "vendors" / "checks.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([a-z]+\.[EW]\d{3})` \|", page, flags=re.MULTILINE)
    assert len(used) > 30
    assert sorted(explained) == sorted(used)
    assert all(re.fullmatch(f"({ROOMS})\\..*", number) for number in used)


def test_the_list_in_the_module_of_the_checks_agrees_with_the_page() -> None:
    module = FACADE / "compiler" / "checks.py"
    listed = set(re.findall(r"\b[EW]\d{3}\b", ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""))
    page = (DOCS / "vendors" / "checks.md").read_text(encoding="utf-8")
    assert listed == set(re.findall(r"^\| `adapter\.([EW]\d{3})`", page, flags=re.MULTILINE))
