"""What a searchset tells beside what it found: one `outcome` entry for each."""

from __future__ import annotations

from collections.abc import Sequence

from facade.errors import Issue
from facade.interactions.fetch import MOST_COUNTED, BadRow
from facade.interactions.includes import Included
from facade.search.request import SearchRequest

MAX_OUTCOMES = 20


def ignored(request: SearchRequest) -> list[Issue]:
    """Parameters that had no effect."""
    return [
        Issue("not-supported", "A parameter was ignored: it is not supported here.", "warning", (name,))
        for name in request.ignored
    ]


def left_out(brought: Included) -> list[Issue]:
    """What was to be included and is too much."""
    text = "Not everything that was to be included is here: it is too much for one page. Ask for fewer with _count."
    return [Issue("too-costly", text, "warning")] if brought.more else []


def bad(rows: Sequence[BadRow]) -> list[Issue]:
    """Rows that could not be shown; told to those who may see them."""
    told = [
        Issue("processing", f"{row.type}/{row.id} cannot be shown: {row.why}.", "warning", (row.path,))
        for row in rows[:MAX_OUTCOMES]
    ]
    if len(rows) > MAX_OUTCOMES:
        told.append(Issue("processing", f"{len(rows) - MAX_OUTCOMES} more rows cannot be shown.", "warning"))
    return told


def unread(rows: int) -> list[Issue]:
    """Stored rows that hold many resources, and whose reader came to no end: what is in them is missing here."""
    if not rows:
        return []
    text = f"This answer is incomplete: {rows} of the stored records that it is made from could not be read."
    return [Issue("incomplete", text, "warning")]


def uncounted() -> Issue:
    """An estimate that ended before the matches did."""
    return Issue("incomplete", f"More than {MOST_COUNTED} match: they were not counted.", "information")


def denied(types: Sequence[str]) -> list[Issue]:
    """Types that were named and that the token does not reach."""
    text = "{} was left out: the access token does not allow to search it."
    return [Issue("forbidden", text.format(type_), "warning") for type_ in types]
