"""The folder of documents: where the configuration says, and what is told of it at start."""

from __future__ import annotations

from pathlib import Path

import pytest

from facade.config import load
from facade.errors import DeclarationError, Refused
from facade.sources import Documents

CONFIG = """
[server]
public_url = "http://localhost:8000"
store = "sqlite:///store.sqlite"

[sources.oscar]
adapter = "oscar"
url = "sqlite:///oscar.sqlite"
time_zone = "America/Toronto"
documents = {documents}
limits = {limits}

[endpoints.oscar]
path = "/fhir"
sources = ["oscar"]
"""


def configured(folder: Path, documents: str, limits: str = "{}") -> Path:
    file = folder / "facade.toml"
    file.write_text(CONFIG.format(documents=documents, limits=limits))
    return file


def test_relative_to_the_file(tmp_path: Path) -> None:
    limits = "{document_bytes = 2048, document_bytes_in_json = 1024}"
    source = load(configured(tmp_path, '"letters/here"', limits)).sources["oscar"]
    assert source.documents == tmp_path / "letters" / "here"
    assert (source.limits.document_bytes, source.limits.document_bytes_in_json) == (2048, 1024)


def test_absolute_as_it_is(tmp_path: Path) -> None:
    assert load(configured(tmp_path, '"/mnt/letters"')).sources["oscar"].documents == Path("/mnt/letters")


@pytest.mark.parametrize(("documents", "limits"), [('""', "{}"), ("7", "{}"), ('"x"', "{document_bytes = 0}")])
def test_what_is_refused(tmp_path: Path, documents: str, limits: str) -> None:
    with pytest.raises(DeclarationError, match=r"config\.E004"):
        load(configured(tmp_path, documents, limits))


def test_what_is_told_at_start(tmp_path: Path) -> None:
    assert Documents(None).examine("source oscar") == []
    assert Documents(tmp_path).examine("source oscar") == []
    (finding,) = Documents(tmp_path / "not mounted").examine("source oscar")
    assert (finding.number, finding.where) == ("source.W009", "source oscar")


@pytest.mark.parametrize("parts", [(), ("",), ("..",), ("a", ".."), ("a/b",), (".", "a"), ("a\0",)])
def test_the_folder_itself_lets_nothing_through(tmp_path: Path, parts: tuple[str, ...]) -> None:
    """Whatever an adapter makes of a stored name."""
    with pytest.raises(Refused) as refusal:
        Documents(tmp_path).opened(parts)
    assert refusal.value.status == 422
