"""HealthcareService: the clinic's own programs of service, and the services that a referral may ask for."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, coded, concept, contact_point, email, eq, fax, instant, phone, read_only, reference, text,
)  # fmt: skip

from .codes import admin as codes
from .tables import consultationServices, program

p = program.c
c = consultationServices.c

NO_COLUMN = {
    f"HealthcareService.{name}": cannot("no column")
    for name in (
        "identifier", "offeredIn", "category", "specialty", "extraDetails", "photo", "coverageArea",
        "serviceProvisionCode", "eligibility", "program", "characteristic", "communication", "referralMethod",
        "appointmentRequired", "availableTime", "notAvailable", "availabilityExceptions", "endpoint",
    )
}  # fmt: skip

service_program = ResourceMap(
    "HealthcareService", table=program, key=p.id, only=[eq(p.type, "Service")],
    last_updated=instant(p.lastUpdateDate),
    template={
        "active": coded(p.programStatus, codes.PROGRAM_ACTIVE),
        "providedBy": reference("Organization", p.facilityId, tag="fac"),
        "name": text(p.name),
        "comment": text(p.description),
        "telecom": [phone(p.phone, "work"), fax(p.fax, "work"), email(p.email), contact_point("url", text(p.url))],
    },
    gaps={
        **NO_COLUMN,
        "HealthcareService.type": cannot("program.type is the same for all of them"),
        "HealthcareService.location": cannot("the address is free text, the key of no place"),
    },
)  # fmt: skip

consultation_service = ResourceMap(
    "HealthcareService", tag="cs", table=consultationServices, key=c.serviceId,
    template={
        "active": coded(c.active, codes.SERVICE_ACTIVE),
        "type": [concept(text=read_only(text(c.serviceDesc)))],
        "name": text(c.serviceDesc),
    },
    gaps={
        **NO_COLUMN,
        **{
            f"HealthcareService.{name}": cannot("no column")
            for name in ("providedBy", "location", "comment", "telecom")
        },
    },
)  # fmt: skip
