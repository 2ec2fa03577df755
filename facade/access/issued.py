"""Tokens for the demo and for tests, made by hand: `facade token issue`.

They stand in for the authorization server that logs people in. Off unless the configuration allows them,
marked in the store, and never for `system/*`: those come from the token endpoint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from facade.access import scopes
from facade.access.grant import Grant
from facade.errors import Refused
from facade.store import Store, StoredToken, new_token

LONGEST = timedelta(hours=24)
_NO_ALIASES: Mapping[str, str] = MappingProxyType({})


def issue(
    grant: Grant,
    *,
    store: Store,
    allowed: bool,
    now: datetime,
    lifetime: timedelta = LONGEST,
    aliases: Mapping[str, str] = _NO_ALIASES,
) -> str:
    """The text of a token for `grant`. A patient whom the EHR merged into another becomes that one."""
    if not allowed:
        raise Refused(403, "forbidden", "The configuration does not allow tokens made by hand.")
    if not timedelta(0) < lifetime <= LONGEST:
        raise Refused(400, "value", "A token made by hand lives up to 24 hours.")
    if grant.patient is not None:
        grant = replace(grant, patient=aliases.get(grant.patient, grant.patient))
    _check(grant)
    stored = StoredToken(grant.as_fields(), grant.endpoint, now + lifetime, "issued")
    token = new_token()
    store.tokens.keep(token, stored, now=now)
    return token


def _check(grant: Grant) -> None:
    """Refuse a token that would be denied everywhere, or that needs another way to get it."""
    try:
        levels = {scopes.parse(text).level for text in grant.scopes}
    except ValueError as error:
        raise Refused(400, "value", f"A scope cannot be read: {error}.") from None
    if not levels or "system" in levels:
        raise Refused(400, "value", "Tokens made by hand take user and patient scopes.")
    if "patient" in levels and not grant.has_patient:
        raise Refused(400, "value", "A patient scope needs the id of a patient.")
    if "user" in levels and not grant.has_clinician:
        raise Refused(400, "value", "A user scope needs a user such as Practitioner/5.")
