"""What a page of docs/ holds: its files, its commands with what they print, its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_FENCE = re.compile(r"(?:^`(?P<path>[^`\n]+)`\n\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"((?:[^\n]*\\\n)*[^\n]*)\n(.*)", re.DOTALL)  # a backslash at its end continues a line


@dataclass(frozen=True)
class Block:
    """A fenced block; `path` if the paragraph before it is the name of a file."""

    kind: str
    text: str
    path: str | None = None


@dataclass(frozen=True)
class Command:
    """One line (or several, joined by backslashes) behind `$ `, and what the page says it prints."""

    line: str
    printed: str


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(found["kind"], found["text"], found["path"]) for found in _FENCE.finditer(page)]


def commands(page: str) -> list[Command]:
    """The commands of all console blocks, in order."""
    found = []
    for block in blocks(page):
        if block.kind == "console":
            for text in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
                line, printed = _LINE.fullmatch(text).groups()  # type: ignore[union-attr]
                found.append(Command(line, printed))
    return found


def agrees(shown: str, printed: str) -> bool:
    """Whether a page's text is what was printed. `…` stands for any text in a line, alone for any lines."""
    pattern = "".join(_line_pattern(line) for line in shown.splitlines())
    return re.fullmatch(pattern, printed if printed.endswith("\n") or not printed else printed + "\n") is not None


def _line_pattern(line: str) -> str:
    if line.strip() == "…":
        return r"(?:[^\n]*\n)*?"
    return ".*?".join(map(re.escape, line.split("…"))) + r"\n"


def rows(page: str, heading: str) -> list[list[str]]:
    """The body of the first table under a heading; cells without their backticks."""
    section = re.split(rf"^#+ {re.escape(heading)}$", page, maxsplit=1, flags=re.MULTILINE)[1]
    section = re.split(r"^#", section, maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines[2:]]
