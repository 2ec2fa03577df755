"""ResourceMap: one template over one root table for one FHIR type. Adapter: what a vendor package is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from facade.adapter.accounts import Accounts
from facade.adapter.closed_charts import ClosedCharts
from facade.adapter.codecs.base import Codec
from facade.adapter.conditions import Condition
from facade.adapter.exploded import Exploded
from facade.adapter.profiles import ProfileSet
from facade.adapter.relations import Aliases, Restriction, Spread
from facade.adapter.values import Gap
from facade.adapter.writes import Providers, Writes

CONTRACT = 1


@dataclass(frozen=True, eq=False)
class ResourceMap:
    """See DESIGN: the resource as it should look, with codecs over columns at its leaves.

    `key`: unique column that ids are made of. `tag`: frozen for ever; at most one map of a type has none.
    `order`: column of the default order before the key. `last_updated`: codec of meta.lastUpdated.
    `exploded`: how the rows of a virtual table are made (see `facade.adapter.exploded`). `about`: the column with the
    key of the patient whom a row is about, where the template has no reference to one (a Binary). `unknown`: members
    that R4 requires and a row may lack without being worthless; it is then served with the data-absent-reason
    `unknown` in their place (https://hl7.org/fhir/R4/extension-data-absent-reason.html).
    """

    type: str
    table: Table
    key: Column[Any]
    template: Mapping[str, Any] | Spread
    tag: str = ""
    only: tuple[Condition, ...] = ()
    restrict: tuple[Restriction, ...] = ()
    order: Column[Any] | None = None
    last_updated: Codec | None = None
    aliases: Aliases | None = None
    writes: Writes | None = None
    gaps: Mapping[str, Gap] | None = None
    exploded: Exploded | None = None
    about: Column[Any] | None = None
    unknown: frozenset[str] = frozenset()

    def __init__(  # noqa: PLR0913 - the words of a declaration, all but two by name
        self,
        type: str,
        *,
        table: Table,
        key: Column[Any],
        template: Mapping[str, Any] | None = None,
        spread: Spread | None = None,
        tag: str = "",
        only: Sequence[Condition] = (),
        restrict: Sequence[Restriction] = (),
        order: Column[Any] | None = None,
        last_updated: Codec | None = None,
        aliases: Aliases | None = None,
        writes: Writes | None = None,
        gaps: Mapping[str, Gap] | None = None,
        exploded: Exploded | None = None,
        about: Column[Any] | None = None,
        unknown: Collection[str] = (),
    ) -> None:
        if (template is None) == (spread is None):
            raise TypeError("a map has either a template or a spread")
        if unknown and writes:
            raise TypeError("what is told as unknown cannot be written back")
        values: dict[str, Any] = {
            "type": type, "table": table, "key": key, "template": template if spread is None else spread,
            "tag": tag, "only": tuple(only), "restrict": tuple(restrict), "order": order,
            "last_updated": last_updated, "aliases": aliases, "writes": writes, "gaps": gaps or {},
            "exploded": exploded, "about": about, "unknown": frozenset(unknown),
        }  # fmt: skip
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def label(self) -> str:
        """`Type` or `Type/tag`, for messages."""
        return f"{self.type}/{self.tag}" if self.tag else self.type


@dataclass(frozen=True, eq=False)
class Adapter:
    """One vendor. `versions` is for people; what a database really holds is read from its catalogue.

    `profiles`: the sets of which an endpoint may claim one. `checks`: by the system of an identifier, what is doubtful
    about a value of it (a rule's words, never the value), or None; it is served all the same. `cannot`: the types of
    which there is no map, and why. `closed`: the patients whose charts the EHR closes to everybody. `accounts`:
    what its own users sign in with; read only where the configuration says so.
    """

    name: str
    contract: int
    maps: tuple[ResourceMap, ...]
    versions: str = ""
    providers: Providers | None = None
    profiles: tuple[ProfileSet, ...] = ()
    checks: Mapping[str, Callable[[str], str | None]] | None = None
    cannot: Mapping[str, Gap] | None = None
    closed: ClosedCharts | None = None
    accounts: Accounts | None = None

    def __init__(  # noqa: PLR0913 - the words of a declaration, all but one by name
        self,
        name: str,
        *,
        contract: int,
        maps: Sequence[ResourceMap],
        versions: str = "",
        providers: Providers | None = None,
        profiles: Sequence[ProfileSet] = (),
        checks: Mapping[str, Callable[[str], str | None]] | None = None,
        cannot: Mapping[str, Gap] | None = None,
        closed: ClosedCharts | None = None,
        accounts: Accounts | None = None,
    ) -> None:
        for key, value in {
            "name": name, "contract": contract, "maps": tuple(maps), "versions": versions, "providers": providers,
            "profiles": tuple(profiles), "checks": checks or {}, "cannot": cannot or {},
            "closed": closed, "accounts": accounts,
        }.items():  # fmt: skip
            object.__setattr__(self, key, value)
