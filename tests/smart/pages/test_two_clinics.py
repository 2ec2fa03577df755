"""Who is a clinician of two clinics chooses in the launcher for which of them an app is opened (LA-03)."""

from __future__ import annotations

from dataclasses import replace

from facade.api.application import create_app
from facade.api.exchange import Mount, Service
from facade.config import ServerConfig
from tests.serving import NOW
from tests.smart.browsing import HOST, PATH
from tests.smart.pages.sending import QUICK, page
from tests.smart.records import DOCTOR


def test_the_launcher_leads_to_each_of_two_clinics(server, clinic, store):
    north = replace(clinic.endpoint, name="north", base="https://facade.example/north/fhir")
    mounts = (Mount(PATH, clinic.endpoint), Mount("/north/fhir", north))
    config = ServerConfig(HOST, store="", hosts=frozenset({"facade.example"}))
    server.app = create_app(Service(config, mounts, store, frozenset, clock=lambda: NOW, passwords=QUICK))
    server.client = server.app.test_client(use_cookies=False)
    assert store.people.link(replace(DOCTOR, endpoint="north"), now=NOW)
    shown = page(server.get("/launcher", DOCTOR.person))
    assert 'href="/launcher/oscar"' in shown
    assert 'href="/launcher/north"' in shown
