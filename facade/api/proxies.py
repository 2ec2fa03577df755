"""Where a request comes from, right through the proxies that the configuration trusts.

A proxy is believed by its address alone, and only in the one header that it is configured to write: each appends
whom it heard from, so the list is read from its end, past every trusted proxy, to the first who is none. From anyone
else these headers are words without meaning. https://www.rfc-editor.org/rfc/rfc7239
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from facade.access import addresses
from facade.access.addresses import Network
from facade.config import ProxiesConfig

_PAIR = re.compile(r'\s*([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^\s";,]+)\s*')
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?|([0-9.]+):[0-9]+")
_LONGEST = 50  # proxies in a row: more is nobody's network


@dataclass(frozen=True)
class Origin:
    """Who sent a request: the client's address, and what it asked the first proxy by, where that is told."""

    address: str
    scheme: str = ""
    host: str = ""


class Proxies:
    """The trusted proxies of one configuration."""

    def __init__(self, config: ProxiesConfig) -> None:
        self._trusted: tuple[Network, ...] = addresses.networks(tuple(config.addresses))
        self._read = _forwarded if config.header == "forwarded" else _x_forwarded

    def origin(self, environ: Mapping[str, Any]) -> Origin:
        """Where the request of this environment comes from."""
        found = Origin(addresses.spelled(environ.get("REMOTE_ADDR", "")))
        if not self._trusted or not self._trusts(found.address):
            return found
        for hop in self._read(environ):
            address = addresses.spelled(_without_port(hop.address))
            if not address:  # the last trusted proxy could not name whom it heard from
                return replace(hop, address=found.address)
            found = replace(hop, address=address)
            if not self._trusts(address):
                break
        return found

    def _trusts(self, address: str) -> bool:
        return bool(address) and addresses.holds(self._trusted, addresses.parse(address))


def _x_forwarded(environ: Mapping[str, Any]) -> Iterator[Origin]:
    """The hops of X-Forwarded-For, the nearest first. Scheme and host are those that the nearest proxy tells."""
    scheme, host = (_last(environ.get(f"HTTP_X_FORWARDED_{name}", "")).lower() for name in ("PROTO", "HOST"))
    for address in _reversed(environ.get("HTTP_X_FORWARDED_FOR", "")):
        yield Origin(address, scheme, host)


def _forwarded(environ: Mapping[str, Any]) -> Iterator[Origin]:
    """The hops of RFC 7239, the nearest first, each with its own scheme and host."""
    for element in _reversed(environ.get("HTTP_FORWARDED", "")):
        pairs = [_PAIR.fullmatch(pair) for pair in element.split(";")]
        told = {pair[1].lower(): pair[2].strip('"') for pair in pairs if pair}
        known = told.get("for", "") if all(pairs) else ""
        yield Origin(known, told.get("proto", "").lower(), told.get("host", "").lower())


def _reversed(header: str) -> list[str]:
    """The members of a list from its end; an empty list has one that says nothing."""
    return [part.strip() for part in header.rsplit(",", _LONGEST)[::-1]][:_LONGEST]


def _last(header: str) -> str:
    return header.rpartition(",")[2].strip()


def _without_port(text: str) -> str:
    found = _WITH_PORT.fullmatch(text)
    return (found[1] or found[2]) if found else text
