"""Provenance out of the columns in which OSCAR keeps who wrote a row, and when.

A row has a Provenance where both are known. Rows that an edit replaces (allergies, drugs, preventions) tell who made
them; rows that are changed in place (patients, problems, providers) tell who changed them last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from facade.adapter import (  # isort: skip
    ResourceMap, at_least, cannot, coding, concept, eq, instant, is_in, joined, not_in, reference, restrict,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart
from .drug import ORDERED, not_gone
from .prevention import VACCINE, of_everybody
from .prevention import there as not_replaced
from .tables import allergies, demographic, drugs, dxresearch, preventions, provider, tickler, tickler_update

CREATED, CHANGED = "CREATE", "UPDATE"
NO_TIME = ("0001-01-01 00:00:00", "0000-00-00 00:00:00")
GAPS = {
    "Provenance.occurred": cannot("no column but the time at which it was recorded"),
    "Provenance.policy": cannot("no column"),
    "Provenance.location": cannot("no column"),
    "Provenance.reason": cannot("no column"),
    "Provenance.entity": cannot("the row before is not named"),
    "Provenance.signature": cannot("signatures are pictures"),
}


@dataclass(frozen=True, eq=False)
class Written:
    """Who wrote a row, when and in which way.

    `target`: the key of the row it is about, where that is another. `about`: the patient, whose chart may be closed.
    """

    key: Column[Any]
    who: Column[Any]
    when: Column[Any]
    activity: str
    about: Column[Any] | None = None
    target: Column[Any] | None = None


def provenance(
    tag: str, of: str, row: Written, *, only: Sequence[Any] = (), rows: Sequence[Any] = ()
) -> ResourceMap:  # fmt: skip
    """Who wrote the rows that `of` serves; `only` and `rows` are what its map asks of a row."""
    known = [not_in(row.when, *NO_TIME), not_in(row.who, *chart.NOBODY, "null")]
    return ResourceMap(
        "Provenance", tag=tag, table=row.key.table, key=row.key, last_updated=instant(row.when),
        only=[*only, *known], restrict=rows, about=row.about,
        template={
            "target": [reference(of, row.key if row.target is None else row.target)],
            "recorded": instant(row.when),
            "activity": concept(coding(row.activity, system=systems.DATA_OPERATION)),
            "agent": [{
                "type": concept(coding("author", system=systems.PROVENANCE_PARTICIPANT)),
                "who": reference("Practitioner", row.who, none=chart.NOBODY),
            }],
        },
        gaps=GAPS,
    )  # fmt: skip


a, c, d, g, p, u, x = (
    table.c for table in (allergies, provider, drugs, demographic, preventions, tickler_update, dxresearch)
)
reminder = joined(tickler, on=(u.tickler_no, "tickler_no"))
# preventions.creator is a number made of a provider's, so 7 may be 7 or 007. One of six digits has lost none.
SIX_DIGITS = 100_000

provenances = [
    provenance("pt", "Patient", Written(g.demographic_no, g.lastUpdateUser, g.lastUpdateDate, CHANGED)),
    provenance("pr", "Practitioner", Written(c.provider_no, c.lastUpdateUser, c.lastUpdateDate, CHANGED),
               rows=[restrict("no-system-accounts", c.provider_no.not_like("-%"))]),
    provenance("al", "AllergyIntolerance",
               Written(a.allergyid, a.providerNo, a.lastUpdateDate, CREATED, a.demographic_no),
               only=[eq(a.archived, 0)]),
    provenance("dx", "Condition", Written(x.dxresearch_no, x.providerNo, x.update_date, CHANGED, x.demographic_no),
               only=[is_in(x.status, *chart.CONDITION_CLINICAL)]),
    provenance("rx", "MedicationRequest", Written(d.drugid, d.provider_no, d.create_date, CREATED, d.demographic_no),
               rows=[not_gone, restrict("on-a-script-of-the-clinic", ORDERED)]),
    provenance("im", "Immunization", Written(p.id, p.creator, p.creation_date, CREATED, p.demographic_no),
               only=[not_replaced, at_least(p.creator, SIX_DIGITS)],
               rows=[restrict("vaccines", VACCINE), of_everybody]),
    provenance("tk", "Task", Written(u.id, u.provider_no, u.update_date, CHANGED, reminder["demographic_no"],
                                     u.tickler_no)),
]  # fmt: skip
