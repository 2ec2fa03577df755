"""FHIR element path → collation class, for evaluating an expression on built resources as the database would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from facade.adapter.codecs.text import Text
from facade.adapter.schema import Collation
from facade.compiler.units import Unit


def collations(units: Iterable[Unit]) -> Mapping[str, Collation]:
    """Text leaves compare as their columns do; constants and coded values have no entry."""
    return {
        leaf.path: leaf.codec.at.collation(leaf.codec.col)
        for unit in units
        for leaf in unit.leaves
        if isinstance(leaf.codec, Text)
    }
