"""The launcher, the keyboard, security keys and the picture of a key in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from .conftest import ADMIN, CLINICIAN, PASSWORD, PATIENT, House, accounts_of
from .walking import open_session


def test_the_launcher_opens_a_window_of_its_own(context: BrowserContext, house: House) -> None:
    """LA-03, LA-06, LA-11: from the launcher to the app's own window, back to us, and to the app with the context."""
    open_session(house, context, CLINICIAN)
    page = context.new_page()
    page.goto(f"{house.base}/launcher")
    page.locator("#name").fill("a")
    page.locator("button.main").click()
    page.locator(".pick button").first.click()
    with context.expect_page() as opened:
        page.locator("button[name=app]").first.click()
    app = opened.value
    expect(app.locator("h1")).to_have_text("Back in the app")
    assert page.locator("h1").inner_text() == "Open an app"
    given = house.answer()
    assert given["iss"] == house.fhir
    app.goto(house.authorize("launch openid fhirUser patient/Patient.rs", launch=given["launch"]))
    app.get_by_label("User name").fill(CLINICIAN)
    app.get_by_label("Password").fill(PASSWORD)
    app.get_by_role("button", name="Sign in").click()
    app.get_by_role("button", name="Allow").click()
    expect(app.locator("h1")).to_have_text("Back in the app")
    tokens = house.redeem(house.answer()["code"])
    assert tokens["patient"]
    assert tokens["need_patient_banner"] is True


def test_a_patient_narrows_and_allows_by_keyboard_alone(page: Page, house: House) -> None:
    """SC-06 without a mouse: only laboratory results of all observations."""
    open_session(house, page.context, PATIENT)
    page.goto(house.authorize("launch/patient patient/Observation.rs"))
    radio = page.locator("input[value=all][type=radio]")
    radio.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[value=some]")).to_be_checked()
    boxes = page.locator(".parts input")
    expect(boxes.first).to_be_visible()
    boxes.first.focus()
    for number in range(1, boxes.count()):
        page.keyboard.press("Tab")
        expect(boxes.nth(number)).to_be_focused()
        page.keyboard.press("Space")
    page.locator("button[value=allow]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Back in the app")
    scope = house.redeem(house.answer()["code"])["scope"].split()
    category = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory"
    assert set(scope) == {"launch/patient", f"patient/Observation.rs?category={category}"}


def test_a_security_key_is_set_up_and_used(context: BrowserContext, house: House) -> None:
    """HX-04: a passkey of a virtual authenticator; the administrator's first sign-in leads to it."""
    page = context.new_page()
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def sign_in() -> None:
        page.goto(f"{house.base}/sign-in?to=/admin/apps")
        page.get_by_label("User name").fill(ADMIN)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    sign_in()
    page.get_by_role("link", name="Security key or passkey").click()
    page.get_by_label("Name of the key").fill("blue key")
    page.get_by_role("button", name="Add a security key").click()
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("h1")).to_have_text("Apps")
    page.get_by_role("button", name="Sign out").click()
    sign_in()
    page.get_by_role("button", name="Use a security key").click()
    expect(page.locator("h1")).to_have_text("Apps")
    accounts_of(house).store.credentials.drop_second(house.people[ADMIN].id)


READ = """async drawn => {
  const picture = new Image();
  picture.src = 'data:image/svg+xml,' + encodeURIComponent(drawn);
  await picture.decode();
  const paper = Object.assign(document.createElement('canvas'), {width: 400, height: 400}).getContext('2d');
  paper.drawImage(picture, 0, 0, 400, 400);
  return jsQR(paper.getImageData(0, 0, 400, 400).data, 400, 400).data;
}"""


def test_the_picture_of_the_key_can_be_scanned(page: Page, house: House, modules: Path) -> None:
    """By another house's reader: it finds the address that the link of the page has, with the key that is shown."""
    open_session(house, page.context, PATIENT)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{house.base}/account/totp")
    page.evaluate((modules / "jsqr" / "dist" / "jsQR.js").read_text())
    drawn = page.locator(".qr").inner_html().replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    found = page.evaluate(READ, drawn)
    assert found == page.locator("a[href^=otpauth]").get_attribute("href")
    assert f"secret={page.locator('.secret').inner_text()}" in found
