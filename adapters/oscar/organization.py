"""Organization: the clinic (normally one row), its facilities, and the institutions and departments of specialists."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, coded, contact_point, email, fax, instant, not_yet, phone, postal_address, text,
)  # fmt: skip

from .codes import admin as codes
from .tables import Department, Facility, Institution, clinic

c = clinic.c
f = Facility.c
i = Institution.c
d = Department.c

NO_COLUMN = dict.fromkeys(
    (f"Organization.{name}" for name in ("identifier", "type", "alias", "partOf", "endpoint")), cannot("no column")
)

organization = ResourceMap(
    "Organization", table=clinic, key=c.clinic_no,
    template={
        "name": text(c.clinic_name),
        "telecom": [phone(c.clinic_phone, "work"), fax(c.clinic_fax, "work")],
        "address": [postal_address(c.clinic_address, c.clinic_city, c.clinic_province, c.clinic_postal, use="work")],
    },
    gaps={
        **NO_COLUMN,
        "Organization.active": not_yet("clinic.status, whose values are not documented"),
        "Organization.contact": cannot("no column"),
    },
)  # fmt: skip

facility = ResourceMap(
    "Organization", tag="fac", table=Facility, key=f.id, last_updated=instant(f.lastUpdated),
    template={
        "active": coded(f.disabled, codes.FACILITY_ACTIVE),
        "name": text(f.name),
        "contact": [{"name": {"text": text(f.contactName)},
                     "telecom": [phone(f.contactPhone, "work"), email(f.contactEmail)]}],
    },
    gaps={
        **NO_COLUMN,
        "Organization.telecom": cannot("telephone and e-mail are those of the contact"),
        "Organization.address": cannot("no column"),
    },
)  # fmt: skip

institution = ResourceMap(
    "Organization", tag="inst", table=Institution, key=i.id,
    template={
        "name": text(i.name),
        "telecom": [phone(i.phone, "work"), fax(i.fax, "work"), email(i.email),
                    contact_point("url", text(i.website))],
        "address": [postal_address(i.address, i.city, i.province, i.postal, country=i.country, use="work")],
    },
    gaps={
        **NO_COLUMN,
        "Organization.active": cannot("no column"),
        "Organization.contact": cannot("no column"),
    },
)  # fmt: skip

department = ResourceMap(
    "Organization", tag="dept", table=Department, key=d.id,
    template={"name": text(d.name)},
    gaps={
        **NO_COLUMN,
        "Organization.partOf": cannot("a specialist names both; no row says whose department it is"),
        **{f"Organization.{name}": cannot("no column") for name in ("active", "telecom", "address", "contact")},
    },
)  # fmt: skip
