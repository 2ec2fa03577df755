"""Slot: computed from a day's row, its template and what is booked; no table holds them.

Of several rows for one provider and day the oldest counts. Appointments change without the day's row, so a day is
read anew by every request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, DateTime, String, Table, func, select

from facade.adapter import (  # isort: skip
    ResourceMap, StoredRow, cannot, children, coded, concept, date, eq, exploded, filled, instant, joined, not_yet,
    reference, restrict, text, virtual,
)  # fmt: skip

from .codes import chart as codes
from .codes.schedule import SLOT_STATUS
from .tables import appointment, scheduledate, scheduleholiday, scheduletemplate, scheduletemplatecode
from .timetable import slots

s = scheduledate.c
own = joined(scheduletemplate, on=[(s.provider_no, "provider_no"), (s.hour, "name")])
public = joined(scheduletemplate, on=(s.hour, "name"), only={"provider_no": "Public"})
holiday = joined(scheduleholiday, on=(s.sdate, "sdate"))
letters = children(scheduletemplatecode, on=(), order=["id"])
booked = children(
    appointment, on=[(s.sdate, "appointment_date"), (s.provider_no, "provider_no")], order=["appointment_no"]
)
earlier = scheduledate.alias("earlier").c
OLDEST = ~(
    select(earlier.id)
    .where(earlier.sdate == s.sdate, earlier.provider_no == s.provider_no, earlier.status == "A", earlier.id < s.id)
    .exists()
)
# Where a blank behind a number counts, it makes another number, which no provider has.
UNPADDED = func.rtrim(s.provider_no) == s.provider_no

stretch = virtual(
    "stretch",
    Column("key", String(20), primary_key=True), Column("schedule", String(6), index=True),
    Column("starts", DateTime, index=True), Column("ends", DateTime),
    Column("status", String(20, collation="BINARY")), Column("meaning", String(80)), Column("comment", String(255)),
)  # fmt: skip
t = stretch.c


def read(row: StoredRow) -> Mapping[Table, list[dict[str, Any]]]:
    """The slots of a day."""
    nobody = row.text("provider") in codes.NOBODY
    return {stretch: [] if nobody else list(slots(row, str(row["provider"])))}


days = exploded(
    stored=scheduledate, key=s.id, tables=[stretch], read=read,
    columns={
        "provider": s.provider_no, "day": s.sdate, "reason": s.reason,
        "own": own["timecode"], "public": public["timecode"], "holiday": holiday["holiday_name"],
    },
    along={
        "letters": (letters["code"], letters["description"]),
        "booked": (booked["start_time"], booked["end_time"], booked["status"], booked["name"]),
    },
    only=[eq(s.status, "A"), eq(s.available, "1"), filled(s.provider_no)],
    restrict=[restrict("first-of-the-day", OLDEST), restrict("as-providers-are-numbered", UNPADDED)],
    sieve={"Slot": {"schedule": reference("Schedule", s.provider_no, none=codes.NOBODY), "start": date(s.sdate)}},
)  # fmt: skip

slot = ResourceMap(
    "Slot", table=stretch, key=t.key, exploded=days, order=t.starts,
    template={
        "serviceType": [concept(text=text(t.meaning))],
        "schedule": reference("Schedule", t.schedule),
        "status": coded(t.status, SLOT_STATUS),
        "start": instant(t.starts),
        "end": instant(t.ends),
        "comment": text(t.comment),
    },
    gaps={
        "Slot.identifier": cannot("computed from a template; its id is the day's number and the time"),
        "Slot.serviceCategory": cannot("no column"),
        "Slot.specialty": cannot("no column"),
        "Slot.appointmentType": not_yet("scheduletemplatecode.confirm, of which R4 has part: same day, same week"),
        "Slot.overbooked": not_yet("scheduletemplatecode.bookinglimit against what is booked"),
    },
)  # fmt: skip
