"""GET of an address that a stranger chose: nothing inside this network can be reached, and nothing takes long.

https only, verified; no redirect is followed; every address of the name must be a public one, and the connection goes
to the address that was looked at, so a name that changes its address in between gains nothing; all of it, name look-up
and handshake included, ends after a few seconds; no more is read than a key set needs.
"""

from __future__ import annotations

import io
import re
import socket
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

LONGEST = 64 * 1024
SECONDS = 5.0

_HEADERS = 16 * 1024
_VISIBLE = re.compile(r"[\x21-\x7e]{1,2000}")
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=\"?(\d{1,9})", re.IGNORECASE)
_NEVER = re.compile(r"(?:^|[,\s])no-(?:store|cache)", re.IGNORECASE)
_WELL_KNOWN_PORT = 443
_NAT64 = IPv6Network("64:ff9b::/96")


class NotFetched(Exception):
    """Nothing usable came back. The text is for the log and names no address inside."""


@dataclass(frozen=True)
class Fetched:
    """A body and for how many seconds its owner lets it be kept."""

    body: bytes
    max_age: int


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, as the system's resolver tells them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True)
class Fetcher:
    """Fetches by these rules. `loopback` also allows addresses of this host: for tests and the demo only."""

    loopback: bool = False
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    resolve: Callable[[str, int], list[str]] = resolve
    seconds: float = SECONDS
    clock: Callable[[], float] = field(default=time.monotonic)

    def __call__(self, url: str) -> Fetched:
        """The body of a 200; NotFetched for everything else."""
        parts = checked_url(url)
        port = parts.port or _WELL_KNOWN_PORT
        deadline = self.clock() + self.seconds
        try:
            address = self._address(str(parts.hostname), port)
            with socket.create_connection((address, port), self._left(deadline)) as plain:
                plain.settimeout(self._left(deadline))
                with self._tls.wrap_socket(plain, server_hostname=parts.hostname) as connection:
                    connection.sendall(_request(parts))
                    return _answer(_Stream(connection, lambda: self._left(deadline)))
        except (OSError, HTTPException, ValueError) as error:  # ssl's errors are OSErrors
            raise NotFetched(f"no answer that can be used ({type(error).__name__})") from error

    def _left(self, deadline: float) -> float:
        left = deadline - self.clock()
        if left <= 0:
            raise TimeoutError
        return left

    def _address(self, host: str, port: int) -> str:
        found = self._resolver.submit(self.resolve, host, port).result(timeout=self.seconds)
        if not found or not all(self._may_reach(address) for address in found):
            raise NotFetched("the name has an address that is not public")
        return found[0]

    def _may_reach(self, text: str) -> bool:
        address = ip_address(text.partition("%")[0])
        return is_public(address) or (self.loopback and address.is_loopback)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self.context()

    @cached_property
    def _resolver(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(4, "names")  # the system's resolver knows no deadline of ours


def checked_url(url: str) -> SplitResult:
    """The parts of a URL that may be fetched; NotFetched if it may not, whatever its host is."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise NotFetched("not a URL") from None
    if not fine or "@" in parts.netloc or parts.fragment or "\\" in url or not _VISIBLE.fullmatch(url):
        raise NotFetched("not an https URL without user and fragment")
    return parts


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public network. What stands for an IPv4 address is judged as that."""
    inner = _meant(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return is_public(inner)
    local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or local)


def _meant(address: IPv6Address) -> IPv4Address | None:
    translated = IPv4Address(address.packed[-4:]) if address in _NAT64 else None
    return address.ipv4_mapped or address.sixtofour or translated


def _request(parts: SplitResult) -> bytes:
    target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    return (
        f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: application/json\r\n"
        "Accept-Encoding: identity\r\nConnection: close\r\nUser-Agent: fhir-facade\r\n\r\n"
    ).encode("ascii")


class _Stream(io.RawIOBase):
    """What a connection sends, until the deadline and up to a length."""

    def __init__(self, connection: ssl.SSLSocket, left: Callable[[], float]) -> None:
        self._connection, self._left, self._more = connection, left, LONGEST + _HEADERS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._left())
        count = self._connection.recv_into(buffer)
        self._more -= count
        if self._more < 0:
            raise ValueError("too long")
        return count

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What http.client asks of a socket."""
        return io.BufferedReader(self)


def _answer(stream: _Stream) -> Fetched:
    answer = HTTPResponse(cast(socket.socket, stream), method="GET")
    answer.begin()
    if answer.status != 200:
        raise NotFetched(f"answered {answer.status}")
    body = answer.read(LONGEST + 1)
    if len(body) > LONGEST:
        raise NotFetched("the answer is too long")
    if answer.length:
        raise NotFetched("the answer was cut off")
    return Fetched(body, _max_age(answer.headers.get("Cache-Control", "")))


def _max_age(header: str) -> int:
    found = None if _NEVER.search(header) else _MAX_AGE.search(header)
    return int(found[1]) if found else 0
