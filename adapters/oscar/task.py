"""Task out of `tickler`: a reminder that one provider writes to another, or to himself."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, children, coded, concept, date_time, first, instant, joined, reference, text,
)  # fmt: skip

from .codes import chart
from .codes import orders as codes
from .tables import provider, tickler, tickler_category, tickler_comments, tickler_link

t = tickler.c
kind = joined(tickler_category, on=(t.category_id, "id"))
# Old rows hold names where newer ones hold provider numbers.
assigned = joined(provider, on=(t.task_assigned_to, "provider_no"))
about = joined(
    tickler_link, on=(t.tickler_no, "tickler_no"), pick=first("id"), only={"table_name": codes.LINKED_DOCUMENT}
)
said = children(tickler_comments, on=(t.tickler_no, "tickler_no"), order=["id"])
NEVER = [chart.NO_DATE]

task = ResourceMap(
    "Task", table=tickler, key=t.tickler_no, last_updated=instant(t.update_date),
    template={
        "status": coded(t.status, codes.TASK_STATUS),
        "intent": "order",
        "priority": coded(t.priority, codes.TASK_PRIORITY),
        "code": concept(text=text(kind["category"])),
        "description": text(t.message),
        "focus": reference("DocumentReference", about["table_id"]),
        "for": reference("Patient", t.demographic_no),
        "lastModified": date_time(t.update_date, absent=NEVER),
        "requester": reference("Practitioner", t.creator, none=chart.NOBODY),
        "owner": reference("Practitioner", assigned["provider_no"], none=chart.NOBODY),
        "note": [
            said.each({
                "authorReference": reference("Practitioner", said["provider_no"], none=chart.NOBODY),
                "time": date_time(said["update_date"]),
                "text": text(said["message"]),
            })
        ],
        "restriction": {"period": {"end": date_time(t.service_date, absent=NEVER)}},
    },
    gaps={
        "Task.identifier": cannot("no number but the key"),
        "Task.instantiatesCanonical": cannot("no column"),
        "Task.instantiatesUri": cannot("no column"),
        "Task.basedOn": cannot("no column"),
        "Task.groupIdentifier": cannot("no column"),
        "Task.partOf": cannot("no column"),
        "Task.statusReason": cannot("no column"),
        "Task.businessStatus": cannot("no column"),
        "Task.encounter": cannot("no column"),
        "Task.executionPeriod": cannot("no column"),
        "Task.authoredOn": cannot("creation_date is new, and many databases set it again with every change"),
        "Task.performerType": cannot("no column"),
        "Task.location": cannot("no column"),
        "Task.reasonCode": cannot("no column"),
        "Task.reasonReference": cannot("no column"),
        "Task.insurance": cannot("no column"),
        "Task.relevantHistory": cannot("changes are Provenances, which name the task"),
        "Task.input": cannot("no column"),
        "Task.output": cannot("no column"),
    },
)  # fmt: skip
