"""CareTeam out of `care_teams` (from 7.0.4), and tagged out of the columns that a patient's row had before."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, cases, children, concept, date, instant, is_in, native_uuid, present_as, reference, text,
)  # fmt: skip

from .codes import people
from .tables import care_team_member, care_teams

t = care_teams.c
member = children(care_team_member, on=(t.id, "care_team_id"), order=["id"])

care_team = ResourceMap(
    "CareTeam", table=care_teams, key=t.id, last_updated=instant(t.date_updated),
    template={
        "identifier": [native_uuid(t.uuid)],
        "status": present_as(t.status, people.CARE_TEAM_STATUS),
        "name": text(t.team_name),
        "subject": reference("Patient", t.pid),
        "participant": [member.each({
            "role": [concept(text=text(member["role"]))],
            "member": {"reference": cases(
                (is_in(member["user_id"], None, 0), reference("Organization", member["facility_id"])["reference"]),
                otherwise=reference("Practitioner", member["user_id"])["reference"],
            )},
            "period": {"start": date(member["provider_since"])},
        })],
        "note": [{"text": text(t.note)}],
    },
    gaps={
        f"CareTeam.{name}": cannot("no column")
        for name in ("category", "encounter", "period", "reasonCode", "reasonReference", "managingOrganization",
                     "telecom")
    },
)  # fmt: skip
