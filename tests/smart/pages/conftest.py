from __future__ import annotations

import pytest

from facade.api.application import create_app
from facade.api.exchange import Mount, Service
from facade.config import ServerConfig
from facade.store.people import Person
from tests.serving import NOW
from tests.smart.browsing import HOST, PATH, Server
from tests.smart.pages.sending import IT, QUICK, session
from tests.smart.records import ANNA, DOCTOR


@pytest.fixture
def server(clinic, store):
    made = Server.over(store, clinic.endpoint, DOCTOR, ANNA)
    config = ServerConfig(HOST, store="", hosts=frozenset({"facade.example"}))
    service = Service(
        config, (Mount(PATH, clinic.endpoint),), store, frozenset, clock=lambda: made.now, passwords=QUICK
    )
    made.app = create_app(service)
    made.client = made.app.test_client(use_cookies=False)
    administrator = Person(IT, "it@example.org", "Clinic IT", roles=frozenset({"administrator"}))
    assert store.people.add(administrator, now=NOW)
    session(made, IT, "second")
    return made
