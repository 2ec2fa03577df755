"""Patient out of `demographic`."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ABSENT_OTHERWISE, ResourceMap, Writes, aliases, archive, attributes, cannot, coded, coding, concept, date_parts,
    email, eq, instant, last, not_yet, now, phone, postal_address, present_as, read_only, reference, site, text, who,
)  # fmt: skip
from profiles.ca_core import systems
from profiles.ca_core.identifiers import health_number, medical_record_number

from .codes import chart as codes
from .log import log_row
from .tables import demographic, demographic_merged, demographicArchive, demographicExt

d = demographic.c
merged = demographic_merged.c
ext = attributes(
    demographicExt, on=(d.demographic_no, "demographic_no"), name="key_val", value="value", pick=last("id"),
    stamps={"date_time": now, "provider_no": who.provider},
)  # fmt: skip
card = coded(d.hc_type, codes.HEALTH_NUMBER_SYSTEM, write=codes.HEALTH_NUMBER_SYSTEM_WRITE, other=ABSENT_OTHERWISE)
spoken = read_only(present_as(d.official_lang, codes.LANGUAGE))

patient = ResourceMap(
    "Patient", table=demographic, key=d.demographic_no, last_updated=instant(d.lastUpdateDate),
    aliases=aliases(
        demographic_merged, from_=merged.demographic_no, to=merged.merged_to, only=[eq(merged.deleted, 0)]
    ),
    template={
        "identifier": [health_number(d.hin, system=card, version=d.ver),
                       medical_record_number(d.chart_no, system=site("mrn_system"))],
        "active": coded(d.patient_status, codes.ACTIVE, write=codes.ACTIVE_WRITE),
        "name": [{"use": "official", "prefix": [text(d.title)], "family": text(d.last_name),
                  "given": [text(d.first_name), text(d.middleNames)]},
                 {"use": "usual", "given": [text(d.pref_name)]}],
        "telecom": [phone(d.phone, "home"), phone(d.phone2, "work"), phone(ext["demo_cell"], "mobile"), email(d.email)],
        "gender": coded(d.sex, codes.GENDER, write=codes.GENDER_WRITE),
        "birthDate": date_parts(d.year_of_birth, d.month_of_birth, d.date_of_birth),
        "deceasedBoolean": read_only(present_as(d.patient_status, codes.DECEASED)),
        "address": [postal_address(d.address, d.city, d.province, d.postal, use="home"),
                    postal_address(d.residentialAddress, d.residentialCity, d.residentialProvince,
                                   d.residentialPostal, use="home", type="physical")],
        "communication": [{"language": concept(coding(spoken, system=systems.LANGUAGE)), "preferred": True}],
        "generalPractitioner": [reference("Practitioner", d.provider_no, none=codes.NOBODY)],
    },
    writes=Writes(update=True, stamp={d.lastUpdateDate: now, d.lastUpdateUser: who.provider},
                  companions=[archive(to=demographicArchive), log_row("demographic", d.demographic_no)]),
    gaps={
        "Patient.maritalStatus": cannot("no column"),
        "Patient.multipleBirth": cannot("no column"),
        "Patient.photo": not_yet("client_image"),
        "Patient.contact": not_yet("DemographicContact and relationships"),
        "Patient.managingOrganization": cannot("one clinic has one database; no row names it"),
    },
)  # fmt: skip
