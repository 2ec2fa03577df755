"""Everything that a question finds, up to a bound: for operations that must see all of it before they can answer.

https://hl7.org/fhir/R4/operations.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from facade.compiler.build import Problem
from facade.errors import Refused
from facade.interactions.fetch import BadRow, Found
from facade.interactions.paging import Section, concatenated
from facade.search.pages import PageState

MOST = 5000  # resources that an operation looks at
CHUNK = 1000  # of them at a time


@dataclass(eq=False)
class Window:
    """What was found, in the order of the tables' keys, and what could not be shown."""

    found: list[Found] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """(path, rule) of bad and unreadable values, for the event."""
        return tuple((path, why) for _, path, why in self.problems)


def whole(sections: Sequence[Section]) -> Window:
    """All of the sections. Refused 400 `too-costly` where there is more than MOST."""
    window, state = Window(), PageState({})
    while True:
        page = concatenated(sections, CHUNK, state)
        window.found += page.found
        window.bad += page.bad
        window.problems += page.problems
        if page.next is None:
            return window
        if len(window.found) + len(window.bad) >= MOST:
            text = f"More than {MOST} resources would have to be looked at. Ask for less, by date for example."
            raise Refused(400, "too-costly", text)
        state = page.next
