"""When an Observation was, and which Observations are of one kind.

https://hl7.org/fhir/R4/observation-operation-lastn.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from facade.fhir import dates

Resource: TypeAlias = Mapping[str, Any]
Key: TypeAlias = tuple[str, ...]
NEVER = datetime.min.replace(tzinfo=UTC)


def moment(observation: Resource, zone: ZoneInfo) -> datetime:
    """When its effective time begins; of one without any, before all others."""
    period = observation.get("effectivePeriod") or {}
    given = (observation.get("effectiveDateTime"), observation.get("effectiveInstant"), *map(period.get, _ENDS))
    text = next((text for text in given if text is not None), None)
    return NEVER if text is None else dates.bounds(text, zone)[0]


_ENDS = ("start", "end")


def newest_first(observations: Iterable[Resource], zone: ZoneInfo) -> list[Resource]:
    """By effective time; of several at one time the one that was read last comes first."""
    ordered = sorted(observations, key=lambda found: moment(found, zone))
    return ordered[::-1]


def latest(observations: Iterable[Resource], most: int, zone: ZoneInfo) -> list[Resource]:
    """The most recent ones of each subject and code, group after group, the group with the newest first.

    Those that were at the same time as the last one within `most` are there too, as the standard says.
    """
    ordered = newest_first(observations, zone)
    found: list[Resource] = []
    for group in _groups(ordered):
        found += _first(group, most, zone)
    return found


def _first(group: Sequence[Resource], most: int, zone: ZoneInfo) -> Iterator[Resource]:
    taken = 0
    for _, tied in groupby(group, lambda found: moment(found, zone)):
        if taken >= most:
            return
        for one in tied:
            taken += 1
            yield one


def _groups(ordered: Iterable[Resource]) -> Iterable[Sequence[Resource]]:
    """Observations of one subject whose codes are equal, or equal to a common third one."""
    ordered = list(ordered)
    kinds = _Kinds()
    for observation in ordered:
        kinds.join(_keys(observation))
    groups: dict[Key, list[Resource]] = {}
    for observation in ordered:
        groups.setdefault(kinds.root(_keys(observation)[0]), []).append(observation)
    return groups.values()


def _keys(observation: Resource) -> list[Key]:
    """What an Observation is called: its codings, or its text where there are none; always of one subject."""
    subject = observation.get("subject", {}).get("reference", "")
    code = observation.get("code", {})
    codings: list[Key] = [
        (subject, "coding", coding.get("system", ""), coding["code"])
        for coding in code.get("coding", ())
        if "code" in coding
    ]
    return codings or [(subject, "text", code.get("text", ""))]


class _Kinds:
    """Sets of keys that mean the same, merged as they are found to."""

    def __init__(self) -> None:
        self._above: dict[Key, Key] = {}

    def root(self, key: Key) -> Key:
        """The key that stands for all of its set."""
        while (above := self._above.setdefault(key, key)) != key:
            self._above[key] = self._above[above]
            key = above
        return key

    def join(self, keys: Sequence[Key]) -> None:
        """All of them mean the same."""
        for key in keys[1:]:
            self._above[self.root(key)] = self.root(keys[0])
