"""Encounter out of form_encounter, forms and issue_encounter."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import (
    ACT_CODE,
    DISCHARGE,
    ENCOUNTER_CLASSES,
    ENCOUNTER_NUMBER,
    GENDERS,
    PARTICIPATION,
    VISIT_CATEGORY,
    Json,
    coding,
    concept,
    ref,
    updated,
    uuid,
)


def encounter(id: int, number: int, why: str, **values: Any) -> Row:
    """A row of form_encounter: `encounter` is the number that other tables use, `id` the key."""
    return row("form_encounter", why, id=id, encounter=number, **values)


def form(id: int, form_id: int, why: str, **values: Any) -> Row:
    """A row of forms, for an encounter."""
    return row("forms", why, id=id, form_id=form_id, **{"formdir": "newpatient", "deleted": 0, **values})


OFFICE_VISIT = concept(coding(VISIT_CATEGORY, "office_visit"), text="Office Visit")


def finished(kind: str, number: str, *more: Json, type: Json | None = OFFICE_VISIT) -> Json:
    """What every encounter has."""
    return {
        "identifier": [*more, {"system": ENCOUNTER_NUMBER, "value": number}],
        "status": "finished",
        "class": coding(ACT_CODE, kind),
        **({"type": [type]} if type else {}),
    }


#     number  patient  class  period                                   with  at  why       diagnoses
#  5  1001    1        AMB    2020-03-08 09:00 - 09:30 -04:00          2     3   Follow up 20, 21
#  6  5       7        EMER   2020-03-09 00:00 -04:00 - open           -     -   -         23
# 10  1003    8        VR     2020-11-01 01:30 -04:00 - 03:00 -05:00   3     99  Call      -
# 11  1004    -        IMP    -                                        -     -   -         -
# 13  1008    9        IMP    2021-05-02 10:00 -04:00 - (09:00)        2     9   -         -        in 14
# 14  1009    9        IMP    2021-05-03 10:00 -04:00 - open           -     -   -         -
ROWS = (
    encounter(
        5,
        1001,
        "on the day when the clocks went forward; its id is another encounter's number",
        uuid=bytes.fromhex("0a0b0c0d0e0f40418283848586878889"),
        pid=1,
        date="2020-03-08 09:00:00",
        date_end="2020-03-08 09:30:00",
        reason="Follow up",
        facility_id=3,
        provider_id=2,
        class_code="AMB",
        last_update="2020-03-08 13:45:00",
    ),
    encounter(
        6,
        5,
        "its number is another encounter's id; still open; at midnight; 0 is nobody and nowhere",
        pid=7,
        date="2020-03-09 00:00:00",
        date_end=None,
        reason="",
        facility_id=0,
        provider_id=0,
        class_code="EMER",
        last_update="2020-03-09 04:00:00",
    ),
    encounter(
        7,
        1002,
        "its form is deleted",
        pid=7,
        date="2020-03-10 00:00:00",
        class_code="AMB",
        last_update="2020-03-10 04:00:00",
    ),
    encounter(
        8,
        1006,
        "it has no form of an encounter, only one of vitals with the same key",
        pid=7,
        date="2020-03-10 00:00:00",
        class_code="AMB",
        last_update="2020-03-10 04:00:00",
    ),
    encounter(
        9,
        1005,
        "a class that is no code of the system: class is required",
        pid=1,
        date="2020-03-11 00:00:00",
        class_code="ZZZ",
        last_update="2020-03-11 04:00:00",
    ),
    encounter(
        10,
        1003,
        "an hour and a half by the clock on the wall, in truth two and a half; provider and place are not served",
        uuid=bytes(16),
        pid=8,
        date="2020-11-01 01:30:00",
        date_end="2020-11-01 03:00:00",
        reason="Call",
        facility_id=99,
        provider_id=3,
        class_code="VR",
        last_update="2020-11-01 08:00:00",
    ),
    encounter(
        11,
        1004,
        "nobody's, at no time: neither is required",
        pid=None,
        date="0000-00-00 00:00:00",
        date_end=None,
        reason="null",
        provider_id=None,
        class_code="IMP",
        last_update="2020-11-02 05:00:00",
    ),
    encounter(
        12,
        1007,
        "sensitive: not for everybody",
        pid=9,
        date="2021-05-01 10:00:00",
        reason="Secret",
        provider_id=2,
        facility_id=3,
        sensitivity="high",
        last_update="2021-05-01 15:00:00",
    ),
    encounter(
        13,
        1008,
        "part of another; supervised, referred and sent home; a category that a clinic made itself",
        pid=9,
        date="2021-05-02 10:00:00",
        date_end="2021-05-02 09:00:00",
        provider_id=2,
        supervisor_id=1,
        referring_provider_id=4,
        facility_id=9,
        pc_catid=16,
        sensitivity="Normal ",
        encounter_type_code="tele",
        encounter_type_description="Telephone visit",
        discharge_disposition="home",
        parent_encounter_id=1009,
        class_code="IMP",
        last_update="2021-05-02 15:00:00",
    ),
    encounter(
        14,
        1009,
        "discharged to where no code is; the number of its parent is another patient's; no category; another word",
        pid=9,
        date="2021-05-03 10:00:00",
        pc_catid=0,
        sensitivity="",
        discharge_disposition="to the sea",
        parent_encounter_id=1001,
        class_code="IMP",
        last_update="2021-05-03 15:00:00",
    ),
    encounter(
        15,
        1010,
        "sensitive in the clinic's own word",
        pid=9,
        date="2021-05-04 10:00:00",
        sensitivity="vip",
        last_update="2021-05-04 15:00:00",
    ),
    row(
        "openemr_postcalendar_categories",
        "stock",
        pc_catid=5,
        pc_constant_id="office_visit",
        pc_catname="Office Visit",
        pc_cattype=0,
    ),
    row(
        "openemr_postcalendar_categories",
        "the clinic's own",
        pc_catid=16,
        pc_constant_id=None,
        pc_catname="Walk-in",
        pc_cattype=0,
    ),
    form(9, 12, "the form of an encounter", encounter=1007, pid=9, user="dkim", date="2021-05-01 10:05:00"),
    form(10, 13, "the form of an encounter", encounter=1008, pid=9, user="dkim", date="2021-05-02 10:05:00"),
    form(11, 14, "the form of an encounter", encounter=1009, pid=9),
    form(12, 15, "the form of an encounter", encounter=1010, pid=9),
    form(1, 5, "the form of an encounter", encounter=1001, pid=1),
    form(2, 6, "the form of an encounter", encounter=5, pid=7),
    form(3, 7, "deleted", encounter=1002, pid=7, deleted=1),
    form(4, 8, "another kind of form with the same key", encounter=1006, pid=7, formdir="vitals"),
    form(5, 9, "the form of an encounter", encounter=1005, pid=1),
    form(6, 10, "a deleted duplicate", encounter=1003, pid=8, deleted=1),
    form(7, 10, "the other of the two", encounter=1003, pid=8),
    form(8, 11, "the form of an encounter", encounter=1004, pid=None),
    row("issue_encounter", "by number, not by id", pid=1, list_id=20, encounter=1001, resolved=0),
    row("issue_encounter", "a second problem", pid=1, list_id=21, encounter=1001, resolved=1),
    row(
        "issue_encounter",
        "told at a sensitive encounter: a problem of the chart, that names no visit",
        pid=9,
        list_id=31,
        encounter=1007,
        resolved=0,
    ),
    row("issue_encounter", "of encounter number 5", pid=7, list_id=23, encounter=5, resolved=0),
    row("issue_encounter", "an operation is no problem", pid=8, list_id=25, encounter=1003, resolved=0),
    row("issue_encounter", "a medication", pid=8, list_id=26, encounter=1003, resolved=0),
    row("issue_encounter", "another patient's problem", pid=8, list_id=22, encounter=1003, resolved=0),
    row("issue_encounter", "an issue that is not there", pid=8, list_id=999, encounter=1003, resolved=0),
    row(
        "issue_encounter", "the number alone is not enough: another patient", pid=1, list_id=22, encounter=5, resolved=0
    ),
)

RESOURCES: dict[str, Json] = {
    "Encounter/5": {
        **finished("AMB", "1001", uuid("0a0b0c0d-0e0f-4041-8283-848586878889")),
        "meta": updated("2020-03-08T13:45:00+00:00"),
        "subject": ref("Patient/1"),
        "participant": [{"individual": ref("Practitioner/2")}],
        "period": {"start": "2020-03-08T09:00:00-04:00", "end": "2020-03-08T09:30:00-04:00"},
        "reasonCode": [concept(text="Follow up")],
        "diagnosis": [{"condition": ref("Condition/20")}, {"condition": ref("Condition/21")}],
        "location": [{"location": ref("Location/3")}],
        "serviceProvider": ref("Organization/3"),
    },
    "Encounter/6": {
        **finished("EMER", "5"),
        "meta": updated("2020-03-09T04:00:00+00:00"),
        "subject": ref("Patient/7"),
        "period": {"start": "2020-03-09T00:00:00-04:00"},
        "diagnosis": [{"condition": ref("Condition/23")}],
    },
    "Encounter/10": {
        **finished("VR", "1003"),
        "meta": updated("2020-11-01T08:00:00+00:00"),
        "subject": ref("Patient/8"),
        "participant": [{"individual": ref("Practitioner/3")}],
        "period": {"start": "2020-11-01T01:30:00-04:00", "end": "2020-11-01T03:00:00-05:00"},
        "reasonCode": [concept(text="Call")],
        "location": [{"location": ref("Location/99")}],
        "serviceProvider": ref("Organization/99"),
    },
    "Encounter/11": {
        **finished("IMP", "1004"),
        "meta": updated("2020-11-02T05:00:00+00:00"),
    },
    "Encounter/13": {
        **finished("IMP", "1008", type=None),
        "meta": updated("2021-05-02T15:00:00+00:00"),
        "type": [
            concept(text="Walk-in"),
            concept({"code": "tele", "display": "Telephone visit"}, text="Telephone visit"),
        ],
        "subject": ref("Patient/9"),
        "participant": [
            {"individual": ref("Practitioner/2")},
            {"type": [concept(text="supervisor")], "individual": ref("Practitioner/1")},
            {"type": [concept(coding(PARTICIPATION, "REF"))], "individual": ref("Practitioner/ab-4")},
        ],
        "period": {"start": "2021-05-02T10:00:00-04:00"},  # per-1: it cannot end before it began
        "hospitalization": {"dischargeDisposition": concept(coding(DISCHARGE, "home"), text="home")},
        "location": [{"location": ref("Location/9")}],
        "serviceProvider": ref("Organization/9"),
        "partOf": ref("Encounter/14"),
    },
    "Encounter/14": {
        **finished("IMP", "1009", type=None),
        "meta": updated("2021-05-03T15:00:00+00:00"),
        "subject": ref("Patient/9"),
        "period": {"start": "2021-05-03T10:00:00-04:00"},
        "hospitalization": {"dischargeDisposition": concept(text="to the sea")},
    },
}

ABSENT = {
    "Encounter/7": "its form is deleted",
    "Encounter/8": "it has no form",
    "Encounter/1001": "a number, not an id",
    "Encounter/12": "sensitive",
    "Encounter/15": "sensitive in another word",
}
BAD = {"Encounter/9": "no readable class"}

SEARCHES = (
    finds("Encounter", "identifier=5", "6", "the number, not the id"),
    finds("Encounter", f"identifier={ENCOUNTER_NUMBER}|1001", "5", "system and value"),
    finds("Encounter", "identifier=urn:ietf:rfc:3986|urn:uuid:0a0b0c0d-0e0f-4041-8283-848586878889", "5", "uuid"),
    finds("Encounter", "_id=5", "5", "the id, not the number"),
    finds("Encounter", "_id=7,8,9", "", "deleted, without form, bad"),
    finds("Encounter", "status=finished&patient=7,8", "6 10", "constant AND reference"),
    finds("Encounter", "class=AMB", "5", "code"),
    finds("Encounter", f"class={ACT_CODE}|VR", "10", "system and code"),
    finds("Encounter", "class:not=AMB", "6 10 11 13 14", "the rest that is served"),
    finds("Encounter", f"class:below={ACT_CODE}|_ActEncounterCode", "5 6 10 11 13 14", "every class"),
    finds("Encounter", f"class:below={ACT_CODE}|IMP", "11 13 14", "inpatient, acute or not"),
    finds("Encounter", f"class:above={ACT_CODE}|ACUTE", "11 13 14", "inpatient is above"),
    finds("Encounter", f"class:above={ACT_CODE}|IMP", "11 13 14", "itself"),
    finds("Encounter", f"class:in={ENCOUNTER_CLASSES}", "5 6 10 11 13 14", "all codes"),
    finds("Encounter", f"class:not-in={ENCOUNTER_CLASSES}", "", "nothing else"),
    finds("Encounter", f"class:in={GENDERS}", "", "another value set"),
    finds("Encounter", "patient=Patient/1", "5", "neither the bad one"),
    finds("Encounter", "subject:missing=true", "11", "nobody's"),
    finds("Encounter", "participant=Practitioner/2", "5 13", "reference"),
    finds("Encounter", "participant=Practitioner/1", "13", "the supervisor"),
    finds("Encounter", "practitioner=Practitioner/ab-4", "13", "of the address book"),
    finds("Encounter", "practitioner=Practitioner/4", "", "that one is not"),
    finds("Encounter", "participant.family=ialist", "13", "a chain into the address book"),
    finds("Encounter", f"participant-type={PARTICIPATION}|REF", "13", "who referred"),
    finds("Encounter", "patient=9", "13 14", "not the sensitive ones"),
    finds("Encounter", "patient=9&reason-code:text=secret", "", "not by what they hold either"),
    finds("Encounter", f"type={VISIT_CATEGORY}|office_visit", "5 6 10 11", "the stock categories' constants"),
    finds("Encounter", "type:text=walk", "13", "the clinic's own"),
    finds("Encounter", "type=tele", "13", "a second type"),
    finds("Encounter", "type:missing=true", "14", "no category"),
    finds("Encounter", "location=Location/3", "5", "the place"),
    finds("Encounter", "location.status=inactive", "13", "a chain to the place"),
    finds("Encounter", "part-of=Encounter/14", "13", "by number and patient"),
    finds("Encounter", "part-of:missing=false", "13", "another patient's number is nobody's"),
    finds("Encounter", "part-of.class=IMP", "13", "a chain to itself"),
    finds("Encounter", "practitioner=3", "10", "to one who is not served"),
    finds("Encounter", "participant:missing=true", "6 11 14", "0 is nobody"),
    finds("Encounter", "service-provider=Organization/3", "5", "reference"),
    finds("Encounter", "service-provider:missing=true", "6 11 14", "0 is nowhere"),
    finds("Encounter", "reason-code:text=follow", "5", "text only"),
    finds("Encounter", "diagnosis=Condition/20", "5", "one of two"),
    finds("Encounter", "diagnosis=Condition/23", "6", "by number and patient"),
    finds("Encounter", "diagnosis=Condition/22", "", "another patient's number"),
    finds("Encounter", "diagnosis:missing=true", "10 11 13 14", "none"),
    finds("Encounter", "date=2020-03-08", "5", "the whole period within the day"),
    finds("Encounter", "date=2020-03-08T09:00:00-04:00", "", "it is longer than a second"),
    finds("Encounter", "date=2020", "5 10", "an open period is not within the year"),
    finds("Encounter", "date=ne2020-03-08", "6 10 13 14", "missing never"),
    finds("Encounter", "date=gt2020-03-08", "6 10 13 14", "it ends later, or never"),
    finds("Encounter", "date=gt2020-03-08T13:15:00Z", "5 6 10 13 14", "it ends a quarter later"),
    finds("Encounter", "date=lt2020-03-09", "5", "it begins earlier"),
    finds("Encounter", "date=ge2020-03-08", "5 6 10 13 14", "that day and later"),
    finds("Encounter", "date=le2020-03-09", "5", "lt or eq: the open one is neither"),
    finds("Encounter", "date=sa2020-03-08", "6 10 13 14", "wholly after"),
    finds("Encounter", "date=eb2020-03-09", "5", "wholly before; an open period never"),
    finds("Encounter", "date=2020-11-01", "10", "a day of 25 hours"),
    finds("Encounter", "date=sa2020-11-01T05:29:59Z", "10 13 14", "01:30 the first time"),
    finds("Encounter", "date=sa2020-11-01T05:30:00Z", "13 14", "not later"),
    finds("Encounter", "date:missing=true", "11", "zero date"),
    finds("Encounter", "_lastUpdated=2020-03-08", "5", "a day at the clinic"),
    finds("Encounter", "_lastUpdated=2020-03-09T04:00:00Z", "6", "the instant"),
)

REFUSALS = (
    refused("Encounter", "length=gt1", "not-supported", "not mapped"),
    refused("Encounter", "reason-reference=x", "not-supported", "not mapped"),
    refused("Encounter", "date=2020-3-8", "value", "not a FHIR date"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
