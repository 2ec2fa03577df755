"""Organization out of `clinic`, normally one row."""

from __future__ import annotations

from facade.adapter import ResourceMap, cannot, fax, not_yet, phone, postal_address, text

from .tables import clinic

c = clinic.c

organization = ResourceMap(
    "Organization", table=clinic, key=c.clinic_no,
    template={
        "name": text(c.clinic_name),
        "telecom": [phone(c.clinic_phone, "work"), fax(c.clinic_fax, "work")],
        "address": [postal_address(c.clinic_address, c.clinic_city, c.clinic_province, c.clinic_postal, use="work")],
    },
    gaps={
        "Organization.identifier": cannot("no column"),
        "Organization.active": not_yet("clinic.status, whose values are not documented"),
        "Organization.type": cannot("no column"),
        "Organization.alias": cannot("no column"),
        "Organization.partOf": cannot("no column"),
        "Organization.contact": cannot("no column"),
        "Organization.endpoint": cannot("no column"),
    },
)  # fmt: skip
