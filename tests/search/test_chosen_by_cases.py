"""What `cases` choose: a reference out of one of several columns, a text beside an attribute that may have no row.

The notes of the invented clinic, worked by hand: 4 is of patient 3, whose cottage has the number for which a result is
shown, and there is none. 7 and 8 are told by the patients themselves, 2 and 4; the clinic merged 4 into 1. Of patient 2
the later number counts, which is empty; of patient 4 there is no number at all. 9 and 10 are written down as they are,
9 by practitioner 7, who also wrote the weight 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facade.testing.bundles import searched
from facade.testing.places import Place, place
from tests.kit import willow


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("cases")
    with place("sqlite-ci", willow.adapter, willow.clinic, folder) as made:
        yield made


NOTE = ("code", "8716-3")


@pytest.mark.parametrize(
    ("type_", "query", "found"),
    [
        ("Observation", [("performer", "Patient/2")], {"w-7"}),
        ("Observation", [("performer:Patient", "1")], {"w-8"}),
        ("Observation", [("performer", "Practitioner/7")], {"1", "w-9"}),
        ("Observation", [NOTE, ("performer:missing", "true")], {"w-4", "w-10"}),
        ("Observation", [("performer:Patient.family", "smith")], {"w-7"}),
        ("Observation", [NOTE, ("performer:Practitioner.family", "bond")], {"w-9"}),
        ("Patient", [("_has:Observation:performer:code", "8716-3")], {"1", "2"}),
        ("Practitioner", [("_has:Observation:performer:code", "8716-3")], {"7"}),
        ("Observation", [("value-string", "slept")], {"w-10"}),
        ("Observation", [("value-string", "by phone,felt well,well nourished,555")], set()),
        ("Observation", [NOTE, ("value-string:missing", "false")], {"w-9", "w-10"}),
        ("Observation", [NOTE, ("value-string:missing", "true")], {"w-4", "w-7", "w-8"}),
    ],
)
def test_what_cases_choose_is_found(clinic: Place, type_: str, query: list[tuple[str, str]], found: set[str]) -> None:
    bundle = searched(clinic.context(), type_, tuple(query))
    assert {entry["resource"]["id"] for entry in bundle.get("entry", ())} == found
