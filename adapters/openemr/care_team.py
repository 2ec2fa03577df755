"""CareTeam out of `care_teams` (from 7.0.4), and tagged out of the columns that a patient's row had before: lists of
keys, a bar between them. Who has a team in the table has no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Integer, String, Table, exists, not_

from facade.adapter import (  # isort: skip
    ResourceMap, StoredRow, any_of, at_least, cannot, children, concept, date, exploded, filled, instant, native_uuid,
    present_as, reference, restrict, text, virtual, when,
)  # fmt: skip

from .codes import people
from .tables import care_team_member, care_teams, patient_data

t, p = care_teams.c, patient_data.c
LACKING = (
    "category", "encounter", "period", "reasonCode", "reasonReference", "managingOrganization", "telecom",
)  # fmt: skip
user = children(care_team_member, on=(t.id, "care_team_id"), order=["id"])
other = children(care_team_member, on=(t.id, "care_team_id"), order=["id"], only={"user_id": (0, None)})
SOMEBODY = at_least(user["user_id"], 1)

care_team = ResourceMap(
    "CareTeam", table=care_teams, key=t.id, last_updated=instant(t.date_updated),
    template={
        "identifier": [native_uuid(t.uuid)],
        "status": present_as(t.status, people.CARE_TEAM_STATUS),
        "name": text(t.team_name),
        "subject": reference("Patient", t.pid),
        "participant": [
            user.each({
                "role": [concept(text=when(SOMEBODY, text(user["role"])))],
                "member": reference("Practitioner", user["user_id"]),
                "period": {"start": when(SOMEBODY, date(user["provider_since"]))},
            }),
            other.each({
                "role": [concept(text=text(other["role"]))],
                "member": reference("Organization", other["facility_id"]),
                "period": {"start": date(other["provider_since"])},
            }),
        ],
        "note": [{"text": text(t.note)}],
    },
    gaps=dict.fromkeys([f"CareTeam.{name}" for name in LACKING], cannot("no column")),
)  # fmt: skip

teams = virtual(
    "patient_team", Column("key", String(20), primary_key=True), Column("patient", Integer, index=True),
    Column("status", String(100)),
)  # fmt: skip
people_in = virtual(
    "patient_team_person", Column("key", String(40), primary_key=True), Column("team", String(20), index=True),
    Column("provider", Integer),
)  # fmt: skip
places_in = virtual(
    "patient_team_place", Column("key", String(40), primary_key=True), Column("team", String(20), index=True),
    Column("place", Integer),
)  # fmt: skip
MOST = 100  # of each list


def read(row: StoredRow) -> Mapping[Table, list[dict[str, Any]]]:
    """The team of a patient, where somebody is in it."""
    providers, places = list(_keys(row.text("providers"))), list(_keys(row.text("places")))
    if not providers and not places:
        return {}
    team = row.keyed()
    return {
        teams: [{"key": team, "patient": row.key, "status": row["status"]}],
        people_in: [{"key": row.keyed(f"u{key}"), "team": team, "provider": key} for key in providers],
        places_in: [{"key": row.keyed(f"f{key}"), "team": team, "place": key} for key in places],
    }


def _keys(listed: str) -> Iterator[int]:
    """The keys in a list, each once, in its order."""
    parts = dict.fromkeys(part.strip() for part in listed.split("|"))
    known = (part for part in parts if part.isascii() and part.isdigit() and len(part) < 10 and part[0] != "0")
    yield from (int(part) for part, _ in zip(known, range(MOST), strict=False))


before_tables = exploded(
    stored=patient_data, key=p.pid, tables=[teams, people_in, places_in], read=read, stamp=None,
    columns={"providers": p.care_team_provider, "places": p.care_team_facility, "status": p.care_team_status},
    only=[any_of(filled(p.care_team_provider), filled(p.care_team_facility))],
    restrict=[restrict("no-team", not_(exists().where(t.pid == p.pid).correlate(patient_data)))],
    sieve={"CareTeam": {"subject": reference("Patient", p.pid)}},
)  # fmt: skip
v = teams.c
persons = children(people_in, on=(v.key, "team"), order=["provider"])
places = children(places_in, on=(v.key, "team"), order=["place"])

patients_team = ResourceMap(
    "CareTeam", tag="p", table=teams, key=v.key, exploded=before_tables,
    template={
        "status": present_as(v.status, people.CARE_TEAM_STATUS),
        "subject": reference("Patient", v.patient),
        "participant": [
            persons.each({"member": reference("Practitioner", persons["provider"])}),
            places.each({"member": reference("Organization", places["place"])}),
        ],
    },
    gaps=dict.fromkeys([f"CareTeam.{name}" for name in ("identifier", "name", "note", *LACKING)], cannot("no column")),
)  # fmt: skip
