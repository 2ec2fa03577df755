"""Location out of `facility`: the same rows as the clinic's own organizations, as places. The homes of patients and
users, which OpenEMR serves as locations too, are addresses here.
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, coded, coding, concept, contact_point, email, eq, fax, instant, phone, postal_address,
    present_as, reference, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import people
from .tables import facility

f = facility.c

location = ResourceMap(
    # An office that only sends bills is an organization, but no place of care.
    "Location", table=facility, key=f.id, only=[eq(f.service_location, 1)], last_updated=instant(f.last_updated),
    template={
        "status": coded(f.inactive, people.PLACE_STATUS),
        "name": text(f.name),
        "mode": "instance",
        "type": [concept(coding(present_as(f.pos_code, people.PLACE_TYPE), system=systems.ROLE_CODE))],
        "telecom": [phone(f.phone, "work"), fax(f.fax, "work"), email(f.email),
                    contact_point("url", text(f.website), "work")],
        "address": postal_address(f.street, f.city, f.state, f.postal_code, country=f.country_code, use="work"),
        "managingOrganization": reference("Organization", f.id),
    },
    gaps={
        "Location.identifier": cannot("the uuid names the organization; that of the place is filled late"),
        **dict.fromkeys(
            [f"Location.{name}" for name in ("operationalStatus", "alias", "description", "physicalType", "position",
                                             "partOf", "hoursOfOperation", "availabilityExceptions", "endpoint")],
            cannot("no column"),
        ),
    },
)  # fmt: skip
