"""Practitioner out of `provider`."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ABSENT_OTHERWISE, ResourceMap, cannot, coded, date, email, instant, not_yet, phone, restrict, site, text,
)  # fmt: skip
from profiles.ca_core.identifiers import billing_number, licence

from .codes import chart as codes
from .tables import provider

p = provider.c

practitioner = ResourceMap(
    "Practitioner", table=provider, key=p.provider_no, last_updated=instant(p.lastUpdateDate),
    restrict=[restrict("no-system-accounts", p.provider_no.not_like("-%"))],
    template={
        "identifier": [
            licence(p.practitionerNo, system=coded(p.practitionerNoType, codes.LICENCE_SYSTEM, other=ABSENT_OTHERWISE)),
            billing_number(p.ohip_no, system=site("billing_system")),
        ],
        "active": coded(p.status, codes.PROVIDER_ACTIVE),
        "name": [{"use": "official", "prefix": [text(p.title)], "family": text(p.last_name),
                  "given": [text(p.first_name)]}],
        "telecom": [phone(p.work_phone, "work"), phone(p.phone, "home"), email(p.email)],
        "address": [{"use": "work", "line": [text(p.address)]}],
        "gender": coded(p.sex, codes.GENDER),
        "birthDate": date(p.dob, absent=[codes.NO_DATE]),
    },
    gaps={
        "Practitioner.photo": cannot("no column"),
        "Practitioner.qualification": not_yet("practitionerNoType names the college, not the qualification"),
        "Practitioner.communication": cannot("no column"),
    },
)  # fmt: skip
