"""How an outside provider is reached, and what it says of itself: its document and its keys (OpenID Connect Discovery).

The operator chose the provider, so it may stand inside the clinic; still https is verified, no redirect is followed,
and an answer is short and comes soon. Plain http is for a provider on this host, as in tests and the demo.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from threading import Lock
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from facade.config import ProviderConfig
from facade.errors import Refused
from facade.fhir import json

_LONGEST = 256 * 1024
_CHUNK = 16 * 1024
_SECONDS = 5.0
_KEPT_SECONDS = 3600.0
_KEYS_AGAIN_SECONDS = 60.0  # after a key that is not known, so that made-up ones do not make us ask again and again
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_WELL_KNOWN = "/.well-known/openid-configuration"


class NoAnswer(Exception):
    """The provider does not answer, or not as a provider does. The text names no secret."""


@dataclass(frozen=True)
class Web:
    """Requests to providers. `context` verifies the certificates."""

    context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = _SECONDS
    clock: Callable[[], float] = field(default=time.monotonic)

    def get(self, url: str) -> dict[str, Any]:
        """The JSON object at an address."""
        return self._ask("GET", url, None, {})

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
        """The JSON object that a form is answered with."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", url, urlencode(form).encode("ascii"), {**kind, **headers})

    def _ask(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> dict[str, Any]:
        parts = checked(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = self._connection(parts)
        try:
            connection.request(method, path, body, {"Accept": "application/json", "Connection": "close", **headers})
            found = self._read(connection)
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswer(f"no answer that can be used ({type(error).__name__})") from error
        finally:
            connection.close()
        return _object(found)

    def _connection(self, parts: SplitResult) -> HTTPConnection:
        host = str(parts.hostname)
        if parts.scheme == "https":
            return HTTPSConnection(host, parts.port, timeout=self.seconds, context=self._tls)
        return HTTPConnection(host, parts.port, timeout=self.seconds)

    def _read(self, connection: HTTPConnection) -> bytes:
        end = self.clock() + self.seconds
        answer = connection.getresponse()
        if answer.status != 200:  # neither an error nor a redirect
            raise NoAnswer(f"it answered with status {answer.status}")
        found = bytearray()
        while chunk := answer.read(_CHUNK):
            found += chunk
            if len(found) > _LONGEST or self.clock() > end:
                raise NoAnswer("its answer is too long or too slow")
        return bytes(found)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self.context()


class Provider:
    """One provider of the configuration, with its document and keys as they were last fetched."""

    def __init__(self, config: ProviderConfig, web: Web, clock: Callable[[], float] = time.monotonic) -> None:
        self.config, self.web, self._clock = config, web, clock
        self._lock = Lock()
        self._document: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def document(self) -> Mapping[str, Any]:
        """What the provider says of itself; NoAnswer if it is another's."""
        with self._lock:
            if self._document is None or self._clock() - self._document[0] >= _KEPT_SECONDS:
                found = self.web.get(self.config.issuer.removesuffix("/") + _WELL_KNOWN)
                if found.get("issuer") != self.config.issuer:
                    raise NoAnswer("its document names another issuer")
                for name in _NEEDED:
                    checked(found.get(name))
                self._document = (self._clock(), found)
            return self._document[1]

    def keys(self, kid: str | None) -> KeySet:
        """The keys that it signs with; asked again, though not often, for one that was not among them."""
        address = self.document()["jwks_uri"]
        with self._lock:
            kept = self._keys
            age = float("inf") if kept is None else self._clock() - kept[0]
            known = kept is not None and (kid is None or any(key.kid == kid for key in kept[1].keys))
            if kept is None or age >= _KEPT_SECONDS or (not known and age >= _KEYS_AGAIN_SECONDS):
                kept = self._keys = (self._clock(), _key_set(self.web.get(address)))
            return kept[1]


def checked(url: object) -> SplitResult:
    """The parts of an address that may be asked: https, or http on this host."""
    try:
        parts = urlsplit(url) if isinstance(url, str) and url.isascii() and url.isprintable() else None
        fine = parts is not None and parts.hostname and "@" not in parts.netloc and not parts.fragment
        if parts is None or not fine or parts.port == 0 or " " in str(url):
            raise NoAnswer("an address of it cannot be used")
    except ValueError:
        raise NoAnswer("an address of it cannot be used") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(str(parts.hostname))):
        raise NoAnswer("an address of it is not https")
    return parts


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except Refused as error:
        raise NoAnswer("its answer is not JSON") from error
    if not isinstance(found, dict):
        raise NoAnswer("its answer is not an object")
    return found


def _key_set(found: Mapping[str, Any]) -> KeySet:
    """The keys for signatures that can be read; others may stand beside them."""
    members = found.get("keys")
    usable = []
    for member in members if isinstance(members, list) else ():
        if isinstance(member, dict) and member.get("kty") in ("RSA", "EC") and member.get("use", "sig") == "sig":
            try:
                usable.extend(KeySet.import_key_set({"keys": [member]}).keys)
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    if not usable:
        raise NoAnswer("it has no key that can be used")
    return KeySet(usable)
