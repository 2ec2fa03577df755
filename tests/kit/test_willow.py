"""The kit on an EHR that has everything."""

from __future__ import annotations

import pytest

from facade.errors import Refused
from facade.interactions.context import Prefer
from facade.interactions.update import update
from facade.testing import AdapterConformance
from facade.testing.asked import Amount
from facade.testing.conformance import ALWAYS
from facade.testing.places import Place
from facade.testing.reading import served
from tests.kit import willow


class TestWillow(AdapterConformance):
    adapter = willow.adapter
    clinic = willow.clinic


class TestWillowOnPostgreSQL(AdapterConformance):
    """An EHR that stores no dates but those of the calendar, and compares every letter."""

    adapter = willow.adapter
    clinic = willow.clinic
    databases = ("postgresql",)
    amount = Amount(values=4, pairs=6, most=100, each=8)
    examples = 1
    hops = 20
    in_turn = True  # what hangs on the engine is how searches and orders are written
    always = (*ALWAYS, "test_pages_are_the_whole", "test_chains_and_has")

    def test_writes(self, bare: Place, type_: str) -> None:
        """Nothing is written, and the site is told so."""
        for id_, resource in served(bare, type_).items():
            tag = f'W/"{resource["meta"]["versionId"]}"'
            with pytest.raises(Refused) as refused:
                update(bare.context(), type_, id_, resource, if_match=tag, prefer=Prefer())
            assert refused.value.status == 405
        assert [finding.number for finding in bare.endpoint.source.findings][-1] == "source.W008"
