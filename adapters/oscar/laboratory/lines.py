"""A line of an older report as columns of `older_result`: value, unit, range, flag. All of them are texts there."""

from __future__ import annotations

from typing import Any

from ..codes import laboratory as codes
from . import values

Columns = dict[str, Any]


def amount(value: str, unit: str) -> Columns:
    """A number, or the text as it stands; the unit as written, and its UCUM code where it is known."""
    number = values.number(value)
    return {
        "number": number,
        "value": (value or None) if number is None else None,
        "unit": unit or None,
        "ucum": codes.UCUM.get("".join(unit.lower().split())),
    }


def ranged(text: str) -> Columns:
    """A range in one text."""
    return dict(values.reference_range(text))


def between(low: str, high: str) -> Columns:
    """The limits of a range that stand in columns of their own. What is no number is only text."""
    if low and high and low != high:
        return ranged(f"{low} - {high}")
    limits = {"range_low": values.plain(low), "range_high": values.plain(high)}
    if low == high or not any(limits.values()):
        return {"range": low or high or None}
    return limits


def flagged(flag: str) -> Columns:
    """A flag that R4 knows is a code, any other a text."""
    known = codes.FLAGS.get(flag.upper())
    return {"flag": known, "flag_text": flag if flag and known is None else None}


def coded(loinc: str | None, code: str) -> Columns:
    """The LOINC code and the laboratory's own. What is measured at a visit is no laboratory's to say."""
    return {"loinc": None if loinc in codes.VITAL_SIGNS else loinc, "code": code or None}
