"""Organizations: the clinic's own out of `facility`, insurers out of `insurance_companies`, laboratories out of
`procedure_providers`.
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, children, coded, coding, concept, contact_point, email, fax, first, identifier, instant,
    joined, joined_text, native_uuid, phone, postal_address, present_as, site, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .codes import people
from .tables import addresses, facility, insurance_companies, phone_numbers, procedure_providers, users

f, i, lab = facility.c, insurance_companies.c, procedure_providers.c
at = joined(addresses, on=(i.id, "foreign_id"), pick=first("id"))
phones = children(phone_numbers, on=(i.id, "foreign_id"), order=["id"], only={"type": people.PHONES})
faxes = children(phone_numbers, on=(i.id, "foreign_id"), order=["id"], only={"type": people.FAX})
director = joined(users, on=(lab.lab_director, "id"))

NO_COLUMN = dict.fromkeys(
    ("Organization.alias", "Organization.partOf", "Organization.endpoint"), cannot("no column")
)  # fmt: skip

organization = ResourceMap(
    "Organization", table=facility, key=f.id, last_updated=instant(f.last_updated),
    template={
        "identifier": [identifier(text(f.facility_npi), system=systems.NPI), native_uuid(f.uuid)],
        "active": coded(f.inactive, codes.FACILITY_ACTIVE),
        "type": [concept(coding(present_as(f.organization_type, people.ORGANIZATION_TYPE),
                                system=systems.ORGANIZATION_TYPE))],
        "name": text(f.name),
        "telecom": [phone(f.phone, "work"), fax(f.fax, "work"), email(f.email),
                    contact_point("url", text(f.website), "work")],
        "address": [
            postal_address(f.street, f.city, f.state, f.postal_code, country=f.country_code, use="work"),
            postal_address([f.mail_street, f.mail_street2], f.mail_city, f.mail_state, f.mail_zip, use="work",
                           type="postal"),
        ],
        "contact": [{"name": {"text": text(f.attn)}}],
    },
    gaps=NO_COLUMN,
)  # fmt: skip

insurer = ResourceMap(
    "Organization", tag="ins", table=insurance_companies, key=i.id, last_updated=instant(i.last_updated),
    template={
        "identifier": [identifier(text(i.cms_id), system=site("insurer_system")), native_uuid(i.uuid)],
        "active": coded(i.inactive, people.INSURER_ACTIVE),
        "type": [concept(coding("ins", system=systems.ORGANIZATION_TYPE))],
        "name": text(i.name),
        "telecom": [
            phones.each({
                "system": "phone",
                "value": joined_text(phones["area_code"], phones["prefix"], phones["number"], mark="-"),
                "use": present_as(phones["type"], people.PHONE_USE),
            }),
            faxes.each({
                "system": "fax",
                "value": joined_text(faxes["area_code"], faxes["prefix"], faxes["number"], mark="-"),
                "use": "work",
            }),
        ],
        "address": [postal_address([at["line1"], at["line2"]], at["city"], at["state"], at["zip"],
                                   country=at["country"], use="work")],
        "contact": [{"name": {"text": text(i.attn)}}],
    },
    gaps=NO_COLUMN,
)  # fmt: skip

laboratory = ResourceMap(
    "Organization", tag="lab", table=procedure_providers, key=lab.ppid, last_updated=instant(lab.last_updated),
    template={
        "identifier": [identifier(text(lab.npi), system=systems.NPI), native_uuid(lab.uuid)],
        "active": coded(lab.active, people.LABORATORY_ACTIVE),
        "name": text(lab.name),
        "contact": [{"name": {"family": text(director["lname"]),
                              "given": [text(director["fname"]), text(director["mname"])]}}],
    },
    gaps={
        **NO_COLUMN,
        "Organization.type": cannot("R4's types have none for laboratories"),
        "Organization.telecom": cannot("no column"),
        "Organization.address": cannot("no column"),
    },
)  # fmt: skip
