"""RelatedPerson out of contact_relation and out of the patient's own row; CareTeam out of care_teams."""

from __future__ import annotations

from tests.oracle.model import Part, finds, row
from tests.oracle.words import CONTACT_ROLE, ROLE_CODE, Json, coding, concept, ref, updated, uuid

# relation  contact  person  of patient
#  1        31       41      9           father; reached by three ways, one of them given up
#  2        31       41      user 9      not a patient's
#  3        32       -       9           the contact is another patient
#  4        31       41      0           nobody's: bad
ROWS = (
    row("contact", "of a person; its number is none of a person", id=31, foreign_table_name="person", foreign_id=41),
    row("contact", "of a patient", id=32, foreign_table_name="patient_data", foreign_id=41),
    row(
        "person",
        "everything filled",
        id=41,
        uuid=bytes.fromhex("41414141414140418041414141414141"),
        title="Mr.",
        first_name="Guy",
        middle_name="",
        last_name="D'Arcy",
        preferred_name="Guido",
        gender="Male",
        birth_date="1950-00-00",
        preferred_language="French",
        active=1,
    ),
    row(
        "contact_relation",
        "a father",
        id=1,
        contact_id=31,
        target_table="patient_data",
        target_id=9,
        active=1,
        role="Next of kin",
        relationship="Father",
        start_date="2024-01-05 10:00:00",
        end_date="0000-00-00 00:00:00",
        updated_date="2024-01-05 10:00:00",
    ),
    row(
        "contact_relation",
        "of a user",
        id=2,
        contact_id=31,
        target_table="users",
        target_id=9,
        relationship="father",
        updated_date="2024-01-05 10:00:00",
    ),
    row(
        "contact_relation",
        "to another patient, in a word of the clinic's own; over",
        id=3,
        contact_id=32,
        target_table="patient_data",
        target_id=9,
        active=0,
        relationship="step-uncle",
        updated_date="2024-01-06 10:00:00",
    ),
    row(
        "contact_relation",
        "nobody's",
        id=4,
        contact_id=31,
        target_table="patient_data",
        target_id=0,
        relationship="mother",
        updated_date="2024-01-06 10:00:00",
    ),
    row(
        "contact_telecom",
        "with all it can have",
        id=1,
        contact_id=31,
        rank=1,
        system="phone",
        use="home",
        value="613-555-0410",
        status="A",
        period_start="2024-01-05 00:00:00",
    ),
    row("contact_telecom", "given up", id=2, contact_id=31, system="phone", value="613-555-0411", status="I"),
    row(
        "contact_telecom",
        "of unknown kind",
        id=3,
        contact_id=31,
        rank=0,
        system="pigeon",
        use="sky",
        value="coo",
        status="A",
    ),
    row("contact_telecom", "empty", id=4, contact_id=31, system="email", value="", status="A"),
    row("contact_address", "given up", id=1, contact_id=31, address_id=102, use="home", status="I"),
    row("contact_address", "the first that is in use", id=2, contact_id=31, address_id=103, use="home", status="A"),
    row("contact_address", "the second", id=3, contact_id=31, address_id=101, use="work", status="A"),
    row("addresses", "a person's", id=103, line1="7 Elgin St", city="Ottawa", state="ON", zip="K1P 1A1"),
    row(
        "care_teams",
        "with a doctor, a place and a contact, who is nobody here",
        id=80,
        uuid=bytes.fromhex("80808080808040808080808080808080"),
        pid=9,
        status="active",
        team_name="Diabetes team",
        note="Meets on Mondays",
        date_updated="2024-02-01 10:00:00",
    ),
    row(
        "care_teams",
        "in a state that R4 does not know, of a patient who is not there, without members",
        id=81,
        pid=99,
        status="resting",
        team_name="",
        date_updated="2024-02-02 10:00:00",
    ),
    row(
        "care_team_member",
        "a user",
        id=1,
        care_team_id=80,
        user_id=2,
        contact_id=None,
        role="physician",
        facility_id=3,
        provider_since="2023-02-01",
    ),
    row(
        "care_team_member",
        "a place",
        id=2,
        care_team_id=80,
        user_id=0,
        contact_id=None,
        role="case_manager",
        facility_id=3,
        provider_since=None,
    ),
    row(
        "care_team_member",
        "a contact",
        id=3,
        care_team_id=80,
        user_id=None,
        contact_id=31,
        role="caregiver",
        facility_id=None,
        provider_since="0000-00-00",
    ),
    row("care_team_member", "of no team", id=4, care_team_id=82, user_id=2, role="physician", facility_id=None),
)

GUARDIAN = concept(coding(ROLE_CODE, "GUARD"))
MOTHER = concept(coding(ROLE_CODE, "MTH"))
EMERGENCY = concept(coding(CONTACT_ROLE, "C"))

RESOURCES: dict[str, Json] = {
    "RelatedPerson/1": {
        "meta": updated("2024-01-05T10:00:00-05:00"),
        "identifier": [uuid("41414141-4141-4041-8041-414141414141")],
        "active": True,
        "patient": ref("Patient/9"),
        "relationship": [concept(coding(ROLE_CODE, "FTH"), text="Father"), concept(text="Next of kin")],
        "name": [
            {"use": "official", "prefix": ["Mr."], "family": "D'Arcy", "given": ["Guy"]},
            {"use": "usual", "given": ["Guido"]},
        ],
        "telecom": [
            {
                "system": "phone",
                "value": "613-555-0410",
                "use": "home",
                "rank": 1,
                "period": {"start": "2024-01-05T00:00:00-05:00"},
            },
            {"system": "other", "value": "coo"},
        ],
        "gender": "male",
        "birthDate": "1950",
        "address": [{"use": "home", "line": ["7 Elgin St"], "city": "Ottawa", "state": "ON", "postalCode": "K1P 1A1"}],
        "period": {"start": "2024-01-05T10:00:00-05:00"},
        "communication": [{"language": concept(text="French")}],
    },
    "RelatedPerson/3": {
        "meta": updated("2024-01-06T10:00:00-05:00"),
        "active": False,
        "patient": ref("Patient/9"),
        "relationship": [concept(text="step-uncle")],
    },
    "RelatedPerson/p-9-g": {
        "meta": updated("2023-03-12T03:00:00-04:00"),
        "patient": ref("Patient/9"),
        "relationship": [GUARDIAN, concept(coding(ROLE_CODE, "MTH"), text="Mother")],
        "name": [{"text": "Marge D'Arcy"}],
        "telecom": [
            {"system": "phone", "value": "613-555-0901", "use": "home"},
            {"system": "email", "value": "marge@example.org"},
        ],
        "gender": "female",
        "address": [
            {
                "use": "home",
                "line": ["1 King St"],
                "city": "Ottawa",
                "state": "ON",
                "postalCode": "K1A 0A1",
                "country": "Canada",
            }
        ],
    },
    "RelatedPerson/p-9-c": {
        "meta": updated("2023-03-12T03:00:00-04:00"),
        "patient": ref("Patient/9"),
        "relationship": [EMERGENCY],
        "name": [{"text": "Aunt May"}],
        "telecom": [{"system": "phone", "value": "613-555-0999"}],
    },
    # a telephone is enough
    "RelatedPerson/p-7-g": {
        "meta": updated("2022-06-01T12:00:00-04:00"),
        "patient": ref("Patient/7"),
        "relationship": [GUARDIAN],
        "telecom": [{"system": "phone", "value": "555-0778", "use": "home"}],
    },
    "RelatedPerson/p-7-m": {
        "meta": updated("2022-06-01T12:00:00-04:00"),
        "patient": ref("Patient/7"),
        "relationship": [MOTHER],
        "name": [{"text": "Rosa Null"}],
    },
    "RelatedPerson/p-7-c": {
        "meta": updated("2022-06-01T12:00:00-04:00"),
        "patient": ref("Patient/7"),
        "relationship": [EMERGENCY],
        "telecom": [{"system": "phone", "value": "555-0777"}],
    },
    "CareTeam/80": {
        "meta": updated("2024-02-01T10:00:00-05:00"),
        "identifier": [uuid("80808080-8080-4080-8080-808080808080")],
        "status": "active",
        "name": "Diabetes team",
        "subject": ref("Patient/9"),
        "participant": [
            {
                "role": [concept(text="physician")],
                "member": ref("Practitioner/2"),
                "period": {"start": "2023-02-01"},
            },
            {"role": [concept(text="case_manager")], "member": ref("Organization/3")},
            {"role": [concept(text="caregiver")]},
        ],
        "note": [{"text": "Meets on Mondays"}],
    },
    "CareTeam/p-7": {
        "status": "active",
        "subject": ref("Patient/7"),
        "participant": [
            {"member": ref("Practitioner/2")},
            {"member": ref("Practitioner/5")},
            {"member": ref("Organization/9")},
        ],
    },
    "CareTeam/81": {"meta": updated("2024-02-02T10:00:00-05:00"), "subject": ref("Patient/99")},
}

ABSENT = {
    "RelatedPerson/2": "a user's",
    "RelatedPerson/p-9": "no part",
    "RelatedPerson/p-9-m": "nothing of her",
    "RelatedPerson/p-1-g": "nobody",
    "CareTeam/82": "no such row",
    "CareTeam/p-9": "he has a team of the new kind",
    "CareTeam/p-1": "nobody is in it",
}
BAD = {"RelatedPerson/4": "nobody's"}

SEARCHES = (
    finds("RelatedPerson", "patient=9", "1 3 p-9-g p-9-c", "both tables"),
    finds("RelatedPerson", "patient=Patient/7&relationship=MTH", "p-7-m", "a constant of the part"),
    finds("RelatedPerson", f"relationship={ROLE_CODE}|MTH", "p-9-g p-7-m", "a constant; a word of the guardian's"),
    finds("RelatedPerson", f"relationship={CONTACT_ROLE}|C", "p-9-c p-7-c", "whom to call"),
    finds("RelatedPerson", "relationship=FTH", "1", "code of a word"),
    finds("RelatedPerson", "relationship:text=step", "3", "a word without code"),
    finds("RelatedPerson", "name=marge", "p-9-g", "text"),
    finds("RelatedPerson", "name=d'a", "1", "in another table"),
    finds("RelatedPerson", "active=true", "1", "the rows of patients have no mark"),
    finds("RelatedPerson", "birthdate=1950", "1", "in another table"),
    finds("RelatedPerson", "phone=613-555-0410,613-555-0411", "1", "not what was given up"),
    finds("RelatedPerson", "address-city=ottawa", "1 p-9-g", "the first in use"),
    finds("RelatedPerson", "address-use=work", "", "the second in use"),
    finds("RelatedPerson", "gender=female", "p-9-g", "text"),
    finds("RelatedPerson", "patient.gender=male", "p-7-g p-7-m p-7-c", "a chain"),
    finds("Patient", "_has:RelatedPerson:patient:relationship=FTH", "9", "and back"),
    finds("RelatedPerson", "_id=4,2", "", "bad, a user's"),
    finds("CareTeam", "patient=9", "80", "the columns of one who has a team are no other"),
    finds("CareTeam", "patient=7", "p-7", "out of columns"),
    finds("CareTeam", "status=active", "80 p-7", "code"),
    finds("CareTeam", "participant=Organization/9", "p-7", "a place"),
    finds("Practitioner", "_has:CareTeam:participant:patient=7", "2 5", "who is in the team"),
    finds("CareTeam", "status:missing=true", "81", "in a word that is none"),
    finds("CareTeam", "subject.name=fitz", "80", "a chain"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES)
