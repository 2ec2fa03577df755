"""Signing in with an outside OpenID provider: authorization code with PKCE, state and nonce, bound to this browser.

https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth; against mix-up RFC 9207 and an address of return of
its own for each provider. An outside account is issuer and subject, never an e-mail address. It signs in whom it was
linked to: by the person, signed in here, or by a claim that the configuration names.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote, urlencode

from facade.smart.people import provider_person, provider_token, sign_in
from facade.smart.people.accounts import Accounts
from facade.smart.people.provider_token import NotTrusted
from facade.smart.people.provider_web import NoAnswer, Provider
from facade.smart.people.sign_in import SignedIn, Step
from facade.store.people import Identity
from facade.store.sessions import Cookie, Session

Reason = Literal["unknown-provider", "stale", "denied", "unreachable", "untrusted", "no-account", "taken"]

_TIME = timedelta(minutes=10)
_SKEW = 60


@dataclass(frozen=True)
class NotSignedIn:
    """It did not work: `denied` by provider or person, `no-account` here, `stale`: begun elsewhere or long ago.

    `linking`: not to sign in, but to link the outside account.
    """

    reason: Reason
    linking: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Attached:
    """The outside account signs this person in from now on."""

    to: str


@dataclass(frozen=True)
class Back:
    """Signed in, or right so far; `to`: where the person wanted to go."""

    outcome: SignedIn | Step
    to: str


class _Denied(Exception):
    """The provider says no, or the person did."""


def begin(
    accounts: Accounts,
    name: str,
    visit: Cookie,
    *,
    to: str,
    now: datetime,
    attach: Session | None = None,
    fresh: bool = False,
) -> str | NotSignedIn:
    """The address at the provider. `attach`: link to this person; `fresh`: the provider must ask for a sign-in anew."""
    provider = accounts.outside.get(name)
    if provider is None:
        return NotSignedIn("unknown-provider")
    try:
        document = provider.document()
    except NoAnswer:
        return _failed(accounts, "unreachable")
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    kept = {
        "provider": name,
        "nonce": nonce,
        "verifier": verifier,
        "to": to,
        "person": attach.person if attach else "",
        "fresh": fresh,
        "begun": int(now.timestamp()),
    }
    accounts.store.ceremonies.begin(visit, _kind(state), json.dumps(kept), expires=now + _TIME, now=now)
    asked = {
        "response_type": "code",
        "client_id": provider.config.client_id,
        "redirect_uri": _back(accounts, name),
        "scope": " ".join(dict.fromkeys(["openid", *provider.config.scope.split()])),
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
        **({"prompt": "login", "max_age": "0"} if fresh else {}),
    }
    address = str(document["authorization_endpoint"])
    return address + ("&" if "?" in address else "?") + urlencode(asked)


def finish(
    accounts: Accounts,
    name: str,
    answer: Sequence[tuple[str, str]],
    visit: Cookie,
    *,
    now: datetime,
    session: Session | None = None,
    cookie: Cookie | None = None,
) -> Back | Attached | NotSignedIn:
    """What the provider sent the browser back with. `cookie`: of the session that the browser has."""
    provider = accounts.outside.get(name)
    said = dict(answer)
    kept = _taken(accounts, visit, said.get("state", ""), now)
    if provider is None or kept is None or kept["provider"] != name or len(said) != len(answer):
        return _failed(accounts, "stale")
    linking = bool(kept["person"])
    try:
        found = _claims(accounts, provider, said, kept, now)
    except _Denied:
        return _failed(accounts, "denied", linking=linking)
    except NoAnswer:
        return _failed(accounts, "unreachable", linking=linking)
    except NotTrusted:
        return _failed(accounts, "untrusted", linking=linking)
    if linking:
        return _attach(accounts, provider, kept, found, session, now)
    person = provider_person.of(accounts, provider.config, found, now=now)
    if person is None or not sign_in.may_enter(person):
        return _failed(accounts, "no-account")
    outcome = sign_in.proceed(accounts, person, "provider", now=now, cookie=cookie, auth_time=_auth_time(found, now))
    return Back(outcome, kept["to"])


def _claims(
    accounts: Accounts, provider: Provider, said: Mapping[str, str], kept: Mapping[str, Any], now: datetime
) -> Mapping[str, Any]:
    """What the provider tells us, and not the browser, about the person."""
    if not _is_from(provider, said.get("iss")):
        raise NotTrusted("another provider's answer")
    if "error" in said or not said.get("code"):
        raise _Denied
    token = _token(accounts, provider, said["code"], kept["verifier"])
    found = provider_token.claims(token, provider, nonce=kept["nonce"], now=now)
    if kept["fresh"] and (provider_token.seconds(found, "auth_time") or 0) < kept["begun"] - _SKEW:
        raise NotTrusted("no new sign-in")
    return found


def _attach(
    accounts: Accounts,
    provider: Provider,
    kept: Mapping[str, Any],
    found: Mapping[str, Any],
    session: Session | None,
    now: datetime,
) -> Attached | NotSignedIn:
    """Link the outside account to the person who began this, and who is still the one signed in."""
    if session is None or session.person != kept["person"]:
        return _failed(accounts, "stale", linking=True)
    identity = Identity(provider.config.issuer, found["sub"])
    if not accounts.store.people.attach(session.person, identity, now=now):
        return _failed(accounts, "taken", linking=True)
    accounts.tell("factor", "outside account linked", session.person)
    return Attached(kept["to"])


def _taken(accounts: Accounts, visit: Cookie, state: str, now: datetime) -> Mapping[str, Any] | None:
    """What this browser began under this state, once."""
    content = accounts.store.ceremonies.take(visit, _kind(state), now=now)
    return json.loads(content) if content else None


def _is_from(provider: Provider, issuer: str | None) -> bool:
    """RFC 9207: whoever says its name must say the right one, and whoever promised to say it must."""
    if issuer is None:
        return provider.document().get("authorization_response_iss_parameter_supported") is not True
    return hmac.compare_digest(issuer.encode("utf-8", "surrogatepass"), provider.config.issuer.encode())


def _token(accounts: Accounts, provider: Provider, code: str, verifier: str) -> object:
    config, document = provider.config, provider.document()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _back(accounts, config.name),
        "code_verifier": verifier,
    }
    headers: dict[str, str] = {}
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if config.client_secret is None:
        form["client_id"] = config.client_id
    elif isinstance(methods, list) and "client_secret_basic" in methods:
        pair = f"{quote(config.client_id, safe='')}:{quote(config.client_secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode('ascii')).decode('ascii')}"
    else:
        form |= {"client_id": config.client_id, "client_secret": config.client_secret}
    return provider.web.post(str(document["token_endpoint"]), form, headers).get("id_token")


def _auth_time(found: Mapping[str, Any], now: datetime) -> datetime:
    """When the person proved to the provider who it is, as far as the provider says so."""
    said = provider_token.seconds(found, "auth_time")
    return now if said is None else min(datetime.fromtimestamp(max(said, 0), UTC), now)


def _failed(accounts: Accounts, reason: Reason, *, linking: bool = False) -> NotSignedIn:
    accounts.tell("factor" if linking else "sign-in", f"provider: {reason}")
    return NotSignedIn(reason, linking)


def _back(accounts: Accounts, name: str) -> str:
    """Where a provider sends people back to; what is registered there."""
    return f"{accounts.public_url}/sign-in/with/{name}/back"


def _kind(state: str) -> str:
    """Each way to a provider is a ceremony of its own, so that two tabs do not disturb each other."""
    return "to " + hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()[:13]


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
