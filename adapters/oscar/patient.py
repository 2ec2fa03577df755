"""Patient out of `demographic`."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ABSENT_OTHERWISE, Codec, ResourceMap, Template, Writes, aliases, archive, attributes, cannot, coded, coding,
    concept, date_parts, email, eq, instant, last, not_yet, now, phone, postal_address, present_as, read_only,
    reference, site, text, who,
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
official = read_only(present_as(d.official_lang, codes.LANGUAGE))
spoken = read_only(present_as(d.spoken_lang, codes.SPOKEN_LANGUAGE))


def said(url: str, words: Codec) -> Template:
    """An extension whose `value` is what a person said of himself or herself, in words."""
    return {"url": url, "extension": [{"url": "value", "valueCodeableConcept": concept(text=words)}]}


patient = ResourceMap(
    "Patient", table=demographic, key=d.demographic_no, last_updated=instant(d.lastUpdateDate),
    aliases=aliases(
        demographic_merged, from_=merged.demographic_no, to=merged.merged_to, only=[eq(merged.deleted, 0)]
    ),
    template={
        "extension": [said(systems.GENDER_IDENTITY, read_only(text(d.gender))),
                      said(systems.PRONOUNS, read_only(text(d.pronoun)))],
        "identifier": [health_number(d.hin, system=card, version=d.ver),
                       medical_record_number(d.chart_no, system=site("mrn_system"))],
        "active": coded(d.patient_status, codes.ACTIVE, write=codes.ACTIVE_WRITE),
        "name": [{"use": "official", "prefix": [text(d.title)], "family": text(d.last_name),
                  "given": [text(d.first_name), text(d.middleNames)]},
                 {"use": "usual", "given": [text(d.pref_name)]},
                 {"use": "nickname", "text": read_only(text(d.alias))},
                 {"use": "old", "text": read_only(text(ext["former_name"]))}],
        "telecom": [phone(d.phone, "home"), phone(d.phone2, "work"), phone(ext["demo_cell"], "mobile"), email(d.email)],
        "gender": coded(d.sex, codes.GENDER, write=codes.GENDER_WRITE),
        "birthDate": date_parts(d.year_of_birth, d.month_of_birth, d.date_of_birth),
        "deceasedBoolean": read_only(present_as(d.patient_status, codes.DECEASED)),
        "address": [postal_address(d.address, d.city, d.province, d.postal, use="home"),
                    postal_address(d.residentialAddress, d.residentialCity, d.residentialProvince,
                                   d.residentialPostal, use="home", type="physical")],
        "communication": [
            # first, for an item that does not say whether it is preferred belongs here
            {"language": concept(coding(spoken, system=systems.LANGUAGE), text=read_only(text(d.spoken_lang)))},
            {"language": concept(coding(official, system=systems.LANGUAGE)), "preferred": True},
        ],
        "generalPractitioner": [reference("Practitioner", d.provider_no, none=codes.NOBODY)],
    },
    writes=Writes(update=True, stamp={d.lastUpdateDate: now, d.lastUpdateUser: who.provider},
                  companions=[archive(to=demographicArchive), log_row("demographic", d.demographic_no)]),
    gaps={
        "Patient.maritalStatus": cannot("no column"),
        "Patient.multipleBirth": cannot("no column"),
        "Patient.photo": not_yet("client_image"),
        "Patient.contact": cannot("whom to turn to is served as RelatedPerson, which says more"),
        "Patient.managingOrganization": cannot("one clinic has one database; no row names it"),
    },
)  # fmt: skip
