"""What an order and a statement have in common: both are rows of `drugs`, and each row is one or the other.

A row on a script, by a provider of this clinic, is an order (MedicationRequest). A row that is on no script, that is
marked as not authoritative, or that names a prescriber elsewhere tells what somebody takes (MedicationStatement).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, and_, false, func, not_, or_

from facade.adapter import (  # isort: skip
    Codec, absent, any_of, at_least, before_today, cases, children, coded_number, coding, concept, contains,
    date_with_precision, eq, equal, first, in_order, is_in, joined, none_of, number, number_text, padded,
    pointless_icd9, present_as, restrict, text, unreadable, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart
from .codes import medication as codes
from .tables import drugReason, drugs, partial_date

d = drugs.c


def named(col: Column[Any]) -> ColumnElement[bool]:
    """Whether a text column says something; never NULL."""
    return func.rtrim(func.coalesce(col, "")).not_in(["", "null"])


ORDERED = and_(
    func.coalesce(d.script_no, 0) > 0,
    func.coalesce(d.non_authoritative, 0) != 1,
    not_(named(d.outside_provider_name)),
    not_(named(d.outside_provider_ohip)),
)
# Deleted, or replaced by a copy that differs in its long-term mark: the row says nothing any more.
GONE = and_(
    d.archived == 1,
    or_(
        not_(named(d.archived_reason)),
        func.coalesce(d.archived_reason == codes.DELETED, false()),
        func.coalesce(d.archived_reason.like(codes.COPIED), false()),
    ),
)
not_gone = restrict("not-deleted", not_(GONE))

# "Current" is OSCAR's own: until its last day, or as long as it is marked as long-term.
status = cases(
    ((eq(d.archived, 1), eq(d.archived_reason, codes.REPRESCRIBED)), "completed"),
    (eq(d.archived, 1), "stopped"),
    (eq(d.past_med, 1), "completed"),
    (eq(d.long_term, 1), "active"),
    (is_in(d.end_date, "0001-01-01", "0000-00-00"), "unknown"),
    (before_today(d.end_date), "completed"),
    otherwise="active",
)
status_reason = concept(text=when(eq(d.archived, 1), text(d.archived_reason)))

# A drug that no drug database knew has a name of its own; one without any name is in the words of the script.
name = cases(
    (is_in(d.BN, *codes.NO_NAME), cases(
        (is_in(d.customName, *codes.NO_NAME), cases(
            (is_in(d.GN, *codes.NO_NAME), text(d.special)), otherwise=text(d.GN))),
        otherwise=text(d.customName))),
    otherwise=text(d.BN),
)  # fmt: skip
medication = concept(
    coding(padded(d.regional_identifier, codes.DIN_DIGITS), system=systems.DIN),
    coding(text(d.ATC), system=systems.ATC),
    text=name,
)

_TABLE, _FIELD = codes.PARTIAL_DATE["drugs.rx_date"]
_known = joined(
    partial_date, on=(d.drugid, "table_id"), pick=first("id"), only={"table_name": _TABLE, "field_name": _FIELD}
)
start = cases(
    (eq(d.start_date_unknown, 1), absent()),
    otherwise=date_with_precision(d.rx_date, _known["format"], absent=codes.NO_START),
)

# Counted from the first day, so no better known than that.
last_day = when(in_order(d.rx_date, d.end_date), date_with_precision(d.end_date, _known["format"], absent=codes.NO_END))

_for = children(drugReason, on=(d.drugid, "drugId"), order=["id"], only={"archivedFlag": 0})
reasons = _for.each(
    concept(
        coding(when(eq(_for["codingSystem"], "icd9"), pointless_icd9(_for["code"])), system=systems.ICD_9_CM),
        coding(when(eq(_for["codingSystem"], "icd10"), text(_for["code"])), system=systems.ICD_10),
        coding(when(eq(_for["codingSystem"], "SnomedCore"), text(_for["code"])), system=systems.SNOMED_CT),
        text=text(_for["comments"]),
    )
)


def counted(col: Column[Any]) -> Codec:
    """A number that people type: '1,000' is a thousand and '30,60' a choice, so no comma is a decimal sign."""
    return cases(
        (contains(col, ","), unreadable(col, "number with a comma")), otherwise=number_text(col, zero_absent=True)
    )


_timed = is_in(d.durunit, *codes.DURATION_UNIT)
SUPPLY = when(_timed, counted(d.duration))  # for how long one dispensing lasts
# As long as that it is taken where nothing is dispensed again and nothing goes on.
_BOUNDS = when((_timed, eq(d.repeat, 0), none_of(eq(d.long_term, 1))), counted(d.duration))


def lasting(value: Codec) -> dict[str, Any]:
    """A Duration in the unit of the row."""
    return {
        "value": value,
        "unit": present_as(d.durunit, codes.DURATION_TEXT),
        "system": systems.UCUM,
        "code": present_as(d.durunit, codes.DURATION_UNIT),
    }


def _dose(value: Any) -> dict[str, Any]:
    return {"value": value, "unit": text(d.unitName)}


def dosage() -> dict[str, Any]:
    """The words of the script, and as much of them as columns hold.

    The column `unit` says `tab` unless somebody changed it, so it is no unit; a dose without one is left to the words,
    and so is one that is not above zero or whose most is below its least.
    """
    dosed = (none_of(is_in(d.unitName, *codes.NO_NAME), eq(d.takemin, 0)), at_least(d.takemin, 0))
    least, most = (number(col, digits=4, zero_absent=True) for col in (d.takemin, d.takemax))
    one = when((*dosed, any_of(equal(d.takemin, d.takemax), is_in(d.takemax, 0, None))), least)
    low, high = (
        when((*dosed, none_of(equal(d.takemin, d.takemax)), in_order(d.takemin, d.takemax)), side)
        for side in (least, most)
    )
    return {
        "text": text(d.special),
        "patientInstruction": text(d.special_instruction),
        "timing": {
            "repeat": {
                "boundsDuration": lasting(_BOUNDS),
                "frequency": coded_number(d.freqcode, codes.FREQUENCY),
                "period": coded_number(d.freqcode, codes.PERIOD),
                "periodMax": coded_number(d.freqcode, codes.PERIOD_MOST),
                "periodUnit": present_as(d.freqcode, codes.PERIOD_UNIT),
                "when": [present_as(d.freqcode, codes.WHEN)],
            },
            "code": concept(
                coding(present_as(d.freqcode, codes.ABBREVIATION), system=systems.GTS_ABBREVIATION),
                text=text(d.freqcode),
            ),
        },
        "asNeededBoolean": present_as(d.prn, {1: True}),
        "route": concept(coding(present_as(d.route, codes.ROUTE), system=systems.SNOMED_CT), text=text(d.route)),
        "method": concept(text=text(d.method)),
        "doseAndRate": [{"doseQuantity": _dose(one)}, {"doseRange": {"low": _dose(low), "high": _dose(high)}}],
    }


NOBODY = chart.NOBODY
