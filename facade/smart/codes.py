"""The grant `authorization_code`: a code and the verifier that fits its challenge, for the first tokens of a family.

Authlib orders the steps; what it would do too late or too kindly is replaced. A code is used up before anything is
issued for it, also by a caller who fails one of the checks behind that, and a second use ends the family. Only what
says nothing about the code itself is asked before: whether the EHR answers, so that its silence costs no code.
RFC 6749 4.1.3, RFC 7636 4.5
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749.errors import InvalidGrantError, OAuth2Error
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from facade.smart import answers
from facade.smart.issuing import Issuing
from facade.smart.rights import NotHeld, Rights
from facade.store import App, Origin
from facade.store.families import Family, new_refresh_token
from facade.store.flows import Code, Replayed

GRANT_TYPE: Origin = "authorization_code"


class Pkce(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """S256 and nothing else, for every kind of client."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def get_authorization_code_challenge(self, redeemed: Redeemed) -> str:
        """Each code has one: facade.smart.authorize takes no request without."""
        return redeemed.code.code_challenge

    def get_authorization_code_challenge_method(self, _redeemed: Redeemed) -> str:
        """The only one."""
        return "S256"


@dataclass(frozen=True)
class Redeemed:
    """A code that was used up, in the words that Authlib asks in."""

    code: Code
    rights: Rights

    def get_redirect_uri(self) -> str:
        """Where the code was sent; Authlib compares."""
        return self.code.redirect_uri


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """The token endpoint's half; the authorization endpoint is facade.smart.authorize."""

    GRANT_TYPE = GRANT_TYPE
    _begun: Family | None = None

    def validate_token_request(self) -> None:
        """The checks, after which a code that fails one of them has given nothing."""
        try:
            super().validate_token_request()
        except OAuth2Error:
            if self._begun is not None:
                self._issuing.store.families.revoke(self._begun.id)
                self._issuing.note("code", "refused", self._begun)
            raise

    def query_authorization_code(self, text: str, client: Any) -> Redeemed:
        """Use the code up, if it is this client's."""
        issuing, app = self._issuing, client.app
        kept = issuing.store.flows.code(text, now=issuing.now)
        rights = _rights(issuing, kept, app)
        found = issuing.store.flows.redeem(text, now=issuing.now)
        if isinstance(found, Replayed):
            issuing.note("code", "revoked", found.family, "used before")
        if not isinstance(found, Code):
            raise InvalidGrantError("The code is not valid, or no longer.")
        self._begun = found.family
        if rights is None:
            raise InvalidGrantError("The code is not valid for this client.")
        return Redeemed(found, rights)

    def create_token_response(self) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        """Without Authlib's debug log, which would hold the tokens."""
        issuing, app = self._issuing, self.request.client.app
        redeemed: Redeemed = self.request.authorization_code
        code = redeemed.code
        body = answers.answer(issuing, code.family, redeemed.rights, origin=GRANT_TYPE, nonce=code.nonce)
        if code.family.kind != "once" and "refresh_token" in app.grant_types:
            body["refresh_token"] = new_refresh_token()
            issuing.store.families.keep_refresh_token(body["refresh_token"], code.family)
        issuing.note("code", "granted", code.family)
        return 200, body, self.TOKEN_RESPONSE_HEADER

    @property
    def _issuing(self) -> Issuing:
        found: Issuing = self.server.issuing
        return found


def _rights(issuing: Issuing, kept: Code | None, app: App) -> Rights | None:
    """What the person may give now; None if nothing to this app."""
    if kept is None or (kept.family.app, kept.family.endpoint) != (app.id, issuing.endpoint.name):
        return None
    if not issuing.store.sessions.is_alive(kept.family.session, now=issuing.now):  # signed out, locked or reset since
        return None
    try:
        return answers.rights_of(issuing, kept.family, app, kept.family.scopes)
    except NotHeld:
        return None
