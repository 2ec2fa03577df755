"""The kit on our adapter."""

from __future__ import annotations

from adapters import oscar
from facade.testing import AdapterConformance
from facade.testing.asked import Amount
from tests.kit import clinics


class TestOscar(AdapterConformance):
    adapter = oscar.adapter
    clinic = clinics.oscar
    # The invented clinic of test_willow.py asks every codec at length.
    amount = Amount(values=4, pairs=4, most=60, each=4)
    examples = 1
    hops = 20
    in_turn = True
