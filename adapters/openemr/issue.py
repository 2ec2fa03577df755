"""What the kinds of issues have in common: all are rows of `lists`."""

from __future__ import annotations

from facade.adapter import absent, before_today, cases, concept, eq, filled, first, joined, reference, text, typed_codes

from .codes import chart as codes
from .codes.people import NOT_SENSITIVE
from .tables import form_encounter, issue_encounter, lists, users

row = lists.c
in_error = eq(row.verification, codes.ENTERED_IN_ERROR)
WITHDRAWN = (in_error, absent())

# R4 wants no clinical status where an entry was an error. `enddate` and `activity` often disagree: either says
# that it is over, and a date to come does not.
clinical_status = cases(
    WITHDRAWN,
    (eq(row.outcome, codes.OUTCOME_RESOLVED), "resolved"),
    (before_today(row.enddate), "inactive"),
    (eq(row.activity, 0), "inactive"),
    otherwise="active",
)
code = concept(typed_codes(row.diagnosis, codes.CODE_SYSTEM), text=text(row.title))

# Address book entries have no user name, as rows of unknown authors have none: blank is nobody.
author = joined(users, on=(row.user, "username"), pick=first("id"), when=[filled(row.user)])
recorder = reference("Practitioner", author["id"])

# An issue may be linked with several visits: the first is the one at which it was told. What was told at a sensitive
# one belongs to the chart all the same; the visit is not named.
link = joined(issue_encounter, on=[(row.pid, "pid"), (row.id, "list_id")], pick=first("encounter"))
visit = joined(form_encounter, on=[(row.pid, "pid"), (link["encounter"], "encounter")], pick=first("id"),
               only={"sensitivity": (None, *NOT_SENSITIVE)})  # fmt: skip
encounter = reference("Encounter", visit["id"])
