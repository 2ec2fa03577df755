"""Immunization out of `immunizations`; a refused vaccine is a row as well."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, cases, coded, coding, concept, date, date_time, eq, filled, first, instant, is_in, joined,
    native_uuid, none_of, number, present_as, reference, restrict, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import medication as codes
from .options import title
from .sensitivity import open_encounter
from .tables import codes as catalogue
from .tables import form_encounter, immunizations

i = immunizations.c
visit = joined(form_encounter, on=[(i.patient_id, "pid"), (i.encounter_id, "encounter")], pick=first("id"))
vaccine = joined(catalogue, on=(i.cvx_code, "code"), only={"code_type": codes.CVX_TYPE}, pick=first("id"),
                 when=[filled(i.cvx_code)])  # fmt: skip
# Older rows name the vaccine by an option of the clinic's own list.
listed = title("immunizations", i.immunization_id)
unit = title("drug_units", i.amount_administered_unit)
refused = is_in(i.completion_status, *codes.NOT_GIVEN)
given_here = eq(i.information_source, codes.GIVEN_HERE)

immunization = ResourceMap(
    "Immunization", table=immunizations, key=i.id, last_updated=instant(i.update_date),
    restrict=[restrict("sensitive-encounter", open_encounter(i.patient_id, i.encounter_id), unless="confidential")],
    unknown=["occurrenceDateTime"],  # a vaccine without a day was given, or refused, all the same
    template={
        "identifier": [native_uuid(i.uuid)],
        "status": cases((eq(i.added_erroneously, 1), "entered-in-error"),
                        otherwise=coded(i.completion_status, codes.IMMUNIZATION_STATUS, other="completed")),
        "statusReason": concept(text=when(refused, text(title("immunization_refusal_reason", i.refusal_reason)))),
        "vaccineCode": concept(
            coding(text(i.cvx_code, absent=["0"]), system=systems.CVX),
            text=cases((filled(vaccine["code_text"]), text(vaccine["code_text"])), otherwise=text(listed)),
        ),
        "patient": reference("Patient", i.patient_id),
        "encounter": reference("Encounter", visit["id"]),
        "occurrenceDateTime": date_time(i.administered_date),
        "recorded": date_time(i.create_date),
        "primarySource": present_as(i.information_source, codes.PRIMARY_SOURCE),
        "reportOrigin": concept(
            coding(present_as(i.information_source, codes.ORIGIN), system=systems.IMMUNIZATION_ORIGIN),
            text=when(none_of(given_here), text(title("immunization_informationsource", i.information_source))),
        ),
        "manufacturer": {"display": text(i.manufacturer)},
        "lotNumber": text(i.lot_number),
        "expirationDate": date(i.expiration_date),
        "site": concept(text=text(title("immunization_administered_site", i.administration_site))),
        "route": concept(coding(present_as(i.route, codes.ROUTE), system=systems.SNOMED_CT),
                         text=text(title("drug_route", i.route))),
        "doseQuantity": {
            "value": number(i.amount_administered, zero_absent=True, digits=4),
            "unit": cases((filled(unit), text(unit)), otherwise=text(i.amount_administered_unit)),
        },
        "performer": [
            {"function": concept(coding("OP", system=systems.IMMUNIZATION_PERFORMER)),
             "actor": reference("Practitioner", i.ordering_provider)},
            {"function": concept(coding("AP", system=systems.IMMUNIZATION_PERFORMER)),
             "actor": reference("Practitioner", i.administered_by_id)},
            {"function": concept(coding("AP", system=systems.IMMUNIZATION_PERFORMER)),
             "actor": {"display": when(is_in(i.administered_by_id, None, 0), text(i.administered_by))}},
        ],
        "note": [{"text": text(i.note)}],
        "reasonCode": [concept(text=when(none_of(refused), text(i.reason_description)))],
        "education": [{
            "documentType": "Vaccine Information Statement",  # the two columns are for these sheets alone
            "publicationDate": date(i.vis_date),
            "presentationDate": date(i.education_date),
        }],
    },
    gaps={
        "Immunization.location": cannot("no column"),
        "Immunization.reasonReference": cannot("no column"),
        "Immunization.isSubpotent": cannot("no column"),
        "Immunization.subpotentReason": cannot("no column"),
        "Immunization.programEligibility": cannot("vfc is told of the patient, not of a dose"),
        "Immunization.fundingSource": cannot("no column"),
        "Immunization.reaction": cannot("no column"),
        "Immunization.protocolApplied": cannot("no column tells the number of a dose"),
    },
)  # fmt: skip
