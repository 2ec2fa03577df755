"""The kit on an invented archive that has URIs, canonicals, MIME types and meta elements."""

from __future__ import annotations

from facade.testing import AdapterConformance
from tests.search import archive


class TestArchive(AdapterConformance):
    adapter = archive.adapter
    clinic = archive.clinic
    databases = ("sqlite-bin", "mariadb-ci")
