"""Practitioner out of `professionalSpecialists`, the address book of those to whom one refers."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, cases, concept, contact_point, email, eq, fax, instant, phone, site, text,
)  # fmt: skip
from profiles.ca_core.identifiers import billing_number

from .tables import professionalSpecialists

s = professionalSpecialists.c

specialist = ResourceMap(
    "Practitioner", tag="s", table=professionalSpecialists, key=s.specId, last_updated=instant(s.lastUpdated),
    template={
        "identifier": [billing_number(s.referralNo, system=site("billing_system"))],
        "active": cases((eq(s.deleted, 1), False), (eq(s.hideFromView, 1), False), otherwise=True),
        "name": [{"use": "official", "prefix": [text(s.salutation)], "family": text(s.lName),
                  "given": [text(s.fName)], "suffix": [text(s.proLetters)]}],
        "telecom": [phone(s.phone, "work"), phone(s.cellPhoneNumber, "mobile"), fax(s.fax, "work"), email(s.email),
                    contact_point("pager", text(s.pagerNumber), "work")],
        "address": [{"use": "work", "line": [text(s.address)]}],
        "qualification": [{"code": concept(text=text(s.specType))}],
    },
    gaps={
        "Practitioner.gender": cannot("no column"),
        "Practitioner.birthDate": cannot("no column"),
        "Practitioner.photo": cannot("no column"),
        "Practitioner.communication": cannot("no column"),
    },
)  # fmt: skip
