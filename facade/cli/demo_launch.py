"""`facade demo --check`: a person who opens the sample app, signs in, allows, and reads; over HTTP, without a browser.

What the app's own script does between the pages is done here: the launch, the redirect back, the code for a token.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import click

from facade.errors import Refused
from facade.fhir import json

_PAGES = 8  # more than any launch has
_SECONDS = 30


@dataclass(frozen=True)
class Told:
    """What `ready.json` tells of the sample app: where it is, and a patient who may sign in."""

    address: str
    login: str
    password: str


@dataclass
class _Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    """The forms of a page's main part, filled in as they came."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[_Form] = []
        self.feed(text.partition("<main")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what a browser would send."""
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(_Form(at.get("action", "")))
        if not self.found or not at.get("name"):
            return
        form, kind = self.found[-1], at.get("type", "text")
        if tag == "button":
            form.buttons.append((at["name"], at.get("value", "")))
        elif tag == "input" and (kind not in ("radio", "checkbox") or "checked" in at):
            form.fields.append((at["name"], at.get("value", "")))


def steps(told: Told) -> Iterator[str]:
    """Do it, and tell each step; ClickException if anything is not as promised."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    settings = _json(browser, f"{told.address}/settings.json")
    yield f"{told.address}: {_title(browser, told.address)}"
    base = settings["clinics"][0]["iss"]
    config = _json(browser, f"{base}/.well-known/smart-configuration")
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    asked = _asked(told.address, settings, base, verifier, state)
    url = f"{config['authorization_endpoint']}?{urlencode(asked)}"
    answer = yield from through(browser, told, url, asked["redirect_uri"])
    if answer.get("state") != state or answer.get("iss") != base or "code" not in answer:
        raise click.ClickException(f"The app got no code: {answer.get('error', 'another state')}.")
    token = _token(browser, config["token_endpoint"], answer["code"], asked, verifier)
    yield f"token for {token['scope']}"
    yield from _chart(browser, base, token)


def _asked(address: str, settings: Mapping[str, Any], base: str, verifier: str, state: str) -> Mapping[str, str]:
    digest = hashlib.sha256(verifier.encode()).digest()
    return {
        "response_type": "code",
        "client_id": settings["clientId"],
        "redirect_uri": f"{address}/chart",
        "scope": f"launch/patient {settings['scope']}",
        "state": state,
        "aud": base,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }


def through(browser: OpenerDirector, told: Told, url: str, back: str) -> Generator[str, None, Mapping[str, str]]:
    """Through the pages until the app has its answer, at the address `back`."""
    url, text = _get(browser, url)
    for _ in range(_PAGES):
        if url.partition("?")[0] == back:
            return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        yield f"{urlsplit(url).path}: {_headline(text)}"
        form = _form(text)
        typed = {"login": told.login, "password": told.password}
        fields = [(name, typed.get(name, value)) for name, value in form.fields]
        url, text = _get(browser, urljoin(url, form.action), urlencode([*fields, *form.buttons[:1]]).encode())
    raise click.ClickException("The pages lead nowhere.")


def _form(text: str) -> _Form:
    found = next(iter(_Forms(text).found), None)
    if found is None:
        raise click.ClickException(f"A page asks nothing: {_headline(text)}.")
    return found


def _token(browser: OpenerDirector, url: str, code: str, asked: Mapping[str, str], verifier: str) -> Mapping[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked["redirect_uri"],
        "client_id": asked["client_id"],
        "code_verifier": verifier,
    }
    return _json(browser, url, urlencode(form).encode())


def _chart(browser: OpenerDirector, base: str, token: Mapping[str, Any]) -> Iterator[str]:
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    patient = _json(browser, f"{base}/Patient/{token['patient']}", headers=headers)
    yield f"Patient/{patient['id']}: born {patient.get('birthDate', 'on a day nobody wrote down')}"
    query = urlencode({"patient": token["patient"], "category": "vital-signs", "_count": "200"})
    bundle = _json(browser, f"{base}/Observation?{query}", headers=headers)
    if not bundle.get("entry"):
        raise click.ClickException("The chart has no vital signs.")
    yield f"vital signs: {len(bundle['entry'])}"


def _json(
    browser: OpenerDirector, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    _, text = _get(browser, url, body, headers)
    try:
        found = json.loads(text.encode())
    except Refused as error:
        raise click.ClickException(f"{url}: {error}") from error
    return dict(found)


def _get(
    browser: OpenerDirector, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """The answer's own address, after redirects, and its text."""
    try:
        with browser.open(Request(url, body, dict(headers or {})), timeout=_SECONDS) as answer:  # noqa: S310  # our own
            return answer.url, answer.read().decode()
    except HTTPError as error:
        raise click.ClickException(f"{url.partition('?')[0]}: {error}: {error.read().decode()[:300]}") from error
    except URLError as error:
        raise click.ClickException(f"{url.partition('?')[0]}: {error}") from error


def _title(browser: OpenerDirector, url: str) -> str:
    return _between(_get(browser, url)[1], "<title>", "</title>")


def _headline(text: str) -> str:
    return re.sub("<[^>]*>", "", _between(text, "<h1>", "</h1>"))


def _between(text: str, before: str, after: str) -> str:
    return text.partition(before)[2].partition(after)[0].strip()
