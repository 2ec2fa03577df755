from __future__ import annotations

import pytest

from facade.store.people import Person
from tests.serving import NOW
from tests.smart.browsing import Server
from tests.smart.pages.sending import IT, QUICK, session
from tests.smart.records import ANNA, DOCTOR


@pytest.fixture
def server(clinic, store):
    made = Server.over(store, clinic.endpoint, DOCTOR, ANNA, passwords=QUICK)
    administrator = Person(IT, "it@example.org", "Clinic IT", roles=frozenset({"administrator"}))
    assert store.people.add(administrator, now=NOW)
    session(made, IT, "second")
    return made
