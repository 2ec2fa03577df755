"""The kit on an EHR in which one stored row gives many resources."""

from __future__ import annotations

from facade.testing import AdapterConformance, Clinic
from facade.testing.asked import Amount
from facade.testing.clinic import by_table_name
from tests.interactions import rowan


class TestRowan(AdapterConformance):
    adapter = rowan.adapter
    clinic = Clinic(rowan.metadata, by_table_name(rowan.metadata, rowan.ROWS))
    databases = ("sqlite-ci",)
    amount = Amount(values=8, pairs=12)
