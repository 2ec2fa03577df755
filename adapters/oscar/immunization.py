"""Immunization out of `preventions`: vaccines given, refused, or withheld."""

from __future__ import annotations

from collections.abc import Mapping

from facade.adapter import (  # isort: skip
    Codec, ResourceMap, absent, amount, amount_unit, cannot, cases, coded, coding, concept, date_text, date_time, eq,
    is_in, not_in, padded, present_as, reference, restrict, shaped, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import prevention as codes
from .codes.medication import DIN_DIGITS

from .prevention import (  # isort: skip
    NOBODY, VACCINE, day, elsewhere, ext, last_updated, of_everybody, outside, p, status_reason, there,
)  # fmt: skip
from .tables import preventions

CHILD, ADULT = "DTaP", "dTap"  # to the column the same


def vaccine(values: Mapping[str, str]) -> Codec:
    """What a table of codes says of the row's type, in which the case of letters may count."""
    others = {name: code for name, code in values.items() if name not in (CHILD, ADULT)}
    return cases(
        (shaped(p.prevention_type, CHILD), values[CHILD]),
        (shaped(p.prevention_type, ADULT), values[ADULT]),
        otherwise=present_as(p.prevention_type, others),
    )


dose, place, way = (ext[name] for name in ("dose", "location", "route"))
# The row's own code goes before that of its type; OSCAR 15 has no such column.
snomed = cases((not_in(p.snomedId, "null"), text(p.snomedId)), otherwise=vaccine(codes.SNOMED))
role = concept(
    coding(present_as(p.refused, {None: "AP", "0": "AP", codes.ELSEWHERE: "AP"}), system=systems.IMMUNIZATION_PERFORMER)
)

immunization = ResourceMap(
    "Immunization", table=preventions, key=p.id, only=[there], last_updated=last_updated,
    restrict=[restrict("vaccines", VACCINE), of_everybody],
    unknown=["occurrenceDateTime"],  # a vaccine without a day was given, or refused, all the same
    template={
        "status": coded(p.refused, codes.GIVEN),
        "statusReason": status_reason,
        "vaccineCode": concept(
            coding(text(ext["brandSnomedId"]), system=systems.SNOMED_CT),
            coding(snomed, system=systems.SNOMED_CT),
            coding(padded(ext["din"], DIN_DIGITS), system=systems.DIN),
            coding(vaccine(codes.ATC), system=systems.ATC),
            coding(vaccine(codes.CVX), system=systems.CVX),
            text=text(p.prevention_type),
        ),
        "patient": reference("Patient", p.demographic_no),
        "occurrenceDateTime": day,
        "recorded": date_time(p.creation_date),
        "primarySource": cases(
            (eq(p.refused, codes.ELSEWHERE), False),
            (outside, absent()),
            (is_in(p.refused, "0", None, ""), True),
        ),
        "manufacturer": {"display": text(ext["manufacture"])},
        "lotNumber": text(ext["lot"]),
        "expirationDate": date_text(ext["expiryDate"]),
        "site": concept(coding(present_as(place, codes.SITE), system=systems.ACT_SITE), text=text(place)),
        "route": concept(coding(present_as(way, codes.ROUTE), system=systems.SNOMED_CT), text=text(way)),
        "doseQuantity": {"value": amount(dose), "unit": amount_unit(dose)},
        "performer": [
            {"function": role, "actor": reference("Practitioner", p.provider_no, none=NOBODY)},
            {"function": role, "actor": {"display": elsewhere}},
        ],
        "note": [{"text": text(ext["name"])}, {"text": text(ext["comments"])}, {"text": text(ext["neverReason"])}],
    },
    gaps={
        "Immunization.identifier": cannot("no number but the key"),
        "Immunization.encounter": cannot("no column"),
        "Immunization.reportOrigin": cannot("that it was given elsewhere does not tell who says so"),
        "Immunization.location": cannot("no column but the site on the body"),
        "Immunization.reasonCode": cannot("the reason kept is that of a refusal"),
        "Immunization.reasonReference": cannot("no column"),
        "Immunization.isSubpotent": cannot("no column"),
        "Immunization.subpotentReason": cannot("no column"),
        "Immunization.education": cannot("no column"),
        "Immunization.programEligibility": cannot("no column"),
        "Immunization.fundingSource": cannot("no column"),
        "Immunization.reaction": cannot("no column"),
        "Immunization.protocolApplied": cannot("doses are not numbered; next_date is a recommendation"),
    },
)  # fmt: skip
