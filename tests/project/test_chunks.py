"""Generated tests in chunks: how many there are, and that what passed is not run again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.chunks import LEAKS, MOST, SEARCHES, Chunk, Finished
from tests.conftest import LONGEST, order_of

TESTS = """
def test_one(chunk):
    assert chunk.seed == 9
    assert chunk.number != 3 or {mended}
"""


def test_a_full_run_has_20000_searches_and_50000_requests() -> None:
    assert (SEARCHES, LEAKS) == (2_000, 2_000)
    assert (MOST["searches"] * SEARCHES, MOST["leaks"] * LEAKS) == (20_000, 50_000)


def test_no_two_chunks_are_alike() -> None:
    seeds = {Chunk(number, seed).random_seed for seed in range(20) for number in range(max(MOST.values()))}
    assert len(seeds) == 20 * max(MOST.values())
    assert str(Chunk(3, 9)) == "--seed 9, chunk 3"


def test_the_longest_files_are_there_and_come_first(root: Path) -> None:
    assert [name for name in LONGEST if not (root / name).exists()] == []
    names = [
        "tests/access/test_grant.py::test_a",
        "tests/docs/test_tutorial.py::test_b",
        "tests/kit/test_oscar.py::test_c",
    ]
    assert sorted(names, key=order_of) == names[::-1]


def test_without_a_file_nothing_is_kept(tmp_path: Path) -> None:
    Finished(None).add("a")
    assert Finished(None).names() == frozenset()
    kept = Finished(tmp_path / "below" / "file")
    assert kept.names() == frozenset()
    kept.add("a")
    kept.add("b")
    assert Finished(kept.file).names() == {"a", "b"}


def run(root: Path, tests: Path, *options: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.conftest", *options]
    done = subprocess.run(
        [*command, "--rootdir", str(tests.parent), str(tests)], cwd=root, capture_output=True, text=True, check=False
    )
    return done.stdout.strip().splitlines()[-1]


def test_a_run_goes_on_where_it_was_stopped(root: Path, tmp_path: Path) -> None:
    tests = tmp_path / "test_chunked.py"
    options = ("--full", "--seed", "9", "--finished", str(tmp_path / "finished"))
    tests.write_text(TESTS.format(mended=False))
    assert run(root, tests, *options).startswith("1 failed, 9 passed in ")
    tests.write_text(TESTS.format(mended=True))
    assert run(root, tests, *options).startswith("1 passed, 9 deselected in ")
    assert run(root, tests, "--seed", "9").startswith("1 passed in ")
