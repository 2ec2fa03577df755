"""A standalone launch from end to end in a browser: sign-in, patient, consent, and back to the app with a code.

In both languages; what each page must stand is in `test_every_page`.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from .conftest import CLINICIAN, PASSWORD, House
from .walking import sideways, violations

SCOPE = "launch/patient openid fhirUser offline_access patient/Patient.rs patient/Observation.rs patient/Condition.rs"


def sign_in(page: Page, login: str) -> None:
    page.get_by_label("User name").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def read(house: House, token: str, path: str) -> Any:
    with urlopen(Request(f"{house.fhir}/{path}", headers={"Authorization": f"Bearer {token}"})) as answer:
        return json.load(answer)


def test_a_clinician_looks_for_a_patient_and_allows(page: Page, house: House) -> None:
    """LA-01, AZ-08, AZ-16, HX-01."""
    page.goto(house.authorize(SCOPE))
    expect(page.get_by_text("Sign in to continue to Quiet Chart.")).to_be_visible()
    sign_in(page, CLINICIAN)
    expect(page.get_by_role("heading", name="Choose a patient")).to_be_visible()
    name = read_name(house)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Search").click()
    page.locator(".pick button").first.click()
    expect(page.get_by_role("heading", name="Quiet Chart asks for access")).to_be_visible()
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_role("heading", name="Back in the app")).to_be_visible()
    answer = house.answer()
    assert answer["state"] == "s t&a=te+é"
    assert answer["iss"] == house.fhir
    tokens = house.redeem(answer["code"])
    assert set(tokens["scope"].split()) == set(SCOPE.split())
    assert read(house, tokens["access_token"], f"Patient/{tokens['patient']}")["resourceType"] == "Patient"


def test_a_clinician_does_the_same_in_french_on_a_phone(page: Page, house: House, axe: str) -> None:
    """Chosen at the sign-in, the language stays through pickers and consent, whatever the account says."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(house.authorize(f"launch/encounter {SCOPE}"))
    page.get_by_role("link", name="Français").click()
    page.get_by_label("Nom d’utilisateur").fill(CLINICIAN)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("heading", name="Choisir un patient")).to_be_visible()
    page.get_by_label("Date de naissance").fill("hier")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("#birth_date-wrong")).to_have_text("Erreur : La date de naissance n’est pas une date.")
    page.get_by_label("Date de naissance").fill("")
    page.get_by_label("Nom", exact=False).first.fill(read_name(house))
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("heading", name="Patients trouvés")).to_be_visible()
    looked_at(page, axe)
    page.locator(".pick button").first.click()
    expect(page.get_by_role("heading", name="Choisir une consultation")).to_be_visible()
    looked_at(page, axe)
    page.get_by_role("button", name="Continuer sans consultation").click()
    expect(page.get_by_role("heading", name="Quiet Chart demande un accès")).to_be_visible()
    expect(page.get_by_text("Jusqu’à ce que vous le retiriez, 12 heures au plus")).to_be_visible()
    looked_at(page, axe)
    page.get_by_label("Consulter nom, date de naissance et coordonnées de ce patient").uncheck()
    problems = page.get_by_role("group", name="Consulter problèmes et diagnostics de ce patient")
    problems.get_by_label("Rien").check()
    page.get_by_role("button", name="Autoriser").click()
    expect(page.get_by_role("heading", name="Back in the app")).to_be_visible()
    granted = house.redeem(house.answer()["code"])["scope"].split()
    assert set(granted) == set(SCOPE.split()) - {"patient/Patient.rs", "patient/Condition.rs"}


def looked_at(page: Page, axe: str) -> None:
    assert page.locator("html").get_attribute("lang") == "fr"
    assert sideways(page) <= 0
    assert violations(page, axe) == []


def read_name(house: House) -> str:
    """The family name of somebody in the clinic."""
    from sqlalchemy import create_engine

    source = house.facade.endpoints["oscar"].source.source
    engine = create_engine(source.settings.url)
    with engine.connect() as connection:
        name = connection.exec_driver_sql("select last_name from demographic where demographic_no = 7").scalar_one()
    engine.dispose()
    return str(name)
