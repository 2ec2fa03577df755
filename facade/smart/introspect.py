"""Introspection (RFC 7662): what an access token stands for, told to those who may ask.

An app may ask about its own tokens; one with the permission `introspect` about those of any app at this endpoint. It
shows who it is as at the token endpoint, or by an access token of its own in the Authorization header, as SMART asks.
A public app proves nothing by its client_id, so it needs the latter. Of all else the answer is `{"active": false}`
and nothing more: unknown, expired, revoked, another endpoint's, somebody else's, a refresh token.
https://hl7.org/fhir/smart-app-launch/token-introspection.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidRequestError, OAuth2Error

from facade.access.addresses import allowed
from facade.access.tokens import authenticate
from facade.errors import Refused
from facade.smart import answers, id_token, scopes_granted
from facade.smart.client_auth import Authenticator
from facade.smart.events import AuthEvent
from facade.smart.issuing import Issuing
from facade.smart.token import NO_STORE, Answer, Sent, admitted, guarded, told
from facade.store import StoredToken

PERMISSION = "introspect"
_INACTIVE = {"active": False}


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
        found = issuing.store.tokens.find(text, now=issuing.now)
        mine = found is not None and found.endpoint == issuing.endpoint.name
        if found is None or not mine or (found.grant["client"] != client and PERMISSION not in permissions):
            return 200, dict(NO_STORE), dict(_INACTIVE)
        issuing.record(AuthEvent("introspect", issuing.endpoint.name, "granted", client, found.person or ""))
        return 200, dict(NO_STORE), _facts(found, issuing)

    return guarded(make)


def _asker(sent: Sent, authenticator: Authenticator, issuing: Issuing) -> tuple[str, frozenset[str]]:
    """The client that asks, and what it may."""
    header = sent.authorization
    if header is not None and header.partition(" ")[0].lower() == "bearer":
        try:
            grant = authenticate(header, store=issuing.store, endpoint=issuing.endpoint.name, now=issuing.now)
        except Refused as refused:
            if refused.status != 401:
                raise
            raise _NoBearer(description="The access token is not valid here, or no longer.") from None
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


def _facts(token: StoredToken, issuing: Issuing) -> dict[str, Any]:
    grant: Mapping[str, Any] = token.grant
    found: dict[str, Any] = {
        "active": True,
        "scope": " ".join(grant["scopes"]),
        "client_id": grant["client"],
        "token_type": "Bearer",
        "exp": int(token.expires.timestamp()),
        "iss": issuing.endpoint.base,
    }
    family = None if token.family is None else issuing.store.families.find(token.family, now=issuing.now)
    if family is None:  # of a backend service, or made by hand
        return found | ({"patient": grant["patient"]} if grant["patient"] is not None else {})
    found |= answers.context_of(issuing.endpoint, family)
    if scopes_granted.OPENID in grant["scopes"]:
        found["sub"] = family.person
        found |= id_token.identity(issuing.endpoint, family, grant["scopes"])
    return found
