"""Key sets by URL: fetched when they are needed, kept as long as their owner lets them, and no longer than a day.

A key set is kept for max(60 s, min(what Cache-Control says, 24 h)), a failure for 30 s. An unknown `kid` fetches the
set once more, since its owner may have changed keys, but not twice within 30 s: assertions cost their senders nothing.
https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html#registering-a-client-communicating-public-keys
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import structlog

from facade.access.clients import VerificationKey, usable_keys
from facade.errors import Refused
from facade.fhir import json
from facade.smart.safe_fetch import Fetched, NotFetched

Keys = tuple[VerificationKey, ...]

_SHORTEST = 60.0
_LONGEST = 24 * 3600.0
_PAUSE = 30.0
_MOST = 1024
_log = structlog.get_logger("facade.smart.keys")


@dataclass(frozen=True)
class _Kept:
    keys: Keys
    until: float
    asked: float


class KeySets:
    """The key sets that one process knows. One thread at a time asks for a set; the others wait for its answer."""

    def __init__(self, fetch: Callable[[str], Fetched], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._clock = fetch, clock
        self._kept: dict[str, _Kept] = {}
        self._locks: dict[str, Lock] = {}
        self._lock = Lock()

    def keys(self, url: str, kid: str) -> Keys:
        """The usable keys of the set; none if it cannot be had."""
        found = self._current(url, kid)
        if found is None:
            with self._lock_of(url):
                found = self._current(url, kid) or self._ask(url)  # another thread may have asked meanwhile
        return found.keys

    def _current(self, url: str, kid: str) -> _Kept | None:
        kept, now = self._kept.get(url), self._clock()
        if kept is None or now >= kept.until:
            return None
        known = any(key.kid == kid for key in kept.keys)
        return kept if known or now - kept.asked < _PAUSE else None

    def _ask(self, url: str) -> _Kept:
        before, now = self._kept.get(url), self._clock()
        try:
            fetched = self._fetch(url)
            keys = _read(fetched.body)
            kept = _Kept(keys, now + max(_SHORTEST, min(fetched.max_age, _LONGEST)), now)
        except (NotFetched, Refused, ValueError) as error:
            _log.warning("key set not usable", url=url, reason=str(error))
            # A failure while the set is still good changes nothing but when to ask again.
            still = before is not None and now < before.until
            kept = _Kept(before.keys, before.until, now) if before and still else _Kept((), now + _PAUSE, now)
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[url] = kept
        return kept

    def _lock_of(self, url: str) -> Lock:
        with self._lock:
            if len(self._locks) >= _MOST:
                self._locks.clear()
            return self._locks.setdefault(url, Lock())


def _read(body: bytes) -> Keys:
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("not a key set")
    return usable_keys(found)
