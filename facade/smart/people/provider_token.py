"""The id token of an outside provider, checked as OpenID Connect Core §3.1.3.7 says, and nothing taken on trust.

Only signatures with a key pair count: with a shared secret whoever knows it could be anybody.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from facade.errors import Refused
from facade.fhir import json
from facade.smart.people.provider_web import Provider

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_REGISTRY = JWSRegistry(algorithms=list(_ALGORITHMS))
_LONGEST = 32 * 1024
_SKEW = 60
_OLDEST = 3600
_LONGEST_SUBJECT = 255


class NotTrusted(Exception):
    """The token does not say who this is. The text is for the log and quotes nothing of it."""


def claims(token: object, provider: Provider, *, nonce: str, now: datetime) -> Mapping[str, Any]:
    """What the provider says about the person; NotTrusted unless it said it now, to us, for this browser."""
    if not isinstance(token, str) or len(token) > _LONGEST:
        raise NotTrusted("there is no id token")
    found = _verified(token, provider)
    config = provider.config
    if found.get("iss") != config.issuer:
        raise NotTrusted("another issuer")
    _check_audience(found, config.client_id)
    _check_time(found, int(now.timestamp()))
    said = found.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise NotTrusted("another nonce")
    subject = found.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or not subject.isprintable():
        raise NotTrusted("no subject")
    return found


def seconds(found: Mapping[str, Any], name: str) -> int | None:
    """A claim that is a moment; None if it is none."""
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = int(value)
    return number if abs(number) < 2**40 else None


def _verified(token: str, provider: Provider) -> dict[str, Any]:
    header = _header(token)
    kid = header.get("kid")
    if header.get("alg") not in _ALGORITHMS or "crit" in header:
        raise NotTrusted("an algorithm that is not taken")
    keys = provider.keys(kid if isinstance(kid, str) else None)
    try:
        return jwt.decode(token, keys, registry=_REGISTRY).claims
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotTrusted(f"the signature is not right ({type(error).__name__})") from error


def _header(token: str) -> Mapping[str, Any]:
    first = token.partition(".")[0]
    try:
        found = json.loads(urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (Refused, ValueError) as error:
        raise NotTrusted("not a token") from error
    if not isinstance(found, dict):
        raise NotTrusted("not a token")
    return found


def _check_audience(found: Mapping[str, Any], client: str) -> None:
    audience = found.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or client not in named:
        raise NotTrusted("meant for somebody else")
    if (len(named) > 1 or "azp" in found) and found.get("azp") != client:
        raise NotTrusted("meant for somebody else, too")


def _check_time(found: Mapping[str, Any], now: int) -> None:
    expires, issued = seconds(found, "exp"), seconds(found, "iat")
    if expires is None or issued is None or expires + _SKEW <= now:
        raise NotTrusted("expired")
    if not now - _OLDEST <= issued <= now + _SKEW:
        raise NotTrusted("not made now")
    not_before = seconds(found, "nbf")
    if not_before is not None and not_before > now + _SKEW:
        raise NotTrusted("not valid yet")
