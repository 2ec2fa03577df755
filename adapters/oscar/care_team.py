"""CareTeam: the providers whom a patient's registration names, and the professional contacts, one team a patient."""

from __future__ import annotations

from typing import Any

from facade.adapter import (  # isort: skip
    ResourceMap, any_of, cannot, children, concept, exists, instant, joined, not_in, reference, text,
)  # fmt: skip

from .codes.chart import NOBODY
from .tables import DemographicContact, demographic, demographiccust

d = demographic.c
side = joined(demographiccust, on=(d.demographic_no, "demographic_no"))
IN_FORCE: dict[str, Any] = {"category": "professional", "deleted": (0, None), "active": (1, None)}


def contacts(kind: int) -> Any:
    """Professional contacts whose key stands in the table of this kind."""
    only = {**IN_FORCE, "type": kind}
    return children(DemographicContact, on=(d.demographic_no, "demographicNo"), order=["id"], only=only)


PROVIDER, CONTACT, SPECIALIST = contacts(0), contacts(2), contacts(3)
TAGS = ((PROVIDER, ""), (CONTACT, "ct"), (SPECIALIST, "s"))
NAMED = (d.provider_no, side["cust1"], side["cust2"], side["cust4"])


def named(role: str, column: Any) -> dict[str, Any]:
    """Somebody whom the registration names."""
    return {"role": [concept(text=role)], "member": reference("Practitioner", column, none=NOBODY)}


care_team = ResourceMap(
    "CareTeam", table=demographic, key=d.demographic_no, last_updated=instant(d.lastUpdateDate),
    only=[any_of(*(not_in(column, "0", "-1", "null") for column in NAMED), *(exists(rows) for rows, _ in TAGS))],
    template={
        "status": "active",
        "subject": reference("Patient", d.demographic_no),
        "participant": [
            named("Most responsible provider", d.provider_no),
            named("Nurse", side["cust1"]),
            named("Resident", side["cust2"]),
            named("Midwife", side["cust4"]),
            *(
                rows.each({"role": [concept(text=text(rows["role"]))],
                           "member": reference("Practitioner", rows["contactId"], tag=tag)})
                for rows, tag in TAGS
            ),
        ],
    },
    gaps={
        f"CareTeam.{name}": cannot("no column")
        for name in (
            "identifier", "category", "name", "encounter", "period", "reasonCode", "reasonReference",
            "managingOrganization", "telecom", "note",
        )
    },
)  # fmt: skip
