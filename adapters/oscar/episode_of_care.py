"""EpisodeOfCare: a patient's time in a program, and episodes such as a pregnancy."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, at_least, cannot, coded, coding, concept, date, date_time, eq, in_order, instant, is_in, joined,
    not_yet, pointless_icd9, reference, text, when,
)  # fmt: skip

from .codes import admin, chart
from .tables import Episode, admission, program

a = admission.c
e = Episode.c
place = joined(program, on=(a.program_id, "id"))

NO_COLUMN = {
    f"EpisodeOfCare.{name}": cannot("no column")
    for name in ("identifier", "statusHistory", "diagnosis", "referralRequest", "team", "account")
}

stay = ResourceMap(
    "EpisodeOfCare", table=admission, key=a.am_id, only=[at_least(a.client_id, 1)],
    last_updated=instant(a.lastUpdateDate),
    template={
        "status": coded(a.admission_status, admin.STAY_STATUS),
        "type": [concept(text=text(place["name"]))],
        "patient": reference("Patient", a.client_id),
        "managingOrganization": reference("Organization", place["facilityId"], tag="fac"),
        "period": {"start": date_time(a.admission_date, absent=[chart.NO_DATE]),
                   "end": when(in_order(a.admission_date, a.discharge_date),
                               date_time(a.discharge_date, absent=[chart.NO_DATE]))},
        "careManager": reference("Practitioner", a.provider_no, none=chart.NOBODY),
    },
    gaps={**NO_COLUMN, "EpisodeOfCare.team": not_yet("team_id, of those who work in the program")},
)  # fmt: skip

episode = ResourceMap(
    "EpisodeOfCare", tag="ep", table=Episode, key=e.id,
    only=[is_in(e.status, *admin.EPISODE_STATUS), at_least(e.demographicNo, 1)], last_updated=instant(e.lastUpdateTime),
    template={
        "status": coded(e.status, admin.EPISODE_STATUS),
        "type": [concept(
            coding(when(eq(e.codingSystem, "icd9"), pointless_icd9(e.code)), system=chart.CODING_SYSTEM["icd9"]),
            coding(when(eq(e.codingSystem, "icd10"), text(e.code)), system=chart.CODING_SYSTEM["icd10"]),
            coding(when(eq(e.codingSystem, "SnomedCore"), text(e.code)), system=chart.CODING_SYSTEM["SnomedCore"]),
            text=text(e.description),
        )],
        "patient": reference("Patient", e.demographicNo),
        "period": {"start": date(e.startDate, absent=[chart.NO_DATE]),
                   "end": when(in_order(e.startDate, e.endDate), date(e.endDate, absent=[chart.NO_DATE]))},
    },
    gaps={
        **NO_COLUMN,
        "EpisodeOfCare.managingOrganization": cannot("no column"),
        "EpisodeOfCare.careManager": cannot("lastUpdateUser is who wrote it last"),
    },
)  # fmt: skip
