"""The files of demo clinics: what rows name is there, apart from what is missing on purpose."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

import pytest

from adapters.oscar.demo import DOCUMENTS, create
from adapters.oscar.tables import metadata
from facade.cli.demo_clinic import write_documents
from profiles.ca_core.demo import papers
from tests.demo.rows import read


def test_the_places_in_a_pdf_are_those_of_its_objects() -> None:
    made = papers.pdf("A (very) odd\\title é", ("one", "two"))
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", made)[1])  # type: ignore[index]
    assert made[start:].startswith(b"xref\n0 6\n")
    places = [int(place) for place in re.findall(rb"^(\d{10}) 00000 n $", made[start:], flags=re.MULTILINE)]
    assert [made[place:].split(b" ")[0] for place in places] == [b"1", b"2", b"3", b"4", b"5"]
    assert rb"(A \(very\) odd\\title " in made
    length, stream = re.search(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", made, flags=re.DOTALL).groups()  # type: ignore[union-attr]
    assert int(length) == len(stream)


def test_a_png_is_one() -> None:
    made = papers.png(4)
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    length, kind = struct.unpack(">I4s", made[8:16])
    assert (length, kind) == (13, b"IHDR")
    (check,) = struct.unpack(">I", made[29:33])
    assert check == zlib.crc32(made[12:29])


def test_the_files_of_a_clinic(tmp_path: Path) -> None:
    write_documents("oscar", tmp_path / "made" / "here")
    written = {file.name: file.read_bytes() for file in (tmp_path / "made" / "here").iterdir()}
    assert written == dict(DOCUMENTS)


@pytest.mark.parametrize(
    ("table", "column", "lost"),
    [
        ("document", "docfilename", {"20200101000000lost.pdf", "passwd", "hostname"}),
        ("HRMDocument", "reportFile", {".."}),
    ],
)
def test_rows_name_files_that_are_there(tmp_path: Path, table: str, column: str, lost: set[str]) -> None:
    url = f"sqlite:///{tmp_path / 'clinic'}"
    create(url, patients=120, visits=6)
    named = {row[column].rpartition("/")[2] for row in read(url, metadata)[table] if row[column]}
    assert named - lost <= set(DOCUMENTS)
    assert lost <= named
    assert len(named - lost) > 1
