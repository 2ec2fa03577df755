"""The token endpoint: three grants, one way in.

Authlib finds the grant, orders its steps and renders the errors of RFC 6749 with `no-store`. What stands around that
is here: what any token request must look like, who may send one, and that nothing is answered but JSON of OAuth's.
docs/decisions/0003-token-endpoint.md says what of Authlib is replaced and why.
https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-access-token
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidRequestError, OAuth2Error

from facade.access.addresses import allowed
from facade.errors import Refused
from facade.smart.backend import BackendGrant
from facade.smart.client_auth import Authenticator
from facade.smart.codes import CodeGrant, Pkce
from facade.smart.events import AuthEvent
from facade.smart.issuing import Issuing
from facade.smart.refresh import RefreshGrant
from facade.store import App

Answer = tuple[int, dict[str, str], dict[str, Any]]

_FORM = "application/x-www-form-urlencoded"
NO_STORE = {"Content-Type": "application/json", "Cache-Control": "no-store", "Pragma": "no-cache"}


@dataclass(frozen=True)
class Sent:
    """What a request to one of the OAuth endpoints carries: each parameter of the form with all its values.

    `unreadable` says why the body is no form, if it is none; there are no parameters then.
    """

    form: Mapping[str, list[str]]
    content_type: str = _FORM
    authorization: str | None = field(default=None, repr=False)
    query: str = ""
    address: str = ""
    unreadable: str = ""

    def check(self) -> None:
        """What RFC 6749 asks of every such request, and Authlib does not look at."""
        if self.content_type.partition(";")[0].strip().lower() != _FORM:
            raise InvalidRequestError(f"The body must be {_FORM}.")
        if self.query:
            raise InvalidRequestError("Parameters belong into the body, not into the URL.")
        if self.unreadable:
            raise InvalidRequestError(self.unreadable)
        if any(len(values) != 1 for values in self.form.values()):
            raise InvalidRequestError("A parameter may stand once only.")

    @property
    def values(self) -> dict[str, str]:
        """The parameters, once they are known to stand once each."""
        return {name: values[0] for name, values in self.form.items()}


def issue(sent: Sent, *, authenticator: Authenticator, issuing: Issuing) -> Answer:
    """Answer a POST to the token endpoint: status, headers and the JSON object."""
    server = _Server(sent, authenticator, issuing)
    try:
        sent.check()
        if "grant_type" not in sent.form:
            raise InvalidRequestError("The grant_type is missing.")
    except OAuth2Error as error:
        return server.handle_response(*error())
    return guarded(lambda: server.create_token_response(_Request(sent.values)))


def guarded(make: Callable[[], Answer]) -> Answer:
    """The answer; if the store or the EHR does not answer, or is asked too often, that is told in OAuth's words."""
    try:
        return make()
    except Refused as refused:
        return refused.status, {**NO_STORE, **refused.headers}, {"error": "temporarily_unavailable"}


def told(error: OAuth2Error) -> Answer:
    """An error as OAuth tells it."""
    status, body, headers = error()
    return status, dict(headers), body


def admitted(sent: Sent, *, authenticator: Authenticator, issuing: Issuing, assumed: str | None = None) -> App:
    """The app that sent the request, from an address that it may use; else an OAuth2Error."""
    try:
        app = authenticator.authenticate(
            sent.form, sent.authorization, endpoint=issuing.endpoint, now=issuing.now, assumed=assumed
        )
        if not allowed(app.ip_allow, sent.address):
            raise InvalidClientError(description="The client may not be used from this address.")
    except OAuth2Error as error:
        issuing.record(AuthEvent("client", issuing.endpoint.name, "refused", reason=error.error))
        raise
    issuing.count(app.id)
    return app


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
    assumed_client: str | None = None

    def __init__(self, form: Mapping[str, str]) -> None:
        # Authlib refuses http by the URL; which of them is safe, behind a proxy or on this host alone, is
        # the configuration's knowledge. So the URL given is a secure one.
        super().__init__("POST", "https://localhost/")
        self.payload = _Payload(form)

    @property
    def form(self) -> Mapping[str, str]:
        """Where some of Authlib's grants look."""
        return self.payload.data


@dataclass(frozen=True)
class _Registered:
    """An app in the words that Authlib asks in."""

    app: App

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.app.grant_types


class _Server(AuthorizationServer):  # type: ignore[misc]
    """One for each request: it holds what belongs to the request and no other state."""

    def __init__(self, sent: Sent, authenticator: Authenticator, issuing: Issuing) -> None:
        super().__init__()
        self.issuing, self._sent, self._authenticator = issuing, sent, authenticator
        self.register_grant(CodeGrant, [Pkce(required=True)])
        self.register_grant(RefreshGrant)
        self.register_grant(BackendGrant)

    def authenticate_client(self, request: _Request, _methods: object, endpoint: str = "token") -> _Registered:
        """By the way that the client is registered with, in place of Authlib's own ways."""
        return _Registered(
            admitted(
                self._sent, authenticator=self._authenticator, issuing=self.issuing, assumed=request.assumed_client
            )
        )

    def create_oauth2_request(self, request: _Request) -> _Request:
        return request

    def handle_response(self, status: int, body: dict[str, Any], headers: list[tuple[str, str]]) -> Answer:
        return status, dict(headers), body

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens to Authlib's signals; the grants record their own events."""
