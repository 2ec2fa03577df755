"""Coverage out of `insurance_data`. Rows without an insurer are what OpenEMR makes for each new patient."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, coded_number, coding, concept, date, eq, in_order, joined, native_uuid, not_yet, present_as,
    reference, restrict, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import people
from .tables import insurance_data, patient_data

i = insurance_data.c
own = joined(patient_data, on=(i.pid, "pid"), when=[eq(i.subscriber_relationship, people.SELF)])


def named(code: str) -> dict[str, object]:
    """The type of a class of coverage."""
    return concept(coding(code, system=systems.COVERAGE_CLASS))


coverage = ResourceMap(
    "Coverage", table=insurance_data, key=i.id,
    restrict=[restrict("insurer", i.provider.not_in(["", "0"]))],
    template={
        "identifier": [native_uuid(i.uuid)],
        "status": "active",
        # Only of the patient's own policy is the subscriber a resource; else a name in this row.
        "subscriber": reference("Patient", own["pid"]),
        "subscriberId": text(i.policy_number),
        "beneficiary": reference("Patient", i.pid),
        "relationship": concept(coding(present_as(i.subscriber_relationship, people.SUBSCRIBER_RELATIONSHIP),
                                       system=systems.SUBSCRIBER_RELATIONSHIP)),
        "period": {"start": date(i.date), "end": when(in_order(i.date, i.date_end), date(i.date_end))},
        "payor": [reference("Organization", i.provider, tag="ins")],
        "class": [{"type": named("group"), "value": text(i.group_number)},
                  {"type": named("plan"), "value": text(i.plan_name)}],
        "order": coded_number(i.type, people.COVERAGE_ORDER),
    },
    gaps={
        "Coverage.type": not_yet("policy_type, whose values are not documented"),
        "Coverage.policyHolder": cannot("no column but those of the subscriber"),
        "Coverage.dependent": cannot("no column"),
        "Coverage.network": cannot("no column"),
        "Coverage.costToBeneficiary": cannot("a copay is a text without currency"),
        "Coverage.subrogation": cannot("no column"),
        "Coverage.contract": cannot("no column"),
    },
)  # fmt: skip
