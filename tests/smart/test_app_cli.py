"""`facade app`: it does what the pages do, and tells a secret once (HX-10)."""

from __future__ import annotations

import contextlib
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from facade.cli import main
from facade.smart.client_auth import secret_hash, valid_hashes
from facade.store import Store

CONFIG = """
[server]
public_url = "https://fhir.example.org"
store = "sqlite:///store.sqlite"

[sources.oscar]
adapter = "oscar"
url = "mysql+pymysql://reader@127.0.0.1:9/oscar"
time_zone = "America/Toronto"

[endpoints.oscar]
path = "/oscar/fhir"
sources = ["oscar"]

[endpoints.oscar.registration]
mode = "initial-token"
rotation_hours = 2

[endpoints.other]
path = "/other/fhir"
sources = ["oscar"]

[clients.lab]
jwks_file = "keys.json"
scope = "system/*.rs"
endpoints = ["oscar"]
"""
NEW = ("add", "--name", "Chart", "--scope", "launch patient/*.rs", "--redirect-uri", "https://app.example.org/back")
AT = ("--endpoint", "oscar")


@pytest.fixture
def cli(tmp_path, rsa_key):
    (tmp_path / "facade.toml").write_text(CONFIG)
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [rsa_key.as_dict(private=False)]}))

    def run(*command, fails=False):
        done = CliRunner().invoke(main, ["app", *command, "--config", str(tmp_path / "facade.toml")])
        assert (done.exit_code != 0) == fails, done.output
        return done.stderr if fails else done.stdout

    return run


@pytest.fixture
def kept(tmp_path):
    """The app of an id as it is stored, after a command."""

    def read(id):
        with contextlib.closing(Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}")) as opened:
            return opened.apps.read("oscar", id)

    return read


def id_of(said):
    return re.search(r"client id: (\S+)", said)[1]


def secret_of(said):
    return re.search(r"client secret, shown only now: (\S+)", said)[1]


def test_a_public_app(cli, kept):
    said = cli(*NEW, *AT)
    assert "secret" not in said
    app = kept(id_of(said))
    assert (app.name, app.auth_method, app.status) == ("Chart", "none", "active")
    assert app.grant_types == ("authorization_code", "refresh_token")
    assert app.origins == ("https://app.example.org",)


def test_a_secret_is_shown_once(cli, kept):
    said = cli(*NEW, *AT, "--method", "client_secret_basic")
    secret, id = secret_of(said), id_of(said)
    assert kept(id).secret_hash == secret_hash(secret)
    shown = cli("show", id, *AT)
    assert secret not in shown
    assert secret_hash(secret) not in shown
    assert json.loads(shown)["auth_method"] == "client_secret_basic"


def test_a_backend_service_with_all_that_belongs_to_it(cli, kept, tmp_path):
    options = ["--scope", "system/*.rs", "--jwks-file", str(tmp_path / "keys.json"), "--network", "192.0.2.0/24"]
    options += ["--permission", "launch", "--mask", "Patient=telecom,address.line", "--provider", "999998"]
    app = kept(id_of(cli("add", "--name", "Lab", *AT, *options)))
    assert (app.auth_method, app.grant_types) == ("private_key_jwt", ("client_credentials",))
    assert app.masks == {"Patient": frozenset({"Patient.telecom", "Patient.address.line"})}
    assert (app.permissions, app.ip_allow, app.provider) == (frozenset({"launch"}), ("192.0.2.0/24",), "999998")


def test_everything_wrong_is_told_by_its_field(cli):
    said = cli(
        "add", "--name", "a\u202eb", "--scope", "nonsense", "--redirect-uri", "http://app.example.org", *AT, fails=True
    )
    for start in ("name: This holds", "scope: One of", "redirect_uris: https"):
        assert start in said
    assert "Traceback" not in said
    assert "scope: This value is needed." in cli("add", "--name", "x", *AT, fails=True)


def test_a_change_leaves_what_is_not_named(cli, kept):
    id = id_of(cli(*NEW, *AT, "--consent-once", "--publisher", "Clinic"))
    cli("change", id, *AT, "--redirect-uri", "https://new.example.org/", "--ask-consent", "--skip-login")
    app = kept(id)
    assert (app.name, app.publisher, app.scope) == ("Chart", "Clinic", "launch patient/*.rs")
    assert (app.redirect_uris, app.origins) == (("https://new.example.org/",), ("https://new.example.org",))
    assert (app.consent_once, app.skip_login) == (False, True)
    said = cli("change", id, *AT, "--method", "client_secret_post")
    assert kept(id).secret_hash == secret_hash(secret_of(said))


def test_keys_by_value_give_way_to_keys_by_url(cli, kept, tmp_path):
    made = cli("add", "--name", "Lab", *AT, "--scope", "system/*.rs", "--jwks-file", str(tmp_path / "keys.json"))
    cli("change", id_of(made), *AT, "--jwks-url", "https://lab.example.org/jwks")
    assert (kept(id_of(made)).jwks, kept(id_of(made)).jwks_url) == (None, "https://lab.example.org/jwks")


def test_the_list_has_the_clients_of_the_configuration_too(cli):
    id = id_of(cli(*NEW, *AT))
    assert cli("list").splitlines() == [f"oscar  {id}  active  Chart", "oscar  lab  active  lab"]
    assert cli("list", "--endpoint", "other") == ""
    assert json.loads(cli("show", "lab", *AT))["scope"] == "system/*.rs"


def test_freeze_and_thaw(cli, kept):
    id = id_of(cli(*NEW, *AT))
    assert "frozen" in cli("freeze", id, *AT)
    assert kept(id).status == "frozen"
    assert "thawed" in cli("thaw", id, *AT)
    assert kept(id).status == "active"


def test_a_new_secret_leaves_the_old_one_for_the_configured_time(cli, kept):
    said = cli(*NEW, *AT, "--method", "client_secret_post")
    id, old = id_of(said), secret_of(said)
    assert not set(id) - set("0123456789abcdef")  # nothing that a command line takes for an option
    new = secret_of(cli("rotate-secret", id, *AT))
    app, now = kept(id), datetime.now(UTC)
    assert valid_hashes(app, now) == [secret_hash(new), secret_hash(old)]
    assert valid_hashes(app, now + timedelta(hours=2)) == [secret_hash(new)]
    newest = secret_of(cli("rotate-secret", id, *AT, "--now"))
    assert valid_hashes(kept(id), now) == [secret_hash(newest)]
    public = id_of(cli(*NEW, *AT))
    assert "does not authenticate with a secret" in cli("rotate-secret", public, *AT, fails=True)


def test_approval_and_removal(cli, kept):
    id = id_of(cli(*NEW, *AT))
    assert cli("approve", id, *AT) == "did not wait for approval\n"
    assert cli("remove", id, *AT) == "removed\n"
    assert kept(id) is None


def test_an_initial_token(cli, tmp_path):
    token = cli("initial-token", *AT, "--uses", "2", "--days", "1").strip()
    now = datetime.now(UTC)
    with contextlib.closing(Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}")) as store:
        assert store.initial_tokens.is_usable(token, endpoint="oscar", now=now)
        assert not store.initial_tokens.is_usable(token, endpoint="oscar", now=now + timedelta(days=1))
    assert "initial-token" in cli("initial-token", "--endpoint", "other", fails=True)


@pytest.mark.parametrize("command", ["show", "change", "approve", "rotate-secret", "remove", "freeze", "thaw"])
def test_an_unknown_app_or_endpoint(cli, command):
    assert "nobody" in cli(command, "nobody", *AT, fails=True)
    assert "Traceback" not in cli(command, "nobody", "--endpoint", "nowhere", fails=True)
    if command in ("change", "remove", "rotate-secret", "approve"):
        assert "No app lab" in cli(command, "lab", *AT, fails=True)  # it stands in the configuration
