"""The pages of clinic IT and the launcher over WSGI: apps, people, codes, the simulator (HX-10, LA-03)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from facade.smart.events import AuthEvent
from facade.store.people import Person
from facade.store.sessions import Opening
from tests.serving import NOW
from tests.smart.browsing import BASE
from tests.smart.pages.sending import IT, page, post
from tests.smart.records import ANNA, CARES_FOR_BENOIT, DOCTOR

APPS, PEOPLE, SIMULATOR = "/admin/apps/oscar", "/admin/people", "/admin/simulator"
FORM = {
    "name": "Vitals",
    "publisher": "Example Apps",
    "auth_method": "client_secret_basic",
    "grant_types": "authorization_code",
    "redirect_uris": "https://vitals.example.org/back",
    "scope": "launch/patient\n patient/*.rs",
}
SECRET = re.compile(r'<code class="secret">([^<]+)</code>')


@pytest.fixture
def admin(server):
    def send(path, **fields):
        return post(server, path, IT, **fields)

    return send


def registered(server, admin):
    shown = page(admin(APPS, **FORM))
    (app,) = [one for one in server.store.apps.of("oscar") if one.name == "Vitals"]
    return app, SECRET.search(shown)[1]


def test_a_secret_is_shown_once(server, admin):
    """HX-10: kept as a hash, in no other page."""
    app, secret = registered(server, admin)
    assert len(secret) >= 32
    assert secret not in str(app)
    assert (app.scope, app.redirect_uris) == ("launch/patient patient/*.rs", ("https://vitals.example.org/back",))
    for path in ("/admin/apps", f"{APPS}/{app.id}"):
        assert secret not in page(server.get(path, IT))


def test_a_new_secret(server, admin):
    app, secret = registered(server, admin)
    shown = page(admin(f"{APPS}/{app.id}/do", do="rotate"))
    assert SECRET.search(shown)[1] != secret


def test_what_cannot_be_registered_is_told_at_its_field(server, admin):
    before = len(server.store.apps.of("oscar"))
    wrong = FORM | {"redirect_uris": "http://evil.example/", "scope": "patient/Nonsense.rs", "name": "a\u202eb"}
    shown = page(admin(APPS, **wrong), 400)
    for field in ("redirect_uris", "scope", "name"):
        assert f'href="#{field}"' in shown
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', shown), field
    assert "http://evil.example/" in shown  # what was typed is there for another try
    assert len(server.store.apps.of("oscar")) == before


@pytest.mark.parametrize("jwks", ["{", "[]", "null", "1", "[" * 5000, '{"keys": 7}'])
def test_key_sets_that_are_none(admin, jwks):
    shown = page(admin(APPS, **(FORM | {"auth_method": "private_key_jwt", "jwks": jwks})), 400)
    assert 'href="#jwks"' in shown


def test_changing_freezing_and_thawing(server, admin):
    app, _ = registered(server, admin)
    where = f"{APPS}/{app.id}"
    assert admin(where, **(FORM | {"name": "Vital signs", "skip_login": "yes"})).status_code == 303
    changed = server.store.apps.read("oscar", app.id)
    assert (changed.name, changed.skip_login, changed.secret_hash) == ("Vital signs", True, app.secret_hash)
    admin(f"{where}/do", do="freeze")
    assert server.store.apps.read("oscar", app.id).status == "frozen"
    admin(f"{where}/do", do="thaw")
    assert server.store.apps.read("oscar", app.id).status == "active"
    page(admin(f"{where}/do", do="nonsense"), 400)
    page(server.get(f"{APPS}/nothing", IT), 404)
    page(server.get("/admin/apps/elsewhere", IT), 404)


def test_a_person_is_added_with_a_password_for_once(server, admin):
    shown = page(admin(PEOPLE, name="New Nurse", login="Nurse@Example.org"))
    password = SECRET.search(shown)[1]
    person = server.store.people.by_login("nurse@example.org")
    assert server.store.credentials.password(person.id).temporary
    assert password not in page(server.get(f"{PEOPLE}/{person.id}", IT))
    assert "taken" in page(admin(PEOPLE, name="Other", login="nurse@example.org"), 400)
    page(admin(PEOPLE, name="Other", login="a b"), 400)


def test_links_are_to_what_is_there(server, admin):
    """A link to nobody would wait for whoever comes under that id."""
    where = f"{PEOPLE}/{ANNA.person}"
    for reference in ("Patient/999999", "Patient/../7", "Observation/1", "", "Patient"):
        shown = page(admin(f"{where}/link", endpoint="oscar", reference=reference, proxy="yes"), 400)
        assert 'href="#reference"' in shown
    assert admin(f"{where}/link", endpoint="oscar", reference="Patient/10", proxy="yes").status_code == 303
    links = server.store.people.links(ANNA.person, "oscar", now=NOW)
    assert {link.reference for link in links} == {"Patient/7", "Patient/10"}
    admin(f"{where}/unlink", endpoint="oscar", reference="Patient/10")
    assert len(server.store.people.links(ANNA.person, "oscar", now=NOW)) == 1


def test_a_link_that_has_ended_already(server, admin):
    fields = {"endpoint": "oscar", "reference": "Patient/10", "proxy": "yes"}
    for expires in ("2020-01-01", "soon", "2026-02-30"):
        shown = page(admin(f"{PEOPLE}/{ANNA.person}/link", expires=expires, **fields), 400)
        assert 'href="#expires"' in shown
    assert admin(f"{PEOPLE}/{ANNA.person}/link", expires="2027-01-31", **fields).status_code == 303


def test_locking_ends_sessions_at_once(server, admin):
    admin(f"{PEOPLE}/{ANNA.person}/do", do="lock")
    assert server.get("/account", ANNA.person).status_code == 303
    admin(f"{PEOPLE}/{ANNA.person}/do", do="unlock")
    assert server.store.people.find(ANNA.person).status == "active"


def test_an_administrator_cannot_lock_the_door_from_outside(server, admin):
    page(admin(f"{PEOPLE}/{IT}/do", do="lock"), 400)
    page(admin(f"{PEOPLE}/{IT}/roles", roles="app-user"), 400)
    assert server.store.people.find(IT).roles == frozenset({"administrator"})


def test_roles_that_are_none_are_not_given(server, admin):
    admin(f"{PEOPLE}/{ANNA.person}/roles", roles=["developer", "root", ""])
    assert server.store.people.find(ANNA.person).roles == frozenset({"developer"})


def test_from_a_printed_code_to_an_account(server, admin):
    """A patient enrols with the code; it works once, and the account sees that chart only."""
    shown = page(admin(f"{PEOPLE}/code", endpoint="oscar", reference="Patient/9"))
    code = SECRET.search(shown)[1]
    header = server.get("/enrol").headers["Set-Cookie"]
    visit = header.partition("=")[2].partition(";")[0]
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', server.get(
        "/enrol", headers={"Cookie": f"__Host-facade-visit={visit}"}).get_data(as_text=True))[1]  # fmt: skip
    sent = {"csrf": csrf, "code": code, "name": "Benoit", "login": "benoit", "password": "seven quiet green otters"}
    answer = server.open("/enrol", "POST", data=sent, headers={"Cookie": f"__Host-facade-visit={visit}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/apps")
    person = server.store.people.by_login("benoit")
    assert [link.reference for link in server.store.people.links(person.id, now=NOW)] == ["Patient/9"]
    again = sent | {"login": "other"}
    page(server.open("/enrol", "POST", data=again, headers={"Cookie": f"__Host-facade-visit={visit}"}), 400)
    assert server.store.people.by_login("other") is None


def test_a_code_for_nobody_is_not_printed(admin):
    for reference in ("Practitioner/101", "Patient/999999", "x"):
        assert 'href="#reference"' in page(admin(f"{PEOPLE}/code", endpoint="oscar", reference=reference), 400)


def simulated(admin, scopes, **fields):
    fields = {"endpoint": "oscar", "app": "", "kind": "practitioner", "patient": "7"} | fields
    return page(admin(SIMULATOR, scopes=scopes, **fields))


ROW = re.compile(r'<tr><th scope="row">(\w+)<span.*?</tr>', re.DOTALL)


def rows(shown):
    """By type, the cells of its row."""
    return {found[1]: re.findall(r"<td>(.*?)</td>", found[0]) for found in ROW.finditer(shown)}


def test_the_simulator_says_what_a_token_would_give(admin):
    shown = simulated(admin, "patient/Patient.rs patient/Encounter.rs openid patient/Patient.cud")
    limited, example = "the patient’s record", "<code>GET {}?_count=10</code>"
    assert rows(shown) == {
        "Patient": ["read, search", limited, example.format("Patient")],
        "Encounter": ["read, search", limited, example.format("Encounter")],
    }
    assert "See: visits, of this patient." in shown
    assert "Patient: not offered by this record system: create, update and delete." in shown


def counts(shown):
    """By type, the cell with the count, where there is one."""
    return {type: cells[2] for type, cells in rows(shown).items() if len(cells) == 4}


def test_the_simulator_counts_whole_types_for_administrators(admin):
    """Roughly: the four visits of two patients, and 29 of the 30 people, one of whose charts is closed."""
    assert counts(simulated(admin, "user/Encounter.rs user/Patient.rs", patient="")) == {
        "Encounter": "fewer than 10", "Patient": "10 to 99",
    }  # fmt: skip
    found = counts(simulated(admin, "system/Patient.r system/Encounter.s", patient="", kind="backend"))
    assert found == {"Encounter": "fewer than 10", "Patient": "not counted: no search"}


@pytest.mark.parametrize(
    "fields", [{"patient": "7"}, {"patient": "999999"}, {"patient": "", "kind": "patient"}, {"kind": "backend"}]
)
def test_the_simulator_counts_nothing_of_one_patient(admin, fields):
    """Whoever types ids would read charts out of counts."""
    shown = simulated(admin, "user/Encounter.rs patient/Patient.rs system/Encounter.rs", **fields)
    assert counts(shown) == {}
    if rows(shown):
        assert "Records are not counted: how many one patient has is part of that patient’s record." in shown


@pytest.mark.parametrize("scope", ["user/Patient.rs?gender=female", "user/Patient.s?_id=7"])
def test_the_simulator_counts_nothing_behind_a_filter(admin, scope):
    shown = simulated(admin, f"{scope} user/Encounter.rs", patient="")
    assert counts(shown) == {"Encounter": "fewer than 10", "Patient": "not counted: limited by a filter"}


def test_the_simulator_counts_nothing_behind_the_filter_of_an_app(server, admin):
    """The filter may stand in the app's registration, too."""
    app = server.store.apps.read("oscar", "app")
    server.store.apps.keep(replace(app, scope="user/Patient.rs?gender=female"), now=NOW)
    server.now = NOW + timedelta(seconds=2)
    shown = simulated(admin, "user/Patient.rs", patient="", app="app")
    assert counts(shown) == {"Patient": "not counted: limited by a filter"}


def test_what_the_simulator_refuses_is_among_what_is_refused(admin):
    shown = simulated(admin, "patient/Patient.rs patient/Nonsense.rs")
    assert "Nothing of what was asked for" not in shown
    assert "<li>patient/Nonsense.rs: There is no FHIR type of this name.</li>" in shown
    assert "Nothing of what was asked for" in simulated(admin, "patient/Patient.rs")


@pytest.mark.parametrize(
    ("scope", "fields", "why"),
    [
        ("patient/Observation.sr", {}, "This is not a scope of SMART"),
        ("patient/Nonsense.rs", {}, "There is no FHIR type of this name"),
        ("system/Patient.rs", {}, "A system/ scope is not for this kind of user"),
        ("user/Patient.rs", {"kind": "backend"}, "A user/ scope is not for this kind of user"),
        ("patient/Patient.rs", {"patient": ""}, "needs a patient in context"),
        ("patient/Patient.rs?nonsense=1", {}, "The filter cannot be used"),
        ("patient/Basic.rs", {}, "does not serve this type"),
        ("system/Patient.rs", {"kind": "backend", "app": "app"}, "The app is not registered for this scope"),
        ("<script>alert(1)</script>", {}, "This is not a scope of SMART"),
    ],
)
def test_the_simulator_says_why_not(admin, scope, fields, why):
    shown = simulated(admin, scope, **fields)
    assert why in shown
    assert "These scopes serve nothing here" in shown


def test_the_simulator_takes_much_at_once(admin):
    assert simulated(admin, "patient/Patient.rs " + " ".join(f"x{number}" for number in range(5000)))
    page(admin(SIMULATOR, scopes="x", endpoint="oscar", kind="patient", patient="../7"), 400)


def test_the_launcher_opens_an_app_for_a_patient(server):
    """LA-03: the registered launch address with iss and an opaque launch, which gives the context once."""
    shown = page(post(server, "/launcher/oscar", DOCTOR.person, patient="7"))
    assert 'target="_blank"' in shown
    answer = post(server, "/launcher/oscar/start", DOCTOR.person, patient="7", encounter="2", app="app")
    url = answer.headers["Location"]
    assert url.startswith("https://app.example/launch?")
    assert "7" not in re.sub(r"launch=[\w-]+", "", url.partition("?")[2]).replace(BASE, "")
    launch = re.search(r"launch=([\w-]{32,})", url)[1]
    found = server.store.launches.find(launch, now=NOW)
    assert (found.person, found.patient, found.encounter, found.suggested) == (DOCTOR.person, "7", "2", False)


def test_the_launcher_is_for_clinicians(server):
    page(server.get("/launcher", ANNA.person), 403)
    page(post(server, "/launcher/oscar/start", ANNA.person, patient="7", app="app"), 403)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"patient": "11"}, 400),
        ({"patient": ""}, 400),
        ({"patient": "7", "encounter": "3"}, 400),
        ({"patient": "7", "app": "nothing"}, 400),
    ],
)
def test_the_launcher_checks_what_is_chosen(server, fields, status):
    page(post(server, "/launcher/oscar/start", DOCTOR.person, **({"app": "app"} | fields)), status)


def test_somebody_with_a_chart_of_others_chooses(server):
    """LA-01: who looks after somebody sees both charts and nothing else."""
    assert server.store.people.link(CARES_FOR_BENOIT, now=NOW)
    path = server.ask(None, scope="launch/patient patient/Patient.rs").removeprefix("https://facade.example")
    shown = page(server.get(path, ANNA.person))
    assert re.findall(r'name="patient" value="(\d+)"', shown) == ["7", "9"]
    page(post(server, path, ANNA.person, patient="10"), 400)
    assert post(server, path, ANNA.person, patient="9").status_code == 303


def developing(server):
    developer = Person("3d" * 16, "dev", "Dev", roles=frozenset({"developer"}))
    assert server.store.people.add(developer, now=NOW)
    opening = Opening(developer.id, "full", "password", timedelta(minutes=15), timedelta(hours=1))
    server.cookies[developer.id] = server.store.sessions.open(opening, now=NOW)[1]
    return developer.id


def test_a_developer_may_simulate_and_nothing_else(server):
    developer = developing(server)
    page(server.get(SIMULATOR, developer))
    page(server.get("/admin/apps", developer), 403)


def test_a_developer_learns_nothing_of_any_chart(server):
    """Types, letters, examples and refusals, which follow from scopes; what is typed of patients changes nothing."""
    developer = developing(server)
    scopes = "user/Encounter.rs patient/Patient.rs patient/Patient.rs?gender=female patient/Nonsense.rs"
    sent = {"scopes": scopes, "endpoint": "oscar", "kind": "practitioner"}
    pages = [page(post(server, SIMULATOR, developer, patient=id, **sent)) for id in ("7", "11", "999999")]
    found = [re.sub(r'value="(7|11|999999)"', "", shown) for shown in pages]
    assert found[0] == found[1] == found[2]
    assert rows(found[0]).keys() == {"Encounter", "Patient"}
    whole = page(post(server, SIMULATOR, developer, patient="", **(sent | {"scopes": "user/*.rs"})))
    for shown in (found[0], whole):
        assert counts(shown) == {}
        assert "only administrators see how many there are" in shown
        assert "?_count=10" in shown


def test_the_log_says_who_simulated(server, admin):
    """By the id of the account, without what was typed."""
    developer = developing(server)
    with capture_logs() as logs:
        simulated(admin, "user/Patient.rs", patient="", app="app")
        post(server, SIMULATOR, developer, scopes="patient/Patient.rs", endpoint="oscar", patient="4711")
    (counted,), (uncounted,) = [line["decisions"] for line in logs]
    assert counted == AuthEvent("simulate", "oscar", "answered", "app", IT, "counted")
    assert uncounted == AuthEvent("simulate", "oscar", "answered", person=developer)
    assert "4711" not in str(logs)


def test_the_log_says_who_changed_which_app(server, admin):
    """HX-09, HX-10: by ids, without what was typed."""
    with capture_logs() as logs:
        app, secret = registered(server, admin)
        where = f"{APPS}/{app.id}"
        admin(where, **(FORM | {"name": "Vital signs"}))
        for what in ("rotate", "freeze", "thaw", "approve", "nonsense"):
            admin(f"{where}/do", do=what)
        admin(where, **(FORM | {"scope": "nonsense"}))
    outcomes = ["registered", "changed", "secret rotated", "frozen", "thawed"]
    assert [event for line in logs for event in line["decisions"]] == [
        AuthEvent("app", "oscar", outcome, app.id, by=IT) for outcome in outcomes
    ]
    for typed in (secret, "Vital", "vitals.example.org"):
        assert typed not in str(logs)
