"""The grammar of the configuration file. Unknown keys are refused: a misspelt limit must not be no limit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from marshmallow import Schema, ValidationError, fields, post_load, validate

from facade.config.values import (
    BrandConfig,
    EndpointLimits,
    Lifetimes,
    PeopleConfig,
    ProxiesConfig,
    RatesConfig,
    RegistrationConfig,
    ServerConfig,
    ServerLimits,
    SourceLimits,
    TlsConfig,
)
from facade.fhir import definitions

MISSING = "This key is missing."
UNKNOWN = "This key is not known here."

_NAME = validate.Regexp(
    r"[a-z][a-z0-9-]{0,31}\Z", error="A name is 1 to 32 of a-z, 0-9 and -, beginning with a letter."
)
_PREFIX = validate.Regexp(
    r"([a-z][a-z0-9]{0,7})?\Z", error="A prefix is 1 to 8 of a-z and 0-9, beginning with a letter."
)
_PATH = validate.Regexp(
    r"(/[A-Za-z0-9_][A-Za-z0-9._~-]*)+\Z",
    error="A path is written like /fhir or /oscar/fhir, without / at the end.",
)
_HOST = validate.Regexp(r"[A-Za-z0-9.-]+\Z|\[[0-9a-fA-F:]+\]\Z", error="A host is a name without port.")
_WEB = validate.Regexp(r"https://[A-Za-z0-9.-]+(:\d+)?(/[!-~]*)?\Z", error="An https URL is needed.")
_WHOLE = {"strict": True}
_ROLES = ("app-user", "administrator", "privacy-officer", "developer")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_Messages: TypeAlias = dict[str, str | list[Any] | dict[Any, Any]]
_FILLED = validate.Length(min=1, error="The value is empty.")


def _public_url(text: str) -> None:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ValidationError("This is no URL.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ValidationError("An absolute http or https URL is needed.")
    if parts.query or parts.fragment or "@" in parts.netloc or text.endswith("/") or re.search(r"[\s\\]", text):
        raise ValidationError("Write it without user, query, fragment and trailing slash.")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise ValidationError("Tokens would travel unencrypted: use https, except on localhost.")


def _address(text: str) -> None:
    """The issuer of a provider: like our own address, but the slash at its end is part of the name."""
    _public_url(text.removesuffix("/"))


def _network(text: str) -> None:
    try:
        found = ip_network(text)
    except ValueError:
        raise ValidationError("A network is written like 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32.") from None
    if found.prefixlen == 0:
        raise ValidationError("This is every address there is.")


def _resource_type(text: str) -> None:
    if text not in definitions.resource_types():
        raise ValidationError("R4 has no such resource type.")


def is_element(type: str, path: str) -> bool:
    """Whether FHIRPath's `Type.path` (choices without [x]) is an element of R4."""
    parent = type
    for name in path.split("."):
        found = definitions.named(parent, name)
        if found is None or name.endswith("[x]"):
            return False
        inner = found.content_reference or found.path
        parent = inner if definitions.children(inner) else found.types[0] if len(found.types) == 1 else ""
    return True


def _masks(value: Mapping[str, Iterable[str]]) -> None:
    wrong = [f"{type}.{path}" for type, paths in value.items() for path in paths if not is_element(type, path)]
    if wrong:
        raise ValidationError(f"R4 has no such element: {', '.join(wrong)}.")


class _Table(Schema):
    """A table whose keys are all known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        known = ", ".join(sorted(self.fields))
        self.error_messages = {**self.error_messages, "unknown": f"{UNKNOWN} Known: {known}."}


class _OnOff(fields.Boolean):
    """true or false, and no words that mean the same elsewhere."""

    truthy = {True}  # noqa: RUF012  # marshmallow's own way to say it
    falsy = {False}  # noqa: RUF012


def _text(*checks: Any, required: bool = False, **options: Any) -> fields.String:
    messages: _Messages = {"required": MISSING, "invalid": "A text is expected here."}
    return fields.String(required=required, validate=[_FILLED, *checks], error_messages=messages, **options)


def _number(kind: type[fields.Integer | fields.Float], least: float, most: float, **options: Any) -> fields.Field[Any]:
    error = f"A number from {least:g} to {most:g} is expected here."
    messages: _Messages = {"invalid": error}
    return kind(validate=validate.Range(least, most, error=error), error_messages=messages, **options)


def _set_of(item: fields.Field[Any], **options: Any) -> fields.List[Any]:
    messages: _Messages = {"required": MISSING, "invalid": "A list is expected here."}
    return fields.List(item, error_messages=messages, **options)


class _Lifetimes(_Table):
    access_seconds = _number(fields.Integer, 60, 3600, **_WHOLE)
    system_seconds = _number(fields.Integer, 60, 300, **_WHOLE)
    id_token_seconds = _number(fields.Integer, 60, 3600, **_WHOLE)
    refresh_idle_days = _number(fields.Integer, 1, 365, **_WHOLE)
    refresh_days = _number(fields.Integer, 1, 730, **_WHOLE)
    clinician_refresh_hours = _number(fields.Integer, 1, 24 * 90, **_WHOLE)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Lifetimes:
        return Lifetimes(**data)


class _ServerLimits(_Table):
    body_bytes = _number(fields.Integer, 1024, 64 * 1024 * 1024, **_WHOLE)
    json_depth = _number(fields.Integer, 10, 100, **_WHOLE)
    url_characters = _number(fields.Integer, 256, 8000, **_WHOLE)
    read_seconds = _number(fields.Integer, 1, 300, **_WHOLE)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> ServerLimits:
        return ServerLimits(**data)


class _Rates(_Table):
    client = _number(fields.Integer, 1, 10**6, **_WHOLE)
    person = _number(fields.Integer, 1, 10**6, **_WHOLE)
    address = _number(fields.Integer, 1, 10**6, **_WHOLE)
    token = _number(fields.Integer, 1, 10**6, **_WHOLE)
    sign_in = _number(fields.Integer, 1, 10**6, **_WHOLE)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> RatesConfig:
        return RatesConfig(**data)


class _Proxies(_Table):
    addresses = _set_of(_text(_network), required=True)
    header = _text(
        validate.OneOf(("x-forwarded-for", "forwarded"), error="x-forwarded-for or forwarded is expected here.")
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> ProxiesConfig:
        return ProxiesConfig(**{**data, "addresses": tuple(data["addresses"])})


class _Tls(_Table):
    certificate_file = _text(required=True)
    key_file = _text(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> TlsConfig:
        return TlsConfig(Path(data["certificate_file"]), Path(data["key_file"]))


class _People(_Table):
    password_length = _number(fields.Integer, 12, 64, **_WHOLE)
    free_attempts = _number(fields.Integer, 1, 20, **_WHOLE)
    address_attempts = _number(fields.Integer, 5, 1000, **_WHOLE)
    longest_wait_minutes = _number(fields.Integer, 1, 1440, **_WHOLE)
    attempts = _number(fields.Integer, 10, 100, **_WHOLE)
    idle_minutes = _number(fields.Integer, 1, 60, **_WHOLE)
    patient_idle_minutes = _number(fields.Integer, 1, 240, **_WHOLE)
    session_hours = _number(fields.Integer, 1, 24, **_WHOLE)
    enrolment_days = _number(fields.Integer, 1, 14, **_WHOLE)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> PeopleConfig:
        return PeopleConfig(**data)


class _Server(_Table):
    public_url = _text(_public_url, required=True)
    store = _text(required=True)
    demo = _OnOff()
    hosts = _set_of(_text(_HOST))
    limits = fields.Nested(_ServerLimits)
    lifetimes = fields.Nested(_Lifetimes)
    people = fields.Nested(_People)
    rates = fields.Nested(_Rates)
    proxies = fields.Nested(_Proxies)
    tls = fields.Nested(_Tls)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> ServerConfig:
        return ServerConfig(**{**data, "hosts": frozenset(data.get("hosts", ()))})


class _SourceLimits(_Table):
    statement_seconds = _number(fields.Float, 0.1, 60)
    rows = _number(fields.Integer, 1000, 10**12, **_WHOLE)
    window = _number(fields.Integer, 1, 100_000, **_WHOLE)
    window_bytes = _number(fields.Integer, 2**20, 2**40, **_WHOLE)
    pool_size = _number(fields.Integer, 1, 20, **_WHOLE)
    write_pool_size = _number(fields.Integer, 1, 5, **_WHOLE)
    document_bytes = _number(fields.Integer, 1024, 2**40, **_WHOLE)
    document_bytes_in_json = _number(fields.Integer, 1024, 64 * 1024 * 1024, **_WHOLE)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> SourceLimits:
        return SourceLimits(**data)


class _Source(_Table):
    adapter = _text(required=True)
    url = _text(required=True)
    write_url = _text()
    sign_in_url = _text()
    sign_in_password_days = _number(fields.Integer, 1, 10_000, **_WHOLE)
    time_zone = _text(required=True)
    id_prefix = fields.String(validate=_PREFIX)
    documents = _text()
    limits = fields.Nested(_SourceLimits)
    site = fields.Dict(keys=_text(), values=_text())


class _EndpointLimits(_Table):
    page = _number(fields.Integer, 1, 1000, **_WHOLE)
    most_on_a_page = _number(fields.Integer, 1, 1000, **_WHOLE)
    parameters = _number(fields.Integer, 1, 1000, **_WHOLE)
    values = _number(fields.Integer, 1, 10_000, **_WHOLE)
    all_values = _number(fields.Integer, 1, 10_000, **_WHOLE)
    codes = _number(fields.Integer, 1, 10_000, **_WHOLE)
    hops = _number(fields.Integer, 0, 10, **_WHOLE)
    all_hops = _number(fields.Integer, 0, 100, **_WHOLE)
    includes = _number(fields.Integer, 0, 100, **_WHOLE)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> EndpointLimits:
        limits = EndpointLimits(**data)
        if limits.page > limits.most_on_a_page:
            raise ValidationError("The page without _count is larger than the largest.", "page")
        return limits


class _Registration(_Table):
    mode = _text(validate.OneOf(("off", "initial-token", "open"), error="off, initial-token or open is expected here."))
    scope = _text()
    rotation_hours = _number(fields.Integer, 0, 24 * 30, **_WHOLE)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> RegistrationConfig:
        return RegistrationConfig(**data)


class _Brand(_Table):
    name = _text(validate.Length(max=100, error="A name has up to 100 characters."), required=True)
    website = _text(_WEB, required=True)
    changed = fields.Date(
        required=True, error_messages={"required": MISSING, "invalid": 'Write a day as "2026-11-22".'}
    )
    logo = _text(_WEB)
    portal = _text(_WEB)
    developers = _text(_WEB)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> BrandConfig:
        return BrandConfig(**data)


class _Endpoint(_Table):
    path = _text(_PATH, required=True)
    sources = _set_of(_text(), required=True, validate=validate.Length(min=1, error="A source is needed."))
    unknown_parameters = fields.String(
        validate=validate.OneOf(("strict", "lenient"), error="strict or lenient is expected here.")
    )
    profiles = _text()
    writes = fields.Dict(
        keys=_text(_resource_type),
        values=_set_of(_text(validate.OneOf(("create", "update"), error="create or update is expected here."))),
    )
    limits = fields.Nested(_EndpointLimits)
    registration = fields.Nested(_Registration)
    brand = fields.Nested(_Brand)


class _Client(_Table):
    jwks_file = _text(required=True)
    scope = _text(required=True)
    endpoints = _set_of(_text(), required=True)
    provider = _text()
    permissions = _set_of(_text())
    masks = fields.Dict(keys=_text(_resource_type), values=_set_of(_text()), validate=_masks)
    ip_allow = _set_of(_text(_network))


class _Provider(_Table):
    issuer = _text(_address, required=True)
    client_id = _text(required=True)
    client_secret = _text()
    title = _text(validate.Length(max=64, error="A title has up to 64 characters."))
    scope = _text()
    login_claim = _text()
    create = _OnOff()
    links = fields.Dict(keys=_text(), values=_text())
    roles_claim = _text()
    roles = fields.Dict(
        keys=_text(), values=_text(validate.OneOf(_ROLES, error=f"A role is one of: {', '.join(_ROLES)}."))
    )


def _tables(table: type[_Table], **options: Any) -> fields.Dict:
    return fields.Dict(keys=fields.String(**options), values=fields.Nested(table))


class File(_Table):
    """The file: `server` becomes a ServerConfig, the others stay mappings by name."""

    server = fields.Nested(_Server, required=True, error_messages={"required": MISSING})
    sources = _tables(_Source, validate=_NAME)
    endpoints = _tables(_Endpoint, validate=_NAME)
    clients = _tables(_Client)
    providers = _tables(_Provider, validate=_NAME)
