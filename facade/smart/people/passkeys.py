"""Passkeys as a second factor: W3C Web Authentication Level 2, with user verification.

A challenge belongs to the browser that asked for it, lives a few minutes and counts once. A count of signatures that
does not grow is a copied authenticator, and is refused (§6.1.1).
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import webauthn
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from facade.errors import Refused
from facade.fhir import json as strict
from facade.smart.people.accounts import Accounts
from facade.store.credentials import Passkey
from facade.store.people import Person
from facade.store.sessions import Cookie

_TIME = timedelta(minutes=5)
_VERIFIED = UserVerificationRequirement.REQUIRED
_LONGEST = 64 * 1024
_LONGEST_LABEL = 64
_MOST = 10


def register_begin(accounts: Accounts, person: Person, cookie: Cookie, *, now: datetime) -> str:
    """The options for `navigator.credentials.create`, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=accounts.host,
        rp_name=accounts.host,
        user_name=person.login,
        user_id=person.id.encode("ascii"),
        user_display_name=person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_VERIFIED
        ),
        exclude_credentials=_described(accounts, person.id),
    )
    _keep(accounts, cookie, "register", person.id, options.challenge, now)
    return webauthn.options_to_json(options)


def register_finish(accounts: Accounts, person: str, cookie: Cookie, answer: str, *, label: str, now: datetime) -> bool:
    """Keep the passkey that the browser made; False if its answer is not right."""
    challenge = _take(accounts, cookie, "register", person, now)
    said = _read(answer)
    if challenge is None or said is None or len(accounts.store.credentials.passkeys(person)) >= _MOST:
        return False
    try:
        made = webauthn.verify_registration_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=accounts.host,
            expected_origin=accounts.origin,
            require_user_verification=True,
        )
    except Exception:  # a stranger's bytes in four nested formats: whatever a library says of them, it is not right
        return False
    name = label.strip()[:_LONGEST_LABEL] if label.isprintable() else ""
    new = Passkey(person, made.credential_id, made.credential_public_key, made.sign_count, name, now)
    return accounts.store.credentials.add_passkey(new)


def begin(accounts: Accounts, person: str, cookie: Cookie, *, now: datetime) -> str:
    """The options for `navigator.credentials.get`, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=accounts.host, allow_credentials=_described(accounts, person), user_verification=_VERIFIED
    )
    _keep(accounts, cookie, "authenticate", person, options.challenge, now)
    return webauthn.options_to_json(options)


def is_right(accounts: Accounts, person: str, cookie: Cookie, answer: str, *, now: datetime) -> bool:
    """Whether one of the person's passkeys signed the challenge of this browser."""
    challenge = _take(accounts, cookie, "authenticate", person, now)
    said = _read(answer)
    used = None if said is None else _named(accounts, person, said)
    if challenge is None or said is None or used is None:
        return False
    try:
        found = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=accounts.host,
            expected_origin=accounts.origin,
            credential_public_key=used.public_key,
            credential_current_sign_count=used.signatures,
            require_user_verification=True,
        )
    except Exception:  # a stranger's bytes in four nested formats: whatever a library says of them, it is not right
        return False
    return accounts.store.credentials.use_passkey(used, found.new_sign_count, now=now)


def _described(accounts: Accounts, person: str) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one.credential) for one in accounts.store.credentials.passkeys(person)]


def _read(answer: str) -> dict[str, Any] | None:
    """The browser's answer; None if it is too long or too deep, or no object."""
    try:
        found = strict.loads(answer.encode("utf-8")) if len(answer) <= _LONGEST else None
    except (Refused, UnicodeEncodeError):
        return None
    return found if isinstance(found, dict) else None


def _named(accounts: Accounts, person: str, said: Mapping[str, Any]) -> Passkey | None:
    """The passkey of the person that an answer says it comes from."""
    try:
        id = urlsafe_b64decode(said["rawId"] + "==")
    except (ValueError, TypeError, KeyError):
        return None
    return next((one for one in accounts.store.credentials.passkeys(person) if one.credential == id), None)


def _keep(accounts: Accounts, cookie: Cookie, kind: str, person: str, challenge: bytes, now: datetime) -> None:
    content = json.dumps({"person": person, "challenge": urlsafe_b64encode(challenge).decode()})
    accounts.store.ceremonies.begin(cookie, kind, content, expires=now + _TIME, now=now)


def _take(accounts: Accounts, cookie: Cookie, kind: str, person: str, now: datetime) -> bytes | None:
    content = accounts.store.ceremonies.take(cookie, kind, now=now)
    kept = json.loads(content) if content else {}
    return urlsafe_b64decode(kept["challenge"]) if kept.get("person") == person else None
