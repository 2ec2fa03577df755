"""What an oracle is made of: stored rows, the resources they give, and searches with the ids they find.

One `Part` for each FHIR type of a vendor; an `Oracle` is a vendor's parts together. Plain values, nothing of
the product is imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal, Protocol
from urllib.parse import quote

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # 07:00 at the clinic
TIME_ZONE = "America/Toronto"
COLLATION: Literal["ci-ai-pad"] = "ci-ai-pad"  # of every text column
SITE: Mapping[str, str] = MappingProxyType(
    {
        "mrn_system": "https://clinic.example/mrn",
        "billing_system": "https://clinic.example/billing",
        "encounter_system": "https://clinic.example/encounter",
        "visit_category_system": "https://clinic.example/visits",
        "laboratory_code_system": "https://clinic.example/laboratory-codes",
        "measurement_type_system": "https://clinic.example/measurement-types",
        "health_number_column": "genericval1",
        "health_number_system": "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn",
    }
)


Answer = tuple[int, Mapping[str, Any]]  # status and body


class Service(Protocol):
    """One vendor's endpoint over its rows, for a caller who may see everything."""

    def get(self, type: str, id: str) -> Answer:
        """Reads one resource."""

    def search(self, type: str, query: str) -> Answer:
        """Searches; the query is as on the wire."""


@dataclass(frozen=True)
class Row:
    """A row as stored. Columns that are not named hold their default. `why`: the trap it sets."""

    table: str
    why: str
    values: Mapping[str, Any]


def row(table: str, why: str, /, **values: Any) -> Row:
    """A row, its columns as keywords. Dates, times and decimals are texts, uuids are bytes."""
    return Row(table, why, values)


@dataclass(frozen=True)
class Search:
    """A search that must answer 200 with exactly these ids, in any order, and bring exactly that along."""

    type: str
    query: str  # for people: not percent-encoded, see `wire`
    ids: tuple[str, ...]
    why: str
    along: tuple[str, ...] = ()  # "Type/id", each once

    def __str__(self) -> str:
        return f"{self.type}?{self.query}"


@dataclass(frozen=True)
class Refusal:
    """A search that must be refused with this status and the code of the first issue."""

    type: str
    query: str
    status: int
    code: str
    why: str

    def __str__(self) -> str:
        return f"{self.type}?{self.query}"


def finds(type: str, query: str, ids: str, why: str) -> Search:
    """A search and the ids it finds, separated by blanks."""
    return Search(type, query, tuple(ids.split()), why)


def brings(type: str, query: str, ids: str, along: str, why: str) -> Search:
    """A search with includes: the ids it finds, and "Type/id" of what it brings along."""
    return Search(type, query, tuple(ids.split()), why, tuple(along.split()))


def refused(type: str, query: str, code: str, why: str, status: int = 400) -> Refusal:
    """A search that is refused."""
    return Refusal(type, query, status, code, why)


@dataclass(frozen=True)
class Request:
    """Another way to ask: all types (path ""), a compartment, an operation. It must answer 200 with exactly that."""

    path: str  # below the base
    query: str
    found: tuple[str, ...]  # "Type/id" of the matches, in any order
    along: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        return f"{self.path}?{self.query}"


def gives(path: str, query: str, found: str, why: str, along: str = "") -> Request:
    """A request, "Type/id" of what it finds and of what it brings along."""
    return Request(path, query, tuple(found.split()), tuple(along.split()), why)


@dataclass(frozen=True)
class Caller:
    """Who asks: the scopes of the token, its patient, and the elements that are hidden from this client."""

    name: str
    scopes: tuple[str, ...]
    patient: str | None = None
    masks: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class View:
    """What a caller's searches find and bring along, and what is refused to him."""

    caller: Caller
    searches: tuple[Search, ...]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Part:
    """The rows and answers of one FHIR type. Keys of the mappings are "Type/id"."""

    rows: tuple[Row, ...] = ()
    resources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)  # 404, and why
    bad: Mapping[str, str] = field(default_factory=dict)  # 422, and why
    searches: tuple[Search, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    views: tuple[View, ...] = ()
    requests: tuple[Request, ...] = ()


@dataclass(frozen=True)
class Oracle:
    """All parts of one vendor."""

    vendor: str
    parts: tuple[Part, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row, in the order of the parts."""
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def tables(self) -> dict[str, list[Mapping[str, Any]]]:
        """The rows by table, each table in the order of insertion."""
        tables: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.rows:
            tables.setdefault(row.table, []).append(row.values)
        return tables

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Every resource that is served, whole but for meta.versionId, by "Type/id"."""
        return {
            key: {"resourceType": key.split("/")[0], "id": key.split("/")[1], **body}
            for part in self.parts
            for key, body in part.resources.items()
        }

    @property
    def absent(self) -> dict[str, str]:
        """What answers 404."""
        return {key: why for part in self.parts for key, why in part.absent.items()}

    @property
    def bad(self) -> dict[str, str]:
        """What answers 422."""
        return {key: why for part in self.parts for key, why in part.bad.items()}

    @property
    def searches(self) -> tuple[Search, ...]:
        """Every search that is answered, the search for everything of each type first."""
        return (*self._everything(), *(search for part in self.parts for search in part.searches))

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Every search that is refused."""
        return tuple(refusal for part in self.parts for refusal in part.refusals)

    @property
    def views(self) -> tuple[View, ...]:
        """What callers find who may not see everything."""
        return tuple(view for part in self.parts for view in part.views)

    @property
    def requests(self) -> tuple[Request, ...]:
        """What is asked in other ways than by a search of one type."""
        return tuple(request for part in self.parts for request in part.requests)

    def ids(self, type: str) -> tuple[str, ...]:
        """The ids of all resources of a type."""
        keys = (key.split("/") for part in self.parts for key in part.resources)
        return tuple(id for owner, id in keys if owner == type)

    def types(self) -> tuple[str, ...]:
        """The FHIR types, in the order of the parts."""
        return tuple(dict.fromkeys(key.split("/")[0] for part in self.parts for key in part.resources))

    def _everything(self) -> Iterator[Search]:
        for type in self.types():
            yield Search(type, "", self.ids(type), "all that is served, each once")


def wire(query: str) -> str:
    """The query as a client sends it: every value percent-encoded. No value may hold an ampersand."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return "&".join(f"{quote(name, safe=':')}={quote(value, safe='')}" for name, _, value in pairs)
