"""Encounter out of `form_encounter`; a row whose `forms` entry is missing or deleted is no encounter."""

from __future__ import annotations

from sqlalchemy import exists

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, children, coded, coding, concept, date_time, first, found_in, identifier, in_order, instant,
    joined, native_uuid, not_yet, present_as, read_only, reference, restrict, site, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .codes import people
from .sensitivity import NORMAL
from .tables import form_encounter, forms, issue_encounter, lists, openemr_postcalendar_categories, users

e = form_encounter.c
# What is linked may as well be an allergy, a medication or an operation.
problem = found_in(lists, on=[("pid", "pid"), ("list_id", "id")], only={"type": codes.CONDITION_TYPES})
issues = children(
    issue_encounter, on=[(e.pid, "pid"), (e.encounter, "encounter")], order=["list_id"], found_in=problem
)  # fmt: skip
category = joined(openemr_postcalendar_categories, on=(e.pc_catid, "pc_catid"))
whole_visit = joined(form_encounter, on=[(e.pid, "pid"), (e.parent_encounter_id, "encounter")], pick=first("id"))
inside = joined(users, on=(e.referring_provider_id, "id"), only={"authorized": 1})
outside = joined(
    users, on=(e.referring_provider_id, "id"),
    only={"authorized": (0, None), "abook_type": people.PEOPLE_OF_ADDRESS_BOOK},
)  # fmt: skip
undeleted = exists().where(forms.c.formdir == "newpatient", forms.c.form_id == e.id, forms.c.deleted == 0)


def taking_part(code: str) -> dict[str, object]:
    """How somebody took part."""
    return concept(coding(code, system=systems.PARTICIPATION_TYPE))


encounter = ResourceMap(
    "Encounter", table=form_encounter, key=e.id, last_updated=instant(e.last_update),
    restrict=[
        restrict("undeleted-form", undeleted.correlate(form_encounter)),
        restrict("sensitive", NORMAL, unless="confidential"),
    ],
    template={
        "identifier": [native_uuid(e.uuid), identifier(text(e.encounter), system=site("encounter_system"))],
        "status": "finished",
        "class": coding(coded(e.class_code, codes.ENCOUNTER_CLASS, without=codes.AMBULATORY),
                        system=systems.ENCOUNTER_CLASS),
        "type": [
            # The constant of a category is the same at every clinic; what it is called is not.
            concept(coding(text(category["pc_constant_id"]), system=site("visit_category_system")),
                    text=text(category["pc_catname"])),
            concept(coding(text(e.encounter_type_code), system=site("encounter_type_system"),
                           display=read_only(text(e.encounter_type_description))),
                    text=text(e.encounter_type_description)),
        ],
        "subject": reference("Patient", e.pid),
        "participant": [
            {"individual": reference("Practitioner", e.provider_id)},
            {"type": [concept(text="supervisor")], "individual": reference("Practitioner", e.supervisor_id)},
            {"type": [taking_part(people.REFERRER)], "individual": reference("Practitioner", inside["id"])},
            {"type": [taking_part(people.REFERRER)], "individual": reference("Practitioner", outside["id"], tag="ab")},
        ],
        "period": {"start": date_time(e.date), "end": when(in_order(e.date, e.date_end), date_time(e.date_end))},
        "reasonCode": [concept(text=text(e.reason))],
        "diagnosis": [issues.each({"condition": reference("Condition", issues["list_id"])})],
        "hospitalization": {"dischargeDisposition": concept(
            coding(present_as(e.discharge_disposition, people.DISCHARGE), system=systems.DISCHARGE_DISPOSITION),
            text=read_only(text(e.discharge_disposition)),
        )},
        "location": [{"location": {"reference": read_only(reference("Location", e.facility_id)["reference"])}}],
        "serviceProvider": reference("Organization", e.facility_id),
        "partOf": reference("Encounter", whole_visit["id"]),
    },
    gaps={
        "Encounter.statusHistory": cannot("no column tells a status"),
        "Encounter.classHistory": cannot("the class is overwritten"),
        "Encounter.serviceType": cannot("no column"),
        "Encounter.priority": cannot("no column"),
        "Encounter.episodeOfCare": cannot("no column"),
        "Encounter.basedOn": cannot("no column"),
        "Encounter.appointment": not_yet("patient_tracker names the event and the day of its occurrence"),
        "Encounter.length": cannot("no column but start and end"),
        "Encounter.reasonReference": cannot("no column"),
        "Encounter.account": cannot("billing is not mapped"),
    },
)  # fmt: skip
