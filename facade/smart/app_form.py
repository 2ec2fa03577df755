"""What may be registered of an app: one form, whether a page, the command line or the app's developer fills it in.

Every value is checked here and nowhere else. What is wrong is told as (field, key); MESSAGES has the English of a key.
A name is what people see on the consent page: characters that are not seen, or that turn what is seen around, are
refused.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from ipaddress import ip_network
from typing import Any, get_args

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate, validates_schema

from facade.access import scopes
from facade.access.clients import PERMISSIONS, usable_keys
from facade.access.filters import is_usable
from facade.adapter.relations import CONFIDENTIAL
from facade.config.schema import is_element
from facade.fhir import definitions
from facade.smart import app_urls
from facade.smart.safe_fetch import NotFetched, checked_url
from facade.smart.scopes_granted import WORDS
from facade.store import App, AuthMethod

GRANT_TYPES = ("authorization_code", "refresh_token", "client_credentials")
METHODS: tuple[AuthMethod, ...] = get_args(AuthMethod)

MESSAGES: Mapping[str, str] = {
    "missing": "This value is needed.",
    "form": "This is not the form that the value has.",
    "unknown": "There is no such field.",
    "too-long": "This is too long, or too many.",
    "hidden-characters": "This holds characters that cannot be seen or that turn the text around.",
    "redirect": "https, http on localhost, or a private-use scheme such as com.example.app:/back; no wildcard.",
    "redirect-missing": "An app that signs people in needs the address that they come back to.",
    "redirect-unused": "An app that signs nobody in has no address to come back to.",
    "url": "https, or http on this host; no fragment, no user.",
    "https": "https only; no fragment, no user.",
    "origin": "An origin is https://host or https://host:port, in lower case and without a path.",
    "method": "One of none, client_secret_basic, client_secret_post and private_key_jwt.",
    "grant-type": "One or more of authorization_code, refresh_token and client_credentials.",
    "refresh-alone": "refresh_token goes with authorization_code.",
    "backend-signs": "A backend service (client_credentials) authenticates with private_key_jwt.",
    "keys-missing": "private_key_jwt needs a key set or its URL, and not both.",
    "keys-unused": "Only private_key_jwt has keys.",
    "keys-secret": "The key set holds a private or shared key; register public keys only.",
    "keys-same-kid": "Two keys of the set have the same kid.",
    "keys-unnamed": "Every key needs a kid.",
    "keys-useless": "No key of the set can verify RS384 or ES384.",
    "scope": "One of the scopes cannot be read, or grants nothing here.",
    "scope-people": "Scopes of patient/ and user/, launch and openid need the grant authorization_code.",
    "scope-system": "Scopes of system/ need the grant client_credentials.",
    "permission": "There is no such permission.",
    "permission-backend": "Permissions are for backend services.",
    "permission-confidential": "This permission is for apps whose scopes are all of system/.",
    "mask": "R4 has no such type or element.",
    "network": "A network is written like 192.0.2.0/24 or 2001:db8::/32.",
}

_KEY_ERRORS = {"private": "keys-secret", "same kid": "keys-same-kid"}
_MANY = 20
_LONGEST_SCOPE = 8_000


class Invalid(Exception):
    """What is wrong with a form: (field, key of MESSAGES) of everything that is."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__(" ".join(f"{field}: {MESSAGES[key]}" for field, key in problems))
        self.problems = problems


def checked(app: App, values: Mapping[str, Any], *, ignore_unknown: bool = False) -> App:
    """The app with these values in place of its own; Invalid with everything that is wrong.

    `values` are the fields of an App that may be registered; masks as {"Patient": ["telecom"]}. Absent origins are
    those of the redirect URIs.
    """
    try:
        found: dict[str, Any] = _Form(unknown=EXCLUDE if ignore_unknown else "raise").load(values)
    except ValidationError as error:
        messages: Mapping[Any, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
        raise Invalid(tuple(dict.fromkeys(_flat(messages)))) from None
    return replace(app, **found)


def values_of(app: App) -> dict[str, Any]:
    """The values of an app as `checked` takes them: what a form shows to begin with."""
    found = {name: getattr(app, name) for name in _Form().fields}
    masks = {type: sorted(path.partition(".")[2] for path in paths) for type, paths in app.masks.items()}
    lists = {name: list(value) for name, value in found.items() if isinstance(value, tuple)}
    return found | lists | {"permissions": sorted(app.permissions), "masks": masks}


def _flat(errors: Mapping[Any, Any]) -> list[tuple[str, str]]:
    found = []
    for field, inner in errors.items():
        stack = [inner]
        while stack:
            item = stack.pop()
            if isinstance(item, Mapping):
                stack.extend(item.values())
            elif isinstance(item, list):
                stack.extend(item)
            else:
                found.append((str(field), item if item in MESSAGES else "form"))
    return found


def _fail(key: str, field: str | None = None) -> ValidationError:
    return ValidationError({field: [key]} if field else key)


def _is_seen(text: str) -> bool:
    """Letters, marks, digits, signs and plain blanks: nothing that is invisible or changes the direction."""
    return not any(unicodedata.category(letter)[0] in "CZ" and letter != " " for letter in text)


def _must(key: str, test: Callable[[str], bool]) -> Callable[[str], None]:
    def check(text: str) -> None:
        if not test(text):
            raise _fail(key)

    return check


def are_scopes(text: str) -> bool:
    """Whether every word is a scope that can grant something."""
    return all(word in WORDS or _grants(word) for word in text.split())


def _grants(word: str) -> bool:
    try:
        return is_usable(scopes.parse(word))
    except ValueError:
        return False


def _jwks(value: Mapping[str, Any]) -> None:
    try:
        found = usable_keys(value)
    except ValueError as error:
        raise _fail(next((key for part, key in _KEY_ERRORS.items() if part in str(error)), "form")) from None
    if not found:
        raise _fail("keys-useless")
    if any(not key.kid for key in found):  # an assertion names its key by it
        raise _fail("keys-unnamed")


def _is_fetched(url: str) -> bool:
    try:
        return app_urls.is_secure(url) and bool(checked_url(url))
    except NotFetched:
        return False


def _is_network(text: str) -> bool:
    try:
        return bool(ip_network(text))
    except ValueError:
        return False


def _masks(value: Mapping[str, list[str]]) -> None:
    for type, paths in value.items():
        if type not in definitions.resource_types() or not all(is_element(type, path) for path in paths):
            raise _fail("mask")


_ERRORS: dict[str, Any] = {"required": "missing", "null": "missing", "invalid": "form", "type": "form"}


def _text(*checks: Any, longest: int = 2000, **options: Any) -> fields.String:
    length = validate.Length(max=longest, error="too-long")
    return fields.String(validate=[length, *checks], error_messages=_ERRORS, **options)


def _optional(*checks: Any) -> fields.String:
    return _text(validate.Length(min=1, error="form"), *checks, load_default=None, allow_none=True)


def _set(item: fields.Field[Any], **options: Any) -> fields.List[Any]:
    return fields.List(item, validate=validate.Length(max=_MANY, error="too-long"), error_messages=_ERRORS, **options)


class _Flag(fields.Boolean):
    """true or false, and nothing that means the same elsewhere."""

    truthy = {True}  # noqa: RUF012  # marshmallow's own way to say it
    falsy = {False}  # noqa: RUF012


class _Form(Schema):
    error_messages = {"unknown": "unknown"}  # noqa: RUF012

    name = _text(
        _must("missing", lambda text: bool(text.strip())),
        _must("hidden-characters", _is_seen),
        longest=100,
        required=True,
    )
    publisher = _text(_must("hidden-characters", _is_seen), longest=100, load_default="")
    auth_method = _text(validate.OneOf(METHODS, error="method"), required=True)
    grant_types = _set(_text(validate.OneOf(GRANT_TYPES, error="grant-type")), required=True)
    scope = _text(_must("scope", are_scopes), longest=_LONGEST_SCOPE, required=True)
    redirect_uris = _set(_text(_must("redirect", app_urls.is_redirect)), load_default=list)
    launch_url = _optional(_must("url", app_urls.is_web))
    origins = _set(_text(_must("origin", app_urls.is_origin)), load_default=None, allow_none=True)
    jwks = fields.Dict(keys=fields.String(), validate=_jwks, load_default=None, allow_none=True, error_messages=_ERRORS)
    jwks_url = _optional(_must("https", _is_fetched))
    logo_uri = _optional(_must("https", app_urls.is_secure))
    policy_uri = _optional(_must("https", app_urls.is_secure))
    tos_uri = _optional(_must("https", app_urls.is_secure))
    provider = _optional(validate.Regexp(r"[!-~]{1,64}\Z", error="form"))
    permissions = _set(_text(validate.OneOf(sorted(PERMISSIONS), error="permission")), load_default=list)
    masks = fields.Dict(
        keys=_text(), values=fields.List(_text()), validate=_masks, load_default=dict, error_messages=_ERRORS
    )
    skip_login = _Flag(load_default=False, error_messages=_ERRORS)
    consent_once = _Flag(load_default=False, error_messages=_ERRORS)
    ip_allow = _set(_text(_must("network", _is_network)), load_default=list)

    @validates_schema
    def check_grants(self, data: Mapping[str, Any], **_options: Any) -> None:
        """Grants, scopes and redirect URIs must fit each other."""
        grants, people = data["grant_types"], "authorization_code" in data["grant_types"]
        if not grants:
            raise _fail("grant-type", "grant_types")
        if "refresh_token" in grants and not people:
            raise _fail("refresh-alone", "grant_types")
        if people != bool(data["redirect_uris"]):
            raise _fail("redirect-missing" if people else "redirect-unused", "redirect_uris")
        levels = {scopes.level_of(word) for word in data["scope"].split()}
        if not levels:
            raise _fail("missing", "scope")
        if "system" in levels and "client_credentials" not in grants:
            raise _fail("scope-system", "scope")
        if levels != {"system"} and not people:
            raise _fail("scope-people", "scope")

    @validates_schema
    def check_keys(self, data: Mapping[str, Any], **_options: Any) -> None:
        """Keys belong to private_key_jwt, and a backend service to that."""
        signs, sets = data["auth_method"] == "private_key_jwt", (data["jwks"], data["jwks_url"])
        if "client_credentials" in data["grant_types"] and not signs:
            raise _fail("backend-signs", "auth_method")
        if signs and sum(item is not None for item in sets) != 1:
            raise _fail("keys-missing", "jwks")
        if not signs and any(item is not None for item in sets):
            raise _fail("keys-unused", "jwks")

    @validates_schema
    def check_permissions(self, data: Mapping[str, Any], **_options: Any) -> None:
        """Permissions are of apps that act for the clinic."""
        levels = {scopes.level_of(word) for word in data["scope"].split()}
        if data["permissions"] and "client_credentials" not in data["grant_types"]:
            raise _fail("permission-backend", "permissions")
        if CONFIDENTIAL in data["permissions"] and levels != {"system"}:
            raise _fail("permission-confidential", "permissions")

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        redirects = tuple(dict.fromkeys(data["redirect_uris"]))
        found = map(app_urls.origin_of, redirects) if data["origins"] is None else data["origins"]
        return data | {
            "name": unicodedata.normalize("NFC", data["name"].strip()),
            "publisher": unicodedata.normalize("NFC", data["publisher"].strip()),
            "scope": " ".join(dict.fromkeys(data["scope"].split())),
            "grant_types": tuple(dict.fromkeys(data["grant_types"])),
            "redirect_uris": redirects,
            "origins": tuple(dict.fromkeys(origin for origin in found if origin)),
            "permissions": frozenset(data["permissions"]),
            "masks": {type: frozenset(f"{type}.{path}" for path in paths) for type, paths in data["masks"].items()},
            "ip_allow": tuple(data["ip_allow"]),
        }
