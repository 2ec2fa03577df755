"""FamilyMemberHistory out of the newest row of `history_data`.

Five columns are each about one kind of relative. Nine others are each about one disease, and the text says whose it is,
or that it is nobody's: it is served behind the name of its column, never as the bare disease.
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    Part, ResourceMap, cannot, coding, concept, date_time, instant, labelled, newest, reference, spread, text,
    typed_codes,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart
from .codes import history as codes
from .tables import history_data

h = history_data.c


def relative(key: str, name: str, code: str, words: str) -> Part:
    """What is told of one kind of relative."""
    what = concept(typed_codes(h[f"dc_{name}"], chart.CODE_SYSTEM), text=text(h[f"history_{name}"]))
    return Part(key, {
        "relationship": concept(coding(code, system=systems.ROLE_CODE), text=words), "condition": [{"code": what}],
    })  # fmt: skip


def disease(key: str, name: str, label: str) -> Part:
    """What is told of one disease in the family."""
    return Part(key, {
        "relationship": concept(coding("FAMMEMB", system=systems.ROLE_CODE), text="family member"),
        "condition": [{"code": concept(text=labelled(h[f"relatives_{name}"], label))}],
    })  # fmt: skip


family_member_history = ResourceMap(
    "FamilyMemberHistory", table=history_data, key=h.id, only=[newest(h.pid, by=h.id)],
    last_updated=instant(h.date),
    spread=spread(
        common={"status": "partial", "patient": reference("Patient", h.pid), "date": date_time(h.date)},
        parts=[*(relative(*item) for item in codes.FAMILY), *(disease(*item) for item in codes.RELATIVES)],
    ),
    gaps={
        "FamilyMemberHistory.identifier": cannot("the uuid is the row's, not that of one relative"),
        **dict.fromkeys(
            (f"FamilyMemberHistory.{name}" for name in (
                "instantiatesCanonical", "instantiatesUri", "dataAbsentReason", "name", "sex", "born", "age",
                "estimatedAge", "deceased", "reasonCode", "reasonReference",
            )),
            cannot("no column"),
        ),
        "FamilyMemberHistory.note": cannot("what is written is the condition"),
    },
)  # fmt: skip
