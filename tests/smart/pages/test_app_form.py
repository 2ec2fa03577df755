"""What the page of an app can set besides: permissions, masks and the logo, with the checks of the one form of apps."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from facade.access.clients import PERMISSIONS
from facade.smart import app_form
from facade.smart.pages import texts
from tests.serving import NOW
from tests.smart.browsing import HOST
from tests.smart.pages.sending import IT, page, post
from tests.smart.records import ANNA

APPS = "/admin/apps/oscar"
BACKEND = {
    "name": "Nightly",
    "auth_method": "private_key_jwt",
    "grant_types": "client_credentials",
    "scope": "system/*.rs",
    "jwks_url": "https://keys.example.org/jwks",
}
LOGO = "https://apps.example.org/logo.png"


@pytest.fixture
def admin(server):
    def send(path, **fields):
        return post(server, path, IT, **fields)

    return send


@pytest.fixture
def nightly(server, admin):
    """A backend service with all three, registered on the page."""
    answer = admin(
        APPS,
        **BACKEND,
        permissions=["confidential", "operator"],
        masks="Patient = telecom, address.line\n\nObservation=value\nPatient=photo",
        logo_uri=LOGO,
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    (app,) = [one for one in server.store.apps.of("oscar") if one.name == "Nightly"]
    return app


def ticked(shown):
    return set(re.findall(r'name="permissions" value="(\w+)" checked', shown))


def masks(shown):
    return re.search(r'<textarea id="masks"[^>]*>\n([^<]*)</textarea>', shown)[1].strip().splitlines()


def test_what_was_typed_is_registered(nightly):
    assert nightly.permissions == {"confidential", "operator"}
    assert nightly.masks == {
        "Patient": {"Patient.telecom", "Patient.address.line", "Patient.photo"},
        "Observation": {"Observation.value"},
    }
    assert nightly.logo_uri == LOGO


def test_the_page_shows_them_again(server, nightly):
    shown = page(server.get(f"{APPS}/{nightly.id}", IT))
    assert ticked(shown) == {"confidential", "operator"}
    assert masks(shown) == ["Observation=value", "Patient=address.line,photo,telecom"]
    assert f'name="logo_uri" type="url" value="{LOGO}"' in shown


def test_a_page_that_is_saved_as_it_came_changes_nothing(server, admin, nightly):
    shown = page(server.get(f"{APPS}/{nightly.id}", IT))
    fields = BACKEND | {"permissions": sorted(ticked(shown)), "masks": "\r\n".join(masks(shown)), "logo_uri": LOGO}
    assert admin(f"{APPS}/{nightly.id}", **fields).status_code == 303
    again = server.store.apps.read("oscar", nightly.id)
    assert app_form.values_of(again) == app_form.values_of(nightly)


def test_what_is_left_out_is_taken_away(server, admin, nightly):
    """A box without a tick and an empty field say so: nothing of before stays behind."""
    assert admin(f"{APPS}/{nightly.id}", **BACKEND).status_code == 303
    app = server.store.apps.read("oscar", nightly.id)
    assert (app.permissions, app.masks, app.logo_uri) == (frozenset(), {}, None)


PERSONS = {
    "name": "Vitals",
    "auth_method": "none",
    "grant_types": "authorization_code",
    "redirect_uris": "https://vitals.example.org/back",
    "scope": "launch/patient patient/*.rs",
}


@pytest.mark.parametrize(
    ("form", "changes", "field", "key"),
    [
        (BACKEND, {"permissions": ["root"]}, "permissions-confidential", "permission"),
        (PERSONS, {"permissions": ["launch"]}, "permissions-confidential", "permission-backend"),
        (
            BACKEND,
            {"permissions": ["confidential"], "grant_types": ["authorization_code", "client_credentials"],
             "scope": "system/*.rs patient/*.rs", "redirect_uris": "https://a.example/back"},
            "permissions-confidential",
            "permission-confidential",
        ),
        (BACKEND, {"masks": "Patient=nonsense"}, "masks", "mask"),
        (BACKEND, {"masks": "Nonsense=telecom"}, "masks", "mask"),
        (BACKEND, {"masks": "Patient"}, "masks", "mask"),
        (BACKEND, {"masks": "Patient="}, "masks", "mask"),
        (BACKEND, {"masks": "=telecom"}, "masks", "mask"),
        (BACKEND, {"masks": "Patient=telecom,"}, "masks", "mask"),
        (BACKEND, {"masks": "Patient: telecom"}, "masks", "mask"),
        (BACKEND, {"logo_uri": "http://apps.example.org/logo.png"}, "logo_uri", "https"),
        (BACKEND, {"logo_uri": "javascript:alert(1)"}, "logo_uri", "https"),
        (BACKEND, {"logo_uri": "data:image/png;base64,AA=="}, "logo_uri", "https"),
        (BACKEND, {"grant_types": "refresh_token"}, "grant_types-authorization_code", "refresh-alone"),
    ],
)  # fmt: skip
def test_mistakes_are_told_at_their_field(server, admin, form, changes, field, key):
    before, language = len(server.store.apps.of("oscar")), "fr" if field == "masks" else "en"
    shown = page(admin(f"{APPS}?lang={language}", **(form | changes)), 400)
    told = texts.plain(language, f"app_wrong.{key}")
    assert re.search(rf'<a href="#{field}">[^<]+ {re.escape(told)}</a>', shown)
    assert re.search(rf'<p class="wrong" id="{field}-wrong">.*?{re.escape(told)}', shown)
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', shown)
    assert len(server.store.apps.of("oscar")) == before
    for typed in changes.values():
        for text in [typed] if isinstance(typed, str) else typed:
            assert text == "root" or text in shown  # for another try


def test_every_permission_has_its_words():
    for language in texts.LANGUAGES:
        for permission in PERMISSIONS:
            assert texts.has(language, f"app.may_{permission}")
            assert texts.has(language, f"app.may_{permission}_hint")


def test_every_field_of_the_form_stands_on_the_page(server):
    """What the command line can set can be set here: the two have one form."""
    shown = page(server.get(APPS, IT))
    named = set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', shown)) - {"csrf"}
    assert named == set(app_form.values_of(server.store.apps.read("oscar", "app")))


def test_a_logo_is_asked_of_nobody(server):
    """Its host would be told who is about to allow which app: not in the consent, nor by the policy (0039)."""
    app = server.store.apps.read("oscar", "app")
    server.store.apps.keep(replace(app, logo_uri=LOGO), now=NOW)
    path = server.ask(None, scope="launch/patient patient/Patient.rs").removeprefix(HOST)
    answer = server.get(path, ANNA.person)
    assert LOGO not in page(answer)
    assert "img-src 'self' data:;" in answer.headers["Content-Security-Policy"]
