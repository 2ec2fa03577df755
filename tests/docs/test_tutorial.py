"""docs/vendors/first-adapter.md: its files are written, its commands are run, what they print is what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from facade import adapter as contract
from facade.testing.databases import Server
from tests.docs.pages import DOCS, agrees, blocks, commands
from tests.docs.terminal import Terminal, free_port

PAGE = (DOCS / "vendors" / "first-adapter.md").read_text(encoding="utf-8")


def test_the_patient_takes_at_most_sixty_lines() -> None:
    (patient,) = (block for block in blocks(PAGE) if block.path == "larkspur_facade/patient.py")
    assert 20 < len(patient.text.splitlines()) <= 60


def test_every_file_of_the_page_has_a_name() -> None:
    assert [block for block in blocks(PAGE) if block.kind not in ("console", "") and block.path is None] == []


def test_every_command_prints_what_the_page_shows(tmp_path: Path, mariadb_server: Server) -> None:
    folder, port = tmp_path / "larkspur", free_port()
    for block in blocks(PAGE):
        if block.path is not None:
            file = folder / block.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text.replace("8000", port), encoding="utf-8")
    shown = commands(PAGE.replace("8000", port))
    assert len(shown) > 15
    with Terminal(folder, tmp_path / "venv", FACADE_TEST_MARIADB=mariadb_server.url_for("pymysql")) as terminal:
        for command in shown:
            printed = terminal.run(command)
            assert agrees(command.printed, printed), f"$ {command.line}\n{printed}\nThe page shows:\n{command.printed}"
            if command.line.startswith("pytest"):
                assert re.search(r"^\d+ passed in ", printed, flags=re.MULTILINE), printed


def test_the_page_names_every_word_of_the_contract() -> None:
    for name in contract.__all__:
        assert f"`{name}" in PAGE, name


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "a", True),
        ("a\n", "b\n", False),
        ("a\n", "a\nb\n", False),
        ("", "a\n", False),
        ("", "", True),
        ("a…c\n", "abc\n", True),
        ("a…c\n", "ab\nc\n", False),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nd\n", "a\nb\nc\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_shown_text_agrees_with_what_is_printed(shown: str, printed: str, same: bool) -> None:
    assert agrees(shown, printed) is same
