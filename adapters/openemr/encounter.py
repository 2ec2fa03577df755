"""Encounter out of `form_encounter`; a row whose `forms` entry is missing or deleted is no encounter."""

from __future__ import annotations

from sqlalchemy import exists

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, children, coded, coding, concept, date_time, identifier, instant, native_uuid, not_yet,
    reference, restrict, site, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .tables import form_encounter, forms, issue_encounter

e = form_encounter.c
issues = children(issue_encounter, on=[(e.pid, "pid"), (e.encounter, "encounter")], order=["list_id"])
undeleted = exists().where(forms.c.formdir == "newpatient", forms.c.form_id == e.id, forms.c.deleted == 0)

encounter = ResourceMap(
    "Encounter", table=form_encounter, key=e.id, last_updated=instant(e.last_update),
    restrict=[restrict("undeleted-form", undeleted.correlate(form_encounter))],
    template={
        "identifier": [native_uuid(e.uuid), identifier(text(e.encounter), system=site("encounter_system"))],
        "status": "finished",
        "class": coding(coded(e.class_code, codes.ENCOUNTER_CLASS, without=codes.AMBULATORY),
                        system=systems.ENCOUNTER_CLASS),
        "subject": reference("Patient", e.pid),
        "participant": [{"individual": reference("Practitioner", e.provider_id)}],
        "period": {"start": date_time(e.date), "end": date_time(e.date_end)},
        "reasonCode": [concept(text=text(e.reason))],
        "diagnosis": [issues.each({"condition": reference("Condition", issues["list_id"])})],
        "serviceProvider": reference("Organization", e.facility_id),
    },
    gaps={
        "Encounter.statusHistory": cannot("no column tells a status"),
        "Encounter.classHistory": cannot("the class is overwritten"),
        "Encounter.type": not_yet("pc_catid and encounter_type_code"),
        "Encounter.serviceType": cannot("no column"),
        "Encounter.priority": cannot("no column"),
        "Encounter.episodeOfCare": cannot("no column"),
        "Encounter.basedOn": cannot("no column"),
        "Encounter.appointment": cannot("no column"),
        "Encounter.length": cannot("no column but start and end"),
        "Encounter.reasonReference": cannot("no column"),
        "Encounter.account": cannot("billing is not mapped"),
        "Encounter.hospitalization": not_yet("discharge_disposition"),
        "Encounter.location": not_yet("facility_id, once locations are mapped"),
        "Encounter.partOf": not_yet("parent_encounter_id"),
    },
)  # fmt: skip
