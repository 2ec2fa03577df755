"""How many requests are taken in a minute, and who is asked to wait.

A worker counts for itself and settles with the store after a sixtieth of the limit, so about once a second where a
limit is nearly reached, and not at all where it is far. All workers of all machines together can therefore exceed a
limit by that sixtieth each, and no more: docs/decisions/0037-rates.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Literal

from facade.access.denial import POLICY, Denial
from facade.api import replies
from facade.api.replies import Answer
from facade.config import RatesConfig
from facade.errors import Refused
from facade.store.rates import Rates as Stored

Kind = Literal["client", "person", "address", "token", "sign_in"]
"""What is counted, by its name in the configuration."""

OF_OAUTH = frozenset({"token", "revoke", "introspect", "userinfo", "register", "registration", "jwks"})
"""Routes that tell errors as OAuth does, by the last part of their name."""

_PARTS = 60
_MOST = 20_000  # keys that a worker counts at once; a flood of others only makes it forget its own share


class TooMany(Refused):
    """429: the limit is reached. `seconds` from now there is a new minute."""

    def __init__(self, seconds: int) -> None:
        denied = POLICY[Denial.THROTTLED]
        super().__init__(denied.status, denied.code, denied.text, headers={"Retry-After": str(seconds)})
        self.seconds = seconds


def in_oauth(error: TooMany) -> Answer:
    """The refusal as OAuth tells errors."""
    body = {"error": "temporarily_unavailable", "error_description": error.issues[0].text}
    headers = {**error.headers, "Cache-Control": "no-store", "Pragma": "no-cache"}
    return replies.document(body, status=error.status, headers=headers, content_type=replies.PLAIN_JSON)


@dataclass(slots=True)
class _Count:
    """One key in one minute: what is known to be taken by all, and what of it the store has not been told."""

    minute: int
    taken: int = 0
    untold: int = 0


class Rates:
    """The limits of one server; each worker has its own counts."""

    def __init__(self, limits: RatesConfig, stored: Stored) -> None:
        self._limits: Mapping[Kind, int] = {
            "client": limits.client,
            "person": limits.person,
            "address": limits.address,
            "token": limits.token,
            "sign_in": limits.sign_in,
        }
        self._stored = stored
        self._counts: dict[tuple[str, ...], _Count] = {}
        self._lock = Lock()

    def take_of(self, endpoint: str, client: str, person: str, *, now: datetime, times: int = 1) -> None:
        """Count so many requests with a token, in the name of its client and of its person, if it has one."""
        self.take("client", endpoint, client, now=now, times=times)
        if person:
            self.take("person", person, now=now, times=times)

    def take(self, kind: Kind, *who: str, now: datetime, times: int = 1) -> None:
        """Count a request of this key, or several at once; TooMany if there were enough of them before."""
        limit = self._limits[kind]
        minute, second = divmod(int(now.timestamp()), 60)
        key = (kind, *who)
        with self._lock:
            count = self._counts.get(key)
            if count is None or count.minute != minute:
                count = self._begin(key, minute)
            if count.taken >= limit:
                raise TooMany(60 - second)
            count.taken += times
            count.untold += times
            if count.untold * _PARTS < limit:
                return
            told, count.untold = count.untold, 0
        if self._settle(key, count, told) - times >= limit:
            raise TooMany(60 - second)

    def _begin(self, key: tuple[str, ...], minute: int) -> _Count:
        if len(self._counts) >= _MOST:
            self._counts = {one: count for one, count in self._counts.items() if count.minute == minute}
            if len(self._counts) >= _MOST:
                self._counts = {}
        count = self._counts[key] = _Count(minute)
        return count

    def _settle(self, key: tuple[str, ...], count: _Count, told: int) -> int:
        """What all have taken together; without the store, what this worker knows."""
        try:
            total = self._stored.add(key, count.minute, told)
        except Refused:
            return 0
        with self._lock:
            count.taken = max(count.taken, total + count.untold)
        return total
