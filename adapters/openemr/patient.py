"""Patient out of `patient_data`. The key is `pid`; `patient_data.id` is another number."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, Writes, cannot, children, coded, coding, companion_row, concept, date, date_time, email, found,
    instant, native_uuid, not_yet, now, own, phone, postal_address, reference, site,
    site_column, text, who,
)  # fmt: skip
from profiles.ca_core import systems
from profiles.ca_core.identifiers import health_number, medical_record_number

from .codes import chart as codes
from .codes import people
from .tables import log, patient_data, patient_history, users

p = patient_data.c
former = children(patient_history, on=(p.pid, "pid"), order=["id"], only={"history_type_key": "name_history"})
marital = coded(p.status, codes.MARITAL, write=codes.MARITAL_WRITE)
logged = companion_row(log, {
    log.c.date: now, log.c.event: "patient-record-update", log.c.category: "Patient Demographics",
    log.c.user: who.provider, log.c.groupname: "Default", log.c.patient_id: own(p.pid), log.c.success: 1,
    log.c.comments: "",
})  # fmt: skip

patient = ResourceMap(
    "Patient", table=patient_data, key=p.pid, last_updated=instant(p.last_updated),
    template={
        "identifier": [
            # No column is made for it: each clinic keeps it in another of the free ones.
            health_number(site_column("health_number_column", p.genericval1, p.genericval2, p.usertext1, p.usertext2),
                          system=site("health_number_system")),
            medical_record_number(p.pubpid, system=site("mrn_system")),
            native_uuid(p.uuid),
        ],
        "name": [
            {"use": "official", "prefix": [text(p.title)], "family": text(p.lname),
             "given": [text(p.fname), text(p.mname)], "suffix": [text(p.suffix)]},
            {"use": "usual", "given": [text(p.preferred_name)]},
            # R4's word for a name before another one; whether a marriage lies between the table does not tell.
            {"use": "maiden", "family": text(p.birth_lname), "given": [text(p.birth_fname), text(p.birth_mname)]},
            former.each({
                "use": "old", "prefix": [text(former["previous_name_prefix"])],
                "family": text(former["previous_name_last"]),
                "given": [text(former["previous_name_first"]), text(former["previous_name_middle"])],
                "suffix": [text(former["previous_name_suffix"])],
                "period": {"end": date(former["previous_name_enddate"])},
            }),
        ],
        "telecom": [phone(p.phone_home, "home"), phone(p.phone_biz, "work"), phone(p.phone_cell, "mobile"),
                    email(p.email)],
        "gender": coded(p.sex, codes.GENDER, write=codes.GENDER_WRITE),
        "birthDate": date(p.DOB),
        "deceasedDateTime": date_time(p.deceased_date),
        "address": [{
            **postal_address([p.street, p.street_line_2], p.city, p.state, p.postal_code, country=p.country_code,
                             use="home"),
            "district": text(p.county),
        }],
        "maritalStatus": concept(coding(marital, system=systems.MARITAL_STATUS)),
        "contact": [{
            "relationship": [concept(coding(people.EMERGENCY, system=systems.CONTACT_ROLE))],
            "name": {"text": text(p.contact_relationship)},
            "telecom": [phone(p.phone_contact)],
        }],
        "communication": [{"language": concept(text=text(p.language))}],
        "generalPractitioner": [reference("Practitioner", p.providerID)],
    },
    writes=Writes(
        update=True, companions=[logged],
        # left to the database, last_updated would be in UTC, the zone of our sessions
        stamp={p.date: now, p.last_updated: now,
               p.updated_by: found(users.c.id, by=users.c.username, fact=who.provider)},
    ),
    gaps={
        "Patient.active": cannot("no column; every patient counts as active"),
        "Patient.multipleBirth": cannot("no column"),
        "Patient.photo": not_yet("a document of the category Patient Photograph"),
        "Patient.managingOrganization": cannot("a patient belongs to the clinic as a whole"),
        "Patient.link": cannot("duplicates are merged by deleting one of them"),
    },
)  # fmt: skip
