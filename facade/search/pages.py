"""Page tokens: where a page begins, or ends if it is read backward; encrypted, and for whom.

A cursor holds the sort values of a row, so a token is PHI (a family name stands in it): always encrypted,
never only signed. Nothing is stored: any node that has the keys opens it, after a restart too. AES-256-GCM
with a key of its own for every token (HMAC-SHA256 of purpose and random salt under our key), so no number of tokens
wears a key out.

| what is wrong with the token | answer |
| --- | --- |
| changed, cut, made up, sealed with a key that is gone | 400 `invalid` |
| another endpoint's, client's or user's | 404 `not-found` |
| another query's | 400 `invalid` |
| too old, or of an older mapping | 410 `processing` |

The issue type for 410 is not `expired`: that one is about a login, and asks for a new one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from facade.errors import Refused, not_found

Raw: TypeAlias = str | int | float | bool | None

_PURPOSE = b"facade page token 2"
_NONCE = bytes(12)  # the salt makes every key single-use
_SALT = 16
_SHORTEST_KEY = 32
_LONGEST_TOKEN = 8 * 1024
_LIFETIME = timedelta(hours=1)
_compact = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True)
class Cursor:
    """A border in one table: everything up to and including a row's raw sort values, its key, and a part of it.

    Part -1 is before the row's first resource.
    """

    values: tuple[Raw, ...]
    key: Raw
    part: int = 0


@dataclass(frozen=True)
class PageState:
    """A border for each (type, root table) by name; a table without one is not begun.

    The page lies behind the borders, or `back` before them.
    """

    cursors: Mapping[str, Cursor]
    back: bool = False


def query_digest(resource_type: str, query: Iterable[tuple[str, str]]) -> str:
    """What makes two pages belong to one search: its type and the parameters used, without the page token."""
    text = json.dumps([resource_type, *map(list, query)])
    return hashlib.sha256(text.encode()).hexdigest()


def _invalid() -> Refused:
    return Refused(400, "invalid", "The page token is not one of this search. Start the search again.")


def gone() -> Refused:
    """The answer to a token whose place in the result is not there any more."""
    return Refused(410, "processing", "The page token is too old. Start the search again.")


class Seal:
    """Seals and opens page tokens. The first key encrypts, all of them decrypt."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) < _SHORTEST_KEY for key in keys):
            raise ValueError(f"page tokens need at least one key of at least {_SHORTEST_KEY} bytes")
        self._keys = tuple(keys)

    def seal(
        self,
        state: PageState,
        *,
        endpoint: str,
        client: str,
        user: str | None,
        query_digest: str,
        mapping_version: str,
        now: datetime,
        lifetime: timedelta = _LIFETIME,
    ) -> str:
        """The token of the page that follows `state`, for this caller and this search only."""
        content = {
            "holder": [endpoint, client, user],
            "query": query_digest,
            "mapping": mapping_version,
            "expires": (now + lifetime).timestamp(),
            "cursors": {name: [c.values, c.key, c.part] for name, c in state.cursors.items()},
            "back": state.back,
        }
        salt = os.urandom(_SALT)
        plain = _compact(content).encode()
        token = _text(salt + _cipher(self._keys[0], salt).encrypt(_NONCE, plain, _PURPOSE))
        if len(token) > _LONGEST_TOKEN:
            raise Refused(400, "too-long", "In this order the result cannot be paged: its sort values are too long.")
        return token

    def open(
        self,
        token: str,
        *,
        endpoint: str,
        client: str,
        user: str | None,
        query_digest: str,
        mapping_version: str,
        now: datetime,
    ) -> PageState:
        """What was sealed. Refused as the table above says."""
        content = json.loads(self._plain(token))
        if content["holder"] != [endpoint, client, user]:
            raise not_found()
        if content["query"] != query_digest:
            raise _invalid()
        if content["mapping"] != mapping_version or now.timestamp() >= content["expires"]:
            raise gone()
        found = content["cursors"].items()
        cursors = {name: Cursor(tuple(values), key, part) for name, (values, key, part) in found}
        return PageState(cursors, content["back"])

    def _plain(self, token: str) -> bytes:
        sealed = _bytes(token)
        for key in self._keys:
            with suppress(InvalidTag):
                return _cipher(key, sealed[:_SALT]).decrypt(_NONCE, sealed[_SALT:], _PURPOSE)
        raise _invalid()


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(hmac.digest(key, _PURPOSE + salt, "sha256"))


def _text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _bytes(token: str) -> bytes:
    """The bytes of a token in the one spelling that `_text` gives them."""
    if len(token) > _LONGEST_TOKEN:
        raise _invalid()
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):  # ValueError: not ASCII
        raise _invalid() from None
    if _text(sealed) != token:
        raise _invalid()
    return sealed
