"""What every interaction is given: the endpoint, the grant, the moment, and where to record what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from facade.access.denial import Denial, Denied, denial
from facade.access.grant import Grant, Interaction
from facade.errors import not_found
from facade.fhir.definitions import SearchParameter
from facade.interactions.charts import head_of
from facade.interactions.events import Event
from facade.interactions.served import Ready, ServedSource
from facade.search.compile import TypeSearch
from facade.search.expression import FALSE, Expression
from facade.search.pages import Seal
from facade.search.pushdown.simple import Asked
from facade.search.request import ParseSettings

OPERATOR = "operator"  # the permission of those who look after the server


@dataclass(frozen=True, eq=False)
class Endpoint:
    """One FHIR service base. `writes`: type → the interactions ("create", "update") that the configuration turns on."""

    name: str
    base: str
    source: ServedSource
    seal: Seal
    strict: bool = True
    writes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stopped: Callable[[], bool] = lambda: False  # an operator has stopped all writing
    settings: ParseSettings = field(default_factory=ParseSettings)  # the limits; the rest is the request's


@dataclass(frozen=True)
class Prefer:
    """The Prefer header. https://hl7.org/fhir/R4/http.html#ops"""

    return_: Literal["minimal", "representation", "OperationOutcome"] = "representation"
    handling: Literal["strict", "lenient"] | None = None


@dataclass(frozen=True)
class Reply:
    """What an interaction answers; `body` is dumped by the api."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Sight:
    """What the caller may see of any type, for the hops of a search: a denied type looks empty."""

    grant: Grant
    ready: Ready

    def types(self) -> Iterable[str]:
        """Every type that is served."""
        return sorted(self.ready.source.by_type)

    def visible(self, type_: str) -> Expression:
        """The access expression of the type; FALSE for a type that the caller may not search."""
        verdict = self.grant.visible(type_, "search")
        return FALSE if isinstance(verdict, Denied) else verdict.expression

    def search(self, type_: str) -> TypeSearch | None:
        """The type's search under the caller's mask; None if it is not served, or closed to the caller."""
        found = self.ready.search(type_, self.grant.mask(type_), self.grant.lifting)
        return None if found is None or found.unmasked else found

    def offered(self, type_: str) -> Mapping[str, SearchParameter] | None:
        """The type's search parameters; None for a type that is not served."""
        found = self.search(type_)
        return None if found is None else found.offer.parameters

    def targets(self, type_: str, code: str) -> frozenset[str]:
        """The types that a reference parameter leads to here."""
        found = self.search(type_)
        return frozenset() if found is None else found.offer.targets.get(code, frozenset())


@dataclass(frozen=True, eq=False)
class Context:
    """One request."""

    endpoint: Endpoint
    grant: Grant
    now: datetime
    record: Callable[[Event], None]

    @cached_property
    def asked(self) -> Asked:
        """What the meaning of a search value depends on."""
        return Asked(self.now, self.endpoint.source.zone)

    @cached_property
    def today(self) -> str:
        """The request's date at the site."""
        return self.now.astimezone(self.endpoint.source.zone).date().isoformat()

    def settings(self, lenient: bool | None) -> ParseSettings:
        """How a query is parsed: Prefer wins over the endpoint's setting."""
        kind = not self.endpoint.strict if lenient is None else lenient
        return self.endpoint.settings.varied(lenient=kind, explains=OPERATOR in self.grant.permissions)

    def search_of(self, ready: Ready, type_: str) -> TypeSearch:
        """The type's search under the caller's mask. Refused 404 for a type that this endpoint does not serve."""
        found = ready.search(type_, self.grant.mask(type_), self.grant.lifting)
        if found is None:
            raise not_found()
        if found.unmasked:
            raise denial(
                Denial.MASKED, text="This client's mask names what cannot be hidden; the type is closed to it."
            )
        return found

    def visible(self, ready: Ready, type_: str, interaction: Interaction) -> tuple[Expression, str]:
        """The access expression and its reason. Refused as the denial policy says."""
        verdict = self.grant.visible(type_, interaction)
        if isinstance(verdict, Denied):
            raise verdict.refused()
        self._check_patient(ready)
        return verdict.expression, verdict.reason

    def _check_patient(self, ready: Ready) -> None:
        """A token's patients must be heads: one absorbed after the token was issued is refused."""
        if any(head_of(ready, patient) != patient for patient in self.grant.charts):
            raise denial(Denial.BAD_CONTEXT)

    def reason(self, type_: str) -> str:
        """Why the caller may see what he sees of the type, for the events; empty for a type that is denied."""
        verdict = self.grant.visible(type_, "search")
        return "" if isinstance(verdict, Denied) else verdict.reason

    def sight(self, ready: Ready) -> Sight:
        """What the caller may see of other types."""
        return Sight(self.grant, ready)

    def event(self, interaction: str, type_: str, status: int, **more: Any) -> None:
        """Record what happened."""
        self.record(Event(interaction, type_, self.endpoint.name, self.grant.client, status, **more))
