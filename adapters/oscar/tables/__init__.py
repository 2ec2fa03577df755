"""OSCAR's tables, as far as the maps need them, in the shape of the newest schema (Open-O, October 2025).

Names and case are the vendor's. `since` is the month of the update script that brought the column; OSCAR has
no schema version, so what a database really has is read from its catalogue. Indexes are those of every
generation. `demographic` and `demographicArchive` are whole, because a change is archived as a copy of all
that both have.
"""

from __future__ import annotations

from .appointment import LookupListItem, appointment
from .audit import log
from .base import metadata
from .chart import allergies, diagnosticcode, dxresearch, icd9, measurements, partial_date
from .clinic import clinic, provider
from .consent import Consent, consentType
from .documents import (
    HRMDocument,
    HRMDocumentToDemographic,
    HRMDocumentToProvider,
    ctl_document,
    document,
    eform,
    eform_data,
)
from .forms import (
    encounterForm,
    formAnnual,
    formBCAR2020,
    formLabReq10,
    formMentalHealthForm1,
    formRourke2009,
    saved_form,
)
from .laboratory import (
    hl7TextInfo,
    hl7TextMessage,
    measurementMap,
    measurementsExt,
    patientLabRouting,
    providerLabRouting,
)
from .medication import drugReason, drugs, prescription
from .notes import (
    casemgmt_issue,
    casemgmt_issue_notes,
    casemgmt_note,
    casemgmt_note_ext,
    casemgmt_note_link,
    eChart,
    issue,
)
from .older_laboratory import (
    labPatientPhysicianInfo,
    labReportInformation,
    labTestResults,
    mdsMSH,
    mdsNTE,
    mdsOBR,
    mdsOBX,
    mdsZFR,
    mdsZMC,
    mdsZMN,
)
from .orders import (
    consultationRequests,
    consultdocs,
    professionalSpecialists,
    tickler,
    tickler_category,
    tickler_comments,
    tickler_link,
    tickler_update,
)
from .people import Contact, DemographicContact, demographiccust, relationships
from .places import (
    Department,
    Facility,
    Institution,
    consultationServices,
    program,
    program_provider,
    providersite,
    secRole,
    secUserRole,
    site,
)
from .prevention import preventions, preventionsExt
from .registration import demographic, demographic_merged, demographicArchive, demographicExt
from .rights import secObjPrivilege
from .schedule import scheduledate, scheduleholiday, scheduletemplate, scheduletemplatecode
from .stays import Episode, admission

__all__ = [
    "Consent",
    "Contact",
    "DemographicContact",
    "Department",
    "Episode",
    "Facility",
    "HRMDocument",
    "HRMDocumentToDemographic",
    "HRMDocumentToProvider",
    "Institution",
    "LookupListItem",
    "admission",
    "allergies",
    "appointment",
    "casemgmt_issue",
    "casemgmt_issue_notes",
    "casemgmt_note",
    "casemgmt_note_ext",
    "casemgmt_note_link",
    "clinic",
    "consentType",
    "consultationRequests",
    "consultationServices",
    "consultdocs",
    "ctl_document",
    "demographic",
    "demographicArchive",
    "demographicExt",
    "demographic_merged",
    "demographiccust",
    "diagnosticcode",
    "document",
    "drugReason",
    "drugs",
    "dxresearch",
    "eChart",
    "eform",
    "eform_data",
    "encounterForm",
    "formAnnual",
    "formBCAR2020",
    "formLabReq10",
    "formMentalHealthForm1",
    "formRourke2009",
    "hl7TextInfo",
    "hl7TextMessage",
    "icd9",
    "issue",
    "labPatientPhysicianInfo",
    "labReportInformation",
    "labTestResults",
    "log",
    "mdsMSH",
    "mdsNTE",
    "mdsOBR",
    "mdsOBX",
    "mdsZFR",
    "mdsZMC",
    "mdsZMN",
    "measurementMap",
    "measurements",
    "measurementsExt",
    "metadata",
    "partial_date",
    "patientLabRouting",
    "prescription",
    "preventions",
    "preventionsExt",
    "professionalSpecialists",
    "program",
    "program_provider",
    "provider",
    "providerLabRouting",
    "providersite",
    "relationships",
    "saved_form",
    "scheduledate",
    "scheduleholiday",
    "scheduletemplate",
    "scheduletemplatecode",
    "secObjPrivilege",
    "secRole",
    "secUserRole",
    "site",
    "tickler",
    "tickler_category",
    "tickler_comments",
    "tickler_link",
    "tickler_update",
]
