"""The appointments of a day out of OSCAR's `appointment`, by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson

from bench.hand.finding import Clinic
from bench.hand.values import ZONE, instant, practitioner

QUESTIONS = 20
COLUMNS = (
    "a.appointment_no, a.demographic_no, a.provider_no, CAST(a.appointment_date AS CHAR), CAST(a.start_time AS CHAR),"
    " CAST(a.end_time AS CHAR), a.notes, a.reason, a.location, a.type, a.status, CAST(a.createdatetime AS CHAR),"
    " CAST(a.updatedatetime AS CHAR), a.urgency, s.site_id, l.label"
)
DAY = (
    f"SELECT {COLUMNS} FROM appointment a LEFT JOIN site s ON s.name = a.location AND a.location <> ''"
    " LEFT JOIN LookupListItem l ON l.id = a.reasonCode"
    " WHERE a.appointment_date = %s AND a.demographic_no > 0 AND NOT (a.name <=> 'Do_Not_Book')"
    " ORDER BY a.appointment_no LIMIT 51"
)
BUSY = (
    "SELECT CAST(appointment_date AS CHAR) FROM appointment WHERE demographic_no > 0"
    " AND appointment_date > '2001-01-01'"
    " GROUP BY appointment_date HAVING COUNT(*) BETWEEN 2 AND 50 ORDER BY COUNT(*) DESC, appointment_date LIMIT %s"
)
STATES = {
    **dict.fromkeys("tThabcdef", "booked"), "H": "arrived", "P": "checked-in", "E": "checked-in", "B": "fulfilled",
    "N": "noshow", "C": "cancelled", "D": "entered-in-error",
    **dict.fromkeys((letter + mark for letter in "HPEB" for mark in "SV"), "fulfilled"),
}  # fmt: skip
_FOLLOW_UP = [{"system": "http://terminology.hl7.org/CodeSystem/v2-0276", "code": "FOLLOWUP"}]


def questions(clinic: Clinic) -> Sequence[Sequence[tuple[str, str]]]:
    """The busiest days of which one page shows everything."""
    return [[("date", day)] for (day,) in clinic.rows(BUSY, (QUESTIONS,))]


def answer(clinic: Clinic, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """The appointments of the day, by number."""
    made = (_appointment(row, clinic.heads) for row in clinic.rows(DAY, (query["date"],)))
    return [one for one in made if one is not None]


def _appointment(row: tuple[Any, ...], heads: Mapping[int, int]) -> dict[str, Any] | None:  # noqa: C901
    """The resource of a row; None where its state or time is not understood."""
    (key, patient, provider, day, start, end, notes, reason, location, kind, state, created, updated, urgency, site,
     label) = row  # fmt: skip
    state = (state or "").rstrip(" ")
    status, begins, ends = STATES.get(state) or STATES.get(state[:1]), instant(f"{day} {start}"), _behind(day, end)
    if status is None or begins is None or ends is None or end < start:
        return None
    meta = {"versionId": hashlib.blake2b(orjson.dumps((row, heads.get(patient))), digest_size=8).hexdigest()}
    if updated and (updated := instant(updated)):
        meta["lastUpdated"] = updated
    found: dict[str, Any] = {"resourceType": "Appointment", "id": str(key), "meta": meta, "status": status}
    if kind := _text(kind):
        found["appointmentType"] = {"text": kind}
    reasons: list[dict[str, Any]] = []
    if label := _text(label):
        reasons.append({"coding": _FOLLOW_UP, "text": label} if label.upper() == "FOLLOW-UP" else {"text": label})
    if reason := _text(reason):
        reasons.append({"text": reason})
    if reasons:
        found["reasonCode"] = reasons
    if (urgency or "").rstrip(" ").upper() == "CRITICAL":
        found["priority"] = 1
    found["start"], found["end"] = begins, ends
    if created and (created := instant(created)):
        found["created"] = created
    if notes := _text(notes):
        found["comment"] = notes
    actors: list[dict[str, Any]] = [{"reference": f"Patient/{heads.get(patient, patient)}"}]
    if provider := practitioner(provider):
        actors.append({"reference": provider})
    if location := _text(location):
        actors.append({"display": location} if site is None else {"reference": f"Location/{site}", "display": location})
    found["participant"] = [{"actor": actor, "status": "accepted"} for actor in actors]
    return found


def _text(stored: str | None) -> str | None:
    text = (stored or "").rstrip(" ")
    return None if text in ("", "null") else text


@lru_cache(maxsize=65536)
def _behind(day: str, last: str) -> str | None:
    """The minute behind the last one."""
    told = instant(f"{day} {last}")
    if told is None:
        return None
    return (datetime.fromisoformat(told).astimezone(UTC) + timedelta(minutes=1)).astimezone(ZONE).isoformat()
