"""Addresses that may be registered of an app.

People and codes are sent to https, to http on their very own host (native apps), or to a private-use scheme made of a
reverse domain name (RFC 8252 7.1); never with a wildcard, a fragment or a user in it.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_VISIBLE = re.compile(r"[!-~]{1,2000}")
_NEVER = re.compile(r'[#\\*<>"@]')
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")
_PRIVATE_USE = re.compile(r"[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:/[!-~]*", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def is_web(text: str) -> bool:
    """https, or http on this host."""
    parts = _parts(text)
    return parts is not None and (parts.scheme == "https" or parts.hostname in _LOOPBACK)


def is_secure(text: str) -> bool:
    """An address that is read and reached by TLS only."""
    parts = _parts(text)
    return parts is not None and parts.scheme == "https"


def is_redirect(text: str) -> bool:
    """Where a code may be sent to."""
    private = _VISIBLE.fullmatch(text) and _PRIVATE_USE.fullmatch(text) and not _NEVER.search(text)
    return bool(private) or is_web(text)


def is_origin(text: str) -> bool:
    """An origin as a browser writes it, of what `is_web`."""
    return is_web(text) and origin_of(text) == text


def origin_of(url: str) -> str | None:
    """The origin of a web address; None for a private-use scheme."""
    parts = _parts(url)
    if parts is None:
        return None
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _parts(text: str) -> SplitResult | None:
    """The parts of an http or https URL with nothing odd in it."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    odd = not _VISIBLE.fullmatch(text) or _NEVER.search(text) or not _HOST.fullmatch(host)
    if odd or port == 0 or parts.netloc.endswith(":") or not text.startswith(("http://", "https://")):
        return None
    return parts
