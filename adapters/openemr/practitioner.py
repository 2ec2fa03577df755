"""Practitioner out of `users`, which also holds clerks and the address book: those that may chart as providers, and
tagged those of the address book that are people.
"""

from __future__ import annotations

from typing import Any

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, coded, contact_point, email, eq, fax, identifier, instant, is_in, native_uuid, phone,
    postal_address, site, text,
)  # fmt: skip
from profiles.ca_core import systems
from profiles.ca_core.identifiers import licence

from .codes import chart as codes
from .codes import people
from .tables import users

u = users.c
TEMPLATE: dict[str, Any] = {
    "identifier": [identifier(text(u.npi), system=systems.NPI),
                   licence(u.state_license_number, system=site("licence_system")), native_uuid(u.uuid)],
    "active": coded(u.active, codes.USER_ACTIVE),
    "name": [{"use": "official", "prefix": [text(u.title)], "family": text(u.lname),
              "given": [text(u.fname), text(u.mname)], "suffix": [text(u.suffix)]}],
    "telecom": [phone(u.phone, "home"), phone(u.phonew1, "work"), phone(u.phonecell, "mobile"),
                fax(u.fax, "work"), email(u.email), contact_point("url", text(u.url), "work")],
    "address": [postal_address([u.street, u.streetb], u.city, u.state, u.zip, country=u.country_code, use="work")],
}  # fmt: skip
GAPS = {
    **dict.fromkeys(
        [f"Practitioner.{name}" for name in ("gender", "birthDate", "photo", "communication")], cannot("no column")
    ),
    "Practitioner.qualification": cannot("the specialty is the role's; no column names a degree"),
}

practitioner = ResourceMap(
    "Practitioner", table=users, key=u.id, only=[eq(u.authorized, 1)], last_updated=instant(u.last_updated),
    template=TEMPLATE, gaps=GAPS,
)  # fmt: skip

# Specialists elsewhere: no log-in, and nothing in the chart is theirs but referrals.
colleague = ResourceMap(
    "Practitioner", tag="ab", table=users, key=u.id,
    only=[is_in(u.authorized, 0, None), is_in(u.abook_type, *people.PEOPLE_OF_ADDRESS_BOOK)],
    last_updated=instant(u.last_updated), template=TEMPLATE, gaps=GAPS,
)  # fmt: skip
