"""ETags that clients send back. https://hl7.org/fhir/R4/http.html#concurrency, RFC 9110 section 13

Versions are compared weakly, so `"7"` means `W/"7"`. An If-Match names exactly one version: `*` would overwrite
what the client has never seen, and a list says that it does not know what it has read. A malformed
If-None-Match is ignored, as it can only cost a transfer.
"""

from __future__ import annotations

import re

from facade.errors import bad_value

_TAG = r'(?:W/)?"[\x21\x23-\x7e]*"'
_ONE = re.compile(rf"\s*{_TAG}\s*")
_LIST = re.compile(rf"\s*{_TAG}(?:\s*,\s*{_TAG})*\s*")
_EACH = re.compile(r'"([\x21\x23-\x7e]*)"')
_LONGEST = 4096
ANY = "*"


def if_match(header: str | None) -> str | None:
    """The one tag of the header as `W/"…"`; None without one. Refused(400) for anything else."""
    if header is None:
        return None
    if len(header) > _LONGEST or not _ONE.fullmatch(header):
        raise bad_value('If-Match takes the one version that was read: W/"…".')
    return _weak(header)


def if_none_match(header: str | None) -> str | None:
    """The tags of the header, each as `W/"…"`, joined by commas; `*` as it is; None if there is nothing usable."""
    if header is None or header.strip() == ANY:
        return header and ANY
    if len(header) > _LONGEST or not _LIST.fullmatch(header):
        return None
    return _weak(header)


def is_fresh(header: str | None, etag: str | None) -> bool:
    """Whether an answer with this tag is one that the client has."""
    wanted = if_none_match(header)
    return etag is not None and wanted is not None and (wanted == ANY or etag in wanted.split(", "))


def _weak(header: str) -> str:
    return ", ".join(f'W/"{tag}"' for tag in _EACH.findall(header))
