"""The composition root: a configuration becomes a server that starts whatever its databases do."""

from __future__ import annotations

import gc
import json

import pytest
from joserfc.jwk import ECKey
from structlog.testing import capture_logs

from facade import app
from facade.access.grant import Grant
from facade.cli.token import make
from facade.config import load
from facade.errors import DeclarationError
from facade.interactions.served import CONTACT_SECONDS

from .conftest import OSCAR, make_clinic

PATIENTS = "/oscar/fhir/Patient"


@pytest.fixture
def start(install, written):
    install(OSCAR)
    made = []

    def create(**options):
        made.append(app.create(load(written(**options))))
        return made[-1]

    yield create
    for facade in made:
        facade.close()


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(app.time, "monotonic", clock.monotonic)
    return clock


def token(facade):
    return make(facade, Grant("test", "oscar", ("user/*.rs",), user="Practitioner/101"), allowed=True)


def get(facade, path, **headers):
    return facade.wsgi.test_client().get(path, headers=headers)


def search(facade, query=""):
    return get(facade, PATIENTS + query, Authorization=f"Bearer {token(facade)}")


def test_a_configuration_becomes_a_server(start, tmp_path):
    make_clinic(tmp_path / "oscar.sqlite")
    facade = start()
    facade.reach()
    bundle = search(facade).get_json(force=True)
    assert [entry["resource"]["id"] for entry in bundle["entry"]] == ["1", "2"]
    assert bundle["link"][0]["url"] == "http://localhost:8000/oscar/fhir/Patient"
    statement = get(facade, "/oscar/fhir/metadata").get_json(force=True)
    assert statement["implementation"]["url"] == "http://localhost:8000/oscar/fhir"


def test_it_starts_without_its_database_and_serves_when_it_comes(start, tmp_path, clock):
    facade = start()
    facade.reach()
    assert get(facade, "/livez").status_code == 200
    for answer in (get(facade, "/readyz"), search(facade), get(facade, "/oscar/fhir/metadata")):
        assert answer.status_code == 503
        assert answer.get_json(force=True)["issue"][0]["code"] == "transient"
        assert answer.headers["Retry-After"] == "5"
    make_clinic(tmp_path / "oscar.sqlite")
    clock.now += CONTACT_SECONDS  # a failure is remembered so long, or every request would hang on it
    assert search(facade).status_code == 200  # a request makes contact by itself
    assert get(facade, "/readyz").status_code == 503  # a probe asks every few seconds
    clock.now += app.RETRY_SECONDS
    assert get(facade, "/readyz").status_code == 200


def test_probes_alone_make_contact_but_not_each_of_them(start, clock, monkeypatch):
    facade = start()
    tried = []
    monkeypatch.setattr(app.Contact, "_try", lambda _self: bool(tried.append(clock.now)))
    for _ in range(20):
        get(facade, "/readyz")
        clock.now += 1
    assert tried == [1000.0, 1005.0, 1010.0, 1015.0]


def test_the_first_contact_tells_which_searches_no_index_serves_and_only_the_first(start, tmp_path, clock):
    make_clinic(tmp_path / "oscar.sqlite")
    facade = start()
    with capture_logs() as told:
        facade.reach()
        clock.now += app.RETRY_SECONDS
        facade.reach()
    lines = [line["finding"] for line in told if line["event"] == "finding" and "adapter.W002" in line["finding"]]
    (patients,) = [line for line in lines if line.startswith("adapter.W002 oscar Patient: ")]
    assert ", gender, " in patients and "facade adapter check oscar" in patients
    assert len(lines) == len({line.partition(":")[0] for line in lines})


def test_an_endpoint_takes_its_settings_from_the_configuration(start, tmp_path):
    make_clinic(tmp_path / "oscar.sqlite")
    assert search(start(), "?shoe-size=44").status_code == 400
    more = 'unknown_parameters = "lenient"\nwrites = {Patient = ["update"]}\n'
    facade = start(more=more)
    assert search(facade, "?shoe-size=44").status_code == 200
    options = facade.wsgi.test_client().options(f"{PATIENTS}/1")
    assert options.headers["Allow"] == "GET, HEAD, OPTIONS, PUT"


def test_each_endpoint_claims_its_own_profiles_over_the_same_connections(start, tmp_path):
    make_clinic(tmp_path / "oscar.sqlite")
    more = 'profiles = "ca-core"\n[endpoints.plain]\npath = "/plain"\nsources = ["oscar"]\nprofiles = "none"\n'
    facade = start(more=more)
    claimed = search(facade).get_json(force=True)["entry"][0]["resource"]["meta"]["profile"]
    assert claimed == ["http://fhir.infoway-inforoute.ca/cacore/StructureDefinition/patient-ca-core"]
    plain = make(facade, Grant("test", "plain", ("user/*.rs",), user="Practitioner/101"), allowed=True)
    answer = get(facade, "/plain/Patient", Authorization=f"Bearer {plain}").get_json(force=True)
    assert all("profile" not in entry["resource"]["meta"] for entry in answer["entry"])
    assert facade.endpoints["plain"].source.source is facade.endpoints["oscar"].source.source


def test_profiles_that_the_adapter_does_not_have_are_refused_at_start(start):
    with pytest.raises(DeclarationError) as caught:
        start(more='profiles = "us-core"\n')
    assert [str(finding) for finding in caught.value.findings] == [
        "config.E009 endpoints.oscar.profiles: The adapter oscar has no profiles us-core."
        " It takes: none, ca-core, ca-baseline."
    ]


def test_limits_reach_the_sources(start):
    limits = "[sources.oscar.limits]\nstatement_seconds = 0.5\npool_size = 2\nwrite_pool_size = 2\n"
    settings = start(more=limits).endpoints["oscar"].source.source.settings
    assert (settings.statement_seconds, settings.pool_size, settings.write_pool_size) == (0.5, 2, 2)


def test_keys_survive_a_restart(start, tmp_path):
    make_clinic(tmp_path / "oscar.sqlite")
    first = start()
    page = search(first, "?_count=1").get_json(force=True)
    following = next(link["url"] for link in page["link"] if link["relation"] == "next")
    headers = {"Authorization": f"Bearer {token(first)}"}
    first.close()
    answer = get(start(), following.removeprefix("http://localhost:8000"), **headers).get_json(force=True)
    assert [entry["resource"]["id"] for entry in answer["entry"]] == ["2"]


def test_before_a_fork_nothing_is_open_and_the_heap_is_frozen(start, tmp_path):
    make_clinic(tmp_path / "oscar.sqlite")
    facade = start()
    facade.reach()
    frozen = gc.get_freeze_count()
    try:
        facade.before_fork()
        assert gc.get_freeze_count() > frozen + 10_000
        assert facade.endpoints["oscar"].source.source._readers.pool.checkedin() == 0
        assert facade.store.database.engine.pool.checkedin() == 0
        assert search(facade).status_code == 200
    finally:
        gc.unfreeze()
        gc.collect()
        gc.freeze()  # as tests/conftest.py left it, less what this application was


def refused(start, **options):
    with pytest.raises(DeclarationError) as caught:
        start(**options)
    return [finding.number for finding in caught.value.findings]


def test_what_can_never_work_stops_the_start(start):
    assert refused(start, **{'adapter = "oscar"': 'adapter = "accuro"'}) == ["discovery.E001"]
    assert refused(start, **{"America/Toronto": "Ontario"}) == ["source.E003"]
    assert refused(start, **{"sqlite:///oscar": "oracle:///oscar"}) == ["source.E002"]
    assert refused(start, **{"sqlite:///store": "mysql+pymysql:///store"}) == ["store.E001"]


def test_a_client_that_could_never_get_a_token_stops_the_start(start, tmp_path):
    private = ECKey.generate_key("P-384").as_dict(private=True)
    (tmp_path / "lab.json").write_text(json.dumps({"keys": [private]}))
    client = '[clients.{}]\njwks_file = "lab.json"\nendpoints = ["oscar"]\nscope = "{}"\n'
    more = client.format("lab", "system/*.rs") + client.format("other", "system/Patient.sr")
    assert refused(start, more=more) == ["client.E001", "client.E001"]
