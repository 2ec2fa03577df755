"""OSCAR EMR."""

from __future__ import annotations

from facade.adapter import Adapter, Providers, cannot, closed_charts, contains, eq, not_yet
from profiles.ca_core.constraints import SETS
from profiles.ca_core.health_numbers import CHECKS

from .accounts import accounts
from .allergy_intolerance import allergy_intolerance
from .appointment import visit
from .care_team import care_team
from .chart_item import (
    concern,
    family_history,
    medical_history,
    other_medication,
    reminder,
    risk_factor,
    social_history,
)
from .condition import condition
from .consent import consent
from .coverage import coverage
from .diagnostic_report import diagnostic_report
from .document_reference import (
    document_binary,
    document_reference,
    electronic_form,
    form_binary,
    hospital_binary,
    hospital_report,
)
from .encounter import encounter
from .encounter_form import encounter_form
from .episode_of_care import episode, stay
from .flag import alert
from .healthcare_service import consultation_service, service_program
from .immunization import immunization
from .laboratory_result import laboratory_result
from .location import bed_program, location
from .measurement import laboratory_row, typed
from .medication_request import medication_request
from .medication_statement import medication_statement
from .note import clinical_note, note_binary, old_chart, old_chart_binary, old_note, old_note_binary
from .observation import blood_pressure, vital_sign
from .older_laboratory import older_report, older_result
from .organization import department, facility, institution, organization
from .patient import patient
from .practitioner import practitioner, professional_contact
from .practitioner_role import practitioner_role, program_role
from .procedure import procedure
from .provenance import provenances
from .related_person import contact_patient, contact_person, relative
from .schedule import schedule
from .service_request import service_request
from .shared_document import shared_binary, shared_document
from .slot import slot
from .specialist import specialist
from .specimen import laboratory_file, specimen
from .tables import provider, secObjPrivilege
from .task import task

adapter = Adapter(
    name="oscar",
    contract=1,
    versions="OSCAR 15, OSCAR 19, Open-O",
    maps=[
        patient,
        practitioner,
        organization,
        facility,
        institution,
        department,
        location,
        bed_program,
        service_program,
        consultation_service,
        practitioner_role,
        program_role,
        visit,
        schedule,
        slot,
        encounter,
        professional_contact,
        relative,
        contact_patient,
        contact_person,
        care_team,
        coverage,
        alert,
        stay,
        episode,
        consent,
        allergy_intolerance,
        condition,
        vital_sign,
        blood_pressure,
        document_reference,
        document_binary,
        shared_document,
        shared_binary,
        hospital_report,
        hospital_binary,
        electronic_form,
        form_binary,
        encounter_form,
        medication_request,
        medication_statement,
        immunization,
        procedure,
        specialist,
        service_request,
        task,
        *provenances,
        clinical_note,
        note_binary,
        old_note,
        old_note_binary,
        old_chart,
        old_chart_binary,
        concern,
        medical_history,
        family_history,
        social_history,
        risk_factor,
        reminder,
        other_medication,
        laboratory_result,
        diagnostic_report,
        specimen,
        laboratory_file,
        laboratory_row,
        typed,
        older_result,
        older_report,
    ],
    cannot={
        "CarePlan": cannot("plans are texts of forms and flowsheets, without a structure"),
        "Goal": cannot("no table"),
        "QuestionnaireResponse": not_yet("the fields of encounter forms are columns of a table for each kind of form"),
    },
    closed=closed_charts(secObjPrivilege.c.objectName, behind="$", only=[contains(secObjPrivilege.c.privilege, "o")]),
    profiles=SETS,
    checks=CHECKS,
    providers=Providers(provider.c.provider_no, only=(eq(provider.c.status, 1),)),
    accounts=accounts,
)
