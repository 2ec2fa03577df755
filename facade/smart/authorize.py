"""The authorization endpoint: from a request to a Pending, and from a person's decision to the way back to the app.

Who is told what goes wrong depends on one thing: until the app and its redirect URI are known to be right, a page
tells the person; from then on the app is told, and nothing ever leads to an URI that is not registered. Every answer
to the app carries `state` as it came and `iss` (RFC 9207).
https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-authorization-code, RFC 6749 4.1, RFC 7636
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import quote, urlencode

from facade.access.endpoint import EndpointFacts
from facade.config import Lifetimes
from facade.smart import rights, scopes_granted
from facade.smart.launch import ids
from facade.smart.registry import Registry
from facade.smart.scopes_granted import TooMany
from facade.store import App, Store
from facade.store.families import Family, Kind, new_family_id
from facade.store.flows import Code, Pending, new_secret
from facade.store.people import Link
from facade.store.sessions import Session

LIFETIME = timedelta(minutes=10)
CODE_LIFETIME = timedelta(seconds=60)
GRANT_TYPE = "authorization_code"

Reason = Literal["unknown-app", "unknown-redirect", "over"]
Decision = Literal[
    "access_denied", "login_required", "consent_required", "interaction_required", "account_selection_required",
    "invalid_request", "invalid_scope", "server_error", "temporarily_unavailable",
]  # fmt: skip

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # BASE64URL of a SHA-256
_LOOPBACK = re.compile(r"http://(?P<host>127\.0\.0\.1|\[::1\])(?::(?P<port>[1-9][0-9]{0,4}))?(?P<rest>/[^#]*|)")
_PROMPTS = frozenset({"none", "login", "consent", "select_account"})
_LONGEST: Mapping[str, int] = {"state": 4_000, "nonce": 1_000, "launch": 1_000}
_UNSUPPORTED: Mapping[str, str] = {
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}
_TEXTS: Mapping[Reason, str] = {
    "unknown-app": "This app is not registered here.",
    "unknown-redirect": "The app asked to be answered at an address that it did not register.",
    "over": "This request was answered before, or it took too long. Start again from the app.",
}


@dataclass(frozen=True)
class PageError:
    """What the person is told, because the app cannot be trusted with it. `reason` names the text for translations."""

    status: int
    reason: Reason

    @property
    def text(self) -> str:
        """In English."""
        return _TEXTS[self.reason]


@dataclass(frozen=True)
class RedirectError:
    """The app is told at its redirect URI, which is a registered one."""

    url: str
    error: str
    app: str


class _Wrong(Exception):
    """What is wrong with a request, in the words that the app is told."""

    def __init__(self, error: str, text: str) -> None:
        super().__init__(text)
        self.error, self.text = error, text


def receive(
    pairs: Sequence[tuple[str, str]], *, endpoint: EndpointFacts, registry: Registry, store: Store, now: datetime
) -> Pending | PageError | RedirectError:
    """Check an authorization request, by GET or POST, and keep it until the person has decided."""
    times = Counter(name for name, _ in pairs)
    values = dict(pairs)
    app = registry.app(endpoint.name, values.get("client_id", "")) if times["client_id"] == 1 else None
    if app is None or not app.is_active:
        return PageError(400, "unknown-app")
    redirect_uri = values.get("redirect_uri", "")
    if times["redirect_uri"] != 1 or not is_registered(redirect_uri, app):
        return PageError(400, "unknown-redirect")
    state = values.get("state", "") if times["state"] == 1 else ""
    try:
        pending = _pending(values, times, app, endpoint, now)
        _check_launch(pending, store, now)
    except _Wrong as wrong:
        told = {"error": wrong.error, "error_description": wrong.text}
        return RedirectError(_back(redirect_uri, told, state, endpoint), wrong.error, app.id)
    store.flows.keep(pending)
    return pending


def deny(pending: Pending, error: Decision, *, endpoint: EndpointFacts, store: Store, now: datetime) -> str | PageError:
    """End the request without a code: the way back to the app."""
    if not store.flows.drop(pending.id, now=now):
        return PageError(400, "over")
    return _back(pending.redirect_uri, {"error": error}, pending.state, endpoint)


def grant(  # noqa: PLR0913  # each is a fact of its own, and all come from one place
    pending: Pending,
    *,
    person: str,
    links: Sequence[Link],
    session: Session,
    scopes: Sequence[str],
    app: App,
    endpoint: EndpointFacts,
    store: Store,
    lifetimes: Lifetimes,
    now: datetime,
) -> str | PageError:
    """End the request with a code for what the person allows, as far as the context can fulfil it.

    The patient and the rest of the context are those of the request; how long the app may go on follows from the
    scopes. What the person may give is found out when the code is redeemed, and at each refresh (facade.smart.rights).
    """
    if pending.person not in (None, person) or session.person != person or pending.launch is not None:
        return PageError(400, "over")
    user = rights.fhir_user(links)
    chosen = scopes_granted.chosen(scopes, pending.scopes)
    granted = scopes_granted.in_context(chosen, patient=pending.patient, encounter=pending.encounter, user=user)
    if not granted:
        return deny(pending, "access_denied", endpoint=endpoint, store=store, now=now)
    kind, ends = _lasting(granted, session, rights.is_clinician(links), lifetimes, now)
    family = Family(
        id=new_family_id(),
        endpoint=endpoint.name,
        app=app.id,
        person=person,
        session=session.id,
        kind=kind,
        scopes=granted,
        created=now,
        used=now,
        expires=min(ends, now + timedelta(days=lifetimes.refresh_idle_days)),
        ends=ends,
        auth_time=session.auth_time,
        user=user,
        patient=pending.patient,
        encounter=pending.encounter,
        intent=pending.intent,
        fhir_context=pending.fhir_context,
        banner=pending.banner,
    )
    text = new_secret()
    code = Code(pending.redirect_uri, pending.code_challenge, family, pending.nonce)
    if not store.flows.answer(pending.id, text, code, expires=now + CODE_LIFETIME, now=now):
        return PageError(400, "over")
    return _back(pending.redirect_uri, {"code": text}, pending.state, endpoint)


def is_registered(redirect_uri: str, app: App) -> bool:
    """Letter by letter; only of a native app's loopback address the port may differ (RFC 8252, 7.3)."""
    if redirect_uri in app.redirect_uris:
        return bool(redirect_uri)
    asked = _LOOPBACK.fullmatch(redirect_uri) if app.is_public else None
    if asked is None or int(asked["port"] or 80) > 65_535:
        return False
    known = filter(None, map(_LOOPBACK.fullmatch, app.redirect_uris))
    return any(asked["host"] == uri["host"] and asked["rest"] == uri["rest"] for uri in known)


def _lasting(
    granted: Sequence[str], session: Session, clinician: bool, lifetimes: Lifetimes, now: datetime
) -> tuple[Kind, datetime]:
    """How long the app may go on."""
    if scopes_granted.OFFLINE in granted:
        return "offline", now + lifetimes.offline(clinician=clinician)
    if scopes_granted.ONLINE in granted:
        return "online", session.ends
    return "once", now + CODE_LIFETIME + timedelta(seconds=lifetimes.access_seconds)


def _pending(
    values: Mapping[str, str], times: Mapping[str, int], app: App, endpoint: EndpointFacts, now: datetime
) -> Pending:
    _check_form(values, times, app)
    _check_challenge(values)
    if values.get("aud", "").removesuffix("/") != endpoint.base:
        raise _Wrong("invalid_request", "The aud must be the FHIR base of this server.")
    scopes = _scopes(values.get("scope", ""), app)
    return Pending(
        id=new_secret(),
        endpoint=endpoint.name,
        app=app.id,
        redirect_uri=values["redirect_uri"],
        state=values["state"],
        scopes=scopes,
        aud=endpoint.base,
        code_challenge=values["code_challenge"],
        created=now,
        expires=now + LIFETIME,
        nonce=values.get("nonce"),
        prompt=_prompt(values.get("prompt", "")),
        max_age=_max_age(values.get("max_age")),
        launch=values.get("launch"),
    )


def _check_form(values: Mapping[str, str], times: Mapping[str, int], app: App) -> None:
    if any(count > 1 for count in times.values()):
        raise _Wrong("invalid_request", "A parameter may stand once only.")
    for name, error in _UNSUPPORTED.items():
        if name in values:
            raise _Wrong(error, f"The parameter {name} is not supported.")
    if values.get("response_mode", "query") != "query":
        raise _Wrong("invalid_request", "The only response_mode is query.")
    if not values.get("response_type"):
        raise _Wrong("invalid_request", "The response_type is missing.")
    if values["response_type"] != "code":
        raise _Wrong("unsupported_response_type", "The only response_type is code.")
    if GRANT_TYPE not in app.grant_types:
        raise _Wrong("unauthorized_client", "This client signs nobody in.")
    if not values.get("state"):
        raise _Wrong("invalid_request", "The state is missing.")
    if any(len(values.get(name, "")) > longest for name, longest in _LONGEST.items()):
        raise _Wrong("invalid_request", "A parameter is too long.")


def _check_challenge(values: Mapping[str, str]) -> None:
    """S256 for every kind of client; without a method RFC 7636 would mean plain."""
    if values.get("code_challenge_method") != "S256":
        raise _Wrong("invalid_request", "The code_challenge_method must be S256.")
    if not _CHALLENGE.fullmatch(values.get("code_challenge", "")):
        raise _Wrong("invalid_request", "The code_challenge must be that of a SHA-256.")


def _scopes(asked: str, app: App) -> tuple[str, ...]:
    lasting = "refresh_token" in app.grant_types
    registered = [word for word in app.scope.split() if lasting or word not in scopes_granted.LASTING]
    try:
        found = scopes_granted.offered(asked, registered)
    except TooMany:
        raise _Wrong("invalid_scope", "Ask for scopes, and not for too many.") from None
    if not found:
        raise _Wrong("invalid_scope", "None of the scopes may be granted to this client.")
    return found


def _check_launch(pending: Pending, store: Store, now: datetime) -> None:
    """Unknown, old and foreign launches are refused before anybody signs in for them (LA-04, LA-05)."""
    if (scopes_granted.LAUNCH in pending.scopes) != bool(pending.launch):
        raise _Wrong("invalid_request", "The parameter launch and the scope launch belong together.")
    if pending.launch is not None:
        try:
            ids.check(store, pending.launch, endpoint=pending.endpoint, app=pending.app, now=now)
        except ids.BadLaunch as bad:
            raise _Wrong("invalid_request", str(bad)) from None


def _prompt(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text.split()))
    if not _PROMPTS.issuperset(found) or ("none" in found and len(found) > 1):
        raise _Wrong("invalid_request", "The prompt is not one of OpenID Connect's.")
    return found


def _max_age(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise _Wrong("invalid_request", "The max_age is a number of seconds.")
    return int(text)


def _back(redirect_uri: str, values: Mapping[str, str], state: str, endpoint: EndpointFacts) -> str:
    """The redirect URI with our parameters behind its own."""
    told = {**values, **({"state": state} if state else {}), "iss": endpoint.base}
    separator = "&" if "?" in redirect_uri else "?"
    return f"{redirect_uri}{separator}{urlencode(told, quote_via=quote)}"
