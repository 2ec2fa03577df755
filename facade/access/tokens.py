"""From an Authorization header to a grant. https://www.rfc-editor.org/rfc/rfc6750#section-2.1

The header is the only place for a token; one in the query string or the body is not looked at.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import lru_cache

from facade.access.denial import Denial, denial
from facade.access.grant import Grant
from facade.store import Store, StoredToken

_BEARER = re.compile(r"(?i:bearer) +([A-Za-z0-9._~+/-]{1,512}=*)")


def authenticate(header: str | None, *, store: Store, endpoint: str, now: datetime) -> Grant:
    """The grant of the bearer's token for the endpoint of that name; 401 for everything else."""
    return grant_of(stored_token(header, store=store, endpoint=endpoint, now=now))


def stored_token(header: str | None, *, store: Store, endpoint: str, now: datetime) -> StoredToken:
    """The bearer's token for the endpoint of that name; 401 for everything else.

    Two Authorization headers arrive joined with a comma, which no token holds.
    """
    if not header:
        raise denial(Denial.NO_TOKEN)
    sent = _BEARER.fullmatch(header)
    stored = store.tokens.find(sent[1], now=now) if sent else None
    if stored is None or stored.endpoint != endpoint:
        raise denial(Denial.BAD_TOKEN)
    return stored


def grant_of(stored: StoredToken) -> Grant:
    """What the token stands for; 401 if a release wrote it whose grants had other fields."""
    try:
        return _grant(stored.content)
    except ValueError:
        raise denial(Denial.BAD_TOKEN) from None


@lru_cache(maxsize=1024)
def _grant(content: str) -> Grant:
    """The grant of a token's content. Whether the token is still valid has been asked before."""
    return Grant.from_fields(json.loads(content))
