"""The benchmark runs, at a size that says nothing about speed, and gives the table that it should."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TINY = (
    "--patients", "200", "--measurements", "1000", "--charts", "60", "--rounds", "1", "--requests", "12", "--pairs", "3",
    "--page", "10",
)  # fmt: skip
RATIOS = {
    "check of a token, of a read": ("at most", 0.05),
    "statements by a patient's token, against a wide one": ("at most", 1.15),
    "statements by a patient's token alone, against a wide one": (
        "at most",
        1.15,
    ),
    "statements by a granular scope, against a wide one": ("at most", 1.15),
    "statements by two granular scopes, against a wide one": ("at most", 1.15),
    "page at depth 900 of Observation, against the first": ("at most", 1.2),
    "first page of all Observations, against a table a tenth as large": ("at most", 1.2),
    "first page of all Patients, against a table a tenth as large": ("at most", 1.2),
    "first page of Observations of a patient, against a table a tenth as large": ("at most", 1.2),
    "build and dump Patient, against by hand": ("at most", 1.15),
    "build and dump Observation, against by hand": ("at most", 1.15),
    "build Patient with its claims, against without": ("at most", 1.15),
    "build Condition with its claims, against without": ("at most", 1.15),
    "build Observation with its claims, against without": ("at most", 1.15),
    "trend of a result, cold, against by hand": ("at least", 0.6),
    "trend of a result, warm, against by hand": ("at least", 0.6),
    "medication list, against by hand": ("at least", 0.6),
    "appointments of a day, against by hand": ("at least", 0.6),
    "page of notes, against by hand": ("at least", 0.6),
    "read Patient over HTTP, against by hand": ("at least", 0.6),
    "read Observation over HTTP, against by hand": ("at least", 0.6),
    "search Patient of 50 by family over HTTP, against by hand": ("at least", 0.7),
    "search Observation of 50 by code over HTTP, against by hand": ("at least", 0.7),
    "search Observation of 50 by patient over HTTP, against by hand": ("at least", 0.7),
}
COSTS = (
    "search Observation of about 10 by patient over HTTP, against by hand",
    "_include of 50, against by hand",
    "three-level chain, against by hand",
    "_has, against by hand",
    "_total=none, against by hand",
    "_total=accurate, against by hand",
    "_total=estimate, against by hand",
    "_sort by date, against by hand",
    "$everything of a patient, against its searches",
)
TYPES = ("Patient", "Observation", "AllergyIntolerance", "Condition", "Practitioner", "Organization")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """What the benchmark printed, and what it wrote."""
    folder = tmp_path_factory.mktemp("bench")
    file = folder / "bench.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", *TINY, "--json", str(file)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(entry_points(folder))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, json.loads(file.read_text())


def entry_points(folder):
    """The project's entry points, for an environment that the project is not installed in."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    about = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    groups = project["entry-points"].items()
    lines = [f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in names.items()) for group, names in groups]
    (about / "entry_points.txt").write_text("\n".join(lines))
    return folder


def test_every_ratio_has_its_target(run):
    _, written = run
    timed = {row["name"]: row for row in written["rows"] if not row["name"].startswith("statements of ")}
    aimed = {name: row["target"] for name, row in timed.items() if row["target"] is not None}
    assert {name: (target["bound"], target["value"]) for name, target in aimed.items()} == RATIOS
    assert tuple(name for name in timed if name not in aimed) == COSTS
    assert all(row["ratio"] > 0 for row in timed.values())


def test_pass_says_whether_the_ratio_meets_the_target(run):
    _, written = run
    assert all(row["pass"] is None for row in written["rows"] if row["target"] is None)
    for row in written["rows"]:
        if row["target"] is None:
            continue
        ratio, bound, value = round(row["ratio"], 2), row["target"]["bound"], row["target"]["value"]
        met = {"at most": ratio <= value, "at least": ratio >= value, "equal to": ratio == value}[bound]
        assert row["pass"] is met, row["name"]


def test_statements_are_those_of_the_formula_for_every_type(run):
    _, written = run
    counted = [row for row in written["rows"] if row["name"].startswith("statements of ")]
    assert [row["name"].split(" for ")[1].split(",")[0] for row in counted] == list(TYPES)
    for row in counted:
        for request in row["detail"]["requests"]:
            assert request["statements"] == request["formula"], (row["name"], request)
        assert (row["ratio"], row["pass"]) == (1.0, True)


def test_every_row_was_compared(run):
    _, written = run
    compared = {
        row["name"]: row["detail"]["compared as bytes"] for row in written["rows"] if "build and" in row["name"]
    }
    assert compared["build and dump Patient, against by hand"] == 200
    # Smoking, laboratory and unnamed measurements are no vital signs, so there are fewer Observations than rows.
    assert 900 < compared["build and dump Observation, against by hand"] <= 1000


def test_the_table_shows_every_line(run):
    printed, written = run
    for row in written["rows"]:
        assert row["name"] in printed
    assert "200 patients, 1,000 measurements" in printed


def test_the_file_tells_the_sizes_and_the_driver(run):
    _, written = run
    assert (written["patients"], written["measurements"]) == (200, 1000)
    assert written["driver"] in ("mysqldb", "pymysql")
