"""Location: the sites of a clinic that has several, and the programs that give beds.

`clinic_location` is a list of the places that a bill may name; nothing in the chart refers to it.
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, coded, contact_point, email, eq, fax, instant, phone, postal_address, reference, text,
)  # fmt: skip

from .codes import admin as codes
from .tables import program, site

s = site.c
p = program.c

NO_COLUMN = {
    f"Location.{name}": cannot("no column")
    for name in (
        "identifier", "operationalStatus", "type", "physicalType", "position", "partOf", "hoursOfOperation",
        "availabilityExceptions", "endpoint",
    )
}  # fmt: skip

location = ResourceMap(
    "Location", table=site, key=s.site_id,
    template={
        "status": coded(s.status, codes.SITE_STATUS),
        "name": text(s.name),
        "alias": [text(s.short_name)],
        "mode": "instance",
        "telecom": [phone(s.phone, "work"), fax(s.fax, "work"), contact_point("url", text(s.siteUrl))],
        "address": postal_address(s.address, s.city, s.province, s.postal, use="work"),
    },
    gaps={
        **NO_COLUMN,
        "Location.description": cannot("no column"),
        "Location.managingOrganization": cannot("one clinic has one database; no row names it"),
    },
)  # fmt: skip

bed_program = ResourceMap(
    "Location", tag="bed", table=program, key=p.id, only=[eq(p.type, "Bed")], last_updated=instant(p.lastUpdateDate),
    template={
        "status": coded(p.programStatus, codes.PROGRAM_STATUS),
        "name": text(p.name),
        "description": text(p.description),
        "mode": "instance",
        "telecom": [phone(p.phone, "work"), fax(p.fax, "work"), email(p.email), contact_point("url", text(p.url))],
        "address": {"use": "work", "text": text(p.address)},
        "managingOrganization": reference("Organization", p.facilityId, tag="fac"),
    },
    gaps={**NO_COLUMN, "Location.alias": cannot("no column")},
)  # fmt: skip
