"""The token endpoint for backend services: `client_credentials` with a signed assertion.

Authlib runs the grant; what it would do differently from SMART is replaced here: how clients authenticate,
which scopes they get, how long a token lives. Why: docs/decisions/0003-token-endpoint.md.
https://hl7.org/fhir/smart-app-launch/backend-services.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.errors import (
    InvalidClientError,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Error,
)
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant

from facade.access import assertion, scopes
from facade.access.clients import Client
from facade.access.endpoint import EndpointFacts
from facade.access.filters import is_usable
from facade.access.grant import Grant
from facade.errors import Refused
from facade.store import Origin, Store, StoredToken, new_token

AUTH_METHOD = "private_key_jwt"
GRANT_TYPE: Origin = "client_credentials"
LIFETIME = timedelta(seconds=300)

Answer = tuple[int, dict[str, str], dict[str, Any]]

_FORM = "application/x-www-form-urlencoded"
_LONGEST_SCOPE = 8_000
_NO_STORE = {"Content-Type": "application/json", "Cache-Control": "no-store", "Pragma": "no-cache"}


def issue(
    form: Mapping[str, list[str]],
    *,
    content_type: str,
    endpoint: EndpointFacts,
    clients: Mapping[str, Client],
    store: Store,
    now: datetime,
    authorization: str | None = None,
    query: str = "",
) -> Answer:
    """Answer a POST to the token endpoint: status, headers and the JSON object.

    `authorization` and `query` are what the request had of them: a client may not use either here.
    """
    server = _Server(endpoint, clients, store, now)
    try:
        _check_request(form, content_type, authorization, query)
    except OAuth2Error as error:
        return server.handle_response(*error())
    request = _Request({name: values[0] for name, values in form.items()})
    try:
        answer: Answer = server.create_token_response(request)
    except Refused as refused:  # the store does not answer: clients of this endpoint read OAuth errors
        return refused.status, {**_NO_STORE, **refused.headers}, {"error": "temporarily_unavailable"}
    return answer


def _check_request(form: Mapping[str, list[str]], content_type: str, authorization: str | None, query: str) -> None:
    """What RFC 6749 asks of every token request, and Authlib does not look at."""
    if content_type.partition(";")[0].strip().lower() != _FORM:
        raise InvalidRequestError(f"The body must be {_FORM}.")
    if query:
        raise InvalidRequestError("Parameters belong into the body, not into the URL.")
    if any(len(values) != 1 for values in form.values()):
        raise InvalidRequestError("A parameter may stand once only.")
    ways = [authorization is not None, "client_secret" in form, "client_assertion" in form]
    if sum(ways) > 1:
        raise InvalidRequestError("Authenticate in one way only.")
    if authorization is not None:
        if authorization.partition(" ")[0].lower() != "basic":
            raise InvalidRequestError("The Authorization header has no meaning here.")
        # RFC 6749 5.2: the challenge names the scheme that was tried.
        raise InvalidClientError(status_code=401, description=f"Authenticate with {AUTH_METHOD}.")
    if "grant_type" not in form:
        raise InvalidRequestError("The grant_type is missing.")


class _Payload(OAuth2Payload):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form

    @property
    def data(self) -> Mapping[str, str]:
        return self._form

    @property
    def datalist(self) -> Mapping[str, list[str]]:
        return {name: [value] for name, value in self._form.items()}


class _Request(OAuth2Request):  # type: ignore[misc]
    def __init__(self, form: Mapping[str, str]) -> None:
        # Authlib refuses http by the URL; which of them is safe, behind a proxy or on this host alone, is
        # the configuration's knowledge. So the URL given is a secure one.
        super().__init__("POST", "https://localhost/")
        self.payload = _Payload(form)


@dataclass(frozen=True)
class _Registered:
    """A client in the words that Authlib asks in."""

    client: Client

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == AUTH_METHOD

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == GRANT_TYPE


class _ClientCredentials(ClientCredentialsGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = (AUTH_METHOD,)

    def create_token_response(self) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        # Authlib's own writes the new token to the debug log.
        token = self.generate_token(scope=self.request.payload.scope, include_refresh_token=False)
        self.save_token(token)
        return 200, token, self.TOKEN_RESPONSE_HEADER


class _Server(AuthorizationServer):  # type: ignore[misc]
    """One for each request: it holds the request's `now` and no other state."""

    def __init__(self, endpoint: EndpointFacts, clients: Mapping[str, Client], store: Store, now: datetime) -> None:
        super().__init__()
        self._facts, self._clients, self._store, self._now = endpoint, clients, store, now
        self.register_grant(_ClientCredentials)
        self.register_client_auth_method(AUTH_METHOD, self._authenticate)
        self.register_token_generator(GRANT_TYPE, self._new_token)

    def create_oauth2_request(self, request: _Request) -> _Request:
        return request

    def handle_response(self, status: int, body: dict[str, Any], headers: list[tuple[str, str]]) -> Answer:
        return status, dict(headers), body

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens to Authlib's signals; interactions record their own events."""

    def save_token(self, token: Mapping[str, Any], request: _Request) -> None:
        client: Client = request.client.client
        grant = Grant(
            client=client.id,
            endpoint=self._facts.name,
            scopes=tuple(token["scope"].split()),
            provider=client.provider,
            permissions=client.permissions,
            masks=client.masks,
        )
        stored = StoredToken(grant.as_fields(), self._facts.name, self._now + LIFETIME, GRANT_TYPE)
        self._store.tokens.keep(token["access_token"], stored, now=self._now)

    def _authenticate(self, _query: object, request: _Request) -> _Registered:
        form = request.payload.data
        if form.get("client_assertion_type") != assertion.ASSERTION_TYPE or "client_assertion" not in form:
            raise InvalidClientError(description=f"Authenticate with {AUTH_METHOD}.")
        try:
            client_id = assertion.verify(
                form["client_assertion"],
                signer_of=self._signer,
                audiences=(self._facts.token_url, self._facts.base),
                store=self._store,
                now=self._now,
            )
        except assertion.BadAssertion as error:
            raise InvalidClientError(description=str(error)) from None
        if form.get("client_id", client_id) != client_id:
            raise InvalidClientError(description="The client_id is not that of the assertion.")
        return _Registered(self._clients[client_id])

    def _signer(self, client_id: str) -> assertion.Signer | None:
        client = self._client(client_id)
        return None if client is None else assertion.Signer(client.id, lambda _kid: client.keys)

    def _client(self, client_id: str) -> Client | None:
        client = self._clients.get(client_id)
        return client if client and self._facts.name in client.endpoints else None

    def _new_token(self, *, client: _Registered, scope: str | None, **_more: object) -> dict[str, Any]:
        return {
            "access_token": new_token(),
            "token_type": "bearer",
            "expires_in": int(LIFETIME.total_seconds()),
            "scope": " ".join(map(str, _granted(scope or "", client.client))),
        }


def _granted(requested: str, client: Client) -> tuple[scopes.Scope, ...]:
    """What the request and the registration have in common; unknown members of the request are left out."""
    asked = requested.split()
    if len(requested) > _LONGEST_SCOPE or any(scopes.level_of(text) != "system" for text in asked):
        raise InvalidScopeError("Ask for system scopes, and not for too many.")
    try:
        found = scopes.granted(_known(asked), client.scopes)
    except ValueError:
        raise InvalidScopeError("Ask for fewer scopes.") from None
    found = tuple(scope for scope in found if is_usable(scope))
    if not found:
        raise InvalidScopeError("None of the scopes is granted to this client.")
    return found


def _known(asked: list[str]) -> list[scopes.Scope]:
    found = []
    for text in asked:
        try:
            found.append(scopes.parse(text))
        except ValueError:  # a mistake in one scope must not cost the others
            continue
    return found
