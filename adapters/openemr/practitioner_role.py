"""PractitionerRole out of `users`: what a provider does at the clinic, and where."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, children, coded, coding, concept, email, eq, fax, instant, phone, read_only, reference,
    text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .codes import people
from .tables import facility_user_ids, users, users_facility

u = users.c
# A place stands there once for each of its warehouses.
places = children(users_facility, on=(u.id, "table_id"), order=["facility_id"], only={"tablename": "users"})
roles = children(facility_user_ids, on=(u.id, "uid"), order=["id"], only={"field_id": "role_code"})
specialties = children(facility_user_ids, on=(u.id, "uid"), order=["id"], only={"field_id": "specialty_code"})

practitioner_role = ResourceMap(
    "PractitionerRole", table=users, key=u.id, only=[eq(u.authorized, 1)], last_updated=instant(u.last_updated),
    template={
        "active": coded(u.active, codes.USER_ACTIVE),
        "practitioner": reference("Practitioner", u.id),
        "organization": reference("Organization", u.facility_id),
        "code": [concept(text=text(u.physician_type)), roles.each({"text": text(roles["field_value"])})],
        "specialty": [
            concept(
                coding(text(u.taxonomy, absent=[people.DEFAULT_TAXONOMY]), system=systems.PROVIDER_TAXONOMY),
                text=text(u.specialty),
            ),
            specialties.each({"text": text(specialties["field_value"])}),
        ],
        "location": [{"reference": read_only(reference("Location", u.facility_id)["reference"])},
                     places.each(reference("Location", places["facility_id"]))],
        "telecom": [phone(u.phonew1, "work"), fax(u.fax, "work"), email(u.email)],
    },
    gaps={
        "PractitionerRole.identifier": cannot("a place's own number of a user is of no system that anybody knows"),
        **dict.fromkeys(
            [f"PractitionerRole.{name}" for name in ("period", "healthcareService", "availableTime", "notAvailable",
                                                     "availabilityExceptions", "endpoint")],
            cannot("no column"),
        ),
    },
)  # fmt: skip
