"""Notes of encounters as DocumentReference, the text of each as a Binary: the clinical notes form (from 6.1.0), SOAP
notes and dictations. A note is one only while its form is not deleted, and withheld where its encounter is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, exists

from facade.adapter import (  # isort: skip
    Codec, ResourceMap, any_of, cannot, coding, concept, date, date_time, eq, filled, first, instant, joined,
    native_uuid, none_of, not_yet, reference, restrict, stored_sections, stored_text, text, typed_codes,
)  # fmt: skip
from facade.adapter import Content  # isort: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .codes import notes
from .options import title
from .sensitivity import visible_form
from .tables import form_clinical_notes, form_dictation, form_encounter, form_soap, forms, users

n, s, d = form_clinical_notes.c, form_soap.c, form_dictation.c

GAPS = {
    "DocumentReference.masterIdentifier": cannot("no number but the key"),
    "DocumentReference.docStatus": not_yet("esign_signatures tells which forms are signed"),
    "DocumentReference.authenticator": not_yet("esign_signatures names who signed"),
    **dict.fromkeys(
        [f"DocumentReference.{name}" for name in ("custodian", "relatesTo", "description", "securityLabel")],
        cannot("no column"),
    ),
}


@dataclass(frozen=True, eq=False)
class Form:
    """A kind of form with notes: its table, the column by which `forms` names it, and its word there."""

    tag: str
    table: Table
    number: Column[Any]
    kind: str
    said: tuple[Any, ...]  # conditions under which anything is written

    @property
    def shared(self) -> dict[str, Any]:
        """What the note and its text have in common: where they are to be found, and by whom."""
        shown = exists().where(
            forms.c.formdir == self.kind, forms.c.form_id == self.number, forms.c.deleted == 0
        ).correlate(self.table)  # fmt: skip
        return {
            "tag": self.tag, "table": self.table, "key": self.table.c.id, "only": self.said,
            "restrict": [
                restrict("undeleted-form", shown),
                restrict("sensitive", visible_form(self.kind, self.number), unless="confidential"),
            ],
        }  # fmt: skip

    def note(self, **own: Any) -> dict[str, Any]:
        """The template of the note; `own`: what only this form has."""
        c = self.table.c
        entry = joined(forms, on=(self.number, "form_id"), pick=first("id"), only={"formdir": self.kind, "deleted": 0})
        visit = joined(form_encounter, on=[(c.pid, "pid"), (entry["encounter"], "encounter")], pick=first("id"))
        author = joined(users, on=(c.user, "username"), pick=first("id"), when=[filled(c.user)])
        context = {"encounter": [reference("Encounter", visit["id"])], **own.pop("context", {})}
        return {
            "status": "current",
            **own,
            "subject": reference("Patient", c.pid),
            "date": instant(entry["date"]),
            "author": [reference("Practitioner", author["id"])],
            "content": [{"attachment": {
                "contentType": "text/plain",
                "url": reference("Binary", c.id, tag=self.tag)["reference"],
            }}],
            "context": context,
        }  # fmt: skip

    def binary(self, content: Content) -> ResourceMap:
        """The text."""
        securing = reference("DocumentReference", self.table.c.id, tag=self.tag)
        template = {"contentType": "text/plain", "securityContext": securing, "data": content}
        return ResourceMap("Binary", about=self.table.c.pid, template=template, **self.shared)


def loinc(code: str) -> dict[str, Any]:
    """A kind of document."""
    return coding(code, system=systems.LOINC)


def day(col: Column[Any]) -> dict[str, Codec]:
    """What a note is about, as a day or a moment."""
    return {"start": date(col), "end": date(col)}


clinical = Form("cn", form_clinical_notes, n.form_id, "clinical_notes",
                (filled(n.description), none_of(eq(n.activity, 0))))  # fmt: skip
soap = Form("soap", form_soap, s.id, "soap",
            (any_of(filled(s.subjective), filled(s.objective), filled(s.assessment), filled(s.plan)),))  # fmt: skip
dictated = Form("dict", form_dictation, d.id, "dictation",
                (any_of(filled(d.dictation), filled(d.additional_notes)),))  # fmt: skip

clinical_note = ResourceMap(
    "DocumentReference", last_updated=instant(n.last_updated), **clinical.shared,
    gaps={**GAPS, "DocumentReference.relatesTo": not_yet("note_related_to, whose values are not documented")},
    template=clinical.note(
        identifier=[native_uuid(n.uuid)],
        type=concept(typed_codes(n.code, codes.CODE_SYSTEM), text=text(n.codetext)),
        category=[concept(text=text(title(notes.CATEGORY_LIST, n.clinical_notes_category)))],
        context={"period": day(n.date)},
    ),
)  # fmt: skip
UNSORTED = {
    **GAPS,
    "DocumentReference.identifier": cannot("no number but the key"),
    "DocumentReference.category": cannot("no column"),
}
soap_note = ResourceMap(
    "DocumentReference", gaps=UNSORTED, **soap.shared,
    template=soap.note(
        type=concept(loinc(notes.PROGRESS_NOTE), text="SOAP"),
        context={"period": {"start": date_time(s.date), "end": date_time(s.date)}},
    ),
)  # fmt: skip
dictation = ResourceMap(
    "DocumentReference", gaps=UNSORTED, **dictated.shared,
    template=dictated.note(
        type=concept(text="Dictation"), context={"period": {"start": date_time(d.date), "end": date_time(d.date)}}
    ),
)  # fmt: skip
clinical_note_text = clinical.binary(stored_text(n.description))
soap_note_text = soap.binary(stored_sections(
    ("Subjective", s.subjective), ("Objective", s.objective), ("Assessment", s.assessment), ("Plan", s.plan)
))  # fmt: skip
dictation_text = dictated.binary(stored_sections(
    ("Dictation", d.dictation), ("Additional notes", d.additional_notes)
))  # fmt: skip
