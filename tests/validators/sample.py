"""What is validated: the oracle's resources and those of the demo clinics, thinned to a sample that leaves nothing out.

Of every vendor: each resource that shows a map, an element or a coded value for the first time, then, by the seed, as
many of the others as there is room for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import MetaData

import adapters.openemr.demo
import adapters.oscar.demo
from adapters import openemr, oscar
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar.tables import metadata as oscar_tables
from facade.adapter import Adapter
from tests.oracle import model
from tests.oracle.openemr import ORACLE as OPENEMR
from tests.oracle.oscar import ORACLE as OSCAR
from tests.serving import Service, fill, serve

Resource = Mapping[str, Any]
ON_A_PAGE = 200


@dataclass(frozen=True, eq=False)
class Vendor:
    """A vendor's adapter with the oracle's rows and the generator of its demo clinic."""

    adapter: Adapter
    tables: MetaData
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    create: Callable[..., None]


VENDORS = {
    "oscar": Vendor(oscar.adapter, oscar_tables, OSCAR.tables, adapters.oscar.demo.create),
    "openemr": Vendor(openemr.adapter, openemr_tables, OPENEMR.tables, adapters.openemr.demo.create),
}
TAGS = {(one.type, one.tag) for vendor in VENDORS.values() for one in vendor.adapter.maps}


def clinics(vendor: Vendor, folder: Path, patients: int) -> Iterator[Service]:
    """The oracle's clinic and the demo's, whose traps lie in the first fifty charts."""
    oracle, demo = (f"sqlite:///{folder / name}.sqlite" for name in ("oracle", "demo"))
    fill(oracle, vendor.tables, vendor.rows)
    vendor.create(demo, patients=patients, seed=3, visits=1)
    for url in (oracle, demo):
        yield serve(vendor.adapter, url, site=model.SITE, zone=model.TIME_ZONE, profiles="ca-baseline")


def served(clinic: Service) -> Iterator[Resource]:
    """Every resource of every type."""
    for type_ in sorted(clinic.endpoint.source.fresh().source.by_type):
        yield from clinic.pages(type_, f"_count={ON_A_PAGE}")


def thinned(resources: Sequence[Resource], most: int, seed: int) -> list[Resource]:
    """At most `most` of them, in which everything that any of them shows is shown. Raises ValueError if it is more."""
    seen: set[Any] = set()
    needed, others = [], []
    for resource in resources:
        shows = set(marks(resource))
        (others if shows <= seen else needed).append(resource)
        seen |= shows
    if len(needed) > most:
        raise ValueError(f"{len(needed)} resources show something of their own; there is room for {most}")
    return needed + Random(seed).sample(others, min(len(others), most - len(needed)))


def tag_of(resource: Resource) -> str:
    """The tag of the map, "" for that which has none: `tag-key-part`, `tag-key`, `key-part` or `key` is the id."""
    first, dash, _ = resource["id"].partition("-")
    return first if dash and (resource["resourceType"], first) in TAGS else ""


def marks(resource: Resource) -> Iterator[Any]:
    """The map, by the tag of the id; every element that has a value; every code."""
    kind, tag = resource["resourceType"], tag_of(resource)
    yield kind, tag
    for path, value in elements(resource):
        yield kind, tag, path
        if path.endswith(("code", "status", "system", "use", "unit", "intent", "priority", "gender", "kind")):
            yield kind, path, value


def elements(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf with its path, without the numbers of arrays."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from elements(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from elements(item, path)
    else:
        yield path, str(value)
