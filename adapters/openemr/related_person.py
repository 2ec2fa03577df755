"""RelatedPerson: relations between patients and persons (from 7.0.4), and tagged what a patient's own row says of the
guardian, the mother and the person to call in an emergency.
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    Part, ResourceMap, cannot, children, coded, coding, concept, date, date_time, email, eq, first,
    in_order, instant, joined, native_uuid, phone, postal_address, present_as, read_only, reference, spread,
    text, when, whole,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .codes import people
from .tables import addresses, contact, contact_address, contact_relation, contact_telecom, patient_data, person

r, p = contact_relation.c, patient_data.c
link = joined(contact, on=(r.contact_id, "id"), only={"foreign_table_name": "person"})
who = joined(person, on=(link["foreign_id"], "id"))
at = joined(contact_address, on=(r.contact_id, "contact_id"), pick=first("id"), only={"status": people.CURRENT})
address = joined(addresses, on=(at["address_id"], "id"))
reached = children(contact_telecom, on=(r.contact_id, "contact_id"), order=["id"], only={"status": people.CURRENT})

relation = ResourceMap(
    "RelatedPerson", table=contact_relation, key=r.id, only=[eq(r.target_table, "patient_data")],
    last_updated=instant(r.updated_date),
    template={
        "identifier": [native_uuid(who["uuid"])],
        "active": coded(r.active, people.RELATION_ACTIVE),
        "patient": reference("Patient", r.target_id),
        "relationship": [
            concept(coding(present_as(r.relationship, people.RELATIONSHIP), system=systems.ROLE_CODE),
                    text=read_only(text(r.relationship))),
            concept(text=text(r.role)),
        ],
        "name": [
            {"use": "official", "prefix": [text(who["title"])], "family": text(who["last_name"]),
             "given": [text(who["first_name"]), text(who["middle_name"])]},
            {"use": "usual", "given": [text(who["preferred_name"])]},
        ],
        "telecom": [reached.each({
            "system": coded(reached["system"], people.TELECOM_SYSTEM, other="other"),
            "value": text(reached["value"]),
            "use": present_as(reached["use"], people.TELECOM_USE),
            "rank": whole(reached["rank"], zero_absent=True),
            "period": {
                "start": date_time(reached["period_start"]),
                "end": when(in_order(reached["period_start"], reached["period_end"]), date_time(reached["period_end"])),
            },
        })],
        "gender": coded(who["gender"], codes.GENDER),
        "birthDate": date(who["birth_date"]),
        "address": [{
            **postal_address([address["line1"], address["line2"]], address["city"], address["state"], address["zip"],
                             country=address["country"]),
            "use": present_as(at["use"], people.ADDRESS_USE),
        }],
        "period": {"start": date_time(r.start_date),
                   "end": when(in_order(r.start_date, r.end_date), date_time(r.end_date))},
        "communication": [{"language": concept(text=text(who["preferred_language"]))}],
    },
    gaps={"RelatedPerson.photo": cannot("no column")},
)  # fmt: skip

guardian_relationship = concept(
    coding(present_as(p.guardianrelationship, people.RELATIONSHIP), system=systems.ROLE_CODE),
    text=read_only(text(p.guardianrelationship)),
)
kin = ResourceMap(
    "RelatedPerson", tag="p", table=patient_data, key=p.pid, last_updated=instant(p.last_updated),
    spread=spread(
        common={"patient": reference("Patient", p.pid)},
        parts=[
            Part("g", {
                "name": [{"text": text(p.guardiansname)}],
                "telecom": [phone(p.guardianphone, "home"), phone(p.guardianworkphone, "work"),
                            email(p.guardianemail)],
                "gender": coded(p.guardiansex, codes.GENDER),
                "address": [postal_address(p.guardianaddress, p.guardiancity, p.guardianstate, p.guardianpostalcode,
                                           country=p.guardiancountry, use="home")],
            }, besides={"relationship": [
                concept(coding(people.GUARDIAN, system=systems.ROLE_CODE)), guardian_relationship,
            ]}),
            Part("m", {
                "relationship": [concept(coding(people.MOTHER, system=systems.ROLE_CODE))],
                "name": [{"text": text(p.mothersname)}],
            }),
            Part("c", {
                "relationship": [concept(coding(people.EMERGENCY, system=systems.CONTACT_ROLE))],
                "name": [{"text": text(p.contact_relationship)}],
                "telecom": [phone(p.phone_contact)],
            }),
        ],
    ),
    gaps=dict.fromkeys(
        [f"RelatedPerson.{name}" for name in ("identifier", "active", "birthDate", "photo", "period", "communication")],
        cannot("no column"),
    ),
)  # fmt: skip
