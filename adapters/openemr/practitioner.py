"""Practitioner out of `users`, which also holds clerks and the address book: those that may chart as providers."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, coded, email, eq, fax, identifier, instant, native_uuid, not_yet, phone, postal_address, text,
)  # fmt: skip
from profiles.ca_core import systems
from profiles.ca_core.identifiers import licence

from .codes import chart as codes
from .tables import users

u = users.c

practitioner = ResourceMap(
    "Practitioner", table=users, key=u.id, only=[eq(u.authorized, 1)], last_updated=instant(u.last_updated),
    template={
        "identifier": [identifier(text(u.npi), system=systems.NPI), licence(u.state_license_number),
                       native_uuid(u.uuid)],
        "active": coded(u.active, codes.USER_ACTIVE),
        "name": [{"use": "official", "prefix": [text(u.title)], "family": text(u.lname),
                  "given": [text(u.fname), text(u.mname)], "suffix": [text(u.suffix)]}],
        "telecom": [phone(u.phone, "home"), phone(u.phonew1, "work"), phone(u.phonecell, "mobile"),
                    fax(u.fax, "work"), email(u.email)],
        "address": [postal_address([u.street, u.streetb], u.city, u.state, u.zip, use="work")],
    },
    gaps={
        "Practitioner.gender": cannot("no column"),
        "Practitioner.birthDate": cannot("no column"),
        "Practitioner.photo": cannot("no column"),
        "Practitioner.qualification": not_yet("taxonomy, whose default says general practice of everybody"),
        "Practitioner.communication": cannot("no column"),
    },
)  # fmt: skip
