"""Notes, the items under the headings of a chart, and the chart of before 2008 (facts: oscar.md 3.2, 9 and 17)."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, brings, finds, refused, row
from tests.oracle.words import (
    CONDITION_CATEGORY,
    CONDITION_CLINICAL,
    LOINC,
    OBSERVATION_CATEGORY,
    ROLE_CODE,
    Json,
    coding,
    concept,
    ref,
    updated,
)

from .note_ids import key, uuid

ZERO = "0000-00-00 00:00:00"
HEADINGS = {  # issue_id → code
    401: "Concerns", 402: "MedHistory", 403: "FamHistory", 404: "SocHistory", 405: "RiskFactors", 406: "Reminders",
    407: "OMeds", 410: "401",
}  # fmt: skip


def note(number: int, why: str, **values: Any) -> Row:
    """A row of `casemgmt_note`."""
    usual = {
        "update_date": "2024-01-02 10:30:00", "observation_date": "2024-01-02 10:00:00", "demographic_no": 12,
        "provider_no": "999998", "signing_provider_no": "999998", "signed": 1, "note": "text", "history": "text",
        "program_no": "10034", "reporter_caisi_role": "1", "locked": "0", "archived": 0, "appointmentNo": 0,
    }  # fmt: skip
    return row("casemgmt_note", why, note_id=number, **{**usual, **values})


def linked(number: int, to: int, *issues: int, patient: int = 12) -> tuple[Row, ...]:
    """A note under issues: rows of `casemgmt_issue` numbered from `to`, and their links."""
    found = []
    for at, issue in enumerate(issues, to):
        found += [
            row("casemgmt_issue", "an issue of the patient", id=at, demographic_no=patient, issue_id=issue,
                update_date="2024-01-02 10:30:00"),
            row("casemgmt_issue_notes", "its note", id=at, note_id=number),
        ]  # fmt: skip
    return tuple(found)


def detail(number: int, of: int, name: str, why: str, **values: Any) -> Row:
    """A row of `casemgmt_note_ext`."""
    return row("casemgmt_note_ext", why, id=number, note_id=of, key_val=name, **values)


#  note          patient  docStatus     versions             author   program  role
#  1             12       final         301, 302             999998   OSCAR    doctor
#  2             12       preliminary   303, 304 unsigned    999998   OSCAR    doctor
#  3             12       amended       305, 306             000123   -        -
#  oldnote-307   13       final         -                    999998   OSCAR    nurse
#  oldnote-308   13       preliminary   -                    nobody   OSCAR    doctor
ROWS = (
    *(row("issue", "a heading or a diagnosis", issue_id=number, code=code, description=code, role="nurse",
          update_date="2010-01-01 00:00:00", sortOrderId=0) for number, code in HEADINGS.items()),
    note(301, "the first save, not signed; the stamp of the second", uuid=uuid(1), signed=0, signing_provider_no="",
         note="[02-Jan-2024 .: cough]"),
    note(302, "the second save counts, though its stamp is the same", uuid=uuid(1), note="[02-Jan-2024 .: cough]\nwell",
         encounter_type="face to face encounter with client", appointmentNo=905),
    *linked(302, 501, 410, 410),
    note(303, "signed", uuid=uuid(2)),
    note(304, "taken up again, not signed since: the uuid in small letters", uuid=uuid(2).lower(), signed=0,
         signing_provider_no="", update_date="2024-01-05 09:00:00", note="more"),
    note(305, "signed", uuid=uuid(3), provider_no="000123", update_date="2024-02-01 09:00:00"),
    note(306, "signed again; neither program nor role; archived and locked are NULL", uuid=uuid(3),
         provider_no="000123", signing_provider_no="000123", update_date="2024-02-02 09:00:00", program_no="",
         reporter_caisi_role="0", archived=None, locked=None, appointmentNo=None),
    note(307, "of before there were uuids; zero dates; a nurse's", uuid=None, demographic_no=13, update_date=ZERO,
         observation_date=ZERO, reporter_caisi_role="2", note="old"),
    note(308, "a blank uuid; another of them", uuid="", demographic_no=13, signed=0, provider_no="0",
         signing_provider_no="", update_date="2008-03-04 05:06:07", observation_date="2008-03-04 00:00:00"),
    note(309, "behind a password", uuid=uuid(4), locked="1", note="secret"),
    note(310, "taken out of the chart by the next save", uuid=uuid(5)),
    note(311, "archived", uuid=uuid(5), archived=1),
    note(312, "written by the system", uuid=uuid(6), provider_no="-1"),
    note(313, "blanks", uuid=uuid(7), note="  "),
    note(314, "of another program", uuid=uuid(8), program_no="220"),
    note(315, "of a role that is not everybody's", uuid=uuid(9), reporter_caisi_role="3"),
    row("secRole", "a role of few", role_no=3, role_name="psychiatrist"),
    note(316, "no program has a number so written", uuid=uuid(10), program_no="010034"),
    note(317, "of nobody", uuid=uuid(11), demographic_no=0),
    note(320, "a problem, under its heading twice, and under a diagnosis", uuid=uuid(20), note="Hypertension\nmild"),
    *linked(320, 520, 401, 410, 401),
    detail(601, 320, "Start Date", "begun", date_value="2010-05-06"),
    detail(602, 320, "Treatment", "what is done", value="ramipril"),
    detail(603, 320, "Resolution Date", "not yet over", date_value="2099-01-01"),
    note(321, "a problem that is over; begun at an age", uuid=uuid(21), demographic_no=13, note="Asthma"),
    *linked(321, 523, 401, patient=13),
    detail(604, 321, "Resolution Date", "an earlier save of it", date_value="2019-01-01"),
    detail(605, 321, "resolution date", "the last counts, in any case", date_value="2020-01-01"),
    detail(606, 321, "Age at Onset", "as text", value="45"),
    note(322, "locked problem", uuid=uuid(22), locked="1"),
    *linked(322, 524, 401),
    note(323, "a thing of the past", uuid=uuid(23), note="Appendectomy"),
    *linked(323, 525, 402),
    note(324, "of the family", uuid=uuid(24), note="MI"),
    *linked(324, 526, 403),
    detail(607, 324, "Relationship", "who", value="Father"),
    detail(608, 324, "Age at Onset", "when", value="60"),
    note(325, "how somebody lives", uuid=uuid(25), demographic_no=13, note="Lives alone"),
    *linked(325, 527, 404, patient=13),
    note(326, "what endangers", uuid=uuid(26), demographic_no=13, note="Smoker", observation_date=ZERO),
    *linked(326, 528, 405, patient=13),
    note(327, "what not to forget", uuid=uuid(27), note="Needs an interpreter", appointmentNo=906),
    *linked(327, 529, 406),
    note(328, "taken, and no more: it ended before it began", uuid=uuid(28), demographic_no=13, note="Fish oil"),
    *linked(328, 530, 407, patient=13),
    detail(609, 328, "Start Date", "begun", date_value="2021-05-01"),
    detail(610, 328, "Resolution Date", "over before", date_value="2021-04-01"),
    note(329, "of the family, without a uuid: a note", uuid=None, demographic_no=13, note="Mother: gout"),
    *linked(329, 531, 403, patient=13),
    row("eChart", "an earlier save", eChartId=341, timeStamp="2006-05-06 12:00:00", demographicNo=13,
        encounter="first"),
    row("eChart", "the last one; a time in UTC", eChartId=342, timeStamp="2007-05-06 03:00:00", demographicNo=13,
        providerNo="999998", subject="chart", socialHistory="smoker", familyHistory=" ", encounter="first\nsecond"),
    row("eChart", "nothing in it", eChartId=343, timeStamp="2007-05-06 12:00:00", demographicNo=12, encounter=""),
    row("secObjPrivilege", "what doctors may do", roleUserGroup="doctor", objectName="_eChart", privilege="x",
        priority=0),
    row("secObjPrivilege", "a chart that somebody may read", roleUserGroup="doctor", objectName="_eChart$12",
        privilege="|r|w|", priority=0),
)  # fmt: skip


def document(id_: str, status: str | None, patient: int, code: str = "11506-3", **more: Any) -> Json:
    """What every note says."""
    made: Json = {
        "status": "current",
        "type": concept(coding(LOINC, code)),
        "subject": ref(f"Patient/{patient}"),
        "content": [
            {"attachment": {"contentType": "text/plain", "url": f"Binary/{id_}", **more.pop("attachment", {})}}
        ],
        **more,
    }
    return made if status is None else {**made, "docStatus": status}


def at(when: str) -> Json:
    """The time of what a note is about."""
    return {"start": when, "end": when}


def by(number: str) -> Json:
    """A reference to a provider."""
    return ref(f"Practitioner/{number}")


def named(number: int) -> list[Json]:
    """The uuid as an identifier."""
    return [{"value": uuid(number)}]


def held(of: str) -> Json:
    """A Binary as a search shows it: without its bytes."""
    return {"contentType": "text/plain", "securityContext": ref(f"DocumentReference/{of}")}


SEEN = "2024-01-02T10:00:00-05:00"
SAVED = "2024-01-02T10:30:00-05:00"
OSCAR = concept(text="OSCAR")


def problem(number: int, patient: int, text: str, status: str | None, **more: Any) -> Json:
    """What every problem says."""
    made: Json = {
        "meta": updated(SAVED),
        "identifier": named(number),
        "code": concept(text=text),
        "subject": ref(f"Patient/{patient}"),
        "recorder": by("999998"),
        **more,
    }
    return made if status is None else {**made, "clinicalStatus": concept(coding(CONDITION_CLINICAL, status))}


def social(number: int, code: Json, text: str, **more: Any) -> Json:
    """What is told of somebody's life."""
    return {
        "meta": updated(SAVED),
        "identifier": named(number),
        "status": "final",
        "category": [concept(coding(OBSERVATION_CATEGORY, "social-history"))],
        "code": code,
        "subject": ref("Patient/13"),
        "issued": SAVED,
        "performer": [by("999998")],
        "valueString": text,
        **more,
    }


PROBLEM_LIST = [concept(coding(CONDITION_CATEGORY, "problem-list-item"))]
RESOURCES: dict[str, Json] = {
    f"DocumentReference/note-{key(1)}": {
        "meta": updated(SAVED),
        **document(f"note-{key(1)}", "final", 12, attachment={"creation": SEEN}),
        "identifier": named(1),
        "date": SAVED,
        "author": [by("999998")],
        "authenticator": by("999998"),
        "context": {
            "encounter": [ref("Encounter/905")],
            "event": [concept(text="face to face encounter with client")],
            "period": at(SEEN),
            "practiceSetting": OSCAR,
        },
    },
    f"DocumentReference/note-{key(2).lower()}": {
        "meta": updated("2024-01-05T09:00:00-05:00"),
        **document(f"note-{key(2).lower()}", "preliminary", 12, attachment={"creation": SEEN}),
        "identifier": [{"value": uuid(2).lower()}],
        "date": "2024-01-05T09:00:00-05:00",
        "author": [by("999998")],
        "context": {"period": at(SEEN), "practiceSetting": OSCAR},
    },
    f"DocumentReference/note-{key(3)}": {
        "meta": updated("2024-02-02T09:00:00-05:00"),
        **document(f"note-{key(3)}", "amended", 12, attachment={"creation": SEEN}),
        "identifier": named(3),
        "date": "2024-02-02T09:00:00-05:00",
        "author": [by("000123")],
        "authenticator": by("000123"),
        "context": {"period": at(SEEN)},
    },
    "DocumentReference/oldnote-307": {
        **document("oldnote-307", "final", 13),
        "author": [by("999998")],
        "authenticator": by("999998"),
        "context": {"practiceSetting": OSCAR},
    },
    "DocumentReference/oldnote-308": {
        "meta": updated("2008-03-04T05:06:07-05:00"),
        **document("oldnote-308", "preliminary", 13, attachment={"creation": "2008-03-04T00:00:00-05:00"}),
        "date": "2008-03-04T05:06:07-05:00",
        "context": {"period": at("2008-03-04T00:00:00-05:00"), "practiceSetting": OSCAR},
    },
    "DocumentReference/oldnote-329": {
        "meta": updated(SAVED),
        **document("oldnote-329", "final", 13, attachment={"creation": SEEN}),
        "date": SAVED,
        "author": [by("999998")],
        "authenticator": by("999998"),
        "context": {"period": at(SEEN), "practiceSetting": OSCAR},
    },
    "DocumentReference/echart-342": {
        "meta": updated("2007-05-06T03:00:00+00:00"),
        **document("echart-342", None, 13, "11503-0", attachment={"title": "chart"}),
        "date": "2007-05-06T03:00:00+00:00",
        "author": [by("999998")],
        "description": "chart",
    },
    **{
        f"Binary/{id_}": held(id_)
        for id_ in (f"note-{key(1)}", f"note-{key(2).lower()}", f"note-{key(3)}", "oldnote-307", "oldnote-308",
                    "oldnote-329", "echart-342")
    },
    f"Condition/concern-{key(20)}": {
        **problem(20, 12, "Hypertension\nmild", "active"),
        "category": PROBLEM_LIST,
        "onsetDateTime": "2010-05-06",
        "note": [{"text": "ramipril"}],
    },
    f"Condition/concern-{key(21)}": {
        **problem(21, 13, "Asthma", "resolved"),
        "category": PROBLEM_LIST,
        "onsetString": "45",
        "abatementDateTime": "2020-01-01",
    },
    f"Condition/history-{key(23)}": problem(23, 12, "Appendectomy", None),
    f"FamilyMemberHistory/{key(24)}": {
        "meta": updated(SAVED),
        "identifier": named(24),
        "status": "partial",
        "patient": ref("Patient/12"),
        "date": SEEN,
        "relationship": concept(coding(ROLE_CODE, "FAMMEMB"), text="Father"),
        "condition": [{"code": concept(text="MI"), "onsetString": "60"}],
    },
    f"Observation/soc-{key(25)}": social(
        25, concept(coding(LOINC, "29762-2")), "Lives alone", effectiveDateTime=SEEN
    ),
    f"Observation/risk-{key(26)}": social(26, concept(text="Risk factors"), "Smoker"),
    f"Flag/rem-{key(27)}": {
        "meta": updated(SAVED),
        "identifier": named(27),
        "status": "active",
        "code": concept(text="Needs an interpreter"),
        "subject": ref("Patient/12"),
        "encounter": ref("Encounter/906"),
        "author": by("999998"),
    },
    f"MedicationStatement/omed-{key(28)}": {
        "meta": updated(SAVED),
        "identifier": named(28),
        "status": "completed",
        "medicationCodeableConcept": concept(text="Fish oil"),
        "subject": ref("Patient/13"),
        "effectivePeriod": {"start": "2021-05-01"},
        "dateAsserted": SEEN,
        "informationSource": by("999998"),
    },
}  # fmt: skip

ABSENT = {
    "DocumentReference/oldnote-301": "an earlier save of a note with a uuid",
    f"DocumentReference/note-{key(2)}": "ids tell letters apart",
    f"DocumentReference/note-{key(4)}": "locked",
    f"Binary/note-{key(4)}": "locked",
    f"DocumentReference/note-{key(5)}": "archived since",
    f"DocumentReference/note-{key(6)}": "the system's",
    f"DocumentReference/note-{key(7)}": "blank",
    f"DocumentReference/note-{key(8)}": "another program's",
    f"DocumentReference/note-{key(9)}": "a role of few",
    f"DocumentReference/note-{key(10)}": "of a program that is none",
    f"DocumentReference/note-{key(11)}": "nobody's",
    f"DocumentReference/note-{key(20)}": "an item, not a note",
    f"Condition/history-{key(20)}": "under another heading",
    f"Condition/concern-{key(22)}": "locked",
    f"Condition/concern-{key(1)}": "a note",
    "DocumentReference/echart-341": "an earlier save",
    "DocumentReference/echart-343": "empty",
}

NOTES = f"note-{key(1)} note-{key(2).lower()} note-{key(3)}"
OLD = "oldnote-307 oldnote-308 oldnote-329 echart-342"
SEARCHES = (
    finds("DocumentReference", "patient=12&type=11506-3", NOTES, "no items, none withheld"),
    finds("DocumentReference", "patient=13&type=11506-3", "oldnote-307 oldnote-308 oldnote-329", "without uuid"),
    finds("DocumentReference", "type=11503-0&patient=13", "echart-342", "the old chart, saved last"),
    finds("DocumentReference", "encounter=Encounter/905", f"note-{key(1)}", "of that visit"),
    finds("DocumentReference", f"identifier={uuid(3)}", f"note-{key(3)}", "by its uuid"),
    finds("DocumentReference", "authenticator=Practitioner/000123&patient=12", f"note-{key(3)}", "who signed"),
    finds("DocumentReference", "date=2024-01-05", f"note-{key(2).lower()}", "when it was saved last"),
    finds("DocumentReference", "patient=13&period=lt2009", "oldnote-308", "zero dates are no dates"),
    finds("DocumentReference", "patient=13&_lastUpdated=lt2010", "oldnote-308 echart-342", "zero stamps are none"),
    finds("Condition", "patient=12&category=problem-list-item", f"concern-{key(20)}", "what is under Concerns"),
    finds("Condition", "patient=13&clinical-status=resolved", f"concern-{key(21)}", "over"),
    finds("Condition", "onset-date=2010-05-06", f"concern-{key(20)}", "begun"),
    finds("Condition", "abatement-date=2020", f"concern-{key(21)}", "the last of two dates"),
    finds("FamilyMemberHistory", "patient=12", key(24), "of the patient's family"),
    finds("FamilyMemberHistory", "patient.gender=male&date=2024-01-02", key(24), "a chain"),
    finds("FamilyMemberHistory", f"identifier={uuid(24)}", key(24), "by its uuid"),
    finds("FamilyMemberHistory", "code:text=mi", key(24), "what it is"),
    finds("FamilyMemberHistory", "status=completed", "", "nobody says that this is all"),
    finds("FamilyMemberHistory", "relationship=FAMMEMB&status=partial", key(24), "somebody of the family"),
    finds("Observation", "category=social-history&value-string=smok,lives", f"soc-{key(25)} risk-{key(26)}", "both"),
    finds("Observation", f"code={LOINC}|29762-2", f"soc-{key(25)}", "how somebody lives"),
    finds("Observation", "value-string=smok", f"risk-{key(26)}", "its text"),
    finds("Flag", "patient=12&author=Practitioner/999998", f"rem-{key(27)}", "a reminder"),
    finds("Flag", "encounter=Encounter/906", f"rem-{key(27)}", "of a visit"),
    finds("MedicationStatement", f"identifier={uuid(28)}&status=completed", f"omed-{key(28)}", "over"),
    finds("MedicationStatement", f"identifier={uuid(28)}&effective=ge2026", f"omed-{key(28)}",
          "an end before the start is none"),
    finds("Binary", f"_id=note-{key(1)},note-{key(4)},oldnote-301", f"note-{key(1)}", "neither locked nor an earlier save"),
    finds("Binary", f"_id=note-{key(2)}", "", "ids tell letters apart"),
    finds("Binary", "_id=oldnote-307,oldnote-308", "oldnote-307 oldnote-308", "without uuid"),
    finds("Binary", "_id=echart-342,echart-341", "echart-342", "the last save"),
    brings("DocumentReference", f"_id=note-{key(3)}&_include=DocumentReference:author", f"note-{key(3)}",
           "Practitioner/000123", "who wrote it"),
)  # fmt: skip
REFUSALS = (
    refused(
        "DocumentReference", "relatesto=DocumentReference/oldnote-307", "not-supported", "versions are no documents"
    ),
    refused("FamilyMemberHistory", "sex=male", "not-supported", "no column"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
