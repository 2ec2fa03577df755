"""The answer of the token endpoint to an app that acts for a person: tokens, scopes and the context of the launch.

https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-access-token
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from facade.access.endpoint import EndpointFacts
from facade.smart import id_token, rights, scopes_granted
from facade.smart.issuing import Issuing
from facade.smart.launch import context
from facade.smart.rights import Rights
from facade.store import App, Origin, StoredToken, new_token
from facade.store.families import Family


def rights_of(issuing: Issuing, family: Family, app: App, scopes: Sequence[str]) -> Rights:
    """What the person may give now: accounts are closed, links end, clinics narrow an app. Raises rights.NotHeld."""
    person = issuing.store.people.find(family.person)
    if person is None or person.status != "active" or not issuing.is_open(person.id):
        raise rights.NotHeld
    allowed = scopes_granted.still(scopes, app.scope.split())
    if not allowed:
        raise rights.NotHeld
    links = issuing.store.people.links(family.person, issuing.endpoint.name, now=issuing.now)
    return rights.grant_for(app, links, allowed, endpoint=issuing.served, patient=family.patient, now=issuing.now)


def answer(issuing: Issuing, family: Family, granted: Rights, *, origin: Origin, nonce: str | None) -> dict[str, Any]:
    """A new access token, and an id token if the person's identity was granted, with everything that belongs to them.

    The token has the scopes of `granted.grant`, which may be less than the family's.
    """
    now, scopes = issuing.now, granted.grant.scopes
    ends = [now + timedelta(seconds=issuing.lifetimes.access_seconds), family.ends, granted.expires or family.ends]
    expires = min(ends)
    token = new_token()
    stored = StoredToken(
        granted.grant.as_fields(), issuing.endpoint.name, expires, origin, family=family.id, person=family.person
    )
    issuing.store.tokens.keep(token, stored, now=now)
    body = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": int((expires - now).total_seconds()),
        "scope": " ".join(scopes),
        **context_of(issuing.endpoint, family),
    }
    signed = id_token.make(issuing, family, scopes, access_token=token, nonce=nonce)
    return body if signed is None else body | {"id_token": signed}


def context_of(endpoint: EndpointFacts, family: Family) -> dict[str, Any]:
    """The context of the launch, the same in the first answer, after each refresh and on introspection."""
    return context.answered(
        endpoint.base,
        patient=family.patient,
        encounter=family.encounter,
        intent=family.intent,
        fhir_context=family.fhir_context,
        banner=family.banner,
    )
