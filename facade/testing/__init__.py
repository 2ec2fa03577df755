"""The conformance kit: what any adapter's author runs, and the databases it runs on."""

from __future__ import annotations

from facade.testing.clinic import Clinic, by_table_name
from facade.testing.conformance import AdapterConformance

__all__ = ["AdapterConformance", "Clinic", "by_table_name"]
