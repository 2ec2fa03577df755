"""Id tokens: who has signed in, signed with this server's newest key; and the keys that verify them.

The keys rotate by `facade keys rotate`. The document keeps a key for as long as anything signed with it is good, and
every endpoint, which is an issuer of its own, publishes the same set.
https://openid.net/specs/openid-connect-core-1_0.html#IDToken, https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from facade.access.endpoint import EndpointFacts
from facade.smart.issuing import Issuing
from facade.smart.scopes_granted import FHIR_USER, OPENID
from facade.store import Key, Store
from facade.store.families import Family

ALGORITHM = "RS256"
LONGEST = timedelta(seconds=3600)
"""No id token may be configured to live longer, so a key that signs no more is published this long."""

_CACHED = timedelta(minutes=10)  # and so long somebody's copy of the document may be old


def make(
    issuing: Issuing, family: Family, scopes: Sequence[str], *, access_token: str, nonce: str | None
) -> str | None:
    """The signed token; None if the person's identity was not granted."""
    if OPENID not in scopes:
        return None
    key = signing_key(issuing.store)
    ends = issuing.now + timedelta(seconds=issuing.lifetimes.id_token_seconds)
    claims: dict[str, Any] = {
        "iss": issuing.endpoint.base,
        "sub": family.person,
        "aud": family.app,
        "iat": int(issuing.now.timestamp()),
        "exp": int(ends.timestamp()),
        "auth_time": int(family.auth_time.timestamp()),
        "at_hash": _half(access_token),
        **identity(issuing.endpoint, family, scopes),
    }
    if nonce is not None:
        claims["nonce"] = nonce
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": "JWT"}, claims, key, algorithms=[ALGORITHM])


def identity(endpoint: EndpointFacts, family: Family, scopes: Sequence[str]) -> dict[str, Any]:
    """Who the person is in this endpoint's records, if that was granted: an absolute URL."""
    if family.user is None or FHIR_USER not in scopes:
        return {}
    return {"fhirUser": f"{endpoint.base}/{family.user}"}


def signing_key(store: Store) -> RSAKey:
    """The newest key."""
    return _loaded(store.keys("signing")[0])


def published(store: Store, *, now: datetime) -> dict[str, Any]:
    """The public halves of the keys that may have signed something that is still good."""
    found: list[dict[str, Any]] = []
    newer: datetime | None = None  # when the key was followed by another one
    for key in store.keys("signing"):
        if newer is None or now < newer + LONGEST + _CACHED:
            found.append(_loaded(key).as_dict(private=False) | {"use": "sig", "alg": ALGORITHM})
        newer = key.created
    return {"keys": found}


@lru_cache(maxsize=16)
def _loaded(key: Key) -> RSAKey:
    return RSAKey.import_key(key.secret, {"kid": key.id})


def _half(token: str) -> str:
    """at_hash: the left half of the hash that the algorithm names."""
    return urlsafe_b64encode(hashlib.sha256(token.encode("ascii")).digest()[:16]).decode("ascii").rstrip("=")
