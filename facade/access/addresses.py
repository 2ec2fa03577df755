"""Addresses of clients, and from where a client may come: IPv4 and IPv6 networks.

One address has one spelling here, whichever way it came: an IPv4 address inside an IPv6 one is the IPv4 address.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
_HOUSEHOLD = 64  # bits: an IPv6 client has at least so many addresses of its own


def parse(text: str) -> IPv4Address | IPv6Address:
    """The address; ValueError if it is none."""
    found = ip_address(text)
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def network(text: str) -> Network:
    """A network such as 10.0.0.0/8, or a single address; ValueError if it is none, or has bits behind its mask."""
    return ip_network(text)


@lru_cache(maxsize=1024)
def networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks of a list that was checked when it was written."""
    return tuple(network(text) for text in texts)


def holds(found: Collection[Network], address: IPv4Address | IPv6Address) -> bool:
    """Whether the address lies in one of the networks."""
    return any(address.version == each.version and address in each for each in found)


def allowed(ip_allow: Collection[str], address: str) -> bool:
    """Whether a client with this list may come from there; one without a list from anywhere."""
    if not ip_allow:
        return True
    try:
        return holds(networks(tuple(ip_allow)), parse(address))
    except ValueError:  # where it comes from is not known
        return False


@lru_cache(maxsize=4096)
def spelled(address: str) -> str:
    """The address in its one spelling; empty for what is none."""
    try:
        return str(parse(address))
    except ValueError:
        return ""


def neighbourhood(address: str) -> str:
    """What counts as one client: the address, or the IPv6 network that one client has to itself."""
    return str(ip_network((address, _HOUSEHOLD), strict=False)) if ":" in address else address
