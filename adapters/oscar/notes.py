"""What the maps of notes share: which rows count, who may see them, and the details beside them.

Every save makes a row. The last row of a uuid is the note, and its uuid the id; rows of before 2009 without a uuid
are notes of their own. A map of notes is a map of rows with a uuid (`WITH_UUID`), or of those without.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, exists

from facade.adapter import (  # isort: skip
    any_of, at_least, before_today, date, eq, filled, in_order, is_in, joined, last, newest, none_of, restrict, text,
    when,
)  # fmt: skip

from .codes import notes as codes
from .tables import (
    casemgmt_issue,
    casemgmt_issue_notes,
    casemgmt_note,
    casemgmt_note_ext,
    issue,
    program,
    secRole,
)

CONFIDENTIAL: Final = "confidential"
n = casemgmt_note.c

LIVE = [
    at_least(n.demographic_no, 1), is_in(n.archived, 0, None), none_of(eq(n.provider_no, codes.SYSTEM)),
    filled(n.note),
]  # fmt: skip
WITH_UUID = [filled(n.uuid), newest(n.uuid, by=n.note_id), *LIVE]
WITHOUT_UUID = [none_of(filled(n.uuid)), *LIVE]

its_program = joined(program, on=(n.program_no, "id"))
its_role = joined(secRole, on=(n.reporter_caisi_role, "role_no"), pick=last("role_name"))
WITHHELD = [
    restrict("locked", is_in(n.locked, "0", "", None), unless=CONFIDENTIAL),
    restrict("program", any_of(is_in(n.program_no, *codes.NONE), eq(its_program["name"], codes.OPEN_PROGRAM)),
             unless=CONFIDENTIAL),
    restrict("role", any_of(is_in(n.reporter_caisi_role, *codes.NONE), is_in(its_role["role_name"], *codes.OPEN_ROLES)),
             unless=CONFIDENTIAL),
]  # fmt: skip


def under(*headings: str) -> ColumnElement[bool]:
    """The note stands under one of these headings of the chart."""
    link, its_issue = casemgmt_issue_notes.c, casemgmt_issue.c
    return (
        exists()
        .where(
            link.note_id == n.note_id,
            its_issue.id == link.id,
            issue.c.issue_id == its_issue.issue_id,
            issue.c.code.in_(headings),
        )
        .correlate(casemgmt_note)
    )


# Details of an item, of which a save may leave several: the last counts.
started, resolved, age, treatment, relationship = (
    joined(casemgmt_note_ext, on=(n.note_id, "note_id"), only={"key_val": key}, pick=last("id"))
    for key in (codes.START, codes.RESOLUTION, codes.AGE, codes.TREATMENT, codes.RELATIONSHIP)
)
is_over = before_today(resolved["date_value"])
start = date(started["date_value"])
end = when(is_over, date(resolved["date_value"]))
in_time = when((is_over, in_order(started["date_value"], resolved["date_value"])), date(resolved["date_value"]))
TREATED = [{"text": text(treatment["value"])}]
