"""The error table of docs/apps.md: every status and issue code that the code can answer, each with a test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from facade.access.denial import POLICY, Denial
from facade.api import failures
from facade.cli import server
from tests.docs.pages import DOCS, rows

Pair = tuple[int, str]
ROOT = DOCS.parent
PAGE = (DOCS / "apps.md").read_text(encoding="utf-8")
TABLE = rows(PAGE, "Errors")
PAIRS = [(int(row[0]), row[1]) for row in TABLE]
#: Told on a command line, not over HTTP; and the table of denials, of which only those count that somebody uses.
NOT_HTTP = {ROOT / "facade" / "access" / "issued.py", ROOT / "facade" / "access" / "denial.py"}
#: In the table of what the framework could raise, but nothing here waits for a slow body: the server ends it.
UNREACHED = {(408, "timeout")}


def answers() -> Iterator[Pair]:
    """Every (status, issue code) that some line can answer."""
    for file in sorted((ROOT / "facade").rglob("*.py")):
        if file not in NOT_HTTP:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                yield from of_node(node)
    yield 400, "structure"  # the default of fhir.structure
    yield 422, "not-supported"  # interactions.writing: the losses
    yield 500, failures.WRONG.code
    yield from ((status, issue.code) for status, issue in failures._BY_STATUS.items())
    yield from parser_answers()


def of_node(node: ast.AST) -> Iterator[Pair]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        values = [item.value for item in node.args if isinstance(item, ast.Constant)]
        if node.func.id == "Refused" and len(values) > 1 and isinstance(values[0], int):
            yield values[0], str(values[1])
        elif node.func.id == "_refuse" and values:
            yield 400, str(values[0])
        elif node.func.id == "_issue" and isinstance(node.args[-1], ast.Constant) and len(node.args) == 3:
            yield 400, str(node.args[-1].value)
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__" and len(node.args) > 2:
        stated = [item.value for item in node.args[:2] if isinstance(item, ast.Constant)]
        if len(stated) < 2:
            return
        status, code = stated
        yield int(status), str(code)  # type: ignore[arg-type]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Denial":
        yield POLICY[Denial[node.attr]].status, POLICY[Denial[node.attr]].code


def parser_answers() -> Iterator[Pair]:
    """What the server itself says to what is no HTTP."""
    statuses = {*server._BY_ERROR.values()}
    for status in statuses:
        code = server.answer(status).partition(b'"code":"')[2].partition(b'"')[0].decode()
        yield status.value, code


def raised() -> set[Pair]:
    """What a client can meet."""
    return set(answers()) - UNREACHED


def test_the_table_lists_every_answer_and_no_other() -> None:
    assert len(PAIRS) == len(set(PAIRS))
    assert sorted(PAIRS) == sorted(raised())


def test_the_table_is_in_order_and_says_when() -> None:
    assert [status for status, _ in PAIRS] == sorted(status for status, _ in PAIRS)
    assert all(row[2] for row in TABLE)


@cache
def expected_by_tests() -> frozenset[Pair]:
    """(status, code) pairs that stand together in one test or one of its tables."""
    found: set[Pair] = set()
    for file in (ROOT / "tests").rglob("*.py"):
        if file != Path(__file__):
            for statement in ast.parse(file.read_text(encoding="utf-8")).body:
                found |= together(statement)
    return frozenset(found)


def together(statement: ast.stmt) -> set[Pair]:
    constants = [node.value for node in ast.walk(statement) if isinstance(node, ast.Constant)]
    numbers = {value for value in constants if type(value) is int and 400 <= value < 600}
    texts = {value for value in constants if isinstance(value, str) and len(value) < 20}
    return {(number, text) for number in numbers for text in texts}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def test_a_test_asks_for_the_answer(pair: Pair) -> None:
    assert pair in expected_by_tests(), f"no test expects {pair[0]} {pair[1]}"
