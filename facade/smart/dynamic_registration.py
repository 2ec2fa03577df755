"""Registration by an app's developer. https://www.rfc-editor.org/rfc/rfc7591 · https://www.rfc-editor.org/rfc/rfc7592

By policy of the endpoint: with an initial access token that clinic IT gave out, or open to anyone. What anyone
registers, or changes of it later, waits for the clinic's approval, and the answer says so. A developer gets no more
than the policy's scopes, none of what the clinic decides (permissions, masks, networks, sign-in), and a secret only
where one is used. Members of the request that are not known here are ignored, as RFC 7591 wants it.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from facade.access import scopes
from facade.access.clients import CLIENT_ID
from facade.access.endpoint import EndpointFacts
from facade.config import RegistrationConfig
from facade.errors import Refused
from facade.smart import app_form, registration
from facade.smart.client_auth import secret_hash, valid_hashes
from facade.smart.events import AuthEvent, Record
from facade.smart.scopes_granted import WORDS
from facade.store import App, Store, new_token

Answer = tuple[int, dict[str, str], dict[str, Any] | None]

WAITING = "The clinic has not approved this app yet; until then it cannot be used."

_BEARER = re.compile(r"(?i:bearer) +([A-Za-z0-9._~+/-]{1,512}=*)")
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_NAMES: Mapping[str, str] = {
    "client_name": "name",
    "redirect_uris": "redirect_uris",
    "token_endpoint_auth_method": "auth_method",
    "grant_types": "grant_types",
    "scope": "scope",
    "jwks": "jwks",
    "jwks_uri": "jwks_url",
    "logo_uri": "logo_uri",
    "policy_uri": "policy_uri",
    "tos_uri": "tos_uri",
    "launch_url": "launch_url",
}
"""The members of client metadata, and the fields of an App that they are. `launch_url` is ours: SMART has no name."""

_DEFAULTS: Mapping[str, Any] = {
    "token_endpoint_auth_method": "client_secret_basic",
    "grant_types": ["authorization_code"],
}
_OURS = ("client_secret_expires_at", "client_id_issued_at", "registration_access_token", "registration_client_uri")
_LONGEST_SCOPE = 8_000
_MOST_WAITING = 100  # apps that anyone registered, before somebody looks at them


class Failed(Exception):
    """An answer in the words of RFC 7591."""

    def __init__(self, status: int, error: str, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.answer: Answer = (
            status,
            {**_NO_STORE, **(headers or {})},
            {"error": error, "error_description": text},
        )


@dataclass(frozen=True)
class Registrar:
    """Dynamic registration at one endpoint, for one request."""

    endpoint: EndpointFacts
    policy: RegistrationConfig
    store: Store
    record: Record
    now: datetime

    def create(self, authorization: str | None, metadata: Mapping[str, Any]) -> Answer:
        """Register an app. A mistake in the metadata does not cost a use of the initial token."""
        by_token, tokens = self.policy.mode == "initial-token", self.store.initial_tokens
        token = _bearer(authorization) or ""
        if by_token and not tokens.is_usable(token, endpoint=self.endpoint.name, now=self.now):
            raise self._unauthorized("register")
        values = self._values(metadata)
        _checked(_EMPTY, values)
        if not by_token and self.store.apps.waiting(self.endpoint.name) >= _MOST_WAITING:
            raise Refused(429, "throttled", "Too many apps wait for approval.", headers={"Retry-After": "3600"})
        if by_token and not tokens.use(token, endpoint=self.endpoint.name, now=self.now):
            raise self._unauthorized("register")  # somebody else had its last use in the meantime
        management = new_token()
        made = registration.register(
            self.store,
            self.endpoint.name,
            values,
            now=self.now,
            by="token" if by_token else "anyone",
            management=management,
        )
        self._decide("register", "granted", made.app.id)
        return 201, _NO_STORE, self._shown(made.app, made.secret) | {"registration_access_token": management}

    def read(self, authorization: str | None, id: str) -> Answer:
        """The app as it is registered now."""
        return 200, _NO_STORE, self._shown(self._managed(authorization, id), None)

    def change(self, authorization: str | None, id: str, metadata: Mapping[str, Any]) -> Answer:
        """Other values for an app. One that anyone could register, or that wants more scopes, waits for approval."""
        app = self._managed(authorization, id)
        self._check_identity(app, metadata)
        kept = {name: value for name, value in app_form.values_of(app).items() if name not in _BY_DEVELOPER}
        changed = _checked(app, kept | self._values(metadata))
        if changed == app:
            return 200, _NO_STORE, self._shown(app, None)
        more = set(changed.scope.split()) - set(app.scope.split())
        if app.is_active and (app.registered_by == "anyone" or more):
            changed = replace(changed, status="pending")
        made = registration.keep(self.store, changed, now=self.now)
        self._decide("change registration", "granted", id)
        return 200, _NO_STORE, self._shown(made.app, made.secret)

    def remove(self, authorization: str | None, id: str) -> Answer:
        """Forget the app and end all that it was given."""
        self._managed(authorization, id)
        registration.remove(self.store, self.endpoint.name, id)
        self._decide("remove registration", "granted", id)
        return 204, _NO_STORE, None

    def _managed(self, authorization: str | None, id: str) -> App:
        """The app whose management token was sent: an unknown app is answered as a wrong token is."""
        token, app = _bearer(authorization), self._app(id)
        known = (app.registration_hash if app is not None else None) or ""
        right = hmac.compare_digest(known, secret_hash(token or ""))
        if app is None or token is None or not right:
            raise self._unauthorized("manage registration")
        return app

    def _app(self, id: str) -> App | None:
        return self.store.apps.read(self.endpoint.name, id) if CLIENT_ID.fullmatch(id) else None

    def _check_identity(self, app: App, metadata: Mapping[str, Any]) -> None:
        """RFC 7592 2.2: the id is there, the secret right if it is, and what only the server says is not."""
        secret = metadata.get("client_secret")
        hashes = valid_hashes(app, self.now)
        if metadata.get("client_id") != app.id or any(name in metadata for name in _OURS):
            raise Failed(400, "invalid_client_metadata", "Send your client_id, and not what only the server says.")
        if secret is not None and (not isinstance(secret, str) or secret_hash(secret) not in hashes):
            raise Failed(400, "invalid_client_metadata", "The client_secret is not that of the app.")

    def _values(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of an App that the metadata says."""
        if "software_statement" in metadata:
            raise Failed(400, "unapproved_software_statement", "Software statements are not known here.")
        said = {**_DEFAULTS, **{name: value for name, value in metadata.items() if value is not None}}
        values = {field: said[name] for name, field in _NAMES.items() if name in said}
        people = "authorization_code" in values["grant_types"] if isinstance(values["grant_types"], list) else True
        if said.get("response_types", ["code"] if people else []) != (["code"] if people else []):
            raise Failed(400, "invalid_client_metadata", "response_types: code goes with authorization_code only.")
        return values | {"scope": self._scope(values.get("scope"), values["grant_types"])}

    def _scope(self, asked: Any, grants: Any) -> str:
        """What the request and the policy have in common; what the policy allows if nothing is asked."""
        allowed = self.policy.scope.split()
        if asked is None:
            levels = (
                {"system"} if isinstance(grants, list) and "authorization_code" not in grants else {"patient", "user"}
            )
            return " ".join(word for word in allowed if (scopes.level_of(word) or "user") in levels)
        if not isinstance(asked, str) or len(asked) > _LONGEST_SCOPE:
            raise Failed(400, "invalid_client_metadata", "scope: scopes with blanks between them, and not too many.")
        try:
            return " ".join(_common(asked.split(), allowed))
        except ValueError:
            raise Failed(400, "invalid_client_metadata", "scope: fewer scopes, please.") from None

    def _shown(self, app: App, secret: str | None) -> dict[str, Any]:
        """Everything that is registered, as RFC 7591 3.2.1 wants it."""
        values = app_form.values_of(app)
        shown = {name: values[field] for name, field in _NAMES.items() if values[field] not in (None, [])}
        found = {
            "client_id": app.id,
            "client_id_issued_at": int((app.created or self.now).timestamp()),
            **shown,
            "response_types": ["code"] if "authorization_code" in app.grant_types else [],
            "registration_client_uri": f"{self.endpoint.oauth('register')}/{app.id}",
            "status": app.status,
        }
        if secret is not None:
            found |= {"client_secret": secret, "client_secret_expires_at": 0}
        return found | ({"status_text": WAITING} if app.status == "pending" else {})

    def _unauthorized(self, action: str) -> Failed:
        self._decide(action, "refused", "")
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return Failed(401, "invalid_token", "The token is missing, or not good for this.", challenge)

    def _decide(self, action: str, outcome: str, client: str) -> None:
        self.record(AuthEvent(action, self.endpoint.name, outcome, client))


_EMPTY = App("new", "", "", "none", "", ())
_BY_DEVELOPER = frozenset({*_NAMES.values(), "origins"})


def _checked(app: App, values: Mapping[str, Any]) -> App:
    try:
        return app_form.checked(app, values)
    except app_form.Invalid as error:
        raise _told(error) from None


def _told(error: app_form.Invalid) -> Failed:
    fields = {field: name for name, field in _NAMES.items()}
    text = " ".join(f"{fields.get(field, field)}: {app_form.MESSAGES[key]}" for field, key in error.problems)
    redirect = any(field == "redirect_uris" for field, _key in error.problems)
    return Failed(400, "invalid_redirect_uri" if redirect else "invalid_client_metadata", text)


def _common(asked: list[str], allowed: list[str]) -> list[str]:
    found = dict.fromkeys(word for word in asked if word in WORDS and word in allowed)
    registered = _resources(allowed)
    return [*found, *map(str, scopes.granted(_resources(asked), registered))]


def _resources(words: list[str]) -> list[scopes.Scope]:
    found = []
    for word in words:
        try:
            found.append(scopes.parse(word))
        except ValueError:  # a word, or a mistake, which must not cost the others
            continue
    return found


def _bearer(header: str | None) -> str | None:
    found = _BEARER.fullmatch(header or "")
    return found[1] if found else None


def unavailable(error: Refused) -> Answer:
    """What went wrong around the registration, in the words of OAuth."""
    name = "temporarily_unavailable" if error.status >= 429 else "invalid_client_metadata"
    body = {"error": name, "error_description": error.issues[0].text}
    return error.status, {**_NO_STORE, **error.headers}, body
