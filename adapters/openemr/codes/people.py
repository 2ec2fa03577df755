"""OpenEMR's stored codes of people, places and insurance. See `chart` for how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# The column's default, which says family medicine of everybody.
DEFAULT_TAXONOMY: Final = "207Q00000X"

# users.abook_type of people; of the other kinds the row is an organization or a piece of equipment.
PEOPLE_OF_ADDRESS_BOOK: Final = ("spe", "external_provider", "emr_direct")

# facility.inactive, of a place
PLACE_STATUS: Final = {0: "active", 1: "inactive"}

# facility.pos_code, the United States' places of service, where v3-RoleCode has the same kind of place.
PLACE_TYPE: Final = {
    3: "SCHOOL",
    11: "OF",
    12: "PTRES",
    15: "MOBL",
    21: "HOSP",
    23: "ER",
    31: "SNF",
    32: "NCCF",
    41: "AMB",
    42: "AMB",
}

# facility.organization_type: FHIR's own codes.
ORGANIZATION_TYPE: Final = {
    code: code for code in ("prov", "dept", "team", "govt", "ins", "pay", "edu", "reli", "crs", "cg", "bus", "other")
}

# insurance_companies.inactive, procedure_providers.active
INSURER_ACTIVE: Final = {0: True, 1: False}
LABORATORY_ACTIVE: Final = {1: True, 0: False}

# phone_numbers.type; an emergency number is of no use that FHIR names.
PHONE_USE: Final = {1: "home", 2: "work", 3: "mobile"}
PHONES: Final = (1, 2, 3)
FAX: Final = 5

# insurance_data.type
COVERAGE_ORDER: Final = {"primary": 1, "secondary": 2, "tertiary": 3}

# insurance_data.subscriber_relationship, list `sub_relation`: who the patient is to the subscriber.
SELF: Final = "self"
SUBSCRIBER_RELATIONSHIP: Final = {SELF: SELF, "spouse": "spouse", "child": "child", "other": "other"}

# care_teams.status and patient_data.care_team_status, list `Care_Team_Status`: FHIR's own codes.
CARE_TEAM_STATUS: Final = {code: code for code in ("proposed", "active", "suspended", "inactive", "entered-in-error")}

# contact_telecom
TELECOM_SYSTEM: Final[Mapping[str | None, str]] = {
    None: "other",  # R4 wants a system with every value
    **{code: code for code in ("phone", "fax", "email", "pager", "url", "sms", "other")},
}
TELECOM_USE: Final = {code: code for code in ("home", "work", "temp", "old", "mobile")}
ADDRESS_USE: Final = {code: code for code in ("home", "work", "temp", "old", "billing")}
CURRENT: Final = "A"

# contact_relation.active, person.active
RELATION_ACTIVE: Final = {1: True, 0: False}

# contact_relation.relationship and patient_data.guardianrelationship (list `personal_relationship` and free text): who
# the other person is to the patient, in v3-RoleCode. What is not listed is text.
RELATIONSHIP: Final = {
    "mother": "MTH",
    "father": "FTH",
    "parent": "PRN",
    "wife": "WIFE",
    "husband": "HUSB",
    "spouse": "SPS",
    "brother": "BRO",
    "sister": "SIS",
    "son": "SONC",
    "daughter": "DAUC",
    "grandfather": "GRFTH",
    "grandmother": "GRMTH",
    "aunt": "AUNT",
    "uncle": "UNCLE",
    "guardian": "GUARD",
}
GUARDIAN: Final = "GUARD"
MOTHER: Final = "MTH"
EMERGENCY: Final = "C"  # of v2-0131

# form_encounter.discharge_disposition, list `discharge-disposition`: FHIR's own codes.
DISCHARGE: Final = {
    code: code
    for code in ("home", "alt-home", "other-hcf", "hosp", "long", "aadvice", "exp", "psy", "rehab", "snf", "oth")
}  # fmt: skip

# Who else has to do with an encounter (v3-ParticipationType).
REFERRER: Final = "REF"

# form_encounter.sensitivity: everything but these is for those whom the clinic allows it.
NOT_SENSITIVE: Final = ("", "normal")

# log.event of a patient's own row (v3-DataOperation).
PATIENT_EVENTS: Final = {"patient-record-insert": "CREATE", "patient-record-update": "UPDATE"}
