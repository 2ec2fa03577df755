"""Practitioner out of `provider`, and the professionals whom the clinic keeps as contacts of its patients."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ABSENT_OTHERWISE, ResourceMap, cannot, coded, contact_point, date, email, eq, fax, instant, is_in, phone,
    postal_address, restrict, site, tagged_text, text,
)  # fmt: skip
from profiles.ca_core import systems
from profiles.ca_core.identifiers import billing_number, licence

from .codes import chart as codes
from .tables import Contact, provider

p = provider.c
c = Contact.c

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
        "telecom": [
            phone(p.work_phone, "work"), phone(p.phone, "home"), email(p.email),
            contact_point("fax", tagged_text(p.comments, "xml_p_fax"), "work"),
            contact_point("phone", tagged_text(p.comments, "xml_p_cell"), "mobile"),
            contact_point("pager", tagged_text(p.comments, "xml_p_pager")),
            contact_point("phone", tagged_text(p.comments, "xml_p_phone2")),
        ],
        "address": [{"use": "work", "line": [text(p.address)]}],
        "gender": coded(p.sex, codes.GENDER),
        "birthDate": date(p.dob, absent=[codes.NO_DATE]),
    },
    gaps={
        "Practitioner.photo": cannot("no column"),
        "Practitioner.qualification": cannot("practitionerNoType names the college, not the qualification"),
        "Practitioner.communication": cannot("no column"),
    },
)  # fmt: skip

professional_contact = ResourceMap(
    "Practitioner", tag="ct", table=Contact, key=c.id, last_updated=instant(c.updateDate),
    only=[eq(c.type, "ProfessionalContact"), is_in(c.deleted, 0, None)],
    template={
        "identifier": [licence(c.cpso, system=systems.ON_LICENCE_PHYSICIAN)],
        "name": [{"use": "official", "family": text(c.lastName), "given": [text(c.firstName)]}],
        "telecom": [phone(c.workPhone, "work"), phone(c.residencePhone, "home"), phone(c.cellPhone, "mobile"),
                    fax(c.fax), email(c.email)],
        "address": [postal_address([c.address, c.address2], c.city, c.province, c.postal, country=c.country,
                                   use="work")],
    },
    gaps={
        f"Practitioner.{name}": cannot("no column")
        for name in ("active", "gender", "birthDate", "photo", "qualification", "communication")
    },
)  # fmt: skip
