"""Search = filter under the collations that tell letters apart in their own way: `=` and LIKE as the server has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from facade.adapter.schema import Collation
from facade.testing import searching
from facade.testing.asked import Query
from facade.testing.copies import Copier
from facade.testing.databases import Server
from facade.testing.judge import Judge
from facade.testing.places import place
from facade.testing.ugly import crowd
from tests.kit import willow

TEXTS = (
    "strasse", "STRASE", "straß", "s", "ss", "ß", "e", "é", "e\u0301", "ea", "\u0301", "\u200b", "\u00a0", "l", "ł", "o",
    "ø", "ü", "y", "a", "ä", "null", "\U0001f600",
)  # fmt: skip


class Collated(Server):
    """Every database of the general collation gets another one instead."""

    collation: str

    @contextmanager
    def fresh_database(self, charset: str = "", collation: str = "") -> Iterator[str]:
        with Server.fresh_database(self, self.collation.partition("_")[0], self.collation) as name:
            yield name


@pytest.mark.parametrize(
    ("collation", "expected"), [("utf8mb4_unicode_ci", "unicode-ci"), ("latin1_swedish_ci", "swedish-ci")]
)
def test_search_is_filter(mariadb_server: Server, tmp_path: Path, collation: str, expected: Collation) -> None:
    it = mariadb_server
    server = type("Here", (Collated,), {"collation": collation})(it.host, it.port, it.user, it.password)
    with place("mariadb-ci", willow.adapter, willow.clinic, tmp_path, server) as made:
        made.insert(*(more.rows for more in crowd(made, Copier(willow.adapter, willow.clinic), ["Patient"])))
        people, somebody = willow.person, willow.ROWS[willow.person][1]
        made.insert({people: [{**somebody, "id": 9000 + at, "last": text} for at, text in enumerate(TEXTS)]})
        judge = Judge.of(made, "Patient")
        assert {table.get("Patient.name.family") for table in (context.collations for context in judge.contexts)} == {
            expected
        }
        report = searching.law(judge, _queries())
    assert not report.breaches, str(report)
    assert report.tried > 50


def _queries() -> list[Query]:
    names = ("family", "family:contains", "family:exact", "given:contains", "identifier", "address-city", "phone")
    return [((name, text),) for name in ("family:missing", *names) for text in (TEXTS if name in names else ("true",))]
