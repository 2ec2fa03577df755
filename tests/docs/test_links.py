"""Every page: its links lead somewhere, its commands exist, and its paths are files of this repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from facade.cli import main
from tests.docs.pages import DOCS, blocks

ROOT = DOCS.parent
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
_LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"(?:`|\$ |\$\()facade ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?[^`\n]*)")
_PATH = re.compile(r"`((?:facade|adapters|profiles|config|tests|bench|scripts|docs)/[\w./-]*)`")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """How a heading is named in a link: lower case, blanks as dashes, no other marks."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(page.read_text(encoding="utf-8")), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(without_blocks(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def commands_of(text: str) -> Iterator[list[str]]:
    for found in _COMMAND.findall(text.replace("\\\n", " ")):
        yield found.split()


@every_page
def test_commands_exist(page: Path) -> None:
    for words in commands_of(page.read_text(encoding="utf-8")):
        command: Any = main
        while isinstance(command, click.Group) and words:
            assert words[0] in command.commands or words[0].startswith("-"), words
            command = command.commands.get(words.pop(0), command)
        options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
        assert {word for word in words if word.startswith("--")} <= options, words


@every_page
def test_paths_of_this_repository_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    its_own = {block.path for block in blocks(text)}
    for path in _PATH.findall(text):
        assert path in its_own or (ROOT / path).exists(), path


def test_no_page_is_an_orphan() -> None:
    linked = set()
    for page in PAGES:
        for link in _LINK.findall(page.read_text(encoding="utf-8")):
            linked.add((page.parent / link.partition("#")[0]).resolve())
    folders = {path for path in linked if path.is_dir()}
    lonely = [page for page in PAGES if page not in linked and page.parent not in folders and page.name != "README.md"]
    assert lonely == []
