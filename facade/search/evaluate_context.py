"""What the in-memory evaluator must be told because a resource does not say it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from facade.fhir.text import Collation
from facade.search.expression import Expression


@dataclass(frozen=True)
class Context:
    """Facts of the source and of the request.

    zone         of the source: for days, and for dates searched without offset
    now          of the request, for `ap`
    collations   "Patient.name.family" → class of the column; paths are JSON names without positions
    heads        "Patient/7" → "Patient/3" for absorbed patients
    base         our own URL
    restricted   name of a restriction → ids that pass it
    resources    "Patient/7" → every resource that the caller may see, for chains and `_has`
    answers      what is known of those: (type, expression) → for which it holds, ("", `_has`) → to whom they refer
    """

    zone: ZoneInfo
    now: datetime
    collations: Mapping[str, Collation] = field(default_factory=dict)
    default_collation: Collation = "bin"  # of string searches on paths not listed
    heads: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    restricted: Mapping[str, Container[str]] = field(default_factory=dict)
    resources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    answers: dict[tuple[str, Expression], frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
