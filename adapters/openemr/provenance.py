"""Provenance out of the columns in which OpenEMR keeps who wrote a row, and when.

Problems, allergies and the entries of forms tell who made them, by user name. Of patients OpenEMR's own journal has a
line for each time that one was entered or changed. A row has a Provenance where both the time and the user are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from facade.adapter import (  # isort: skip
    Codec, ResourceMap, at_least, cannot, coded, coding, concept, eq, filled, first, instant, is_in, joined, not_in,
    reference, restrict,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import people
from .sensitivity import visible_form
from .tables import forms, lists, log, users

NO_TIME = ("0001-01-01 00:00:00", "0000-00-00 00:00:00")
GAPS = {
    "Provenance.occurred": cannot("no column but the time at which it was recorded"),
    "Provenance.policy": cannot("no column"),
    "Provenance.location": cannot("no column"),
    "Provenance.reason": cannot("no column"),
    "Provenance.entity": cannot("a change leaves nothing of the row before"),
    "Provenance.signature": cannot("a signature is a hash of the row, by no standard"),
}


@dataclass(frozen=True, eq=False)
class Written:
    """Who wrote a row, when and in which way; `target` is the key of what it is about, `about` the patient."""

    key: Column[Any]
    target: Column[Any]
    who: Column[Any]
    when: Column[Any]
    about: Column[Any]
    activity: Codec | str = "CREATE"


def written(
    tag: str, of: str, row: Written, *, of_tag: str = "", only: Sequence[Any] = (), rows: Sequence[Any] = ()
) -> ResourceMap:
    """Who wrote the rows that the map of `of` serves; `only` and `rows` are what that asks of a row."""
    return ResourceMap(
        "Provenance", tag=tag, table=row.key.table, key=row.key, last_updated=instant(row.when),
        only=[*only, not_in(row.when, *NO_TIME), at_least(row.who, 1)], restrict=rows, about=row.about,
        template={
            "target": [reference(of, row.target, tag=of_tag)],
            "recorded": instant(row.when),
            "activity": concept(coding(row.activity, system=systems.DATA_OPERATION)),
            "agent": [{
                "type": concept(coding("author", system=systems.PROVENANCE_PARTICIPANT)),
                "who": reference("Practitioner", row.who),
            }],
        },
        gaps=GAPS,
    )  # fmt: skip


j, r, f = log.c, lists.c, forms.c
keeper = joined(users, on=(j.user, "username"), pick=first("id"), when=[filled(j.user)])
enterer = joined(users, on=(r.user, "username"), pick=first("id"), when=[filled(r.user)])
filer = joined(users, on=(f.user, "username"), pick=first("id"), when=[filled(f.user)])
issue = Written(r.id, r.id, enterer["id"], r.date, r.pid)
entry = Written(f.id, f.form_id, filer["id"], f.date, f.pid)


def filed(tag: str, of: str, kind: str, of_tag: str = "") -> ResourceMap:
    """Who filed a form, of which the entry is not deleted and the encounter not sensitive."""
    return written(
        tag, of, entry, of_tag=of_tag, only=[eq(f.formdir, kind), eq(f.deleted, 0)],
        rows=[restrict("sensitive", visible_form(kind, f.form_id), unless="confidential")],
    )  # fmt: skip


provenances = (
    written(
        "pt",
        "Patient",
        Written(j.id, j.patient_id, keeper["id"], j.date, j.patient_id, coded(j.event, people.PATIENT_EVENTS)),
        only=[is_in(j.event, *people.PATIENT_EVENTS), at_least(j.patient_id, 1), eq(j.success, 1)],
    ),
    written("cond", "Condition", issue, only=[eq(r.type, "medical_problem")]),
    written("alg", "AllergyIntolerance", issue, only=[eq(r.type, "allergy")]),
    filed("enc", "Encounter", "newpatient"),
    filed("soap", "DocumentReference", "soap", "soap"),
    filed("dict", "DocumentReference", "dictation", "dict"),
)
