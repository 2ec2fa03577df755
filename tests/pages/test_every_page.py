"""Every page in both languages: WCAG 2.2 AA by axe in light and dark, the keyboard alone, a phone of 360 pixels."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from facade.store.families import Family, new_family_id
from facade.store.sessions import Opening

from .conftest import ADMIN, CLINICIAN, ENDPOINT, PATIENT, House
from .walking import open_session, sideways, violations, walk

SCOPES = (
    "launch/patient launch/encounter openid fhirUser offline_access patient/Patient.rs patient/Observation.rs"
    " patient/Condition.rs patient/MedicationRequest.rs user/AllergyIntolerance.cru"
    " patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory"
)
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis\u202eevil"


@dataclasses.dataclass(frozen=True)
class Visit:
    """How a page is reached, and by whom."""

    name: str
    who: str
    go: Callable[[Page, House], object]


def path(where: str) -> Callable[[Page, House], object]:
    return lambda page, house: page.goto(house.base + where)


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
    page.locator("#scopes").fill("patient/*.rs launch/patient openid patient/Nonsense.rs system/Patient.rs user/Task.cruds")
    page.locator("#patient").fill("7")
    page.locator("main button.main").click()
    expect(page.locator("table").first).to_be_visible()


def person(page: Page, house: House) -> None:
    page.goto(f"{house.base}/admin/people/{house.people[CLINICIAN].id}")


PAGES = (
    Visit("sign-in", "", lambda page, house: page.goto(house.authorize(SCOPES))),
    Visit("sign-in-wrong", "", wrong_password),
    Visit("second", "", half("second", "/sign-in/second")),
    Visit("setup", "", half("setup", "/sign-in/setup")),
    Visit("totp", "", half("setup", "/account/totp")),
    Visit("key", "", half("setup", "/account/key")),
    Visit("password", "", half("password", "/sign-in/password")),
    Visit("signed-out", "", path("/signed-out")),
    Visit("enrol", "", path("/enrol")),
    Visit("enrol-known", PATIENT, path("/enrol")),
    Visit("error", "", lambda page, house: page.goto(house.authorize(SCOPES, redirect_uri="https://evil.example.org/"))),
    Visit("account", CLINICIAN, path("/account")),
    Visit("account-apps-none", CLINICIAN, path("/account/apps")),
    Visit("account-apps", PATIENT, consents),
    Visit("patients", CLINICIAN, lambda page, house: page.goto(house.authorize(SCOPES))),
    Visit("patients-found", CLINICIAN, found_patients),
    Visit("encounters", CLINICIAN, encounter),
    Visit("consent", CLINICIAN, consent),
    Visit("launcher", CLINICIAN, launcher),
    Visit("forbidden", PATIENT, path("/admin/apps")),
    Visit("apps", ADMIN, path("/admin/apps")),
    Visit("app-new", ADMIN, path(f"/admin/apps/{ENDPOINT}")),
    Visit("app-wrong", ADMIN, wrong_app),
    Visit("app-secret", ADMIN, new_app),
    Visit("app", ADMIN, changed_app),
    Visit("people", ADMIN, path("/admin/people")),
    Visit("person", ADMIN, person),
    Visit("code", ADMIN, path("/admin/people/code")),
    Visit("code-print", ADMIN, printed_code),
    Visit("simulator", ADMIN, simulated),
)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each page can be looked at."""
    return tmp_path_factory.mktemp("pictures")


@pytest.mark.parametrize("visit", PAGES, ids=lambda visit: visit.name)
def test_every_page(visit: Visit, context: BrowserContext, house: House, axe: str, pictures: Path) -> None:
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    if visit.who:
        open_session(house, context, visit.who)
    visit.go(page, house)
    first = "fr" if visit.who == PATIENT else "en"
    assert page.locator("html").get_attribute("lang") == first
    page.screenshot(path=pictures / f"{visit.name}-wide.png", full_page=True)
    assert violations(page, axe) == []
    walk(page)
    page.emulate_media(color_scheme="dark")
    assert violations(page, axe) == []
    page.screenshot(path=pictures / f"{visit.name}-dark.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 740})
    assert sideways(page) <= 0
    page.screenshot(path=pictures / f"{visit.name}-phone.png", full_page=True)
    assert [text for text in problems if "status of 4" not in text] == []


@pytest.mark.parametrize("visit", PAGES, ids=lambda visit: visit.name)
def test_every_page_in_the_other_language(
    visit: Visit, context: BrowserContext, house: House, axe: str, pictures: Path
) -> None:
    """The longer French texts on a phone; the browser's language decides before anybody signs in."""
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.set_extra_http_headers({"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.1"})
    other = "en" if visit.who == PATIENT else "fr"
    if visit.who:
        open_session(house, context, visit.who)
        store, known = house.facade.store, house.people[visit.who]
        store.people.change(dataclasses.replace(known, language=other), now=datetime.now(UTC))
    try:
        visit.go(page, house)
        assert page.locator("html").get_attribute("lang") == other
        assert sideways(page) <= 0
        assert violations(page, axe) == []
        page.screenshot(path=pictures / f"{visit.name}-other.png", full_page=True)
    finally:
        if visit.who:
            store.people.change(known, now=datetime.now(UTC))
