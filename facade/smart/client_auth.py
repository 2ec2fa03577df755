"""How an app shows who it is: in the one way that it is registered with, and in no other.

    none                 its client_id in the form; a secret or an assertion beside it fails
    client_secret_basic  Authorization: Basic, id and secret form-urlencoded before they were joined
    client_secret_post   client_id and client_secret in the form
    private_key_jwt      an assertion, signed with a key of the registered set (facade.access.assertion)

A confidential app that sends nothing is not authenticated. Two ways at once are `invalid_request`; everything else that
is wrong is `invalid_client`, the same text for an unknown app and a wrong secret.
https://www.rfc-editor.org/rfc/rfc6749#section-2.3 · https://hl7.org/fhir/smart-app-launch/client-authentication.html
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_to_bytes

from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidRequestError, OAuth2Error

from facade.access import assertion
from facade.access.clients import VerificationKey, usable_keys
from facade.access.endpoint import EndpointFacts
from facade.smart.jwks_fetch import KeySets
from facade.smart.registry import Registry
from facade.store import App, AuthMethod, Store
from facade.store.hashed import hashed

_LONGEST = 1000  # characters of an id or a secret: ours have far fewer
_NOBODY = hashed("")


@dataclass(frozen=True)
class Authenticator:
    """What client authentication asks: who is registered, and which keys stand behind a URL."""

    registry: Registry
    key_sets: KeySets
    store: Store

    def authenticate(
        self,
        form: Mapping[str, Sequence[str]],
        authorization: str | None,
        *,
        endpoint: EndpointFacts,
        now: datetime,
        assumed: str | None = None,
    ) -> App:
        """The app that sent the form, which is active; Authlib's InvalidClientError or InvalidRequestError.

        `assumed` is the public app that is meant if the form names none: some send a refresh token and nothing else.
        """
        if any(len(values) != 1 for values in form.values()):
            raise InvalidRequestError("A parameter may stand once only.")
        sent = {name: values[0] for name, values in form.items()}
        method = _way(sent, authorization)
        if method == "private_key_jwt":
            return self._by_assertion(sent, endpoint, now)
        if method == "none":
            return self._by_id(sent, endpoint, assumed)
        if method == "client_secret_basic":
            id, secret = _basic(authorization or "")
            _same_id(sent, id, method)
        else:
            id, secret = sent.get("client_id", ""), sent["client_secret"]
        return self._by_secret(id, secret, method, endpoint, now)

    def _by_id(self, sent: Mapping[str, str], endpoint: EndpointFacts, assumed: str | None) -> App:
        app = self._app(endpoint, sent.get("client_id", assumed or ""))
        if app is None or not app.is_public:
            raise _refused("none")
        return app

    def _by_secret(self, id: str, secret: str, method: AuthMethod, endpoint: EndpointFacts, now: datetime) -> App:
        app = self._app(endpoint, id)
        hashes = [] if app is None else valid_hashes(app, now)
        given = secret_hash(secret)
        # Compared with something in any case: how long it takes does not tell whether the app is known.
        right = [hmac.compare_digest(known, given) for known in (hashes or [_NOBODY])]
        if app is None or app.auth_method != method or not hashes or not any(right):
            raise _refused(method)
        return app

    def _by_assertion(self, sent: Mapping[str, str], endpoint: EndpointFacts, now: datetime) -> App:
        if sent.get("client_assertion_type") != assertion.ASSERTION_TYPE or "client_assertion" not in sent:
            raise InvalidClientError(description="Send client_assertion and its client_assertion_type.")
        known: dict[str, App] = {}

        def signer_of(id: str) -> assertion.Signer | None:
            app = self._app(endpoint, id)
            if app is None or app.auth_method != "private_key_jwt":
                return None
            known[id] = app
            return assertion.Signer(id, lambda kid: self._keys(app, kid), app.jwks_url)

        try:
            id = assertion.verify(
                sent["client_assertion"],
                signer_of=signer_of,
                audiences=(endpoint.token_url, endpoint.base),
                store=self.store,
                now=now,
            )
        except assertion.BadAssertion as error:
            raise InvalidClientError(description=str(error)) from None
        _same_id(sent, id, "private_key_jwt")
        return known[id]

    def _keys(self, app: App, kid: str) -> Sequence[VerificationKey]:
        if app.jwks_url is not None:
            return self.key_sets.keys(app.jwks_url, kid)
        return usable_keys(app.jwks or {"keys": []})

    def _app(self, endpoint: EndpointFacts, id: str) -> App | None:
        app = self.registry.app(endpoint.name, id) if 0 < len(id) <= _LONGEST else None
        return app if app is not None and app.is_active else None


def secret_hash(secret: str) -> str:
    """What is kept of a secret. It is random and long, so no slow hash is needed."""
    return hashed(secret)


def valid_hashes(app: App, now: datetime) -> list[str]:
    """The hashes of the secrets that are good now: the current one and, for a while, the one before it."""
    old = app.old_secret_hash if app.old_secret_until is not None and now < app.old_secret_until else None
    return [found for found in (app.secret_hash, old) if found is not None]


def _way(sent: Mapping[str, str], authorization: str | None) -> AuthMethod:
    """The one way in which the app tries to authenticate."""
    signed = "client_assertion" in sent or "client_assertion_type" in sent
    if sum((authorization is not None, "client_secret" in sent, signed)) > 1:
        raise InvalidRequestError("Authenticate in one way only.")
    if authorization is not None:
        if authorization.partition(" ")[0].lower() != "basic":
            raise InvalidRequestError("The Authorization header has no meaning here.")
        return "client_secret_basic"
    if "client_secret" in sent:
        return "client_secret_post"
    return "private_key_jwt" if signed else "none"


def _basic(header: str) -> tuple[str, str]:
    """Id and secret of the header. https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1"""
    try:
        pair = base64.b64decode(header.partition(" ")[2].strip().encode("ascii"), validate=True).decode("ascii")
        id, colon, secret = pair.partition(":")
        if not colon or len(pair) > 6 * _LONGEST:
            raise ValueError
        return _form_decoded(id), _form_decoded(secret)
    except (ValueError, binascii.Error):  # no base64, no ASCII, no UTF-8, no colon
        raise _refused("client_secret_basic") from None


def _form_decoded(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8")


def _same_id(sent: Mapping[str, str], id: str, method: AuthMethod) -> None:
    if sent.get("client_id", id) != id:
        raise _refused(method, "The client_id is not that of the client that authenticates.")


def _refused(method: AuthMethod, text: str = "The client is not known here in this way.") -> InvalidClientError:
    kind = _BasicRefused if method == "client_secret_basic" else InvalidClientError
    return kind(description=text)


class _BasicRefused(InvalidClientError):  # type: ignore[misc]  # Authlib has no types
    """401 and a challenge, because the Authorization header was tried. RFC 6749 5.2, RFC 7617 2."""

    status_code = 401

    def get_headers(self) -> list[tuple[str, str]]:
        return [*OAuth2Error.get_headers(self), ("WWW-Authenticate", 'Basic realm="token"')]
