"""From a TOML file to a Config, or to a DeclarationError with everything that is wrong in it.

config.E001  the file cannot be read, or is not TOML
config.E002  an unknown key
config.E003  a missing key
config.E004  a value that its key does not take
config.E005  an `env:` or `file:` value, or a key set, that cannot be read
config.E006  the name of a source or endpoint that is not in the file
config.E007  an endpoint over several sources
config.E008  two endpoints in each other's way
config.E009  (told by facade.app, which knows the adapters) a set of profiles that the endpoint's adapter does not have
config.E010  (told by facade.app) a `sign_in_url` for an adapter that does not know its vendor's accounts
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from marshmallow import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from facade.config import schema
from facade.config.indirect import UNREADABLE, resolve
from facade.config.values import (
    ClientConfig,
    Config,
    EndpointConfig,
    EndpointLimits,
    ProviderConfig,
    RegistrationConfig,
    ServerConfig,
    SourceConfig,
    TlsConfig,
)
from facade.errors import DeclarationError, Finding, Refused
from facade.fhir import json

_NUMBERS = {schema.UNKNOWN: "config.E002", schema.MISSING: "config.E003"}
_ROOT_PATHS = ("/livez", "/readyz")


def load(file: Path) -> Config:
    """The configuration of `file`; DeclarationError with numbered findings if anything is wrong."""
    file = file.absolute()
    findings: list[Finding] = []
    raw = resolve(_toml(file), file.parent, "", findings)
    if findings:
        raise DeclarationError(findings)
    return _checked(raw, file.parent)


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        reason = f"The file cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        reason = "The file is not UTF-8."
    except tomllib.TOMLDecodeError as error:
        reason = f"The file is not TOML: {error}."
    raise DeclarationError([Finding("config.E001", str(file), reason)])


def _checked(raw: Mapping[str, Any], folder: Path) -> Config:
    try:
        tables: dict[str, Any] = schema.File().load(raw)
    except ValidationError as error:
        messages: Mapping[Any, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
        raise DeclarationError(list(_messages(messages, ()))) from None
    findings = [*_crossings(tables), *_obstacles(tables.get("endpoints", {})), *_unencrypted(tables["server"])]
    config = Config(
        server=_server(tables["server"], folder),
        sources={name: _source(name, table, folder) for name, table in tables.get("sources", {}).items()},
        endpoints={name: _endpoint(name, table) for name, table in tables.get("endpoints", {}).items()},
        clients={name: _client(name, table, folder, findings) for name, table in tables.get("clients", {}).items()},
        providers={name: ProviderConfig(name=name, **table) for name, table in tables.get("providers", {}).items()},
    )
    if findings:
        raise DeclarationError(findings)
    return config


def _messages(errors: Mapping[Any, Any], above: tuple[str, ...]) -> Iterator[Finding]:
    """The tree of messages, flat. "key" and "value" are marshmallow's words for the two sides of a mapping."""
    for key, inner in errors.items():
        where = above if key in ("key", "value", "_schema") or isinstance(key, int) else (*above, str(key))
        if isinstance(inner, Mapping):
            yield from _messages(inner, where)
        else:
            for text in inner:
                number = next((number for start, number in _NUMBERS.items() if text.startswith(start)), "config.E004")
                yield Finding(number, ".".join(where), text)


def _crossings(tables: Mapping[str, Any]) -> Iterator[Finding]:
    """Names that stand for nothing, and endpoints over more than one source."""
    sources, endpoints = tables.get("sources", {}), tables.get("endpoints", {})
    for name, table in endpoints.items():
        where = f"endpoints.{name}.sources"
        yield from _unknown(where, table["sources"], sources)
        if len(table["sources"]) > 1:
            todo = "Make an endpoint for each source."
            yield Finding("config.E007", where, "An endpoint over several sources is not supported yet.", todo)
    for name, table in tables.get("clients", {}).items():
        yield from _unknown(f"clients.{name}.endpoints", table["endpoints"], endpoints)
    for name, table in tables.get("providers", {}).items():
        yield from _unknown(f"providers.{name}.links", list(table.get("links", ())), endpoints)


def _unknown(where: str, names: list[str], known: Mapping[str, Any]) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            todo = f"The file has: {', '.join(sorted(known)) or 'none'}."
            yield Finding("config.E006", where, f"{name} is not in this file.", todo)


def _obstacles(endpoints: Mapping[str, Any]) -> Iterator[Finding]:
    """A path inside another one, or in the place of the health routes, could never be reached."""
    paths = {name: f"{table['path']}/" for name, table in endpoints.items()}
    for name, path in paths.items():
        if path.startswith(tuple(f"{root}/" for root in _ROOT_PATHS)):
            yield Finding("config.E008", f"endpoints.{name}.path", "This path belongs to the server itself.")
    for (one, path), (other, further) in combinations(paths.items(), 2):
        if path.startswith(further) or further.startswith(path):
            text = f"The paths of {one} and {other} are in each other's way."
            yield Finding("config.E008", f"endpoints.{other}.path", text)


def _unencrypted(server: ServerConfig) -> Iterator[Finding]:
    if server.tls and not server.public_url.startswith("https:"):
        todo = "Begin the public_url with https, or leave out the certificate."
        yield Finding("config.E004", "server.tls", "The server would speak TLS under an http address.", todo)


def _server(server: ServerConfig, folder: Path) -> ServerConfig:
    return replace(server, store=_database(server.store, folder), tls=_files(server.tls, folder))


def _files(tls: TlsConfig | None, folder: Path) -> TlsConfig | None:
    return None if tls is None else TlsConfig(folder / tls.certificate, folder / tls.key)


def _source(name: str, table: Mapping[str, Any], folder: Path) -> SourceConfig:
    urls = {key: _database(table[key], folder) for key in ("url", "write_url", "sign_in_url") if key in table}
    documents = {"documents": folder / table["documents"]} if "documents" in table else {}
    return SourceConfig(name=name, **{**table, **urls, **documents})


def _endpoint(name: str, table: Mapping[str, Any]) -> EndpointConfig:
    return EndpointConfig(
        name=name,
        path=table["path"],
        source=table["sources"][0],
        lenient=table.get("unknown_parameters") == "lenient",
        profiles="" if table.get("profiles", "none") == "none" else table["profiles"],
        writes={type: frozenset(found) for type, found in table.get("writes", {}).items()},
        limits=table.get("limits", EndpointLimits()),
        registration=table.get("registration", RegistrationConfig()),
        brand=table.get("brand"),
    )


def _client(name: str, table: Mapping[str, Any], folder: Path, findings: list[Finding]) -> ClientConfig:
    masks = table.get("masks", {})
    return ClientConfig(
        id=name,
        jwks=_key_set(folder / table["jwks_file"], f"clients.{name}.jwks_file", findings),
        scope=table["scope"],
        endpoints=frozenset(table["endpoints"]),
        provider=table.get("provider"),
        permissions=frozenset(table.get("permissions", ())),
        masks={type: frozenset(f"{type}.{path}" for path in paths) for type, paths in masks.items()},
        ip_allow=tuple(table.get("ip_allow", ())),
    )


def _key_set(file: Path, where: str, findings: list[Finding]) -> Mapping[str, Any]:
    try:
        found = json.loads(file.read_bytes())
    except OSError as error:
        findings.append(Finding(UNREADABLE, where, f"{file} cannot be read: {error.strerror}."))
    except Refused as error:
        findings.append(Finding(UNREADABLE, where, f"{file} is no key set: {error}"))
    else:
        if isinstance(found, dict):
            return found
        findings.append(Finding(UNREADABLE, where, f'{file} is no key set: {{"keys": [{{…}}, …]}} is expected.'))
    return {}


def _database(url: str, folder: Path) -> str:
    """A SQLite file's place, counted from the folder of the configuration; other URLs as they are."""
    try:
        parsed = make_url(url)
    except ArgumentError:  # told by the source or the store, which know what they take
        return url
    name = parsed.database
    if parsed.get_backend_name() != "sqlite" or not name or name == ":memory:" or name.startswith("file:"):
        return url
    return parsed.set(database=str(folder / name)).render_as_string(hide_password=False)
