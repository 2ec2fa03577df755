"""Takes an answer apart and holds it against its expectation: equal, but for what says nothing.

Left out of account: `meta.versionId`; the order of `Patient.link`; `Coding.display` and the unit text of a
translated quantity, which may be missing, but if they are there must be those of the papers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .model import Service, wire
from .words import IDENTIFIER_TYPE, LOINC, TRANSLATION

# ca-core.md 3.1 (the pattern of the slice) and codes.md 1 (names that were seen in a source, not from memory)
DISPLAY: Mapping[tuple[str, str], str] = {
    (IDENTIFIER_TYPE, "JHN"): "Jurisdictional Health Number",
    (IDENTIFIER_TYPE, "MR"): "Medical Record Number",
    (LOINC, "85354-9"): "Blood pressure panel with all children optional",
    (LOINC, "8480-6"): "Systolic blood pressure",
    (LOINC, "8462-4"): "Diastolic blood pressure",
    (LOINC, "8302-2"): "Body height",
    (LOINC, "29463-7"): "Body weight",
    (LOINC, "39156-5"): "Body mass index (BMI) [Ratio]",
    (LOINC, "8280-0"): "Waist Circumference at umbilicus by Tape measure",
    (LOINC, "8867-4"): "Heart rate",
    (LOINC, "8310-5"): "Body temperature",
    (LOINC, "9279-1"): "Respiratory rate",
    (LOINC, "2708-6"): "Oxygen saturation in Arterial blood",
    (LOINC, "9843-4"): "Head Occipital-frontal circumference",
    (LOINC, "59408-5"): "Oxygen saturation in Arterial blood by Pulse oximetry",
    (LOINC, "3151-8"): "Inhaled oxygen flow rate",
    (LOINC, "3150-0"): "Inhaled oxygen concentration",
    (LOINC, "77606-2"): "Weight-for-length Per age and sex",
    (LOINC, "59576-9"): "Body mass index (BMI) [Percentile] Per age and sex",
    (LOINC, "8289-1"): "Head Occipital-frontal circumference Percentile",
}
STORED_UNIT = {"[lb_av]": ("lb", "[lb_av]"), "[in_i]": ("in", "[in_i]"), "[degF]": ("°F", "[degF]")}


def differences(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> list[str]:
    """What differs, a line each; empty when nothing does."""
    return list(_differ(_plain(expected), _plain(actual), str(expected["resourceType"])))


def _plain(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    plain = {key: _reduced(value) for key, value in resource.items()}
    plain["meta"] = {key: value for key, value in plain.get("meta", {}).items() if key != "versionId"}
    if not plain["meta"]:
        del plain["meta"]
    if resource["resourceType"] == "Patient" and "link" in plain:
        plain["link"] = sorted(plain["link"], key=lambda link: str(link["other"]["reference"]))
    return plain


def _reduced(value: Any) -> Any:
    if isinstance(value, list):
        return [_reduced(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    kept = {key: _reduced(item) for key, item in value.items()}
    if "display" in kept and kept["display"] == DISPLAY.get((str(kept.get("system")), str(kept.get("code")))):
        del kept["display"]
    if kept.get("url") == TRANSLATION:
        original = kept.get("valueQuantity", {})
        if original.get("unit") in STORED_UNIT.get(str(original.get("code")), ()):
            del original["unit"]
    return kept


def _differ(expected: Any, actual: Any, path: str) -> Iterator[str]:
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for key in sorted({*expected, *actual}):
            yield from _member(expected, actual, key, path)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for at, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from _differ(one, other, f"{path}[{at}]")
    elif not _same(expected, actual):
        yield f"{path}: expected {expected!r}, got {actual!r}"


def _member(expected: Mapping[str, Any], actual: Mapping[str, Any], key: str, path: str) -> Iterator[str]:
    if key not in actual:
        yield f"{path}.{key}: missing, expected {expected[key]!r}"
    elif key not in expected:
        yield f"{path}.{key}: unexpected {actual[key]!r}"
    else:
        yield from _differ(expected[key], actual[key], f"{path}.{key}")


def _same(expected: Any, actual: Any) -> bool:
    """Decimals digit for digit; a float has lost its digits and is compared as a number."""
    if isinstance(expected, Decimal) and not isinstance(actual, bool):
        if isinstance(actual, float):
            return expected == Decimal(repr(actual))
        return isinstance(actual, int | Decimal) and str(expected) == str(actual)
    return type(expected) is type(actual) and bool(expected == actual)


def matches(bundle: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The resources that a search found."""
    entries = [entry for entry in bundle.get("entry", []) if entry["search"]["mode"] == "match"]
    return [entry["resource"] for entry in entries]


def along(bundle: Mapping[str, Any]) -> list[str]:
    """ "Type/id" of what a search brought along."""
    entries = [entry for entry in bundle.get("entry", []) if entry["search"]["mode"] == "include"]
    return [f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in entries]


def find(service: Service, type: str, query: str) -> Mapping[str, Any]:
    """The one page of a search that is answered."""
    status, bundle = service.search(type, "&".join(filter(None, (wire(query), "_count=200"))))
    assert status == 200, bundle
    assert bundle["resourceType"] == "Bundle"
    assert bundle["type"] == "searchset"
    return bundle
