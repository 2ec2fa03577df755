"""Schedule: one for each provider who has days in `scheduledate`. Its slots are those days' (see `slot`)."""

from __future__ import annotations

from sqlalchemy import select

from facade.adapter import ResourceMap, cannot, coded, concept, instant, not_yet, reference, restrict, text

from .codes import chart as codes
from .tables import provider, scheduledate

p, s = provider.c, scheduledate.c
HAS_DAYS = select(s.id).where(s.provider_no == p.provider_no, s.status == "A").exists()

schedule = ResourceMap(
    "Schedule", table=provider, key=p.provider_no, last_updated=instant(p.lastUpdateDate),
    restrict=[restrict("no-system-accounts", p.provider_no.not_like("-%")), restrict("with-days", HAS_DAYS)],
    template={
        "active": coded(p.status, codes.PROVIDER_ACTIVE),
        "specialty": [concept(text=text(p.specialty))],
        "actor": [reference("Practitioner", p.provider_no, none=codes.NOBODY)],
    },
    gaps={
        "Schedule.identifier": cannot("no number but the provider's"),
        "Schedule.serviceCategory": cannot("no column"),
        "Schedule.serviceType": cannot("what is booked is told by the letters of a day, so by its slots"),
        "Schedule.planningHorizon": not_yet("the first and the last of many rows"),
        "Schedule.comment": cannot("the remarks are those of single days"),
    },
)  # fmt: skip
