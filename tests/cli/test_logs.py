"""Log lines: JSON, one object a line, whoever writes them."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from facade.cli import logs
from facade.interactions.events import Event


@pytest.fixture
def lines(tmp_path):
    with (tmp_path / "log").open("w+") as stream:
        logs.to(stream)

        def read():
            stream.seek(0)
            return [json.loads(line) for line in stream.read().split("\n") if line]

        yield read


def test_our_lines_and_those_of_libraries_are_alike(lines):
    structlog.get_logger("facade.http").info("request", status=200)
    logging.getLogger("some.library").warning("source %s: %s", "oscar", "late")
    ours, theirs = lines()
    assert (ours["event"], ours["level"], ours["status"]) == ("request", "info", 200)
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("source oscar: late", "warning", "some.library")
    assert ours["timestamp"][:4] == theirs["timestamp"][:4]
    assert ours["timestamp"].endswith("Z")


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "\x1b[31m", "\x00", '"}', "é"])
def test_nothing_ends_a_line_before_its_end(lines, text):
    structlog.get_logger().warning("finding", finding=text)
    logging.getLogger("x").warning("%s", text)
    ours, theirs = lines()
    assert (ours["finding"], theirs["event"]) == (text, text)


def test_details_are_left_out(lines):
    structlog.get_logger().debug("detail")
    logging.getLogger("x").debug("detail")
    logging.getLogger("alembic.runtime.migration").info("nothing to do")
    assert lines() == []


def test_values_and_lists_of_them_are_told_field_by_field(lines):
    structlog.get_logger("facade.http").info("request", interactions=[Event("read", "Patient", "oscar", "app", 200)])
    (line,) = lines()
    assert line["interactions"] == [
        {"interaction": "read", "type": "Patient", "endpoint": "oscar", "client": "app", "status": 200,
         "count": 0, "reason": "", "problems": []},
    ]  # fmt: skip
