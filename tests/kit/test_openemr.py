"""The kit on our adapter."""

from __future__ import annotations

from adapters import openemr
from facade.testing import AdapterConformance
from facade.testing.asked import Amount
from tests.kit import clinics


class TestOpenEMR(AdapterConformance):
    adapter = openemr.adapter
    clinic = clinics.openemr
    # The invented clinic of test_willow.py asks every codec at length.
    amount = Amount(values=5, pairs=5, most=60, each=4)
    examples = 1
    hops = 20
    in_turn = True
