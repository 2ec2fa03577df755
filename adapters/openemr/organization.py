"""Organization out of `facility`."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, coded, email, fax, identifier, instant, native_uuid, not_yet, phone, postal_address, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .tables import facility

f = facility.c

organization = ResourceMap(
    "Organization", table=facility, key=f.id, last_updated=instant(f.last_updated),
    template={
        "identifier": [identifier(text(f.facility_npi), system=systems.NPI), native_uuid(f.uuid)],
        "active": coded(f.inactive, codes.FACILITY_ACTIVE),
        "name": text(f.name),
        "telecom": [phone(f.phone, "work"), fax(f.fax, "work"), email(f.email)],
        "address": [postal_address(f.street, f.city, f.state, f.postal_code, country=f.country_code, use="work")],
    },
    gaps={
        "Organization.type": not_yet("organization_type and pos_code"),
        "Organization.alias": cannot("no column"),
        "Organization.partOf": cannot("no column"),
        "Organization.contact": cannot("no column"),
        "Organization.endpoint": cannot("no column"),
    },
)  # fmt: skip
