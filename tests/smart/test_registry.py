"""Who is known at which endpoint: apps of the store and clients of the configuration."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from facade.access.clients import Client
from facade.errors import Refused
from facade.smart.registry import Registry
from facade.store import App, Store

SECOND = timedelta(seconds=1)


def app(id="chart", **changes):
    values = {
        "endpoint": "oscar",
        "name": "Vitals chart",
        "auth_method": "none",
        "scope": "launch openid patient/*.rs",
        "grant_types": ("authorization_code", "refresh_token"),
        "redirect_uris": ("https://app.example.org/back",),
    }
    return App(id, **values | changes)


@pytest.fixture
def lab(rsa_key):
    keys = {"keys": [rsa_key.as_dict(private=False)]}
    masks = {"Patient": frozenset({"Patient.birthDate"})}
    return Client("lab", keys, "system/*.rs", frozenset({"oscar"}), "999998", frozenset({"operator"}), masks)


def test_an_app_is_found_as_it_was_kept_and_at_its_endpoint_only(store, now):
    full = app(
        auth_method="client_secret_basic",
        secret_hash="a" * 64,
        old_secret_hash="b" * 64,
        old_secret_until=now + SECOND,
        registration_hash="c" * 64,
        jwks={"keys": []},
        origins=("https://app.example.org",),
        permissions=frozenset({"launch"}),
        masks={"Patient": frozenset({"Patient.telecom"})},
        ip_allow=("192.0.2.0/24",),
        skip_login=True,
    )
    kept = store.apps.keep(full, now=now)
    registry = Registry({}, store)
    assert registry.app("oscar", "chart") == kept == replace(full, created=now, changed=now)
    assert registry.app("openemr", "chart") is None
    assert registry.app("oscar", "CHART") is None


def test_a_client_of_the_configuration_is_a_backend_service(store, lab):
    registry = Registry({"lab": lab}, store)
    found = registry.app("oscar", "lab")
    assert (found.auth_method, found.grant_types, found.redirect_uris) == (
        "private_key_jwt",
        ("client_credentials",),
        (),
    )
    assert (found.scope, found.provider, found.jwks) == (lab.scope, "999998", lab.jwks)
    assert (found.permissions, found.masks, found.is_active) == (lab.permissions, lab.masks, True)
    assert registry.app("openemr", "lab") is None


def test_no_app_takes_the_place_of_a_client_of_the_configuration(store, lab, now):
    store.apps.keep(app("lab", name="False lab"), now=now)
    registry = Registry({"lab": lab}, store)
    assert registry.app("oscar", "lab").auth_method == "private_key_jwt"
    assert [found.name for found in registry.of("oscar")] == ["lab"]


def test_the_apps_of_an_endpoint_stand_by_name(store, lab, now):
    for id, name in (("1", "zebra"), ("2", "Ant"), ("3", "bee")):
        store.apps.keep(app(id, name=name), now=now)
    store.apps.keep(app("4", endpoint="openemr"), now=now)
    assert [found.name for found in Registry({"lab": lab}, store).of("oscar")] == ["Ant", "bee", "lab", "zebra"]


def test_the_origins_are_those_of_active_apps(store, now):
    store.apps.keep(app("1", origins=("https://a.example.org", "https://b.example.org")), now=now)
    store.apps.keep(app("2", origins=("https://c.example.org",), status="pending"), now=now)
    store.apps.keep(app("3", origins=("https://d.example.org",), endpoint="openemr"), now=now)
    registry = Registry({}, store)
    assert registry.origins("oscar") == {"https://a.example.org", "https://b.example.org"}
    assert registry.origins("nowhere") == frozenset()


def test_of_two_changes_at_once_the_second_is_refused(store, now):
    """Two administrators have the same form open; a freeze in between is not undone by either."""
    first = store.apps.keep(app(), now=now)
    second = store.apps.read("oscar", "chart")
    store.apps.keep(replace(first, name="Mine"), now=now + SECOND)
    with pytest.raises(Refused) as refused:
        store.apps.keep(replace(second, name="Yours"), now=now + 2 * SECOND)
    assert refused.value.status == 409
    open_form = store.apps.read("oscar", "chart")
    store.freezes.app("oscar", "chart", now=now + 3 * SECOND)
    with pytest.raises(Refused):
        store.apps.keep(replace(open_form, name="Again"), now=now + 4 * SECOND)
    assert store.apps.find("oscar", "chart").status == "frozen"


def test_an_id_is_given_once(store, now):
    store.apps.keep(app(), now=now)
    with pytest.raises(Refused):
        store.apps.keep(app(name="Other"), now=now)


def test_another_worker_sees_a_change_within_a_second(store, now, tmp_path):
    clock = [0.0]
    other = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    other.apps._recent._clock = lambda: clock[0]
    kept = store.apps.keep(app(), now=now)
    assert other.apps.find("oscar", "chart").name == "Vitals chart"
    store.apps.keep(replace(kept, name="New"), now=now)
    assert store.apps.find("oscar", "chart").name == "New"  # here at once
    clock[0] = 1.0
    assert other.apps.find("oscar", "chart").name == "New"
    other.close()


def test_a_client_of_the_configuration_can_be_frozen(store, lab, now):
    registry = Registry({"lab": lab}, store)
    store.freezes.app("oscar", "lab", now=now)
    assert registry.app("oscar", "lab").status == "frozen"
    assert store.freezes.thaw_app("oscar", "lab", now=now)
    assert registry.app("oscar", "lab").is_active


def test_only_what_waits_is_approved(store, now):
    store.apps.keep(app(status="pending"), now=now)
    assert not Registry({}, store).app("oscar", "chart").is_active
    assert store.apps.approve("oscar", "chart", now=now)
    assert Registry({}, store).app("oscar", "chart").is_active
    assert not store.apps.approve("oscar", "chart", now=now)
    store.freezes.app("oscar", "chart", now=now)
    assert not store.apps.approve("oscar", "chart", now=now)
    assert store.apps.read("oscar", "chart").status == "frozen"


def test_a_removed_app_is_unknown(store, now):
    store.apps.keep(app(), now=now)
    assert store.apps.remove("oscar", "chart")
    assert store.apps.find("oscar", "chart") is None
    assert not store.apps.remove("oscar", "chart")


def test_no_secret_shows_in_a_log_line(rsa_key):
    keys = {"keys": [rsa_key.as_dict()]}
    shown = repr(app(secret_hash="a" * 64, old_secret_hash="b" * 64, registration_hash="c" * 64, jwks=keys))
    assert not any(secret in shown for secret in ("aaaa", "bbbb", "cccc", rsa_key.as_dict()["n"]))
