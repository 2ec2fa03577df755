"""The in-memory evaluator against the oracle: the searches worked out by hand, over the resources written by hand.

No adapter and no database takes part, so that a search that fails here is a slip of the oracle or of the
evaluator, and one that fails only in `test_oracle` is neither.
"""

from __future__ import annotations

import pytest

from tests.oracle import ORACLES
from tests.oracle.evaluating import found
from tests.oracle.model import Search


def cases() -> list[tuple[str, Search]]:
    return [(vendor, search) for vendor, oracle in ORACLES.items() for search in oracle.searches]


@pytest.mark.parametrize(("vendor", "search"), cases(), ids=str)
def test_evaluator_finds_the_same(vendor: str, search: Search) -> None:
    oracle = ORACLES[vendor]

    assert found(oracle, search, oracle.resources) == sorted(search.ids), search.why
