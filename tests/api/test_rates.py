"""How many requests are taken, in whose name, and how the others are told to wait (HX-07, D08, G14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from facade.api.application import create_app
from facade.api.rates import Rates, TooMany
from facade.config import ProxiesConfig, RatesConfig
from facade.errors import Refused
from facade.store import StoredToken, new_token

from .conftest import NOW, is_outcome

READ = "/oscar/fhir/Patient/1"
TOKEN = "/oscar/fhir/oauth/token"
START = datetime(2026, 11, 22, 12, 0, 15, tzinfo=UTC)


class Stored:
    """The store as all workers see it, with the number of times that it was asked."""

    def __init__(self):
        self.counts, self.asked, self.away = {}, 0, False

    def add(self, key, minute, taken):
        self.asked += 1
        if self.away:
            raise Refused(503, "transient", "The store does not answer.")
        self.counts[key, minute] = self.counts.get((key, minute), 0) + taken
        return self.counts[key, minute]


def taken(rates, times, *who, kind="client", now=START):
    """How many of so many requests were taken."""
    done = 0
    for _ in range(times):
        try:
            rates.take(kind, *who, now=now)
        except TooMany:
            continue
        done += 1
    return done


def test_one_worker_takes_exactly_the_limit_and_a_new_minute_begins_anew():
    rates = Rates(RatesConfig(client=600), Stored())
    assert taken(rates, 1000, "lab") == 600
    assert taken(rates, 10, "other") == 10
    assert taken(rates, 10, "lab", now=START + timedelta(seconds=44)) == 0
    assert taken(rates, 1000, "lab", now=START + timedelta(seconds=45)) == 600


def test_the_wait_ends_with_the_minute():
    rates = Rates(RatesConfig(client=1), Stored())
    rates.take("client", "lab", now=START)
    with pytest.raises(TooMany) as caught:
        rates.take("client", "lab", now=START)
    assert (caught.value.seconds, caught.value.headers["Retry-After"]) == (45, "45")
    with pytest.raises(TooMany) as caught:
        rates.take("client", "lab", now=START + timedelta(seconds=44, milliseconds=999))
    assert caught.value.seconds == 1


@pytest.mark.parametrize("limit", [1, 7, 60, 600, 12_000])
@pytest.mark.parametrize("workers", [2, 5])
def test_workers_together_exceed_a_limit_by_a_sixtieth_each_at_most(limit, workers):
    """The bound that docs/decisions/0037-rates.md states, however the requests are spread."""
    stored = Stored()
    several = [Rates(RatesConfig(client=limit), stored) for _ in range(workers)]
    done = sum(taken(several[number % workers], 1, "lab") for number in range(2 * limit + 10))
    assert limit <= done <= limit + workers * max(1, limit / 60)
    stored = Stored()
    several = [Rates(RatesConfig(client=limit), stored) for _ in range(workers)]
    done = sum(taken(each, 2 * limit, "lab") for each in several)
    assert limit <= done <= limit + workers * max(1, limit / 60)


def test_the_store_is_written_once_in_a_sixtieth_of_the_limit_and_not_for_those_far_from_it():
    stored = Stored()
    rates = Rates(RatesConfig(client=12_000), stored)
    taken(rates, 199, "lab")
    assert stored.asked == 0
    taken(rates, 20_000, "lab")
    assert stored.asked == 60


def test_without_the_store_each_worker_holds_the_limit_for_itself():
    """G14: neither open nor shut."""
    stored = Stored()
    rates = Rates(RatesConfig(client=60), stored)
    stored.away = True
    assert taken(rates, 100, "lab") == 60


def test_a_flood_of_addresses_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("facade.api.rates._MOST", 100)
    rates = Rates(RatesConfig(address=60), Stored())
    for number in range(1000):
        rates.take("address", str(number), now=START)
    assert len(rates._counts) <= 100


def test_a_clock_that_is_set_back_or_forth_begins_a_minute_of_its_own():
    rates = Rates(RatesConfig(client=5), Stored())
    for minutes in (0, 10, -10):
        assert taken(rates, 9, "lab", now=START + timedelta(minutes=minutes)) == 5


@pytest.fixture
def limited(server):
    """The server with other limits."""

    def change(**limits):
        config = replace(server.service.server, rates=RatesConfig(**limits))
        server.service = replace(server.service, server=config)
        server.app = create_app(server.service)
        return server

    return change


def another_token(server, client="app", person=None, endpoint="oscar"):
    token = new_token()
    store = server.service.store
    known = store.tokens.find(server.token, now=NOW)
    grant = {**known.grant, "client": client, "endpoint": endpoint}
    stored = StoredToken(grant, endpoint, NOW + timedelta(hours=1), "issued", None, person)
    store.tokens.keep(token, stored, now=NOW)
    return token


def test_a_client_is_told_to_wait_in_fhir(limited):
    server = limited(client=2)
    more = another_token(server)
    assert [server.get(READ, token=token).status_code for token in ("ours", more)] == [200, 200]
    answer = server.get(READ, token=more)
    is_outcome(answer, 429, "throttled")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert server.get(READ, token=another_token(server, "other")).status_code == 200
    elsewhere = another_token(server, endpoint="openemr")
    assert server.get("/openemr/fhir/Patient/1", token=elsewhere).status_code == 200


def test_the_entries_of_a_batch_are_requests(limited):
    """D09."""
    server = limited(client=60)
    entries = [{"request": {"method": "GET", "url": "Patient/1"}} for _ in range(30)]
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    batches = [
        server.ask("POST", "/oscar/fhir", json=bundle, headers={"Content-Type": "application/fhir+json"})
        for _ in range(3)
    ]
    assert [answer.status_code for answer in batches] == [200, 200, 429]
    is_outcome(server.get(READ), 429, "throttled")


def test_a_person_has_one_limit_for_all_apps(limited):
    server = limited(person=2)
    tokens = [another_token(server, client, "p1") for client in ("one", "two", "three")]
    assert [server.get(READ, token=token).status_code for token in tokens] == [200, 200, 429]
    assert server.get(READ, token=another_token(server, "one", "p2")).status_code == 200
    assert server.get(READ).status_code == 200


def test_the_token_endpoint_says_it_as_oauth_does(limited):
    server = limited(address=1)
    assert server.ask("POST", TOKEN, token=None, data={}).status_code == 400
    answer = server.ask("POST", TOKEN, token=None, data={})
    assert (answer.status_code, answer.get_json()["error"]) == (429, "temporarily_unavailable")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_a_page_says_it_as_a_page(limited):
    server = limited(address=1)
    assert server.get("/sign-in", token=None).status_code == 200
    answer = server.get("/sign-in", token=None)
    assert answer.status_code == 429
    assert answer.headers["Content-Type"].startswith("text/html")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_signing_in_has_a_limit_of_its_own(limited):
    server = limited(sign_in=2)
    found = [server.ask("POST", "/sign-in", token=None, data={}).status_code for _ in range(3)]
    assert found[2] == 429
    assert 429 not in found[:2]
    assert server.get("/sign-in", token=None).status_code == 200


def test_guessing_tokens_counts_for_the_address(limited):
    """B13."""
    server = limited(address=3)
    found = [server.get(READ, token=f"guess-{number}").status_code for number in range(5)]
    assert found == [401, 401, 401, 429, 429]
    assert server.get(READ).status_code == 200  # who has a token is not a stranger
    assert server.get("/oscar/fhir/metadata", token=None).status_code == 429


def test_probes_are_always_answered(limited):
    server = limited(address=1)
    assert {server.get("/livez", token=None).status_code for _ in range(5)} == {200}


def test_the_address_is_the_clients_behind_a_trusted_proxy_and_cannot_be_made_up(limited):
    """D08: not bypassed by a header."""
    server = limited(address=1)
    made_up = [{"X-Forwarded-For": f"192.0.2.{number}"} for number in range(3)]
    path = "/oscar/fhir/metadata"
    assert [server.get(path, token=None, headers=sent).status_code for sent in made_up] == [200, 429, 429]
    config = replace(server.service.server, proxies=ProxiesConfig(("127.0.0.1",)))
    server.service = replace(server.service, server=config)
    server.app = create_app(server.service)
    assert [server.get(path, token=None, headers=sent).status_code for sent in made_up] == [200, 200, 200]


def test_the_limit_is_one_for_two_processes(limited):
    """Two applications over one store, as two workers are."""
    server = limited(client=60)
    other = create_app(replace(server.service))
    headers = {"Authorization": f"Bearer {server.token}"}
    statuses = [
        (server.http if number % 2 else other.test_client()).get(READ, headers=headers).status_code
        for number in range(70)
    ]
    assert 60 <= statuses.count(200) <= 62
    assert statuses.count(429) == 70 - statuses.count(200)
