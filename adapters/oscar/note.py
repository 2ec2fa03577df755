"""DocumentReference out of `casemgmt_note` and the chart of before 2008, each with its Binary.

A note's id is its uuid, and stays when the note is edited (docs/decisions/0031-confidentiality.md says who sees it).

A note that annotates an allergy, a document, a task … names it in `context.related`, where an index leads from the
note to its link; OSCAR 15 and 19 have none. So what may not read the note learns nothing of it from the other side.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column

from facade.adapter import (  # isort: skip
    Codec, ResourceMap, any_of, at_least, cannot, cases, children, coding, concept, date_time, eq, equal, filled, first,
    instant, joined, newest, none_of, is_in, reference, restrict, stored_sections, stored_text, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import notes as codes
from .codes.chart import NOBODY
from .notes import WITH_UUID, WITHHELD, WITHOUT_UUID, its_program, n, under
from .tables import casemgmt_note, casemgmt_note_link, eChart

GAPS = {
    "DocumentReference.masterIdentifier": cannot("no number but the uuid"),
    "DocumentReference.category": cannot("no column"),
    "DocumentReference.relatesTo": cannot("earlier versions are no documents of their own"),
    "DocumentReference.custodian": cannot("no column"),
}
# What stands under a heading of the chart is an item of it; of those without a uuid no map serves the items.
KINDS = {
    "note": (WITH_UUID, [*WITHHELD, restrict("visit", ~under(*codes.HEADINGS))]),
    "oldnote": (WITHOUT_UUID, WITHHELD),
}
# Each save of an annotation makes a note, and its own link.
annotated = children(casemgmt_note_link, on=(n.note_id, "note_id"), order=["id"], indexed=True)
ANNOTATED = (
    (codes.ALLERGY, "AllergyIntolerance", ""), (codes.DOCUMENT, "DocumentReference", ""),
    (codes.FORM, "DocumentReference", "ef"), (codes.TICKLER, "Task", ""), (codes.APPOINTMENT, "Appointment", ""),
)  # fmt: skip
related = annotated.each({"reference": cases(*(
    (eq(annotated["table_name"], number), reference(type_, annotated["table_id"], tag=tag)["reference"])
    for number, type_, tag in ANNOTATED
))})  # fmt: skip
# Signed before, and saved again since: amended.
first_signed = joined(casemgmt_note, on=(n.uuid, "uuid"), only={"signed": 1}, pick=first("note_id"))


def note(tag: str, key: Column[Any], status: Codec, more: Mapping[str, Any]) -> ResourceMap:
    """Notes whose id is made of `key`."""
    only, seen = KINDS[tag]
    return ResourceMap(
        "DocumentReference", tag=tag, table=casemgmt_note, key=key, only=only, restrict=seen,
        last_updated=instant(n.update_date),
        template={
            **more,
            "status": "current",
            "docStatus": status,
            "type": concept(coding(codes.NOTE, system=systems.LOINC)),
            "subject": reference("Patient", n.demographic_no),
            "date": instant(n.update_date),
            "author": [reference("Practitioner", n.provider_no, none=NOBODY)],
            "authenticator": reference("Practitioner", n.signing_provider_no, none=NOBODY),
            "securityLabel": [
                concept(coding(when(none_of(is_in(n.locked, "0", "", None)), "R"), system=systems.CONFIDENTIALITY)),
            ],
            "content": [{"attachment": {
                "contentType": "text/plain",
                "url": reference("Binary", key, tag=tag)["reference"],
                "creation": date_time(n.observation_date),
            }}],
            "context": {
                "encounter": [reference("Encounter", n.appointmentNo)],
                "event": [concept(text=text(n.encounter_type))],
                "period": {"start": date_time(n.observation_date), "end": date_time(n.observation_date)},
                "practiceSetting": concept(text=text(its_program["name"])),
                "related": [related],
            },
        },
        gaps=GAPS | {"DocumentReference.description": cannot("no column; the text itself is for who reads it")}
        | ({} if more else {"DocumentReference.identifier": cannot("no number but the key")}),
    )  # fmt: skip


def binary(tag: str, key: Column[Any]) -> ResourceMap:
    """The text of these notes."""
    only, seen = KINDS[tag]
    return ResourceMap(
        "Binary", tag=tag, table=casemgmt_note, key=key, only=only, restrict=seen, about=n.demographic_no,
        template={
            "contentType": "text/plain",
            "securityContext": reference("DocumentReference", key, tag=tag),
            "data": stored_text(n.note),
        },
    )  # fmt: skip


signed = eq(n.signed, 1)
clinical_note = note(
    "note", n.uuid,
    cases((none_of(signed), "preliminary"), (equal(first_signed["note_id"], n.note_id), "final"), otherwise="amended"),
    {"identifier": [{"value": text(n.uuid)}]},
)  # fmt: skip
old_note = note("oldnote", n.note_id, cases((none_of(signed), "preliminary"), otherwise="final"), {})
note_binary = binary("note", n.uuid)
old_note_binary = binary("oldnote", n.note_id)

c = eChart.c
SECTIONS = (
    ("Social history", c.socialHistory), ("Family history", c.familyHistory), ("Medical history", c.medicalHistory),
    ("Ongoing concerns", c.ongoingConcerns), ("Reminders", c.reminders), ("Encounters", c.encounter),
)  # fmt: skip
LAST = [at_least(c.demographicNo, 1), newest(c.demographicNo, by=c.eChartId),
        any_of(*(filled(col) for _, col in SECTIONS))]  # fmt: skip

old_chart = ResourceMap(
    "DocumentReference", tag="echart", table=eChart, key=c.eChartId, only=LAST, last_updated=instant(c.timeStamp),
    template={
        "status": "current",
        "type": concept(coding(codes.OLD_CHART, system=systems.LOINC)),
        "subject": reference("Patient", c.demographicNo),
        "date": instant(c.timeStamp),
        "author": [reference("Practitioner", c.providerNo, none=NOBODY)],
        "description": text(c.subject),
        "content": [{"attachment": {
            "contentType": "text/plain",
            "url": reference("Binary", c.eChartId, tag="echart")["reference"],
            "title": text(c.subject),
        }}],
    },
    gaps={
        **GAPS,
        "DocumentReference.identifier": cannot("no number but the key"),
        "DocumentReference.docStatus": cannot("no column"),
        "DocumentReference.authenticator": cannot("no column"),
        "DocumentReference.securityLabel": cannot("no column"),
        "DocumentReference.context": cannot("no column"),
    },
)  # fmt: skip
old_chart_binary = ResourceMap(
    "Binary", tag="echart", table=eChart, key=c.eChartId, only=LAST, about=c.demographicNo,
    template={
        "contentType": "text/plain",
        "securityContext": reference("DocumentReference", c.eChartId, tag="echart"),
        "data": stored_sections(*SECTIONS),
    },
)  # fmt: skip
