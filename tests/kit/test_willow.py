"""The kit on an EHR that has everything."""

from __future__ import annotations

from facade.testing import AdapterConformance
from tests.kit import willow


class TestWillow(AdapterConformance):
    adapter = willow.adapter
    clinic = willow.clinic
