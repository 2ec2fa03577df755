"""The grant `client_credentials`: a backend service, by its signed assertion and for itself.

Only `private_key_jwt` will do here, whatever else the endpoint takes. The answer is the intersection of what was asked
and what is registered; there is no refresh token. https://hl7.org/fhir/smart-app-launch/backend-services.html
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidScopeError
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant

from facade.access import scopes
from facade.access.filters import is_usable
from facade.access.grant import Grant
from facade.smart.events import AuthEvent
from facade.smart.issuing import Issuing
from facade.store import App, Origin, StoredToken, new_token

AUTH_METHOD = "private_key_jwt"
GRANT_TYPE: Origin = "client_credentials"

_LONGEST_SCOPE = 8_000


class BackendGrant(ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    """Authlib authenticates by what the server registers; the scopes and the token are ours."""

    GRANT_TYPE = GRANT_TYPE

    def authenticate_token_endpoint_client(self) -> Any:
        """A secret, or nothing, is not enough here (BS-01)."""
        client = super().authenticate_token_endpoint_client()
        if client.app.auth_method != AUTH_METHOD:
            raise InvalidClientError(description=f"Authenticate with {AUTH_METHOD}.")
        return client

    def create_token_response(self) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        """Without Authlib's debug log, which would hold the token."""
        issuing: Issuing = self.server.issuing
        app: App = self.request.client.app
        grant = Grant(
            client=app.id,
            endpoint=issuing.endpoint.name,
            scopes=tuple(map(str, granted(self.request.payload.data.get("scope", ""), app))),
            provider=app.provider,
            permissions=app.permissions,
            masks=app.masks,
        )
        lifetime = timedelta(seconds=issuing.lifetimes.system_seconds)
        token = new_token()
        stored = StoredToken(grant.as_fields(), grant.endpoint, issuing.now + lifetime, GRANT_TYPE)
        issuing.store.tokens.keep(token, stored, now=issuing.now)
        issuing.record(AuthEvent("token", grant.endpoint, "granted", app.id))
        body = {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": issuing.lifetimes.system_seconds,
            "scope": " ".join(grant.scopes),
        }
        return 200, body, self.TOKEN_RESPONSE_HEADER


def granted(requested: str, app: App) -> tuple[scopes.Scope, ...]:
    """What the request and the registration have in common; unknown members of the request are left out."""
    asked = requested.split()
    if len(requested) > _LONGEST_SCOPE or any(scopes.level_of(text) != "system" for text in asked):
        raise InvalidScopeError("Ask for system scopes, and not for too many.")
    try:
        found = scopes.granted(_known(asked), _known(app.scope.split()))
    except ValueError:
        raise InvalidScopeError("Ask for fewer scopes.") from None
    found = tuple(scope for scope in found if is_usable(scope))
    if not found:
        raise InvalidScopeError("None of the scopes is granted to this client.")
    return found


def _known(texts: list[str]) -> list[scopes.Scope]:
    found = []
    for text in texts:
        try:
            found.append(scopes.parse(text))
        except ValueError:  # a mistake in one scope must not cost the others
            continue
    return found
