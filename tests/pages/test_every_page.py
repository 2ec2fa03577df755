"""Every page in both languages: WCAG 2.2 AA by axe in light and dark, the keyboard alone, a phone of 360 pixels."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect

from facade.store.families import Family, new_family_id
from facade.store.sessions import Opening

from .conftest import ADMIN, CLINICIAN, ENDPOINT, PATIENT, House
from .walking import faint, open_session, sideways, violations, walk

SCOPES = (
    "launch/patient launch/encounter openid fhirUser offline_access patient/Patient.rs patient/Observation.rs"
    " patient/Condition.rs patient/MedicationRequest.rs user/AllergyIntolerance.cru"
    " patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory"
)
Look = Callable[[Page, str], None]
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis\u202eevil"


@dataclasses.dataclass(frozen=True)
class Visit:
    """How a page is reached, and by whom."""

    name: str
    who: str
    go: Callable[[Page, House], object]
    where: str = ""  # its address, if it has a fixed one


def path(where: str) -> Callable[[Page, House], object]:
    return lambda page, house: page.goto(house.base + where)


def at(name: str, who: str, where: str) -> Visit:
    return Visit(name, who, path(where), where)


def half(stage: str, where: str) -> Callable[[Page, House], object]:
    """A page between the password and the session."""

    def go(page: Page, house: House) -> None:
        opening = Opening(house.people[ADMIN].id, stage, "password", timedelta(hours=1), timedelta(hours=1))  # type: ignore[arg-type]
        _, cookie = house.facade.store.sessions.open(opening, now=datetime.now(UTC))
        page.context.add_cookies([{"name": "facade", "value": cookie.text, "url": house.base}])
        page.goto(house.base + where)

    return go


def wrong_password(page: Page, house: House) -> None:
    page.goto(f"{house.base}/sign-in")
    page.locator("#login").fill("nobody")
    page.locator("#password").fill("nothing at all")
    page.locator("button.main").click()
    expect(page.locator(".problems")).to_be_visible()


def found_patients(page: Page, house: House) -> None:
    page.goto(house.authorize(SCOPES))
    page.locator("#name").fill("a")
    page.locator("button.main").click()
    expect(page.locator(".pick")).to_be_visible()


def encounter(page: Page, house: House) -> None:
    found_patients(page, house)
    page.locator(".pick button").first.click()
    expect(page.locator("[name=encounter]").first).to_be_visible()


def consent(page: Page, house: House) -> None:
    encounter(page, house)
    page.locator("button[name=encounter]").first.click()
    expect(page.locator("button[value=allow]")).to_be_visible()


def launcher(page: Page, house: House) -> None:
    page.goto(f"{house.base}/launcher")
    page.locator("#name").fill("a")
    page.locator("button.main").click()
    page.locator(".pick button").first.click()
    expect(page.locator("[name=app]").first).to_be_visible()


def consents(page: Page, house: House) -> None:
    now = datetime.now(UTC)
    scopes = ("patient/Observation.rs", "patient/Condition.rs", "offline_access")
    ends = now + timedelta(days=90)
    family = Family(
        id=new_family_id(),
        endpoint=ENDPOINT,
        app="quiet-chart",
        person=house.people[PATIENT].id,
        session="none",
        kind="offline",
        scopes=scopes,
        created=now,
        used=now + timedelta(minutes=3),
        expires=ends,
        ends=ends,
        auth_time=now,
        patient="7",
    )
    house.keep(family)
    page.goto(f"{house.base}/account/apps")
    expect(page.locator("section.card")).to_be_visible()


def new_app(page: Page, house: House) -> None:
    page.goto(f"{house.base}/admin/apps/{ENDPOINT}")
    page.locator("#name").fill("Vitals")
    page.locator("#auth_method").select_option("client_secret_basic")
    page.locator("#redirect_uris").fill("https://vitals.example.org/back")
    page.locator("#scope").fill("launch/patient patient/*.rs")
    page.locator("main button.main").first.click()
    expect(page.locator(".secret")).to_be_visible()


def changed_app(page: Page, house: House) -> None:
    new_app(page, house)
    page.locator("main a.button").click()
    expect(page.locator("button[value=rotate]")).to_be_visible()


def wrong_app(page: Page, house: House) -> None:
    page.goto(f"{house.base}/admin/apps/{ENDPOINT}")
    page.locator("#name").fill(LONG)
    page.locator("#scope").fill("patient/Nonsense.rs")
    page.locator("main button.main").first.click()
    expect(page.locator(".problems")).to_be_visible()


def printed_code(page: Page, house: House) -> None:
    page.goto(f"{house.base}/admin/people/code")
    page.locator("#reference").fill("Patient/7")
    page.locator("main button.main").click()
    expect(page.locator(".secret")).to_be_visible()


def simulated(page: Page, house: House) -> None:
    page.goto(f"{house.base}/admin/simulator")
    page.locator("#scopes").fill(
        "patient/Condition.rs launch/patient openid patient/Nonsense.rs system/Patient.rs user/Task.cruds"
    )
    page.locator("#patient").fill("7")
    page.locator("main button.main").click()
    expect(page.locator("table").first).to_be_visible()


def counted(page: Page, house: House) -> None:
    page.goto(f"{house.base}/admin/simulator")
    page.locator("#scopes").fill("user/Condition.rs user/Observation.rs?category=laboratory user/Task.cruds")
    page.locator("main button.main").click()
    expect(page.get_by_role("columnheader", name="Records now")).to_be_visible()


def person(page: Page, house: House) -> None:
    page.goto(f"{house.base}/admin/people/{house.people[CLINICIAN].id}")


def outside(page: Page, house: House) -> None:
    page.goto(f"{house.base}/account")
    page.get_by_role("button", name="Clinic ID").click()
    expect(page.locator("a.button[rel=noreferrer]")).to_be_visible()


def removal(page: Page, house: House) -> None:
    person(page, house)
    page.locator("a.button").click()
    expect(page.get_by_role("button", name="Remove for good")).to_be_visible()


PAGES = (
    Visit("sign-in", "", lambda page, house: page.goto(house.authorize(SCOPES))),
    Visit("sign-in-wrong", "", wrong_password),
    Visit("second", "", half("second", "/sign-in/second")),
    Visit("setup", "", half("setup", "/sign-in/setup")),
    Visit("totp", "", half("setup", "/account/totp")),
    Visit("key", "", half("setup", "/account/key")),
    Visit("password", "", half("password", "/sign-in/password")),
    at("signed-out", "", "/signed-out"),
    at("ehr", "", "/sign-in/ehr"),
    at("enrol", "", "/enrol"),
    at("enrol-known", PATIENT, "/enrol"),
    Visit(
        "error", "", lambda page, house: page.goto(house.authorize(SCOPES, redirect_uri="https://evil.example.org/"))
    ),
    at("account", CLINICIAN, "/account"),
    Visit("outside", PATIENT, outside),
    at("account-apps-none", CLINICIAN, "/account/apps"),
    Visit("account-apps", PATIENT, consents),
    Visit("patients", CLINICIAN, lambda page, house: page.goto(house.authorize(SCOPES))),
    Visit("patients-found", CLINICIAN, found_patients),
    Visit("encounters", CLINICIAN, encounter),
    Visit("consent", CLINICIAN, consent),
    Visit("launcher", CLINICIAN, launcher),
    at("forbidden", PATIENT, "/admin/apps"),
    at("apps", ADMIN, "/admin/apps"),
    at("app-new", ADMIN, f"/admin/apps/{ENDPOINT}"),
    Visit("app-wrong", ADMIN, wrong_app),
    Visit("app-secret", ADMIN, new_app),
    Visit("app", ADMIN, changed_app),
    at("people", ADMIN, "/admin/people"),
    Visit("person", ADMIN, person),
    Visit("removal", ADMIN, removal),
    at("code", ADMIN, "/admin/people/code"),
    Visit("code-print", ADMIN, printed_code),
    Visit("simulator", ADMIN, simulated),
    Visit("simulator-counted", ADMIN, counted),
)


@pytest.fixture(scope="module")
def look(request: pytest.FixtureRequest) -> Look:
    """Takes a picture of the whole page for who wants to look at it: `pytest --pictures FOLDER tests/pages`."""
    folder: Path | None = request.config.getoption("pictures")

    def look(page: Page, name: str) -> None:
        if folder is not None:
            page.screenshot(path=folder / f"{name}.png", full_page=True)

    return look


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One for all visits: a window costs more than a page in it."""
    context = browser.new_context(locale="en-CA")
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


@pytest.fixture
def problems(tab: Page) -> Iterator[list[str]]:
    """What the browser complains of."""
    found: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    def thrown(error: Error) -> None:
        found.append(str(error))

    tab.on("console", said)
    tab.on("pageerror", thrown)
    yield found
    tab.remove_listener("console", said)
    tab.remove_listener("pageerror", thrown)


@pytest.fixture
def page(tab: Page) -> Page:
    """As a new browser is: nobody signed in, a light wide screen."""
    tab.goto("about:blank")
    tab.context.clear_cookies()
    tab.emulate_media(color_scheme="light")
    tab.set_viewport_size({"width": 1100, "height": 850})
    return tab


@pytest.mark.parametrize("visit", PAGES, ids=lambda visit: visit.name)
def test_every_page(visit: Visit, page: Page, house: House, axe: str, look: Look, problems: list[str]) -> None:
    if visit.who:
        open_session(house, page.context, visit.who)
    visit.go(page, house)
    first = "fr" if visit.who == PATIENT else "en"
    assert page.locator("html").get_attribute("lang") == first
    look(page, f"{visit.name}-wide")
    assert violations(page, axe) == []
    walk(page)
    page.emulate_media(color_scheme="dark")
    assert faint(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert sideways(page) <= 0
    look(page, f"{visit.name}-phone")
    assert [text for text in problems if "status of 4" not in text] == []


def test_pages_in_french_on_a_phone(browser: Browser, house: House, look: Look) -> None:
    """The longer texts still fit; the address asks for the language, and links go on asking."""
    for who in (PATIENT, CLINICIAN, ADMIN, ""):
        context = browser.new_context(locale="en-CA", viewport={"width": 360, "height": 740})
        page = context.new_page()
        if who:
            open_session(house, context, who)
        for visit in (one for one in PAGES if one.who == who and one.where):
            page.goto(f"{house.base}{visit.where}?lang=fr")
            assert page.locator("html").get_attribute("lang") == "fr"
            assert sideways(page) <= 0, visit.name
            look(page, f"{visit.name}-fr")
        context.close()


def test_the_browser_says_the_language(browser: Browser, house: House) -> None:
    """Before anybody signs in; behind it the account does, and ?lang above all."""
    context = browser.new_context(locale="fr-CA")
    page = context.new_page()
    page.goto(f"{house.base}/sign-in")
    assert page.locator("h1").inner_text() == "Connexion"
    page.locator(".languages a").click()
    assert page.locator("h1").inner_text() == "Sign in"
    page.get_by_text("I have a code from my clinic").click()
    assert page.locator("html").get_attribute("lang") == "en"
    open_session(house, context, CLINICIAN)
    page.goto(f"{house.base}/account")
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()
