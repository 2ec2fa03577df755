"""The other language of a page: the same page, with what it leads to, and none of what is shown only once."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from tests.smart.browsing import HOST
from tests.smart.pages.sending import IT, page, post, session
from tests.smart.pages.test_app_form import BACKEND
from tests.smart.pages.test_routes import visit
from tests.smart.records import ANNA, DOCTOR

LINK = re.compile(r'<a lang="fr" hreflang="fr" href="([^"]+)">')
SCOPE = "launch/patient patient/Patient.rs"


def other(shown):
    """Where the link to the other language leads."""
    return LINK.search(shown)[1]


def test_whoever_changes_the_language_goes_on_to_the_app(server):
    """At the sign-in, also after a mistake: the request of the app is not lost."""
    path = server.ask(None, scope=SCOPE).removeprefix(HOST)
    cookie, headers = visit(server)
    shown = page(server.get(f"/sign-in?to={path}", headers=headers))
    sent = {"csrf": cookie.csrf, "to": path, "login": "nobody", "password": "wrong"}
    again = page(server.open("/sign-in", "POST", data=sent, headers=headers), 400)
    for one in (shown, again):
        assert dict(parse_qsl(urlsplit(other(one)).query)) == {"to": path, "lang": "fr"}
        french = page(server.get(other(one), headers=headers))
        assert "Connectez-vous pour continuer vers" in french
        assert f'name="to" value="{path}"' in french


def test_the_second_step_keeps_it_too(server):
    session(server, IT, "password", "setup")
    for path in ("/sign-in/setup", "/account/totp", "/account/key"):
        french = page(server.get(other(page(server.get(f"{path}?to=/admin/people", IT))), IT))
        assert 'lang="fr"' in french
        assert "/admin/people" in unquote(french)


@pytest.mark.parametrize(
    ("path", "who", "fields"),
    [
        ("/account/password", ANNA.person, {"old": "x", "new": "y"}),
        (f"/admin/people/{ANNA.person}/link", IT, {"endpoint": "oscar", "reference": "Patient/999999"}),
        (f"/admin/people/{IT}/roles", IT, {"roles": "app-user"}),
        ("/launcher/oscar", DOCTOR.person, {"birth_date": "soon"}),
    ],
)
def test_a_mistake_can_be_read_in_the_other_language(server, path, who, fields):
    """The link leads to a page, not to an address that takes forms only."""
    shown = page(post(server, path, who, **fields), 400)
    assert '<html lang="fr">' in page(server.get(other(shown), who))


def test_what_is_shown_once_has_no_other_language(server):
    """Its link would lead to a page without it."""
    code = page(post(server, "/admin/people/code", IT, endpoint="oscar", reference="Patient/9"))
    password = page(post(server, f"/admin/people/{ANNA.person}/do", IT, do="reset"))
    form = BACKEND | {"auth_method": "client_secret_basic", "grant_types": "authorization_code", "jwks_url": ""}
    form |= {"scope": SCOPE, "redirect_uris": "https://a.example/back"}
    secret = page(post(server, "/admin/apps/oscar", IT, **form))
    recovery = page(post(server, "/account/recovery", IT))
    for shown in (code, password, secret, recovery):
        assert 'class="secret"' in shown or 'class="codes"' in shown
        assert not LINK.search(shown)
