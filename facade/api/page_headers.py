"""Headers of what people see in a browser: nothing but our own files runs there, and nobody frames it.

`form-action` names the places, besides ourselves, that a form leads to: Chromium also asks it for the redirect behind
a form. https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9.-]+(?::[0-9]{1,5})?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_WEB = frozenset({"http", "https"})
_RUNNING = frozenset({"javascript", "data", "blob", "vbscript", "file", "about", "filesystem"})
_OWN = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'self'; style-src 'self';"
    " font-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'"
)
_ALWAYS = {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(),"
        " publickey-credentials-create=(self), publickey-credentials-get=(self)"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Cookie, Accept-Language",
}


def page_headers(form_action: Iterable[str] = ()) -> dict[str, str]:
    """What every page carries. `form_action`: URLs that its forms lead to, as the redirect URI of a pending request."""
    targets = dict.fromkeys(target for url in form_action if (target := form_target(url)))
    return {"Content-Security-Policy": " ".join((_OWN, *targets)), **_ALWAYS}


def form_target(url: str) -> str:
    """The origin of a URL as a source of the policy; empty for what cannot be one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    scheme, host = parts.scheme.lower(), parts.netloc.lower()
    if not _SCHEME.fullmatch(scheme) or scheme in _RUNNING:
        return ""
    if scheme not in _WEB or host.startswith("["):
        # An app's own scheme has no host, and the policy's grammar knows no IPv6 address.
        return f"{scheme}:"
    return f"{scheme}://{host}" if _HOST.fullmatch(host) else ""
