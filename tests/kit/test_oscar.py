"""The kit on our adapter."""

from __future__ import annotations

from adapters import oscar
from facade.testing import AdapterConformance
from facade.testing.asked import Amount
from tests.kit import clinics


class TestOscar(AdapterConformance):
    adapter = oscar.adapter
    clinic = clinics.oscar
    amount = Amount(values=5, pairs=5, most=120)  # the invented clinic of test_willow.py asks every codec at length
    examples = 2
    in_turn = True
