"""Procedure out of lists."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import SNOMED, Json, coding, concept, ref, updated


def surgery(id: int, why: str, **values: Any) -> Row:
    """A row of lists, of type surgery."""
    return row("lists", why, id=id, **{"type": "surgery", "activity": 1, **values})


ROWS = (
    surgery(
        45,
        "year only; coded; recorded by a user name in another case",
        pid=1,
        title="Appendectomy",
        diagnosis="SNOMED-CT:80146002",
        begdate="2001-00-00 00:00:00",
        comments="in Lyon",
        user="DKIM",
        modifydate="2020-06-03 00:00:00",
    ),
    surgery(46, "entered in error", pid=9, title="Wrong leg", verification="entered-in-error",
            modifydate="2020-06-03 00:00:01"),
    surgery(47, "inactive, ended, zero date: done all the same; the type in capitals", pid=9, type="SURGERY",
            title="Tonsils", activity=0, begdate="0000-00-00 00:00:00", enddate="2003-04-05 00:00:00",
            modifydate="2020-06-03 00:00:02"),
    surgery(49, "nobody's", pid=0, title="Nobody's", modifydate="2020-06-03 00:00:03"),
)  # fmt: skip

RESOURCES: dict[str, Json] = {
    "Procedure/25": {
        "meta": updated("2020-06-01T00:00:03+00:00"),
        "status": "completed",
        "code": concept(text="Appendectomy"),
        "subject": ref("Patient/8"),
        "encounter": ref("Encounter/10"),  # linked with the patient's visit number 1003
    },
    "Procedure/45": {
        "meta": updated("2020-06-03T00:00:00+00:00"),
        "status": "completed",
        "code": concept(coding(SNOMED, "80146002"), text="Appendectomy"),
        "subject": ref("Patient/1"),
        "performedDateTime": "2001",
        "recorder": ref("Practitioner/2"),
        "note": [{"text": "in Lyon"}],
    },
    "Procedure/46": {
        "meta": updated("2020-06-03T00:00:01+00:00"),
        "status": "entered-in-error",
        "code": concept(text="Wrong leg"),
        "subject": ref("Patient/9"),
    },
    "Procedure/47": {
        "meta": updated("2020-06-03T00:00:02+00:00"),
        "status": "completed",
        "code": concept(text="Tonsils"),
        "subject": ref("Patient/9"),
    },
}
ABSENT = {"Procedure/20": "a problem"}
BAD = {"Procedure/49": "no patient"}
SEARCHES = (
    finds("Procedure", "patient=9", "46 47", "pid"),
    finds("Procedure", "status=completed", "25 45 47", "but for errors"),
    finds("Procedure", "date=2001", "45", "the year"),
    finds("Procedure", "date:missing=true", "25 46 47", "none, a zero date"),
    finds("Procedure", f"code={SNOMED}|80146002", "45", "code"),
    finds("Procedure", "code:text=append", "25 45", "title"),
)
REFUSALS = (refused("Procedure", "performer=Practitioner/1", "not-supported", "no column"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
