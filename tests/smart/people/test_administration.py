"""What administrators do to accounts: rights that are taken are gone at once, in every worker (B14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from facade.smart.people import administration, enrolment, recovery
from facade.smart.people.administration import Added
from facade.smart.people.enrolment import Malformed, Newcomer, Taken, WrongCode
from facade.smart.people.sign_in import SignedIn, Wrong
from facade.store import Store, StoredToken, new_token
from facade.store.families import Family, begin
from facade.store.people import Identity, Link, Person
from tests.smart.people.world import HERE, PASSWORD

EVERYTHING_ENDS = {
    "lock": lambda world, person: administration.lock(world.accounts, person, now=world.now),
    "remove": lambda world, person: administration.remove(world.accounts, person, now=world.now),
    "reset": lambda world, person: administration.reset(world.accounts, person, now=world.now),
    "lose a role": lambda world, person: administration.set_roles(world.accounts, person, frozenset(), now=world.now),
}


@pytest.fixture
def elsewhere(store):
    """The same database as another worker sees it."""
    opened = Store.open(str(store.database.engine.url))
    yield opened
    opened.close()


def consented(world, person, session) -> tuple[str, str]:
    """An app that may act for the person: the id of the family, and an access token of it."""
    family = Family(
        id="a" * 32,
        endpoint="clinic",
        app="app",
        person=person.id,
        session=session.id,
        kind="offline",
        scopes=("patient/*.rs",),
        created=world.now,
        used=world.now,
        expires=world.now + timedelta(days=90),
        ends=world.now + timedelta(days=365),
        auth_time=world.now,
    )
    with world.store.database.writing() as connection:
        begin(connection, family, now=world.now)
    token = new_token()
    grant = {"client": "app", "endpoint": "clinic", "scopes": ["patient/*.rs"]}
    stored = StoredToken(grant, "clinic", world.now + timedelta(hours=1), "issued", family=family.id, person=person.id)
    world.store.tokens.keep(token, stored, now=world.now)
    return family.id, token


@pytest.mark.parametrize("how", EVERYTHING_ENDS)
def test_sessions_consents_and_tokens_end_at_once(world, elsewhere, how):
    person = world.person("anna", "app-user", link="Practitioner/101")
    entry = world.signed_in()
    family, token = consented(world, person, entry.session)
    assert elsewhere.sessions.find(entry.cookie, now=world.now)
    EVERYTHING_ENDS[how](world, person)
    assert elsewhere.sessions.find(entry.cookie, now=world.now) is None
    assert elsewhere.families.find(family, now=world.now) is None
    assert elsewhere.tokens.find(token, now=world.now) is None
    assert world.store.tokens.find(token, now=world.now) is None


@pytest.mark.parametrize("how", ["unlink", "shorten"])
def test_a_lost_or_shorter_link_ends_what_was_allowed_under_it(world, how):
    person = world.person()
    entry = world.signed_in()
    proxy = Link(person.id, "clinic", "Patient/9", proxy=True)
    assert administration.link(world.accounts, proxy, now=world.now)
    family, token = consented(world, person, entry.session)
    if how == "unlink":
        assert administration.unlink(world.accounts, proxy)
    else:
        shorter = Link(person.id, "clinic", "Patient/9", proxy=True, expires=world.now + timedelta(days=1))
        assert administration.link(world.accounts, shorter, now=world.now)
        assert world.store.people.links(person.id, now=world.now) == (shorter,)
    assert world.store.families.find(family, now=world.now) is None
    assert world.store.tokens.find(token, now=world.now) is None


def test_a_further_link_ends_nothing(world):
    person = world.person(link="Patient/7")
    family, _ = consented(world, person, world.signed_in().session)
    assert administration.link(world.accounts, Link(person.id, "clinic", "Patient/9", proxy=True), now=world.now)
    assert world.store.families.find(family, now=world.now)


def test_a_locked_person_comes_back_by_unlocking(world):
    person = world.person()
    entry = world.signed_in()
    administration.lock(world.accounts, person, now=world.now)
    assert world.enter() == Wrong()
    administration.unlock(world.accounts, world.store.people.find(person.id), now=world.now)
    assert isinstance(world.enter(), SignedIn)
    assert world.store.sessions.find(entry.cookie, now=world.now) is None


def test_unlocking_somebody_who_mistyped_ends_no_session(world):
    person = world.person()
    entry = world.signed_in()
    for _ in range(5):
        world.enter(password="wrong")
    administration.unlock(world.accounts, person, now=world.now)
    assert isinstance(world.enter(), SignedIn)
    assert world.store.sessions.find(entry.cookie, now=world.now)


def test_nothing_of_a_removed_person_is_left_but_the_id(world):
    person = world.person("anna", link="Patient/7")
    world.with_app(person)
    recovery.renew(world.accounts, person.id)
    identity = Identity("https://id.example", "anna")
    world.store.people.attach(person.id, identity, now=world.now)
    assert administration.remove(world.accounts, person, now=world.now)
    assert world.store.people.find(person.id) == Person(person.id, person.id, "", roles=frozenset(), status="removed")
    assert world.store.people.links(person.id, now=world.now) == ()
    assert world.store.people.identified(identity) is None
    assert world.store.credentials.password(person.id) is None
    assert world.store.credentials.one_time(person.id) is None
    assert world.store.credentials.recovery_left(person.id) == 0
    assert world.store.people.all() == []
    assert world.enter() == Wrong()
    assert world.enter(person.id) == Wrong()
    again = administration.add(world.accounts, Person("", "anna", "Anna Roy"), now=world.now)
    assert isinstance(again, Added)
    assert again.person.id != person.id


def test_a_removed_person_s_unused_codes_are_worth_nothing_and_a_new_one_lets_back_in(world):
    person = world.person("anna", link="Patient/7")

    def code(reference="Patient/7", **options):
        return enrolment.issue(world.accounts, "clinic", reference, now=world.now, **options)

    def enrol(text, login):
        newcomer = Newcomer(login, PASSWORD, "Anna Okafor")
        return enrolment.enrol(world.accounts, text, newcomer, address=HERE, now=world.now)

    old, another = code(), code("Patient/8")
    assert administration.remove(world.accounts, person, now=world.now)
    assert enrol(old, "anna") == WrongCode()
    assert isinstance(enrol(another, "benoit"), SignedIn)
    assert world.store.people.is_barred(endpoint="clinic", reference="Patient/7")
    assert isinstance(enrol(code(), "anna"), SignedIn)
    assert not world.store.people.is_barred(endpoint="clinic", reference="Patient/7")


def test_whoever_was_two_people_comes_back_as_the_one_that_the_clinic_says(world):
    """A patient of one endpoint who was a clinician of another is a patient again, and no clinician."""
    person = world.person("roy", link="Practitioner/101")
    identity = Identity("https://id.example", "roy")
    people = world.store.people
    people.attach(person.id, identity, now=world.now)
    people.link(Link(person.id, "other", "Patient/9"), now=world.now)
    assert administration.remove(world.accounts, person, now=world.now)
    again = world.person("roy.again")
    assert administration.link(world.accounts, Link(again.id, "other", "Patient/9"), now=world.now)
    assert people.is_barred(endpoint="clinic", reference="Practitioner/101")
    assert people.has_left(login="-", identity=identity)
    assert administration.link(world.accounts, Link(again.id, "clinic", "Practitioner/101"), now=world.now)
    assert not people.has_left(login="roy", identity=identity)


def test_a_removed_person_cannot_be_locked_back_into_being(world):
    person = world.person()
    administration.remove(world.accounts, person, now=world.now)
    administration.lock(world.accounts, person, now=world.now)
    assert world.store.people.find(person.id).status == "removed"


def test_a_new_account_signs_in_with_its_first_password_and_must_change_it(world):
    added = administration.add(world.accounts, Person("", " Dr.Roy ", "Anne Roy"), now=world.now)
    assert added.person.login == "dr.roy"
    assert len(added.password) == 23
    assert world.enter("dr.roy", added.password).session.stage == "password"


@pytest.mark.parametrize("login", ["", "a b", "a\x00", "x" * 65])
def test_a_login_that_cannot_be_one(world, login):
    found = administration.add(world.accounts, Person("", login, "Anne Roy"), now=world.now)
    assert found == Malformed("login")


def test_a_login_is_one_persons(world):
    world.person("anna")
    assert administration.add(world.accounts, Person("", "ANNA", "Anna Roy"), now=world.now) == Taken()


def test_a_reset_gives_a_password_for_one_sign_in(world):
    person = world.person()
    password = administration.reset(world.accounts, person, now=world.now)
    assert world.enter() == Wrong()
    assert world.enter(password=password).session.stage == "password"


@pytest.mark.parametrize(("factors", "stage"), [(False, "second"), (True, "password")])
def test_a_reset_forgets_second_factors_only_if_asked(world, factors, stage):
    """A forgotten password is not a lost phone: resetting it opens no account that has a second factor."""
    person = world.person("root", "administrator")
    world.with_app(person)
    password = administration.reset(world.accounts, person, now=world.now, factors=factors)
    assert world.enter("root", password).session.stage == stage


def test_the_last_administrator_stays_one(world):
    person = world.person("root", "administrator", "app-user")
    assert not administration.set_roles(world.accounts, person, frozenset({"app-user"}), now=world.now)
    assert not administration.remove(world.accounts, person, now=world.now)
    other = world.person("other", "administrator")
    administration.lock(world.accounts, other, now=world.now)
    assert not administration.remove(world.accounts, person, now=world.now)
    administration.unlock(world.accounts, world.store.people.find(other.id), now=world.now)
    assert administration.remove(world.accounts, person, now=world.now)


def test_a_given_role_ends_nothing(world):
    person = world.person()
    entry = world.signed_in()
    administration.set_roles(world.accounts, person, frozenset({"app-user", "developer"}), now=world.now)
    assert world.store.sessions.find(entry.cookie, now=world.now).may("developer")


@pytest.mark.parametrize(
    ("reference", "proxy"),
    [
        ("Observation/1", False),
        ("Practitioner", False),
        ("Practitioner/", False),
        ("Practitioner/1/2", False),
        ("https://x.example/Patient/1", False),
        ("Practitioner/101", True),
        ("RelatedPerson/3", True),
    ],
)
def test_what_a_person_cannot_be(world, reference, proxy):
    link = Link(world.person().id, "clinic", reference, proxy)
    assert not administration.link(world.accounts, link, now=world.now)


def test_a_person_is_one_resource_at_an_endpoint(world):
    person = world.person(link="Practitioner/101")
    assert not administration.link(world.accounts, Link(person.id, "clinic", "Patient/7"), now=world.now)
    assert administration.link(world.accounts, Link(person.id, "hospital", "Patient/7"), now=world.now)


def test_what_is_told_says_who_did_it_and_names_nobody(world):
    person = world.person()
    administration.lock(world.accounts, person, now=world.now, by="b" * 32)
    (event,) = world.told
    assert (event.action, event.outcome, event.person, event.by) == ("person", "locked", person.id, "b" * 32)
    password = administration.reset(world.accounts, person, now=world.now)
    assert not any(word in repr(world.told) for word in ("anna", "Okafor", password, PASSWORD))


@pytest.mark.parametrize("text", ["", "a\x00", "\ud800", "x" * 256])
def test_a_provider_that_no_database_takes(world, text):
    """PostgreSQL answers some texts with an error; nothing that is sent makes one of ours."""
    link = Link(world.person().id, "clinic", "Practitioner/101", provider=text)
    assert not administration.link(world.accounts, link, now=world.now)
    assert not administration.unlink(world.accounts, Link(link.person, "clinic", text))
