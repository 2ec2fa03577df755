"""CarePlan and Goal out of forms and form_care_plan, whose rows have no key of their own."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import SNOMED, Json, coding, concept, ref


def entry(id: int, form_id: int, pid: int, why: str, **values: Any) -> Row:
    """A row of forms, for a care plan."""
    return row("forms", why, id=id, form_id=form_id, pid=pid, **{"formdir": "care_plan", "deleted": 0, **values})


def item(id: int, pid: int, why: str, **values: Any) -> Row:
    """A row of form_care_plan: `id` is that of the form."""
    return row("form_care_plan", why, id=id, pid=pid, **{"activity": 1, **values})


def named(*said: str) -> str:
    """What a row without a key is known by: a hash of its type, code, text, description and day, a line each."""
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:10]


WEIGHT = f"70xg{named('goal', 'SNOMED-CT:289169006', 'Weight', '70 kg by spring', '2019-05-06')}"
WALK = named("Goal", "", "", "walk", "")
EMPTY = named("goal", "", "", "", "")

ROWS = (
    entry(70, 3, 7, "by number; a user name in another case", encounter=5, user="DKIM"),
    entry(71, 3, 7, "a duplicate", encounter=5, user="dkim"),
    item(
        3, 7, "a goal", date="2019-05-06 09:00:00", care_plan_type="goal", code="SNOMED-CT:289169006", codetext="Weight",
        description="70 kg by spring", date_end="2019-12-31 00:00:00", plan_status="active", note_related_to="knees",
    ),
    item(
        3, 7, "what is to be done; no end", date="2019-05-07 00:00:00", care_plan_type="plan_of_care", code="",
        description="See the dietitian", plan_status="draft", reason_description="asked for it",
    ),
    item(3, 7, "inactive", activity=0, care_plan_type="goal", description="none"),
    item(3, 9, "another patient's form of that number", care_plan_type="goal", description="none"),
    entry(72, 4, 9, "deleted", deleted=1),
    item(4, 9, "on a deleted form", care_plan_type="goal", description="none"),
    entry(73, 5, 9, "nothing on it"),
    entry(74, 6, 9, "two goals alike and one without words; nothing said of their state; a zero date", encounter=0),
    item(6, 9, "one", care_plan_type="Goal", description="walk", date="0000-00-00 00:00:00"),
    item(6, 9, "the same again", care_plan_type="Goal", description="walk", date="0000-00-00 00:00:00"),
    item(6, 9, "nothing said: a description is required", care_plan_type="goal", description=" "),
    entry(75, 7, 9, "of another kind of form", formdir="soap"),
    item(7, 9, "on another kind of form", care_plan_type="goal", description="none"),
)  # fmt: skip

RESOURCES: dict[str, Json] = {
    "CarePlan/70": {
        "status": "active",
        "intent": "plan",
        "subject": ref("Patient/7"),
        "encounter": ref("Encounter/6"),
        "period": {"start": "2019-05-06"},
        "author": ref("Practitioner/2"),
        "goal": [ref(f"Goal/{WEIGHT}")],
        "activity": [
            {
                "detail": {
                    "status": "not-started",
                    "scheduledPeriod": {"start": "2019-05-07"},
                    "description": "See the dietitian",
                    "reasonCode": [concept(text="asked for it")],
                }
            }
        ],
    },
    "CarePlan/74": {
        "status": "unknown",
        "intent": "plan",
        "subject": ref("Patient/9"),
        "goal": [ref(f"Goal/{id}") for id in sorted((f"74xg{WALK}", f"74xg{WALK}2", f"74xg{EMPTY}"))],
    },
    f"Goal/{WEIGHT}": {
        "lifecycleStatus": "active",
        "description": concept(coding(SNOMED, "289169006"), text="70 kg by spring"),
        "subject": ref("Patient/7"),
        "startDate": "2019-05-06",
        "target": [{"dueDate": "2019-12-31"}],
        "expressedBy": ref("Practitioner/2"),
        "note": [{"text": "knees"}],
    },
    f"Goal/74xg{WALK}": {
        "lifecycleStatus": "active", "description": concept(text="walk"), "subject": ref("Patient/9"),
    },
    f"Goal/74xg{WALK}2": {
        "lifecycleStatus": "active", "description": concept(text="walk"), "subject": ref("Patient/9"),
    },
}  # fmt: skip
ABSENT = {
    "CarePlan/71": "a duplicate",
    "CarePlan/72": "deleted",
    "CarePlan/73": "nothing on it",
    "CarePlan/75": "of another kind of form",
    f"Goal/71xg{WEIGHT.partition('g')[2]}": "of a duplicate",
    "Goal/70": "a form is no goal",
}
BAD = {f"Goal/74xg{EMPTY}": "no description"}
SEARCHES = (
    finds("CarePlan", "patient=7", "70", "pid"),
    finds("CarePlan", "status=active", "70", "one row is"),
    finds("CarePlan", "encounter=Encounter/6", "70", "by the number of the visit"),
    finds("CarePlan", f"goal=Goal/{WEIGHT}", "70", "child rows"),
    finds("CarePlan", "date=ge2019-05-06", "70", "begun and not ended"),
    finds("Goal", "patient=9", f"74xg{WALK} 74xg{WALK}2", "of the first entry"),
    finds("Goal", "lifecycle-status=active", f"{WEIGHT} 74xg{WALK} 74xg{WALK}2", "said or not"),
    finds("Goal", "start-date=2019-05-06", WEIGHT, "the day"),
    finds("Goal", "target-date=2019-12-31", WEIGHT, "the end"),
)
REFUSALS = (refused("Goal", "category=dietary", "not-supported", "no column"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
