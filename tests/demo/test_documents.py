"""The files of demo clinics: what rows name is there, apart from what is missing on purpose."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from adapters.openemr import demo as openemr
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar import demo as oscar
from adapters.oscar.tables import metadata as oscar_tables
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


@pytest.mark.parametrize("vendor", [oscar, openemr], ids=["oscar", "openemr"])
def test_the_files_of_a_clinic(tmp_path: Path, vendor: Any) -> None:
    folder = tmp_path / "made" / "here"
    write_documents(vendor.__name__.split(".")[1], folder)
    written = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert written == dict(vendor.DOCUMENTS)


def test_rows_of_oscar_name_files_that_are_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'clinic'}"
    oscar.create(url, patients=120, visits=6)
    rows = read(url, oscar_tables)
    for table, column, lost in (
        ("document", "docfilename", {"20200101000000lost.pdf", "passwd", "hostname"}),
        ("HRMDocument", "reportFile", {".."}),
    ):
        named = {row[column].rpartition("/")[2] for row in rows[table] if row[column]}
        assert named - lost <= set(oscar.DOCUMENTS)
        assert lost <= named
        assert len(named - lost) > 1


def test_rows_of_openemr_name_files_that_are_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'clinic'}"
    openemr.create(url, patients=120, visits=6)
    kept = [row for row in read(url, openemr_tables)["documents"] if not row["document_data"]]
    named = {"/".join(row["url"].split("/")[-2:]) for row in kept if row["url"] and row["type"] == "file_url"}
    lost = {"scan.pdf", "9/lost.pdf", "etc/passwd", ".."}
    assert lost <= named
    assert named - lost == set(openemr.DOCUMENTS)
