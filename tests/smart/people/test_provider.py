"""Signing in with an outside OpenID provider: what is asked, what is believed, and whom it signs in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from facade.config import ProviderConfig
from facade.smart.people import administration, factors, provider
from facade.smart.people.provider import Attached, Back, NotSignedIn
from facade.smart.people.sign_in import SignedIn
from facade.store.people import Identity, Link, Person
from facade.store.sessions import Cookie
from tests.smart.people.small_provider import EC, OTHER, RSA, SECRET, SmallProvider, unsigned


@pytest.fixture
def outside(world):
    with SmallProvider(int(world.now.timestamp())) as running:
        yield running


@pytest.fixture
def configured(world, outside):
    """Configures the provider as `clinic-id`; what differs is given."""

    def configure(**changes):
        config = ProviderConfig("clinic-id", outside.issuer, "facade", SECRET, "Clinic", **changes)
        world.accounts = replace(world.accounts, providers={"clinic-id": config})
        return world

    configure()
    return configure


def begin(world, visit, name="clinic-id", **options):
    return provider.begin(world.accounts, name, visit, to="/account", now=world.now, **options)


def finish(world, pairs, visit, name="clinic-id", **options):
    return provider.finish(world.accounts, name, pairs, visit, now=world.now, **options)


def linked(world, outside, login="anna", *roles, subject="subject-1"):
    person = world.person(login, *roles, password=None)
    world.store.people.attach(person.id, Identity(outside.issuer, subject), now=world.now)
    return person


def through(world, outside, visit=None, **claims):
    """The whole way there and back."""
    visit = visit or Cookie.new()
    return finish(world, outside.authorize(begin(world, visit), **claims), visit)


def test_the_way_there(world, outside, configured):
    asked = dict(parse_qsl(urlsplit(begin(world, Cookie.new())).query))
    assert asked["redirect_uri"] == "https://fhir.example.org/sign-in/with/clinic-id/back"
    assert asked["scope"] == "openid profile"
    assert len(asked["state"]) == len(asked["nonce"]) == 43
    assert asked["state"] != asked["nonce"]


def test_a_linked_account_signs_in(world, outside, configured):
    person = linked(world, outside)
    found = through(world, outside)
    assert isinstance(found, Back)
    assert found.to == "/account"
    assert isinstance(found.outcome, SignedIn)
    assert (found.outcome.session.person, found.outcome.session.strength) == (person.id, "provider")


def test_an_account_that_is_not_linked_gets_nobody(world, outside, configured):
    """An e-mail address or a name says nothing: only issuer and subject, after a link."""
    world.person("anna@example.org")
    said = {"email": "anna@example.org", "email_verified": True, "preferred_username": "anna@example.org"}
    assert through(world, outside, **said) == NotSignedIn("no-account")


def test_the_same_subject_of_another_issuer_is_somebody_else(world, outside, configured):
    person = world.person()
    world.store.people.attach(person.id, Identity("https://other.example", "subject-1"), now=world.now)
    assert through(world, outside) == NotSignedIn("no-account")


@pytest.mark.parametrize("method", ["lock", "remove"])
def test_whoever_is_locked_or_removed_does_not_come_in_by_a_provider(world, outside, configured, method):
    person = linked(world, outside)
    getattr(administration, method)(world.accounts, person, now=world.now)
    assert through(world, outside) == NotSignedIn("no-account")


@pytest.mark.parametrize(
    ("secret", "methods"),
    [(SECRET, None), (SECRET, ["client_secret_basic"]), (SECRET, ["client_secret_post"]), (None, None)],
)
def test_how_we_show_who_we_are(world, outside, configured, secret, methods):
    """RFC 6749 §2.3.1: the secret is encoded before it goes into the header; a public client has PKCE alone."""
    linked(world, outside)
    outside.secret = secret
    outside.document = {"token_endpoint_auth_methods_supported": methods}
    config = replace(world.accounts.providers["clinic-id"], client_secret=secret)
    world.accounts = replace(world.accounts, providers={"clinic-id": config})
    assert isinstance(through(world, outside), Back)


def test_keys_of_both_kinds(world, outside, configured):
    linked(world, outside)
    outside.key = EC
    assert isinstance(through(world, outside), Back)


BAD = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "meant for another": {"claims": {"aud": "another"}},
    "for nobody": {"claims": {"aud": None}},
    "meant for another, too": {"claims": {"aud": ["facade", "another"]}},
    "another party": {"claims": {"azp": "another"}},
    "another nonce": {"claims": {"nonce": "x" * 43}},
    "no nonce": {"claims": {"nonce": None}},
    "expired": {"claims": {"exp": -61}},
    "no end": {"claims": {"exp": None}},
    "no end that is one": {"claims": {"exp": "tomorrow"}},
    "made in the future": {"claims": {"iat": 61}},
    "made long ago": {"claims": {"iat": -3601}},
    "not yet valid": {"claims": {"nbf": 61}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a subject of another type": {"claims": {"sub": 5}},
    "a long subject": {"claims": {"sub": "x" * 256}},
    "a subject that no database takes": {"claims": {"sub": "a\x00"}},
    "a stranger's key": {"key": OTHER},
    "a shared key: our secret": {"key": SECRET.encode()},
    "a shared key: their public key": {"key": RSA.as_pem(private=False)},
    "no signature": {"token": unsigned({"sub": "subject-1"})},
    "no token": {"token": "x"},
    "a number for a token": {"token": 5},
    "a long token": {"token": "a" * 40_000},
    "an unknown extension": {"header": {"crit": ["b64"], "b64": True}},
}


@pytest.mark.parametrize("case", BAD)
def test_a_token_that_is_not_right_signs_nobody_in(world, outside, configured, case):
    linked(world, outside)
    changes = dict(BAD[case])
    if "claims" in changes:
        moments = {"exp", "iat", "nbf"}
        changes["claims"] = {
            name: outside.now + value if name in moments and isinstance(value, int) else value
            for name, value in changes["claims"].items()
        }
    for name, value in changes.items():
        setattr(outside, name, value)
    if case == "an unknown extension":
        outside.token = "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsieCJdLCJ4IjoxfQ.e30.AA"
    assert through(world, outside) == NotSignedIn("untrusted")
    assert world.store.people.all()[0].login == "anna"


@pytest.mark.parametrize("claims", [{"exp": -59}, {"iat": 59}, {"iat": -3600}, {"nbf": 60}])
def test_clocks_may_differ_by_a_minute(world, outside, configured, claims):
    linked(world, outside)
    outside.claims = {name: outside.now + value for name, value in claims.items()}
    assert isinstance(through(world, outside), Back)


def test_the_answer_belongs_to_the_browser_that_asked(world, outside, configured):
    """CSRF on signing in: a stranger's answer does not sign anybody in."""
    linked(world, outside)
    visit = Cookie.new()
    answer = outside.authorize(begin(world, visit))
    assert finish(world, answer, Cookie.new()) == NotSignedIn("stale")
    assert isinstance(finish(world, answer, visit), Back)


def test_an_answer_counts_once(world, outside, configured):
    linked(world, outside)
    visit = Cookie.new()
    answer = outside.authorize(begin(world, visit))
    assert isinstance(finish(world, answer, visit), Back)
    assert finish(world, answer, visit) == NotSignedIn("stale")


def test_an_answer_comes_within_ten_minutes(world, outside, configured):
    linked(world, outside)
    visit = Cookie.new()
    answer = outside.authorize(begin(world, visit))
    world.later(minutes=10)
    assert finish(world, answer, visit) == NotSignedIn("stale")


def test_two_tabs_do_not_disturb_each_other(world, outside, configured):
    linked(world, outside)
    visit = Cookie.new()
    answers = [outside.authorize(begin(world, visit)) for _ in range(2)]
    assert all(isinstance(finish(world, answer, visit), Back) for answer in answers)


@pytest.mark.parametrize(
    "pairs",
    [[], [("code", "x")], [("state", "x"), ("code", "x")], [("state", "\ud800")], [("state", ""), ("code", "")]],
)
def test_an_answer_that_nobody_asked_for(world, outside, configured, pairs):
    assert finish(world, pairs, Cookie.new()) == NotSignedIn("stale")
    assert "/token" not in outside.asked


def test_a_parameter_twice_is_no_answer(world, outside, configured):
    linked(world, outside)
    visit = Cookie.new()
    answer = outside.authorize(begin(world, visit))
    assert finish(world, [*answer, ("code", "y")], visit) == NotSignedIn("stale")


def test_what_the_person_refuses_is_told_as_that(world, outside, configured):
    visit = Cookie.new()
    state = dict(outside.authorize(begin(world, visit)))["state"]
    assert finish(world, [("error", "access_denied"), ("state", state)], visit) == NotSignedIn("denied")
    assert "/token" not in outside.asked


def test_mix_up_one_providers_answer_at_anothers_address(world, outside, configured):
    """RFC 9207, OAuth security best practice §4.4: another address of return, and another name in `iss`."""
    linked(world, outside)
    ours = world.accounts.providers["clinic-id"]
    with SmallProvider(outside.now) as evil:
        other = replace(ours, name="evil", issuer=evil.issuer)
        world.accounts = replace(world.accounts, providers={"clinic-id": ours, "evil": other})
        visit = Cookie.new()
        answer = outside.authorize(begin(world, visit))
        assert finish(world, answer, visit, "evil") == NotSignedIn("stale")
        assert "/token" not in evil.asked  # the code never reached the other one


@pytest.mark.parametrize(
    ("promised", "said", "right"),
    [
        (True, None, False),
        (True, "ours", True),
        (False, None, True),
        (False, "ours", True),
        (False, "evil", False),
        (True, "evil", False),
        (True, "", False),
    ],
)
def test_the_name_in_the_answer(world, outside, configured, promised, said, right):
    """RFC 9207 §2.4: a wrong `iss` is refused, and a missing one that was promised."""
    linked(world, outside)
    outside.document = {"authorization_response_iss_parameter_supported": promised}
    visit = Cookie.new()
    answer = outside.authorize(begin(world, visit))
    if said is not None:
        answer.append(("iss", {"ours": outside.issuer, "evil": "https://evil.example", "": ""}[said]))
    found = finish(world, answer, visit)
    assert isinstance(found, Back) if right else found == NotSignedIn("untrusted")
    assert right or "/token" not in outside.asked


def test_linking_takes_a_session(world, outside, configured):
    world.person()
    entry, visit = world.signed_in(), Cookie.new()
    answer = outside.authorize(begin(world, visit, attach=entry.session))
    assert finish(world, answer, visit, session=entry.session) == Attached("/account")
    assert world.store.people.identified(Identity(outside.issuer, "subject-1")) == entry.session.person
    assert through(world, outside).outcome.session.person == entry.session.person


@pytest.mark.parametrize("who", ["nobody", "another"])
def test_linking_is_for_whoever_began_it(world, outside, configured, who):
    world.person()
    world.person("bob")
    entry, visit = world.signed_in(), Cookie.new()
    answer = outside.authorize(begin(world, visit, attach=entry.session))
    now = world.signed_in("bob").session if who == "another" else None
    assert finish(world, answer, visit, session=now) == NotSignedIn("stale")
    assert world.store.people.identified(Identity(outside.issuer, "subject-1")) is None


def test_an_outside_account_is_one_persons(world, outside, configured):
    linked(world, outside, "bob")
    world.person()
    entry, visit = world.signed_in(), Cookie.new()
    answer = outside.authorize(begin(world, visit, attach=entry.session))
    assert finish(world, answer, visit, session=entry.session) == NotSignedIn("taken")


def test_who_administers_shows_a_second_factor_of_ours(world, outside, configured):
    person = linked(world, outside, "root", "administrator")
    assert through(world, outside).outcome.session.stage == "setup"
    app = world.with_app(person)
    step = through(world, outside).outcome
    assert step.session.stage == "second"
    found = factors.prove(
        world.accounts, step.session, step.cookie, "totp", world.code(app), address="192.0.2.1", now=world.now
    )
    assert found.session.may("administrator")


def test_a_claim_may_name_the_login(world, outside, configured):
    person = world.person("anna")
    configured(login_claim="preferred_username")
    found = through(world, outside, preferred_username="Anna")
    assert found.outcome.session.person == person.id
    assert through(world, outside, preferred_username="bob").outcome.session.person == person.id  # linked by now


@pytest.mark.parametrize(("verified", "right"), [(True, True), (False, False), (None, False), ("true", False)])
def test_an_address_counts_only_if_the_provider_verified_it(world, outside, configured, verified, right):
    world.person("anna@example.org")
    configured(login_claim="email")
    found = through(world, outside, email="anna@example.org", email_verified=verified)
    assert isinstance(found, Back) if right else found == NotSignedIn("no-account")


def test_a_login_that_was_given_to_somebody_else_there_does_not_take_over(world, outside, configured):
    world.person("anna")
    configured(login_claim="preferred_username")
    assert isinstance(through(world, outside, preferred_username="anna"), Back)
    assert through(world, outside, sub="subject-2", preferred_username="anna") == NotSignedIn("no-account")


@pytest.mark.parametrize("said", [None, "", "a b", 5, ["anna"], "x" * 300, "\x00"])
def test_a_claim_that_is_no_login(world, outside, configured, said):
    configured(login_claim="preferred_username", create=True)
    assert through(world, outside, preferred_username=said) == NotSignedIn("no-account")
    assert world.store.people.all() == []


def test_unknown_people_are_made_only_if_configured(world, outside, configured):
    configured(create=True)
    found = through(
        world, outside, name="Anna Okafor", locale="fr-CA", roles=["administrator"], groups=["administrator"]
    )
    (person,) = world.store.people.all()
    assert found.outcome.session.person == person.id
    assert (person.name, person.language, person.roles) == ("Anna Okafor", "fr", {"app-user"})
    assert world.store.people.links(person.id, now=world.now) == ()
    assert through(world, outside).outcome.session.person == person.id


def test_roles_follow_a_claim_only_where_that_is_configured(world, outside, configured):
    person = linked(world, outside, "anna", "app-user", "privacy-officer")
    configured(roles_claim="groups", roles={"devs": "developer", "it": "administrator"})

    def roles(groups):
        through(world, outside, groups=groups)
        return world.store.people.find(person.id).roles

    assert roles(["devs", "it", "privacy", 5, None]) == {"app-user", "privacy-officer", "developer", "administrator"}
    world.person("root", "administrator")
    assert roles("devs") == {"app-user", "privacy-officer", "developer"}
    assert roles(None) == {"app-user", "privacy-officer"}


def test_links_follow_a_claim_only_where_that_is_configured(world, outside, configured):
    person = linked(world, outside)
    through(world, outside, fhirUser="Practitioner/101")
    assert world.store.people.links(person.id, now=world.now) == ()
    configured(links={"clinic": "fhirUser"})
    for said in ("Observation/1", "https://x.example/Practitioner/101", 5, "Practitioner/../7"):
        through(world, outside, fhirUser=said)
        assert world.store.people.links(person.id, now=world.now) == ()
    through(world, outside, fhirUser="Practitioner/101")
    through(world, outside, fhirUser="Practitioner/202")
    assert world.store.people.links(person.id, now=world.now) == (Link(person.id, "clinic", "Practitioner/101"),)


def test_prompt_login_reaches_the_provider_and_is_checked(world, outside, configured):
    """AZ-12"""
    linked(world, outside)
    visit = Cookie.new()
    url = begin(world, visit, fresh=True)
    assert {("prompt", "login"), ("max_age", "0")} <= set(parse_qsl(urlsplit(url).query))
    assert finish(world, outside.authorize(url, auth_time=outside.now - 61), visit) == NotSignedIn("untrusted")
    assert finish(world, outside.authorize(begin(world, visit, fresh=True)), visit) == NotSignedIn("untrusted")
    found = finish(world, outside.authorize(begin(world, visit, fresh=True), auth_time=outside.now), visit)
    assert isinstance(found, Back)


@pytest.mark.parametrize(("said", "minutes"), [(None, 0), (-600, -10), (600, 0)])
def test_the_time_of_authentication_is_the_providers(world, outside, configured, said, minutes):
    """OpenID's auth_time and max_age are about the person, not about our redirect."""
    linked(world, outside)
    claims = {} if said is None else {"auth_time": outside.now + said}
    assert through(world, outside, **claims).outcome.session.auth_time == world.now + timedelta(minutes=minutes)


AWAY = {
    "no document": {"/.well-known/openid-configuration": (404, {}, {})},
    "not JSON": {"/.well-known/openid-configuration": (200, {}, b"<html>")},
    "a list": {"/.well-known/openid-configuration": (200, {}, [])},
    "too long": {"/.well-known/openid-configuration": (200, {}, b'{"a": "' + b"x" * 300_000 + b'"}')},
    "a redirect": {"/.well-known/openid-configuration": (302, {"Location": "http://127.0.0.1:1/"}, {})},
}


@pytest.mark.parametrize("case", AWAY)
def test_a_provider_that_does_not_answer_as_one(world, outside, configured, case):
    outside.raw = AWAY[case]
    assert begin(world, Cookie.new()) == NotSignedIn("unreachable")


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"token_endpoint": 5},
        {"jwks_uri": "http://192.0.2.1/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://a@b.example/"},
        {"token_endpoint": "https://[::1"},
    ],
)
def test_a_document_that_says_something_odd(world, outside, configured, changed):
    outside.document = changed
    assert begin(world, Cookie.new()) == NotSignedIn("unreachable")


@pytest.mark.parametrize("path", ["/token", "/keys"])
def test_a_provider_that_breaks_off(world, outside, configured, path):
    linked(world, outside)
    visit = Cookie.new()
    answer = outside.authorize(begin(world, visit))
    outside.raw = {path: (500, {}, {})}
    assert finish(world, answer, visit) == NotSignedIn("unreachable")


def test_nobody_listens(world, outside, configured):
    world.accounts = replace(world.accounts, providers={"gone": ProviderConfig("gone", "http://127.0.0.1:9", "facade")})
    assert begin(world, Cookie.new(), "gone") == NotSignedIn("unreachable")


def test_an_unknown_provider(world, outside, configured):
    assert begin(world, Cookie.new(), "other") == NotSignedIn("unknown-provider")
    assert finish(world, [], Cookie.new(), "other") == NotSignedIn("stale")


def test_a_new_key_is_fetched_once_it_is_used(world, outside, configured):
    linked(world, outside)
    outside.published = (RSA,)
    assert isinstance(through(world, outside), Back)
    outside.published, outside.key = (RSA, EC), EC
    assert through(world, outside) == NotSignedIn("untrusted")  # asked a moment ago: made-up keys do not make us ask
    assert outside.asked.count("/keys") == 1
    world.accounts.outside["clinic-id"]._clock = lambda: 10.0**9
    assert isinstance(through(world, outside), Back)


def test_what_is_told_holds_nothing_of_the_token(world, outside, configured):
    linked(world, outside)
    through(world, outside)
    through(world, outside, nonce="forged")
    assert [(event.action, event.outcome) for event in world.told] == [
        ("sign-in", "signed in"),
        ("sign-in", "provider: untrusted"),
    ]
    assert "subject-1" not in repr(world.told)


def made(world, outside, **claims):
    """Who comes in by the provider, made at the first sign-in."""
    found = through(world, outside, **claims)
    return world.store.people.find(found.outcome.session.person) if isinstance(found, Back) else None


@pytest.mark.parametrize("login_claim", [None, "preferred_username"])
def test_a_removed_person_is_not_made_anew(world, outside, configured, login_claim):
    """Neither by issuer and subject, nor by another subject with the same login."""
    configured(create=True, login_claim=login_claim)
    person = made(world, outside, preferred_username="roy")
    assert administration.remove(world.accounts, person, now=world.now)
    assert through(world, outside, preferred_username="roy") == NotSignedIn("no-account")
    assert (made(world, outside, sub="subject-2", preferred_username="roy") is None) == bool(login_claim)
    assert made(world, outside, sub="subject-3", preferred_username="ito") is not None


def test_nor_by_the_claim_of_what_the_person_was(world, outside, configured):
    configured(create=True, links={"clinic": "fhirUser"})
    ours = world.person("roy", link="Practitioner/101")
    other = linked(world, outside, "ito", subject="subject-2")
    assert administration.remove(world.accounts, ours, now=world.now)
    assert made(world, outside, fhirUser="Practitioner/101") is None
    assert made(world, outside, sub="subject-2", fhirUser="Practitioner/101") == other
    assert world.store.people.links(other.id, now=world.now) == ()
    assert administration.link(world.accounts, Link(other.id, "clinic", "Practitioner/101"), now=world.now)
    assert made(world, outside, fhirUser="Practitioner/101") is not None


def test_an_account_that_the_clinic_makes_anew_is_found_by_its_login(world, outside, configured):
    configured(create=True, login_claim="preferred_username")
    person = made(world, outside, preferred_username="roy")
    assert administration.remove(world.accounts, person, now=world.now)
    again = administration.add(world.accounts, Person("", "Roy", "Anne Roy"), now=world.now)
    found = through(world, outside, preferred_username="roy")
    assert found.outcome.session.person == again.person.id
