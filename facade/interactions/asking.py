"""What a search asks, type by type, before anything is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from facade.errors import Issue
from facade.interactions.context import Context
from facade.interactions.fetch import Reader
from facade.interactions.includes import view_of
from facade.interactions.paging import Section
from facade.interactions.served import Ready
from facade.interactions.views import View
from facade.search.compile import TypeSearch
from facade.search.expression import Expression, conjunction
from facade.search.pages import query_digest
from facade.search.plan import Plan
from facade.search.request import PAGE, SearchRequest, Total, dump
from facade.search.sorting import sort_keys
from facade.search.statement import SortKey
from facade.sources.connection import SourceConnection


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked of one type."""

    type: str
    search: TypeSearch
    request: SearchRequest
    plans: tuple[Plan, ...]
    view: View
    reason: str  # why the caller may see what is found
    asked: Expression | None = None  # what it comes to, where it is to be counted what is withheld

    def sort(self, plan: Plan) -> tuple[SortKey, ...]:
        """The order of a table. Refused 400 `not-supported`."""
        return sort_keys(self.search.offer.orders, [live.unit for live in plan.lives], self.request.sort)

    def sections(self, context: Context, ready: Ready, connection: SourceConnection) -> Iterator[Section]:
        """The tables to page through."""
        reader = Reader(ready, connection, self.view, context.today)
        for plan in self.plans:
            yield Section(reader, plan, self.sort(plan))


@dataclass(frozen=True, eq=False)
class Asking:
    """A whole search. `path`: where below the base it was asked; `request`: what is common to all its types.

    `apart`: its types follow one another, in the order of the questions, where no sort order is asked for.
    """

    path: str
    questions: Sequence[Question]
    request: SearchRequest
    issues: Sequence[Issue] = ()
    apart: bool = False
    interaction: str = "search"  # what the events call it
    page: str | None = None  # the token of the one that is asked for; None: the first

    @cached_property
    def digest(self) -> str:
        """What page tokens of this search are bound to."""
        return query_digest(self.path, self.request.used)

    @cached_property
    def written(self) -> str:
        """The query string that its pages have in common."""
        return dump(self.request.used)

    def at(self, token: str) -> Asking:
        """The same search, asked for a page of it."""
        found = replace(self, page=token)
        found.__dict__.update(digest=self.digest, written=self.written)
        return found

    def turned(self, token: str) -> str:
        """The query string of the page that `token` stands for; nothing in a page token needs an escape."""
        return f"{self.written}&{PAGE}={token}" if self.written else f"{PAGE}={token}"

    @property
    def merges(self) -> bool:
        """Whether the tables of a page are merged."""
        return not self.apart or bool(self.request.sort)

    @cached_property
    def plans(self) -> Sequence[tuple[Question, Plan]]:
        """What is read, table by table."""
        return [(one, plan) for one in self.questions for plan in one.plans]

    @property
    def shows(self) -> bool:
        """Whether resources are wanted, not only their number."""
        return self.request.summary != "count"

    @property
    def counts(self) -> Total | None:
        """How the matches are counted."""
        if not self.shows and self.request.total != "estimate":
            return "accurate"
        return None if self.request.total == "none" else self.request.total

    def several(self, ready: Ready) -> bool:
        """Whether answering takes more than one statement, so that they need one snapshot."""
        plans = len(self.plans)
        if plans * (self.shows + (self.counts is not None)) > 1 or self.request.includes:
            return True
        return self.shows and any(ready.several(one.plans, one.view) for one in self.questions)


def question(context: Context, ready: Ready, type_: str, request: SearchRequest, *within: Expression) -> Question:
    """The question that a request makes of one type. `within`: what else must hold. Refused as the policy says."""
    search = context.search_of(ready, type_)
    visible, reason = context.visible(ready, type_, "search")
    sight = context.sight(ready)
    asked = conjunction(request.expression, *within)
    plans = search.plans(asked, visible, context.asked, sight)
    view = view_of(request, type_, sight, searched=True)
    return Question(type_, search, request, plans, view, reason, asked)
