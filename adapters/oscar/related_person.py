"""RelatedPerson out of `relationships` and of the personal contacts in `DemographicContact`: sites use either, or both.

A contact is another patient or a person of `Contact`. Of another patient, whose own chart is another compartment, a
chart shows name and telephone, and so do these maps; of one whose chart is closed nothing is shown (`about`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column

from facade.adapter import (  # isort: skip
    ResourceMap, Template, at_least, cannot, coded, coding, concept, email, eq, fax, instant, is_in, joined, phone,
    postal_address, present_as, read_only, reference, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import admin
from .tables import Contact, DemographicContact, demographic, relationships

r = relationships.c
k = DemographicContact.c
other = joined(demographic, on=(r.relation_demographic_no, "demographic_no"))
patient = joined(demographic, on=(k.contactId, "demographic_no"))
person = joined(Contact, on=(k.contactId, "id"))
PERSONAL = (is_in(k.deleted, 0, None), eq(k.category, "personal"), at_least(k.demographicNo, 1))

NO_COLUMN = {
    "RelatedPerson.identifier": cannot("no number but the key"),
    "RelatedPerson.gender": cannot("no column"),
    "RelatedPerson.birthDate": cannot("no column"),
    "RelatedPerson.communication": cannot("no column"),
    "RelatedPerson.photo": cannot("no column"),
    "RelatedPerson.period": cannot("no column"),
}
OF_A_PATIENT = {
    **NO_COLUMN,
    **dict.fromkeys(
        ("RelatedPerson.gender", "RelatedPerson.birthDate", "RelatedPerson.address", "RelatedPerson.communication"),
        cannot("stands in the other patient's own chart"),
    ),
}


def relation(role: Column[Any], emergency: Column[Any]) -> list[Template]:
    """What the other one is, and whether to call him or her."""
    return [
        concept(coding(read_only(present_as(role, admin.RELATIONSHIP)), system=systems.ROLE_CODE), text=text(role)),
        concept(coding(read_only(present_as(emergency, admin.EMERGENCY_CONTACT)), system=systems.CONTACT_ROLE)),
    ]


relative = ResourceMap(
    "RelatedPerson", table=relationships, key=r.id, about=r.relation_demographic_no,
    only=[is_in(r.deleted, "0", "", None), at_least(r.demographic_no, 1)],
    template={
        "active": True,
        "patient": reference("Patient", r.demographic_no),
        "relationship": relation(r.relation, r.emergency_contact),
        "name": [{"use": "official", "family": text(other["last_name"]), "given": [text(other["first_name"])]}],
        "telecom": [phone(other["phone"], "home"), phone(other["phone2"], "work")],
    },
    gaps=OF_A_PATIENT,
)  # fmt: skip

contact_patient = ResourceMap(
    "RelatedPerson", tag="dc", table=DemographicContact, key=k.id, only=[*PERSONAL, eq(k.type, 1)],
    last_updated=instant(k.updateDate), about=patient["demographic_no"],
    template={
        "active": coded(k.active, admin.CONTACT_ACTIVE),
        "patient": reference("Patient", k.demographicNo),
        "relationship": relation(k.role, k.ec),
        "name": [{"use": "official", "family": text(patient["last_name"]), "given": [text(patient["first_name"])]}],
        "telecom": [phone(patient["phone"], "home"), phone(patient["phone2"], "work")],
    },
    gaps=OF_A_PATIENT,
)  # fmt: skip

contact_person = ResourceMap(
    "RelatedPerson", tag="ct", table=DemographicContact, key=k.id, only=[*PERSONAL, eq(k.type, 2)],
    last_updated=instant(k.updateDate),
    template={
        "active": coded(k.active, admin.CONTACT_ACTIVE),
        "patient": reference("Patient", k.demographicNo),
        "relationship": relation(k.role, k.ec),
        "name": [{"use": "official", "family": text(person["lastName"]), "given": [text(person["firstName"])]}],
        "telecom": [phone(person["residencePhone"], "home"), phone(person["workPhone"], "work"),
                    phone(person["cellPhone"], "mobile"), fax(person["fax"]), email(person["email"])],
        "address": [postal_address([person["address"], person["address2"]], person["city"], person["province"],
                                   person["postal"], country=person["country"], use="home")],
    },
    gaps=NO_COLUMN,
)  # fmt: skip
