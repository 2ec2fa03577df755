"""What orders, reports, results and specimens have in common: patient and visit stand in `procedure_order` alone.

Reports and results are reached from the patient by way of the order and the report, each by an index:
`procedure_order (patient_id)`, `procedure_report (procedure_order_id)`, `procedure_result (procedure_report_id)`.
What belongs to no order, or to one that was deleted, is nobody's and not served.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, and_, exists, not_, or_

from facade.adapter import LOINC, Codec, Template, coding, concept, first, joined, shaped, text, when
from profiles.ca_core import systems

from .tables import form_encounter, forms, procedure_order


def named(code: Column[Any], words: Codec) -> Template:
    """What was ordered or found: the laboratory's code, which LOINC's form tells from one of its own, and its words."""
    return concept(coding(text(code), system=when(shaped(code, LOINC), systems.LOINC)), text=words)


def visit(patient: Column[Any], number: Column[Any]) -> Column[Any]:
    """The id of the encounter at which something was ordered."""
    return joined(form_encounter, on=[(patient, "pid"), (number, "encounter")], pick=first("id"))["id"]


def kept_form(order: Column[Any]) -> ColumnElement[bool]:
    """Whether the form of an order was not deleted; what HL7 brought has no form."""
    form = and_(forms.c.formdir == "procedure_order", forms.c.form_id == order)
    deleted = exists().where(form, forms.c.deleted == 1).correlate(order.table)
    kept = exists().where(form, forms.c.deleted == 0).correlate(order.table)
    return or_(not_(deleted), kept)


def in_force(order: Column[Any]) -> ColumnElement[bool]:
    """Whether there is such an order, it is active and its form is not deleted."""
    own = procedure_order.c
    there = exists().where(own.procedure_order_id == order, own.activity == 1, kept_form(own.procedure_order_id))
    return there.correlate(order.table)
