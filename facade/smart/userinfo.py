"""UserInfo: who is behind an access token, with the same `sub` as in the id token.

https://openid.net/specs/openid-connect-core-1_0.html#UserInfo
"""

from __future__ import annotations

from typing import Any

from facade.access.denial import Denial, denial
from facade.smart import id_token, scopes_granted
from facade.smart.issuing import Issuing
from facade.store import StoredToken


def userinfo(token: StoredToken, issuing: Issuing) -> dict[str, Any]:
    """The claims; 403 unless the person's identity was granted to the app."""
    scopes = token.grant["scopes"]
    family = None if token.family is None else issuing.store.families.find(token.family, now=issuing.now)
    if family is None or scopes_granted.OPENID not in scopes:
        raise denial(Denial.NO_SCOPE)
    claims = {"sub": family.person, **id_token.identity(issuing.endpoint, family, scopes)}
    person = issuing.store.people.find(family.person)
    if person is not None and scopes_granted.PROFILE in scopes:
        claims["name"] = person.name
    return claims
