"""PractitionerRole: what each provider is to the clinic, and what he or she is in each program.

`secUserRole` names the roles by which OSCAR grants rights; they say as much about what somebody does as there is.
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, children, coded, coding, concept, email, instant, joined, phone, present_as, read_only,
    reference, restrict, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import admin, chart
from .tables import program, program_provider, provider, providersite, secRole, secUserRole

p = provider.c
m = program_provider.c
rights = children(secUserRole, on=(p.provider_no, "provider_no"), order=["id"], only={"activeyn": 1})
sites = children(providersite, on=(p.provider_no, "provider_no"), order=["site_id"])
service = joined(program, on=(m.program_id, "id"), only={"type": "Service"})
beds = joined(program, on=(m.program_id, "id"), only={"type": "Bed"})
place = joined(program, on=(m.program_id, "id"))
role = joined(secRole, on=(m.role_id, "role_no"))

NO_COLUMN = {
    f"PractitionerRole.{name}": cannot("no column")
    for name in ("identifier", "period", "availableTime", "notAvailable", "availabilityExceptions", "endpoint")
}

practitioner_role = ResourceMap(
    "PractitionerRole", table=provider, key=p.provider_no, last_updated=instant(p.lastUpdateDate),
    restrict=[restrict("no-system-accounts", p.provider_no.not_like("-%"))],
    template={
        "active": coded(p.status, chart.PROVIDER_ACTIVE),
        "practitioner": reference("Practitioner", p.provider_no),
        "code": [
            concept(
                coding(read_only(present_as(p.provider_type, admin.PROVIDER_TYPE)), system=systems.PRACTITIONER_ROLE),
                text=text(p.provider_type),
            ),
            rights.each({"text": text(rights["role_name"])}),
        ],
        "specialty": [concept(text=text(p.specialty))],
        "location": [sites.each(reference("Location", sites["site_id"]))],
        "telecom": [phone(p.work_phone, "work"), email(p.email)],
    },
    gaps={
        **NO_COLUMN,
        "PractitionerRole.organization": cannot("one clinic has one database; no row names it"),
        "PractitionerRole.healthcareService": cannot("a role in a program is a resource of its own"),
    },
)  # fmt: skip

program_role = ResourceMap(
    "PractitionerRole", tag="prog", table=program_provider, key=m.id,
    restrict=[restrict("no-system-accounts-in-programs", m.provider_no.not_like("-%"))],
    template={
        "practitioner": reference("Practitioner", m.provider_no, none=chart.NOBODY),
        "organization": reference("Organization", place["facilityId"], tag="fac"),
        "code": [concept(text=text(role["role_name"]))],
        "location": [reference("Location", beds["id"], tag="bed")],
        "healthcareService": [reference("HealthcareService", service["id"])],
    },
    gaps={
        **NO_COLUMN,
        "PractitionerRole.active": cannot("the row goes when the role ends"),
        "PractitionerRole.specialty": cannot("of the provider, not of the role in a program"),
        "PractitionerRole.telecom": cannot("of the provider, not of the role in a program"),
    },
)  # fmt: skip
