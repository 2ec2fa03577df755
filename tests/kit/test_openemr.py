"""The kit on our adapter."""

from __future__ import annotations

from adapters import openemr
from facade.testing import AdapterConformance
from tests.kit import clinics


class TestOpenEMR(AdapterConformance):
    adapter = openemr.adapter
    clinic = clinics.openemr
