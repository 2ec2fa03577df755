"""The grant `refresh_token`: new tokens for an old consent, as long as everything it stood on still stands.

Each use gives another refresh token; a token that was followed by another one ends the family when it comes again,
but for a few seconds in which a client that lost the answer gets the same one. A public app may send its refresh token
and nothing else, as SMART's own table has it: the token says whose it is. `scope` may ask for a part of what was
granted, word for word. RFC 6749 6, RFC 9700 4.14.2
https://hl7.org/fhir/smart-app-launch/app-launch.html#refresh-access-token
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError, InvalidScopeError
from authlib.oauth2.rfc6749.grants import RefreshTokenGrant

from facade.smart import answers, scopes_granted
from facade.smart.issuing import Issuing
from facade.smart.rights import NotHeld, Rights
from facade.store import App, Origin
from facade.store.families import Family, Rotation

GRANT_TYPE: Origin = "refresh_token"
GRACE = timedelta(seconds=30)


class RefreshGrant(RefreshTokenGrant):  # type: ignore[misc]  # Authlib has no types
    """Rotation, reuse and the conditions of a consent are ours; the order of the steps is Authlib's."""

    GRANT_TYPE = GRANT_TYPE
    _rights: Rights

    def _validate_request_client(self) -> Any:
        text = self.request.payload.data.get("refresh_token")
        if text is None:
            raise InvalidRequestError("The refresh_token is missing.")
        family = self._issuing.store.families.of_refresh_token(text, now=self._issuing.now)
        self.request.assumed_client = None if family is None else family.app
        return super()._validate_request_client()

    def _validate_request_token(self, client: Any) -> Family:
        issuing = self._issuing
        text = self.request.payload.data["refresh_token"]
        family = issuing.store.families.of_refresh_token(text, now=issuing.now)
        if family is None or (family.app, family.endpoint) != (client.app.id, issuing.endpoint.name):
            raise InvalidGrantError("The refresh_token is not valid, or no longer.")
        if family.kind == "online" and not issuing.store.sessions.is_alive(family.session, now=issuing.now):
            issuing.store.families.revoke(family.id)
            issuing.note("refresh", "revoked", family, "session ended")
            raise InvalidGrantError("The person has signed out.")
        return family

    def _validate_token_scope(self, family: Family) -> None:
        issuing, asked = self._issuing, self.request.payload.data.get("scope")
        try:
            scopes = family.scopes if not asked else scopes_granted.narrowed(asked, family.scopes)
        except ValueError:
            raise InvalidScopeError("Ask for scopes that were granted.") from None
        app: App = self.request.client.app
        try:
            self._rights = answers.rights_of(issuing, family, app, scopes)
        except NotHeld:
            issuing.note("refresh", "refused", family, "rights ended")
            raise InvalidGrantError("What the person may give has changed.") from None

    def create_token_response(self) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        """Rotate, then issue. Authlib would issue first and write the tokens to its debug log."""
        issuing, family = self._issuing, self.request.refresh_token
        text = self.request.payload.data["refresh_token"]
        idle = timedelta(days=issuing.lifetimes.refresh_idle_days)
        successor = issuing.store.families.rotate(text, grace=GRACE, idle=idle, now=issuing.now)
        if isinstance(successor, Rotation):
            reused = successor is Rotation.REUSED
            issuing.note("refresh", "revoked" if reused else "refused", family, "used before" * reused)
            raise InvalidGrantError("The refresh_token is not valid, or no longer.")
        body = answers.answer(issuing, family, self._rights, origin=GRANT_TYPE, nonce=None)
        issuing.note("refresh", "granted", family)
        return 200, body | {"refresh_token": successor}, self.TOKEN_RESPONSE_HEADER

    @property
    def _issuing(self) -> Issuing:
        found: Issuing = self.server.issuing
        return found
