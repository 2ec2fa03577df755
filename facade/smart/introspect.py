"""Introspection (RFC 7662): what a token stands for, told to those who may ask.

An app may ask about its own tokens; one with the permission `introspect` about the access tokens of any app at this
endpoint. Of a refresh token its own app alone is told: a resource server must not take it for an access token. Who
asks shows who it is as at the token endpoint, or by an access token of its own in the Authorization header, as SMART
asks. A public app proves nothing by its client_id, so it needs the latter. Of all else the answer is
`{"active": false}` and nothing more: unknown, expired, revoked, used up, another endpoint's, somebody else's.
https://hl7.org/fhir/smart-app-launch/token-introspection.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidRequestError, OAuth2Error

from facade.access.addresses import allowed
from facade.access.tokens import grant_of, stored_token
from facade.errors import Refused
from facade.smart import answers, backend, id_token, scopes_granted
from facade.smart.client_auth import Authenticator
from facade.smart.events import AuthEvent
from facade.smart.issuing import Issuing
from facade.smart.registry import Registry
from facade.smart.token import NO_STORE, Answer, Sent, admitted, guarded, told
from facade.store import StoredToken
from facade.store.families import Family

PERMISSION = "introspect"
_INACTIVE = {"active": False}
_NOT_VALID = "The access token is not valid here, or no longer."


def introspect(sent: Sent, *, authenticator: Authenticator, issuing: Issuing) -> Answer:
    """Answer a POST to the introspection endpoint."""

    def make() -> Answer:
        try:
            sent.check()
            text = sent.values.get("token")
            if not text:
                raise InvalidRequestError("The token is missing.")
            client, permissions = _asker(sent, authenticator, issuing)
        except OAuth2Error as error:
            return told(error)
        found = _access(text, client, permissions, authenticator.registry, issuing) or _refresh(text, client, issuing)
        if found is None:
            return 200, dict(NO_STORE), dict(_INACTIVE)
        issuing.record(AuthEvent("introspect", issuing.endpoint.name, "granted", client, found.person))
        return 200, dict(NO_STORE), found.members

    return guarded(make)


@dataclass(frozen=True)
class _Active:
    """What is told of a token, and whose it is."""

    person: str
    members: dict[str, Any]


def _asker(sent: Sent, authenticator: Authenticator, issuing: Issuing) -> tuple[str, frozenset[str]]:
    """The client that asks, and what it may."""
    header = sent.authorization
    if header is not None and header.partition(" ")[0].lower() == "bearer":
        try:
            stored = stored_token(header, store=issuing.store, endpoint=issuing.endpoint.name, now=issuing.now)
            grant = grant_of(stored)
        except Refused as refused:
            if refused.status != 401:
                raise
            raise _NoBearer(description=_NOT_VALID) from None
        if _is_orphan(stored, authenticator.registry, issuing):
            raise _NoBearer(description=_NOT_VALID)
        app = authenticator.registry.app(issuing.endpoint.name, grant.client)
        if app is not None and not allowed(app.ip_allow, sent.address):
            raise _NoBearer(description="The client may not be used from this address.")
        issuing.count(grant.client)
        return grant.client, grant.permissions
    app = admitted(sent, authenticator=authenticator, issuing=issuing)
    if app.is_public:
        raise InvalidClientError(description="A public client needs an access token to ask.")
    return app.id, app.permissions


class _NoBearer(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """RFC 6750 3: the challenge names the scheme that was tried."""

    error = "invalid_token"
    status_code = 401

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), ("WWW-Authenticate", 'Bearer error="invalid_token"')]


def _access(
    text: str, client: str, permissions: frozenset[str], registry: Registry, issuing: Issuing
) -> _Active | None:
    token = issuing.store.tokens.find(text, now=issuing.now)
    if token is None or token.endpoint != issuing.endpoint.name or _is_orphan(token, registry, issuing):
        return None
    grant: Mapping[str, Any] = token.grant
    if grant["client"] != client and PERMISSION not in permissions:
        return None
    members = _members(issuing, grant["scopes"], grant["client"], token.expires) | {"token_type": "Bearer"}
    family = None if token.family is None else issuing.store.families.find(token.family, now=issuing.now)
    if family is not None:
        members |= _of_consent(issuing, family, grant["scopes"])
    elif grant["patient"] is not None:  # made by hand; a backend service's has none
        members["patient"] = grant["patient"]
    return _Active(token.person or "", members)


def _refresh(text: str, client: str, issuing: Issuing) -> _Active | None:
    """A refresh token that could be used now. To ask about one that was used up ends nothing."""
    family = issuing.store.families.of_unused(text, now=issuing.now)
    if family is None or (family.app, family.endpoint) != (client, issuing.endpoint.name):
        return None
    if family.kind == "online" and not issuing.store.sessions.is_alive(family.session, now=issuing.now):
        return None
    ends = min(family.expires, family.ends)
    members = _members(issuing, family.scopes, client, ends) | _of_consent(issuing, family, family.scopes)
    return _Active(family.person, members)


def _is_orphan(token: StoredToken, registry: Registry, issuing: Issuing) -> bool:
    """A backend service's token whose client was taken out of the configuration: the API refuses it, too."""
    own = token.origin == backend.GRANT_TYPE
    return own and registry.app(issuing.endpoint.name, token.grant["client"]) is None


def _members(issuing: Issuing, scopes: Sequence[str], client: str, expires: datetime) -> dict[str, Any]:
    """What is told of every token."""
    return {
        "active": True,
        "scope": " ".join(scopes),
        "client_id": client,
        "exp": int(expires.timestamp()),
        "iss": issuing.endpoint.base,
    }


def _of_consent(issuing: Issuing, family: Family, scopes: Sequence[str]) -> dict[str, Any]:
    """The context that stood beside the token and, if that was granted, who the person is."""
    found = answers.context_of(issuing.endpoint, family)
    if scopes_granted.OPENID in scopes:
        found |= {"sub": family.person, **id_token.identity(issuing.endpoint, family, scopes)}
    return found
