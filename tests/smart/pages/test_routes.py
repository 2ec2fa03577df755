"""The pages over WSGI: who may see what, forms of other sites, cookies, headers, hostile addresses and names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from facade.api.guard import PAGES
from facade.api.page_headers import form_target
from facade.errors import Refused
from facade.interactions.served import ServedSource
from facade.smart.events import AuthEvent
from facade.smart.pages import statics
from facade.store.families import new_family_id
from facade.store.flows import Code, new_secret
from facade.store.people import Person
from facade.store.sessions import Cookie
from tests.serving import NOW
from tests.smart.browsing import BACK, BASE, HOST, told
from tests.smart.pages.sending import IT, QUICK, page, post, session
from tests.smart.records import ANNA, DOCTOR

OPEN = {
    "sign_in_page", "sign_in", "sign_in_with", "back", "sign_in_ehr_page", "sign_in_ehr", "second_page", "second",
    "first_password_page", "first_password", "setup", "totp_page", "totp", "key_page", "key", "sign_out", "signed_out",
    "enrol_page", "enrol", "authorize", "authorize_page", "authorize_answer", "launch_link", "static",
}  # fmt: skip
"""The pages that show something to strangers, or send them on by a rule of their own."""

NEWCOMER = "2e" * 16
LOGIN, PASSWORD = "anna@example.org", "quiet otter under the old bridge"
CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')


def visit(server):
    """A stranger's browser: its cookie, as the sign-in page gives it."""
    header = server.get("/sign-in").headers["Set-Cookie"]
    text = header.partition("=")[2].partition(";")[0]
    return Cookie(text), {"Cookie": f"__Host-facade-visit={text}"}


def rules(server):
    return [rule for rule in server.app.url_map.iter_rules() if rule.endpoint.partition(".")[0] == PAGES]


def filled(rule):
    values = {"id": "x", "endpoint": "oscar", "name": "x"}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def test_every_page_is_open_by_the_list_or_asks_to_sign_in(server):
    """The proof that no page was forgotten: each route, asked by a stranger with each of its methods."""
    seen = set()
    for rule in rules(server):
        name = rule.endpoint.rpartition(".")[2]
        seen.add(name)
        if name in OPEN:
            continue
        for method in rule.methods:
            answer = server.open(filled(rule), method)
            assert answer.status_code == 303, (method, rule.rule)
            assert answer.headers["Location"].startswith("/sign-in?to="), rule.rule
    assert seen > OPEN - {"launch_link"}


def test_the_pages_of_administrators_are_theirs(server):
    """Also not for an administrator without the second step (HX-04)."""
    admin = [rule for rule in rules(server) if rule.rule.startswith("/admin")]
    assert len(admin) >= 15
    session(server, IT, "password")
    for rule in admin:
        for method in rule.methods - {"HEAD"}:
            for who in (ANNA.person, DOCTOR.person, IT):
                answer = server.open(filled(rule), method, who, data={"csrf": server.cookies[who].csrf})
                assert answer.status_code == 403, (method, rule.rule, who)


def test_no_form_of_another_site_is_taken(server):
    """CSRF: without the token of this browser, with another browser's, with none."""
    for rule in rules(server):
        if "POST" not in rule.methods or rule.endpoint.endswith(".authorize"):
            continue
        for fields in (
            {},
            {"csrf": ""},
            {"csrf": "0" * 64},
            {"csrf": "é☃"},
            {"csrf": server.cookies[ANNA.person].csrf},
        ):
            answer = server.open(filled(rule), "POST", IT, data=fields)
            assert answer.status_code in (303, 403, 404), (rule.rule, answer.status_code)
            if answer.status_code == 303:
                assert answer.headers["Location"].startswith("/sign-in"), rule.rule


def test_a_form_that_says_it_comes_from_elsewhere_is_refused(server):
    headers = {"Sec-Fetch-Site": "cross-site"}
    data = {"csrf": server.cookies[ANNA.person].csrf, "language": "fr"}
    answer = server.open("/account/language", "POST", ANNA.person, data=data, headers=headers)
    assert "too old" in page(answer, 403)


def test_what_every_page_carries(server):
    """CO-06, AZ-08, HX-06: no frame, no script but ours, no referrer, nothing kept."""
    for path, who in (("/sign-in", ""), ("/account", ANNA.person), ("/admin/apps", IT), ("/authorize/x", "")):
        headers = server.get(path, who).headers
        policy = headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in headers


def test_the_policy_names_where_the_app_waits(server):
    """HX-06: Chromium asks form-action for the redirect behind a form, too."""
    path = server.ask(None, scope="launch/patient patient/*.rs").removeprefix(HOST)
    for answer in (server.get(path, ANNA.person), server.get(f"/sign-in?to={path}")):
        assert f"form-action 'self' {form_target(BACK)}" in answer.headers["Content-Security-Policy"]


def test_the_cookie_of_a_session(server, store):
    """HX-05: host-only, secure, not for scripts, not sent along by other sites; a new one at each sign-in."""
    person = Person(NEWCOMER, LOGIN, "Anna Tremblay")
    assert store.people.add(person, now=NOW)
    store.credentials.set_password(person.id, QUICK.hash(PASSWORD), temporary=False, now=NOW)
    cookie, headers = visit(server)
    sent = {"login": LOGIN, "password": PASSWORD, "csrf": cookie.csrf, "to": "/account"}
    fixed = {"Cookie": headers["Cookie"] + "; __Host-facade=" + "a" * 43}
    answer = server.open("/sign-in", "POST", data=sent, headers=fixed)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    text, _, attributes = rest.partition("; ")
    assert name == "__Host-facade"
    assert set(attributes.split("; ")) == {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"}
    assert text != "a" * 43  # session fixation
    assert store.sessions.find(Cookie(text), now=NOW).person == person.id


def test_a_wrong_password_tells_nothing(server, store):
    """HX-03: the same words whether the account exists or not; the password is not shown again."""
    person = Person(NEWCOMER, LOGIN, "Anna Tremblay")
    assert store.people.add(person, now=NOW)
    store.credentials.set_password(person.id, QUICK.hash(PASSWORD), temporary=False, now=NOW)
    cookie, headers = visit(server)
    shown = []
    for login in (LOGIN, "nobody@example.org"):
        sent = {"login": login, "password": "wrong horse", "csrf": cookie.csrf, "to": ""}
        text = page(server.open("/sign-in", "POST", data=sent, headers=headers), 400)
        assert "wrong horse" not in text
        shown.append(text.replace(login, "LOGIN"))
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/%0d%0aSet-Cookie:x", "", "x",
     "/a\r\nLocation:x", "http:/evil.example", "/" + "a" * 5000],
)  # fmt: skip
def test_no_sign_in_leads_to_another_site(server, store, to):
    """Open redirects: bad input."""
    person = Person(NEWCOMER, LOGIN, "Anna Tremblay")
    assert store.people.add(person, now=NOW)
    store.credentials.set_password(person.id, QUICK.hash(PASSWORD), temporary=False, now=NOW)
    cookie, headers = visit(server)
    sent = {"login": LOGIN, "password": PASSWORD, "csrf": cookie.csrf, "to": to}
    answer = server.open("/sign-in", "POST", data=sent, headers=headers)
    assert answer.status_code == 303
    assert re.match(r"/[a-z%]", answer.headers["Location"])
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("cookie", ["x", "a" * 5000, "\x00", "a b", "é" * 30, "' or 1=1 --" + "a" * 30])
def test_a_cookie_that_is_none(server, cookie):
    answer = server.get("/account", headers={"Cookie": f"__Host-facade={cookie}"})
    assert answer.status_code == 303


def test_a_session_takes_no_form_from_before_it(server):
    """CSRF: whoever knows the cookie that the browser had as a stranger's cannot act in the person's session."""
    cookie, headers = visit(server)
    both = {"Cookie": f"__Host-facade={server.cookies[ANNA.person].text}; {headers['Cookie']}"}
    assert "too old" in page(server.open("/sign-out", "POST", data={"csrf": cookie.csrf}, headers=both), 403)
    own = {"csrf": server.cookies[ANNA.person].csrf}
    assert server.open("/sign-out", "POST", data=own, headers=both).status_code == 303


def test_half_a_session_takes_no_form_from_before_it(server):
    """Nor is it shown one: the sign-in page of a person who still owes a step belongs to that step's cookie."""
    session(server, IT, "password", "setup")
    cookie, headers = visit(server)
    both = {"Cookie": f"__Host-facade={server.cookies[IT].text}; {headers['Cookie']}"}
    sent = {"login": LOGIN, "password": PASSWORD, "to": ""}
    for path, fields in (("/account/totp", {"code": "123456", "to": ""}), ("/sign-in", sent)):
        page(server.open(path, "POST", data={"csrf": cookie.csrf, **fields}, headers=both), 403)
        shown = server.get(path, headers=both).get_data(as_text=True)
        csrf = CSRF.search(shown)[1]
        assert csrf == server.cookies[IT].csrf
        page(server.open(path, "POST", data={"csrf": csrf, **fields}, headers=both), 400)


def test_a_session_that_is_over_leaves_the_forms_of_strangers(server):
    """Whose session ended signs in again with the browser's other cookie."""
    cookie, headers = visit(server)
    both = {"Cookie": f"__Host-facade={'a' * 43}; {headers['Cookie']}"}
    sent = {"login": LOGIN, "password": PASSWORD, "to": "", "csrf": cookie.csrf}
    assert "too old" not in page(server.open("/sign-in", "POST", data=sent, headers=both), 400)


def test_signing_out_ends_the_session(server, store):
    cookie = server.cookies[ANNA.person]
    answer = post(server, "/sign-out", ANNA.person)
    assert answer.headers["Location"] == "/signed-out"
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert store.sessions.find(cookie, now=NOW) is None
    assert server.get("/account", ANNA.person).status_code == 303


HOSTILE = "<img src=x onerror=alert(1)>\"'\u202e{{7*7}}{name}"


def test_a_hostile_name_is_only_text(server, store):
    """HTML, templates and right-to-left marks in the names of apps, publishers and people: bad input."""
    app = store.apps.read("oscar", "app")
    store.apps.keep(replace(app, name=HOSTILE, publisher=HOSTILE, policy_uri="https://x.example/?a=%22%3E"), now=NOW)
    store.people.rename(ANNA.person, name=HOSTILE, language="en", now=NOW)
    server.now = NOW + timedelta(seconds=2)
    path = server.ask(None, scope="launch/patient patient/*.rs offline_access").removeprefix(HOST)
    raw = server.get(path, ANNA.person).get_data(as_text=True)
    assert "<img" not in raw.replace('<img src="/static/', "")
    assert "onerror=alert(1)&gt;" in raw
    assert "49" not in re.sub(r"[0-9a-f]{16,}|[\w-]{40,}", "", raw)
    assert raw.count('<bdi class="named">') >= 3


def test_consent_shows_what_it_must(server):
    """HX-01: app, publisher, host, person, patient, words for each scope, duration, revocation, Deny beside Allow."""
    scope = "launch/patient patient/Observation.rs offline_access openid"
    path = server.ask(None, scope=scope).removeprefix(HOST)
    shown = page(server.get(path, ANNA.person))
    for words in ("An app", "The publisher is not known", "app.example", "Some Body", "Anna Tremblay", "5 March 1980",
                  "test results and measurements", "laboratory results", "Until you revoke it", "until you revoke it",
                  "Know who you are", "registered by the clinic"):  # fmt: skip
        assert words in shown, words
    assert shown.index('value="allow"') < shown.index('value="deny"')
    buttons = re.findall(r'<button class="(main[a-z ]*)" name="decision"', shown)
    assert len(buttons) == 2


def test_consent_to_a_category_only(server):
    """SC-06: the token that comes of it says so."""
    path = server.ask(None, scope="launch/patient patient/Observation.rs").removeprefix(HOST)
    shown = server.get(path, ANNA.person).get_data(as_text=True)
    line = re.search(r'name="(line-\d+)"', shown)[1]
    part = "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory"
    answer = post(server, path, ANNA.person, **{"decision": "allow", line: "some", f"{line}-part": part})
    tokens = server.tokens(answer.headers["Location"])
    assert part in tokens["scope"].split()
    assert "patient/Observation.rs" not in tokens["scope"].split()


def test_allowing_nothing_is_a_mistake_that_is_told(server):
    path = server.ask(None, scope="launch/patient patient/Observation.rs").removeprefix(HOST)
    server.get(path, ANNA.person)
    assert "Choose at least one thing" in page(post(server, path, ANNA.person, decision="allow"), 400)


def test_denying(server):
    """AZ-09: at the consent, and before anybody signs in."""
    path = server.ask(None, scope="launch/patient patient/Observation.rs").removeprefix(HOST)
    server.get(path, ANNA.person)
    found = told(post(server, path, ANNA.person, decision="deny").headers["Location"])
    assert (found["error"], found["state"], found["iss"]) == ("access_denied", "s", BASE)
    path = server.ask(None, scope="launch/patient patient/Observation.rs").removeprefix(HOST)
    cookie, headers = visit(server)
    answer = server.open(path, "POST", data={"csrf": cookie.csrf, "decision": "deny"}, headers=headers)
    assert told(answer.headers["Location"])["error"] == "access_denied"


def test_an_answer_counts_once(server):
    path = server.ask(None, scope="launch/patient patient/Observation.rs").removeprefix(HOST)
    server.get(path, ANNA.person)
    post(server, path, ANNA.person, decision="deny")
    assert "This step is over" in page(post(server, path, ANNA.person, decision="allow"), 400)
    assert "This step is over" in page(server.get(path, ANNA.person), 400)


def test_somebody_elses_request(server):
    """AZ-16."""
    path = server.ask(None, scope="launch/patient patient/Observation.rs").removeprefix(HOST)
    server.get(path, ANNA.person)
    page(server.get(path, DOCTOR.person), 403)
    page(post(server, path, DOCTOR.person, decision="allow"), 403)


def test_nobody_ends_somebody_elses_request(server):
    """AZ-16: once Anna has signed in for it, neither a colleague nor a stranger calls it off."""
    path = server.ask(None, scope="launch/patient patient/Observation.rs").removeprefix(HOST)
    server.get(path, ANNA.person)
    page(post(server, path, DOCTOR.person, decision="deny"), 403)
    cookie, headers = visit(server)
    answer = server.open(path, "POST", data={"csrf": cookie.csrf, "decision": "deny"}, headers=headers)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/sign-in")
    assert 'value="deny"' not in page(server.get(answer.headers["Location"], headers=headers))
    found = told(post(server, path, ANNA.person, decision="deny").headers["Location"])
    assert found["error"] == "access_denied"


def test_a_patient_that_may_not_be_chosen(server):
    """The choice is checked against the person's own rights, not the list that was shown."""
    path = server.ask(None, scope="launch/patient patient/Observation.rs").removeprefix(HOST)
    for patient in ("11", "8", "999999", "../7", "7' or 1=1", "Patient/7", "x" * 5000):
        answer = post(server, path, DOCTOR.person, patient=patient)
        assert answer.status_code == 400, patient
    assert post(server, path, DOCTOR.person, patient="7").headers["Location"] == path


def test_a_question_about_everybody_finds_nobody(server):
    path = server.ask(None, scope="launch/patient patient/Observation.rs").removeprefix(HOST)
    assert "No patient was found" in page(post(server, path, DOCTOR.person, name="", decision="search"))
    found = page(post(server, path, DOCTOR.person, name="Martin", decision="search"))
    assert found.count('name="patient" value=') == 20
    assert "There are more" in found
    assert "This name cannot" in page(post(server, path, DOCTOR.person, name="%", decision="search"), 400)


def test_the_list_of_apps_and_its_end(server):
    """HX-02, RV-02: what has access, in words; revoked, the token is dead at once."""
    path = server.ask(None, scope="launch/patient patient/Patient.rs offline_access").removeprefix(HOST)
    _, back = server.allow(path, ANNA.person)
    tokens = server.tokens(back)
    assert server.read(tokens["access_token"], "Patient/7") == 200
    shown = page(server.get("/account/apps", ANNA.person))
    for words in ("An app", "Anna Tremblay", "See name, birth date and contact details", "Until you revoke it"):
        assert words in shown
    consent = re.search(r'name="consent" value="(\w+)"', shown)[1]
    with capture_logs() as logs:
        post(server, "/account/apps", DOCTOR.person, consent=consent)  # not this person's
        assert server.read(tokens["access_token"], "Patient/7") == 200
        post(server, "/account/apps", ANNA.person, consent=consent)
    assert [event for line in logs for event in line["decisions"]] == [  # HX-09
        AuthEvent("revoke", "oscar", "revoked", "app", ANNA.person, "on the page")
    ]
    assert server.read(tokens["access_token"], "Patient/7") == 401
    refreshed = server.exchange(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed["error"] == "invalid_grant"
    assert "No app has access" in page(server.get("/account/apps", ANNA.person))


SCOPE = "launch/patient patient/Patient.rs offline_access"


def test_the_list_says_how_long_and_when_it_was_renewed(server):
    """HX-02: the end as at the consent, of the family; a refresh is no use, and is not called one."""
    _, back = server.allow(server.ask(None, scope=SCOPE).removeprefix(HOST), ANNA.person)
    tokens = server.tokens(back)
    server.now = NOW + timedelta(minutes=5)
    assert server.read(tokens["access_token"], "Patient/7") == 200
    facts = listed(server)
    assert facts["Allowed on"] == "21 November 2026, 12:00 UTC"
    assert facts["Last renewed"] == "Not yet"
    assert facts["How long"] == "Until you revoke it, at the latest on 21 November 2027, 12:00 UTC"
    server.exchange(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert listed(server)["Last renewed"] == "21 November 2026, 12:05 UTC"
    assert listed(server, "fr")["Dernier renouvellement"] == "21 novembre 2026 à 12:05 UTC"


@pytest.mark.parametrize(
    ("scope", "lasts"),
    [
        ("launch/patient patient/Patient.rs online_access",
         "As long as you are signed in here, at the latest on 22 November 2026, 00:00 UTC"),
        ("launch/patient patient/Patient.rs", "Until 21 November 2026, 13:01 UTC"),
    ],
)  # fmt: skip
def test_the_list_says_how_long_without_offline_access(server, scope, lasts):
    """The session of 12 hours; the code's minute and the token's hour, which nothing renews."""
    app = server.store.apps.read("oscar", "app")
    server.store.apps.keep(replace(app, scope=f"{app.scope} online_access"), now=NOW - timedelta(minutes=1))
    _, back = server.allow(server.ask(None, scope=scope).removeprefix(HOST), ANNA.person)
    server.tokens(back)
    facts = listed(server)
    assert facts["How long"] == lasts
    assert ("Last renewed" in facts) == ("online_access" in scope)


def listed(server, language="en"):
    """The facts of the only card."""
    shown = page(server.get(f"/account/apps?lang={language}", ANNA.person))
    (card,) = re.findall(r'<dl class="facts">(.*?)</dl>', shown, re.DOTALL)
    return dict(re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", card))


def unconfigured(server, store):
    """A consent at an endpoint that was taken out of the configuration, and one that still stands."""
    _, back = server.allow(server.ask(None, scope=SCOPE).removeprefix(HOST), ANNA.person)
    server.tokens(back)
    (family,) = store.families.of_person(ANNA.person, now=NOW)
    gone = replace(family, id=new_family_id(), endpoint="gone")
    pending = replace(store.flows.pending(server.ask(None, scope=SCOPE).rpartition("/")[2], now=NOW), id=new_secret())
    store.flows.keep(pending)
    text, code = new_secret(), Code(BACK, pending.code_challenge, gone)
    assert store.flows.answer(pending.id, text, code, expires=NOW + timedelta(minutes=1), now=NOW)
    assert store.flows.redeem(text, now=NOW) == code
    return family, gone


def test_a_consent_at_an_endpoint_that_is_gone_is_listed(server, store):
    """HX-02: taking back needs no configuration."""
    family, gone = unconfigured(server, store)
    shown = page(server.get("/account/apps", ANNA.person))
    assert shown.count("Anna Tremblay") == 1
    assert "<dt>Record system</dt><dd>gone</dd>" in shown
    assert set(re.findall(r'name="consent" value="(\w+)"', shown)) == {family.id, gone.id}
    post(server, "/account/apps", ANNA.person, consent=gone.id)
    assert store.families.of_person(ANNA.person, now=NOW) == [family]


@pytest.fixture
def down(clinic, monkeypatch):
    """The EHR's database does not answer."""
    tried = []

    def refuse(_source):
        tried.append(1)
        raise Refused(503, "transient", "The clinic's database cannot be reached now.")

    def stop():
        for name in ("ready", "fresh"):
            monkeypatch.setattr(ServedSource, name, refuse)
        return tried

    return stop


def test_consents_are_listed_and_revoked_without_the_ehr(server, store, down):
    """HX-02: whoever wants access to end does not wait for a database; it is asked once, not for each consent."""
    for _ in range(3):
        _, back = server.allow(server.ask(None, scope=SCOPE).removeprefix(HOST), ANNA.person)
        server.tokens(back)
    tried = down()
    shown = page(server.get("/account/apps", ANNA.person))
    consents = re.findall(r'name="consent" value="(\w+)"', shown)
    assert (len(consents), len(tried)) == (3, 1)
    assert shown.count("<dt>Record system</dt><dd>oscar</dd>") == 3
    assert "Anna Tremblay" not in shown
    for consent in consents:
        assert post(server, "/account/apps", ANNA.person, consent=consent).status_code == 303
    assert store.families.of_person(ANNA.person, now=NOW) == []


@pytest.mark.parametrize("path", ["/account", "/account/apps", "/launcher", "/launcher/oscar", "/enrol", "/sign-in"])
def test_pages_behind_the_sign_in_open_without_the_ehr(server, down, path):
    down()
    assert server.get(path, DOCTOR.person).status_code in (200, 303)


def test_nobody_is_led_to_the_launcher_of_an_endpoint_that_is_gone(server, store):
    assert 'href="/launcher"' in page(server.get("/account", DOCTOR.person))
    assert store.people.unlink(DOCTOR.person, DOCTOR.endpoint, DOCTOR.reference)
    assert store.people.link(replace(DOCTOR, endpoint="gone"), now=NOW)
    assert 'href="/launcher"' not in page(server.get("/account", DOCTOR.person))


def test_files_may_be_kept_for_ever(server):
    for name in statics.files():
        answer = server.get(f"/static/{name}")
        assert (answer.status_code, answer.get_data()) == (200, statics.files()[name].body)
        assert "immutable" in answer.headers["Cache-Control"]
    assert server.get("/static/pages.css").status_code == 404
    assert server.get("/static/..%2Frender.py").status_code == 404


def test_what_cannot_be_read_is_a_page(server):
    """Nothing hostile gives a 5xx."""
    for body in (b"\xff\xfe", b"csrf=%ff", b"a" * 200_000, b"&".join([b"a=b"] * 2000)):
        answer = server.open(
            "/sign-in", "POST", data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert answer.status_code in (400, 403, 413)
        assert answer.headers["Content-Type"].startswith("text/html")
    assert server.open("/sign-in", "POST", json={"login": "x"}).status_code in (403, 415)


def test_an_unexpected_failure_is_a_page_without_its_text(server, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("row 4711 of Anna")

    monkeypatch.setattr("facade.api.pages.visit._cookie", fail)
    answer = server.get("/sign-in")
    assert answer.status_code == 500
    assert "4711" not in answer.get_data(as_text=True)
