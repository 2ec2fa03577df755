"""The kit on our adapter."""

from __future__ import annotations

from adapters import oscar
from facade.testing import AdapterConformance
from tests.kit import clinics


class TestOscar(AdapterConformance):
    adapter = oscar.adapter
    clinic = clinics.oscar
