"""Client authentication with a signed JWT (`private_key_jwt`).

The header must name its key by `kid`; a `jku` must be the registered URL of the key set, letter by letter, and no
other is ever fetched. Whatever can be refused without the keys is refused before anybody asks for them.
https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html#authenticating-to-the-token-endpoint
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from facade.access.clients import ALGORITHMS, VerificationKey
from facade.store import Store

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_LONGEST = 16_000
_LIFETIME = timedelta(minutes=5)
_SKEW = timedelta(seconds=60)
_UNREADABLE = (JoseError, ValueError, RecursionError)  # whatever bytes a stranger sends end in one of these


class BadAssertion(Exception):
    """The assertion proves nothing. The text is constant ASCII, for the developer of the client."""


@dataclass(frozen=True)
class Signer:
    """Who may have signed: `keys` gives the usable keys of its set, told which `kid` is wanted."""

    id: str
    keys: Callable[[str], Sequence[VerificationKey]]
    jwks_url: str | None = None


def verify(
    assertion: str,
    *,
    signer_of: Callable[[str], Signer | None],
    audiences: Collection[str],
    store: Store,
    now: datetime,
) -> str:
    """The id of the client that signed the assertion. The jti is used up last, so that only its owner can do it."""
    if len(assertion) > _LONGEST:
        raise BadAssertion("The assertion is too long.")
    header, unverified = _segment(assertion, 0), _segment(assertion, 1)
    subject = unverified.get("sub")
    signer = signer_of(subject) if isinstance(subject, str) else None
    if signer is None:
        raise BadAssertion("The client is not known here.")
    claims = _signed_claims(assertion, _key(signer, header))
    expires = _check_claims(claims, signer.id, audiences, now)
    if not store.assertions.first_use(signer.id, claims["jti"], expires=expires + _SKEW, now=now):
        raise BadAssertion("The jti was used before.")
    return signer.id


def _segment(assertion: str, index: int) -> Mapping[str, Any]:
    parts = assertion.split(".")
    if len(parts) != 3:
        raise BadAssertion("The assertion is not a signed JWT.")
    try:
        found = json.loads(urlsafe_b64decode(parts[index].encode("ascii")))
    except _UNREADABLE:
        found = None
    if not isinstance(found, dict):
        raise BadAssertion("The assertion is not a signed JWT.")
    return found


def _key(signer: Signer, header: Mapping[str, Any]) -> VerificationKey:
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise BadAssertion(f"The alg must be one of {', '.join(ALGORITHMS)}.")
    if str(header.get("typ", "JWT")).upper() != "JWT":
        raise BadAssertion("The typ must be JWT.")
    if "crit" in header:
        raise BadAssertion("No critical header extension is known here.")
    if "jku" in header and (signer.jwks_url is None or header["jku"] != signer.jwks_url):
        raise BadAssertion("The jku is not the registered one.")
    if not isinstance(kid, str) or not kid:
        raise BadAssertion("The header must name a key by its kid.")
    fitting = [key for key in signer.keys(kid) if key.algorithm == algorithm and key.kid == kid]
    if len(fitting) != 1:
        raise BadAssertion("The header does not name exactly one registered key.")
    return fitting[0]


def _signed_claims(assertion: str, key: VerificationKey) -> Mapping[str, Any]:
    # RFC 7515 wants unknown header members ignored, and some clients send more than 512 bytes of header.
    registry = jws.JWSRegistry(algorithms=[key.algorithm], strict_check_header=False)
    registry.max_header_length = _LONGEST
    try:
        return jwt.decode(assertion, key.key, registry=registry).claims
    except _UNREADABLE:
        raise BadAssertion("The signature is not that of the registered key.") from None


def _check_claims(claims: Mapping[str, Any], client: str, audiences: Collection[str], now: datetime) -> datetime:
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(_SKEW.total_seconds()),
        iss={"essential": True, "value": client},
        sub={"essential": True, "value": client},
        aud={"essential": True, "values": list(audiences)},
        exp={"essential": True},
        jti={"essential": True},
    )
    try:
        rules.validate(dict(claims))
    except JoseError as error:
        name = str(getattr(error, "claim", "")) or "claims"
        raise BadAssertion(f"Not accepted: {name} of the assertion.") from None
    latest = now + _LIFETIME + _SKEW
    if claims["exp"] > latest.timestamp():
        raise BadAssertion("The exp is more than five minutes ahead.")
    return datetime.fromtimestamp(claims["exp"], UTC)
