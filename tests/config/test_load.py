"""The configuration: what a file says, and how each mistake in one is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from facade.config import load
from facade.errors import DeclarationError

MINIMAL = """
[server]
public_url = "https://fhir.example.org"
store = "sqlite:///facade.sqlite"

[sources.oscar]
adapter = "oscar"
url = "mysql+pymysql://reader:secret@db/oscar"
time_zone = "America/Toronto"

[endpoints.oscar]
path = "/oscar/fhir"
sources = ["oscar"]
"""

LAB = """
[clients.lab]
jwks_file = "keys/lab.json"
scope = "system/Observation.rs"
endpoints = ["oscar"]
"""


@pytest.fixture
def written(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/lab.json").write_text('{"keys": []}')

    def write(text):
        file = tmp_path / "facade.toml"
        file.write_text(text)
        return load(file)

    return write


def findings(written, text):
    with pytest.raises(DeclarationError) as caught:
        written(text)
    return [(finding.number, finding.where) for finding in caught.value.findings]


def told(written, text):
    with pytest.raises(DeclarationError) as caught:
        written(text)
    return str(caught.value)


def test_what_a_small_file_says_and_what_it_leaves_to_the_defaults(written, tmp_path):
    config = written(MINIMAL)
    assert config.server.public_url == "https://fhir.example.org"
    assert not config.server.demo
    assert (config.server.limits.body_bytes, config.server.limits.json_depth) == (1024 * 1024, 50)
    source = config.sources["oscar"]
    assert (source.adapter, source.time_zone, source.write_url, source.id_prefix) == (
        "oscar",
        "America/Toronto",
        None,
        "",
    )
    endpoint = config.endpoints["oscar"]
    assert (endpoint.path, endpoint.source, endpoint.lenient, endpoint.writes) == ("/oscar/fhir", "oscar", False, {})
    assert config.base("oscar") == "https://fhir.example.org/oscar/fhir"
    assert config.clients == {}


def test_everything_that_a_file_can_say(written):
    text = MINIMAL.replace("[sources", 'demo = true\nhosts = ["10.0.0.1"]\nlimits = {body_bytes = 2048}\n[sources')
    text = text.replace(
        "[endpoints",
        'id_prefix = "a1"\nwrite_url = "mysql://w@db/oscar"\n[sources.oscar.site]\n'
        'mrn_system = "https://x.example/mrn"\n[sources.oscar.limits]\npool_size = 2\n[endpoints',
    )
    text += 'unknown_parameters = "lenient"\nwrites = {Patient = ["update"], AllergyIntolerance = ["create"]}\n'
    text += "limits = {hops = 2, page = 20, most_on_a_page = 30}\n"
    text += LAB + 'provider = "101"\npermissions = ["operator"]\nmasks = {Patient = ["telecom", "name.given"]}\n'
    config = written(text)
    assert config.server.demo
    assert config.server.host_names == {"fhir.example.org", "10.0.0.1"}
    assert config.server.limits.body_bytes == 2048
    source = config.sources["oscar"]
    assert (source.id_prefix, source.write_url, source.limits.pool_size) == ("a1", "mysql://w@db/oscar", 2)
    assert source.site == {"mrn_system": "https://x.example/mrn"}
    assert config.endpoints["oscar"].lenient
    limits = config.endpoints["oscar"].limits
    assert (limits.hops, limits.page, limits.most_on_a_page, limits.includes) == (2, 20, 30, 10)
    assert config.endpoints["oscar"].writes == {
        "Patient": frozenset({"update"}),
        "AllergyIntolerance": frozenset({"create"}),
    }
    lab = config.clients["lab"]
    assert (lab.id, lab.jwks, lab.scope, lab.endpoints) == ("lab", {"keys": []}, "system/Observation.rs", {"oscar"})
    assert (lab.provider, lab.permissions) == ("101", {"operator"})
    assert lab.masks == {"Patient": {"Patient.telecom", "Patient.name.given"}}


def test_hosts_are_compared_as_they_come_in_a_header(written):
    config = written(MINIMAL.replace("[sources", 'hosts = ["FHIR.internal", "[::1]"]\n[sources'))
    assert config.server.host_names == {"fhir.example.org", "fhir.internal", "::1"}


def test_secrets_come_from_the_environment_and_from_files(written, tmp_path, monkeypatch):
    monkeypatch.setenv("OSCAR_URL", "mysql+pymysql://reader:hidden@db/oscar")
    (tmp_path / "store-url").write_text("postgresql://facade:hidden@db/facade\n")
    text = MINIMAL.replace("mysql+pymysql://reader:secret@db/oscar", "env:OSCAR_URL")
    config = written(text.replace("sqlite:///facade.sqlite", "file:store-url"))
    assert config.sources["oscar"].url == "mysql+pymysql://reader:hidden@db/oscar"
    assert config.server.store == "postgresql://facade:hidden@db/facade"


def test_no_secret_shows_when_a_configuration_is_printed(written):
    assert "secret" not in repr(written(MINIMAL))


def test_a_secret_that_is_not_there_is_told_by_its_key(written, monkeypatch):
    monkeypatch.delenv("NOT_SET", raising=False)
    text = MINIMAL.replace("mysql+pymysql://reader:secret@db/oscar", "env:NOT_SET").replace(
        "sqlite:///facade.sqlite", "file:none"
    )
    assert findings(written, text) == [("config.E005", "server.store"), ("config.E005", "sources.oscar.url")]


def test_relative_paths_start_at_the_folder_of_the_file(written, tmp_path):
    text = MINIMAL.replace("mysql+pymysql://reader:secret@db/oscar", "sqlite:///data/oscar.sqlite")
    config = written(text)
    assert config.server.store == f"sqlite:///{tmp_path}/facade.sqlite"
    assert config.sources["oscar"].url == f"sqlite:///{tmp_path}/data/oscar.sqlite"
    assert (
        written(text.replace("sqlite:///data/", "sqlite:////srv/")).sources["oscar"].url
        == "sqlite:////srv/oscar.sqlite"
    )


@pytest.mark.parametrize(
    ("text", "number", "where"),
    [
        ("[server", "config.E001", None),
        (MINIMAL.replace("store", "stor"), "config.E002", "server.stor"),
        (MINIMAL.replace("[sources", "limits = {body_byte = 1}\n[sources"), "config.E002", "server.limits.body_byte"),
        (MINIMAL.replace('path = "/oscar/fhir"\n', ""), "config.E003", "endpoints.oscar.path"),
        (MINIMAL.replace("[server]", "[other]"), "config.E003", "server"),
        (MINIMAL.replace('"America/Toronto"', "5"), "config.E004", "sources.oscar.time_zone"),
        (MINIMAL.replace('"America/Toronto"', '""'), "config.E004", "sources.oscar.time_zone"),
        (MINIMAL.replace("[sources.oscar]", "[sources.OSCAR]"), "config.E004", "sources.OSCAR"),
        (MINIMAL.replace("[sources", 'demo = "yes"\n[sources'), "config.E004", "server.demo"),
        (
            MINIMAL.replace("[sources", "limits = {json_depth = 5000}\n[sources"),
            "config.E004",
            "server.limits.json_depth",
        ),
        (MINIMAL + 'unknown_parameters = "ignore"', "config.E004", "endpoints.oscar.unknown_parameters"),
        (MINIMAL + "limits = {hops = 11}", "config.E004", "endpoints.oscar.limits.hops"),
        (MINIMAL + "limits = {page = 300}", "config.E004", "endpoints.oscar.limits.page"),
        (MINIMAL + "limits = {hopes = 1}", "config.E002", "endpoints.oscar.limits.hopes"),
        (MINIMAL + 'writes = {Patient = ["delete"]}', "config.E004", "endpoints.oscar.writes.Patient"),
        (MINIMAL + 'writes = {Patients = ["update"]}', "config.E004", "endpoints.oscar.writes.Patients"),
        (MINIMAL.replace('["oscar"]', '["openemr"]'), "config.E006", "endpoints.oscar.sources"),
        (MINIMAL + LAB.replace('["oscar"]', '["x"]'), "config.E006", "clients.lab.endpoints"),
        (MINIMAL + LAB.replace("lab.json", "none.json"), "config.E005", "clients.lab.jwks_file"),
        (MINIMAL.replace('["oscar"]', "[]"), "config.E004", "endpoints.oscar.sources"),
    ],
)
def test_a_mistake_is_told_by_number_and_place(written, tmp_path, text, number, where):
    assert (number, where or str(tmp_path / "facade.toml")) in findings(written, text)


@pytest.mark.parametrize("prefix", ["A", "1a", "a-b", "abcdefghi", "a\\n"])
def test_an_id_prefix_has_the_grammar_of_ids(written, prefix):
    text = MINIMAL.replace("[endpoints", f'id_prefix = "{prefix}"\n[endpoints')
    assert findings(written, text) == [("config.E004", "sources.oscar.id_prefix")]


@pytest.mark.parametrize(
    "path", ["", "/", "fhir", "/fhir/", "/a//b", "/../fhir", "/a b", "/a%20", "/livez", "/readyz/fhir"]
)
def test_a_path_that_cannot_be_served_is_refused(written, path):
    found = findings(written, MINIMAL.replace("/oscar/fhir", path))
    assert set(found) <= {("config.E004", "endpoints.oscar.path"), ("config.E008", "endpoints.oscar.path")}


@pytest.mark.parametrize("other", ["/oscar/fhir", "/oscar", "/oscar/fhir/Patient"])
def test_two_endpoints_may_not_stand_in_each_others_way(written, other):
    text = MINIMAL + f'[endpoints.second]\npath = "{other}"\nsources = ["oscar"]\n'
    assert findings(written, text) == [("config.E008", "endpoints.second.path")]


def test_paths_that_only_begin_alike_are_fine(written):
    text = MINIMAL + '[endpoints.second]\npath = "/oscar/fhir2"\nsources = ["oscar"]\n'
    assert set(written(text).endpoints) == {"oscar", "second"}


def test_an_endpoint_over_several_sources_is_refused_with_what_to_do(written):
    text = MINIMAL + '[sources.openemr]\nadapter = "openemr"\nurl = "sqlite:///x"\ntime_zone = "America/Toronto"\n'
    text = text.replace('["oscar"]', '["oscar", "openemr"]')
    assert findings(written, text) == [("config.E007", "endpoints.oscar.sources")]
    assert "an endpoint for each source" in told(written, text)


@pytest.mark.parametrize(
    "url",
    [
        "fhir.example.org",
        "ftp://fhir.example.org",
        "https://fhir.example.org/",
        "https://user@fhir.example.org",
        "https://fhir.example.org?x=1",
        "https://fhir.example.org#x",
        "https://fhir.example.org:port",
        "https:///fhir",
        "http://fhir.example.org",  # a token would travel in the open
        "https://fhir.example.org/a b",
    ],
)
def test_an_address_that_clients_could_not_use_is_refused(written, url):
    assert findings(written, MINIMAL.replace("https://fhir.example.org", url)) == [("config.E004", "server.public_url")]


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://127.0.0.1:1", "http://[::1]:8000", "https://x.example/ehr"]
)
def test_an_address_on_this_host_may_be_plain(written, url):
    assert written(MINIMAL.replace("https://fhir.example.org", url)).base("oscar") == url + "/oscar/fhir"


@pytest.mark.parametrize("path", ["birthdate", "value[x]", "Patient.name", "name.first", "deceased.x", ""])
def test_a_mask_that_would_hide_nothing_is_refused(written, path):
    text = MINIMAL + LAB + f'masks = {{Patient = ["{path}"]}}'
    assert findings(written, text) == [("config.E004", "clients.lab.masks" + ("" if path else ".Patient"))]


def test_masks_reach_into_choices_backbones_and_references_to_content(written):
    masks = 'masks = {Patient = ["deceased", "contact.name.family"], Observation = ["component.referenceRange.low"]}'
    assert written(MINIMAL + LAB + masks).clients["lab"].masks == {
        "Patient": {"Patient.deceased", "Patient.contact.name.family"},
        "Observation": {"Observation.component.referenceRange.low"},
    }


def test_an_unknown_key_is_told_with_those_that_are_known(written):
    text = told(written, MINIMAL.replace("store", "stores"))
    assert {"demo", "hosts", "limits", "public_url", "store"} <= set(
        text.partition("Known: ")[2].rstrip(".").split(", ")
    )


def test_all_mistakes_are_told_at_once(written):
    text = MINIMAL.replace("store", "stor").replace("/oscar/fhir", "fhir").replace('adapter = "oscar"\n', "")
    assert findings(written, text) == [
        ("config.E003", "server.store"),
        ("config.E002", "server.stor"),
        ("config.E003", "sources.oscar.adapter"),
        ("config.E004", "endpoints.oscar.path"),
    ]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"keys": [], "keys": []}'])
def test_a_key_set_must_be_a_json_object(written, tmp_path, content):
    (tmp_path / "keys/lab.json").write_text(content)
    assert findings(written, MINIMAL + LAB) == [("config.E005", "clients.lab.jwks_file")]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DeclarationError, match=r"config\.E001"):
        load(tmp_path / "none.toml")


def test_the_examples_are_right(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCAR_URL", "mysql+pymysql://reader:x@db/oscar")
    monkeypatch.setenv("OSCAR_WRITE_URL", "mysql+pymysql://writer:x@db/oscar")
    monkeypatch.setenv("OPENEMR_URL", "mysql+pymysql://reader:x@db/openemr")
    examples = sorted((root / "config").glob("*.toml"))
    assert [file.name for file in examples] == ["one-clinic.toml", "two-clinics.toml"]
    for file in examples:
        config = load(file)
        for client in config.clients.values():
            assert not {"d", "p", "q"} & {member for key in client.jwks["keys"] for member in key}
            json.dumps(client.jwks)
