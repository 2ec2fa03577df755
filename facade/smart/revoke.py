"""Revocation by the app itself (RFC 7009): an access token alone, or with a refresh token all that came of a consent.

Another app's token is not revoked, and the app is told so. The token_type_hint is not needed: whatever it says, both
kinds are looked for.
"""

from __future__ import annotations

from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError, OAuth2Error

from facade.smart.client_auth import Authenticator
from facade.smart.events import AuthEvent
from facade.smart.issuing import Issuing
from facade.smart.token import NO_STORE, Answer, Sent, admitted, guarded, told
from facade.store import App


def revoke(sent: Sent, *, authenticator: Authenticator, issuing: Issuing) -> Answer:
    """Answer a POST to the revocation endpoint; 200 also for what is no token, or no longer."""

    def make() -> Answer:
        try:
            sent.check()
            text = sent.values.get("token")
            if not text:
                raise InvalidRequestError("The token is missing.")
            _end(text, admitted(sent, authenticator=authenticator, issuing=issuing), issuing)
        except OAuth2Error as error:
            return told(error)
        return 200, dict(NO_STORE), {}

    return guarded(make)


def _end(text: str, app: App, issuing: Issuing) -> None:
    store, mine = issuing.store, (app.id, issuing.endpoint.name)
    family = store.families.of_refresh_token(text, now=issuing.now)
    token = store.tokens.find(text, now=issuing.now)
    if family is not None and (family.app, family.endpoint) == mine:
        store.families.revoke(family.id)
        issuing.note("revoke", "revoked", family)
    elif token is not None and (token.grant["client"], token.endpoint) == mine:
        store.tokens.revoke(text)
        issuing.record(AuthEvent("revoke", issuing.endpoint.name, "revoked", app.id, token.person or ""))
    elif family is not None or token is not None:
        issuing.record(AuthEvent("revoke", issuing.endpoint.name, "refused", app.id, reason="another client's"))
        raise InvalidGrantError("The token is another client's.")
