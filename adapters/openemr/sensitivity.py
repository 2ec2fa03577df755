"""Encounters that the clinic marked as sensitive, and what was written down at them, are withheld."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, and_, exists, not_, or_

from .codes.people import NOT_SENSITIVE
from .tables import form_encounter, forms, procedure_order

_e = form_encounter.c
NORMAL: ColumnElement[bool] = or_(_e.sensitivity.is_(None), _e.sensitivity.in_(NOT_SENSITIVE))


def open_encounter(pid: Column[Any], number: Column[Any]) -> ColumnElement[bool]:
    """Whether what was written at the patient's encounter of that number is no part of a sensitive one."""
    return not_(exists().where(_e.pid == pid, _e.encounter == number, not_(NORMAL)).correlate(pid.table))


def visible_form(kind: str, key: Column[Any]) -> ColumnElement[bool]:
    """Whether the form with that key is no part of a sensitive encounter; its encounter stands in `forms`."""
    return not_(
        exists()
        .where(
            forms.c.formdir == kind,
            forms.c.form_id == key,
            _e.pid == forms.c.pid,
            _e.encounter == forms.c.encounter,
            not_(NORMAL),
        )
        .correlate(key.table)
    )


def visible_order(key: Column[Any]) -> ColumnElement[bool]:
    """The same of an order, whose row names the encounter too: what HL7 brought has no form."""
    o = procedure_order.c
    told = exists().where(
        o.procedure_order_id == key, _e.pid == o.patient_id, _e.encounter == o.encounter_id, not_(NORMAL)
    )
    if key.table is not procedure_order:
        return and_(visible_form("procedure_order", key), not_(told.correlate(key.table)))
    own = exists().where(_e.pid == o.patient_id, _e.encounter == o.encounter_id, not_(NORMAL))
    return and_(visible_form("procedure_order", key), not_(own.correlate(procedure_order)))
