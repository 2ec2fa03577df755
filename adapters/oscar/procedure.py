"""Procedure out of `preventions`: examinations and tests of people who are not ill, with what came of them in words."""

from __future__ import annotations

from sqlalchemy import or_

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, coded, coding, concept, present_as, reference, restrict, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import prevention as codes

from .prevention import (  # isort: skip
    NOBODY, PROCEDURE, TEST, day, elsewhere, ext, last_updated, of_everybody, p, status_reason, there,
)  # fmt: skip
from .tables import preventions

procedure = ResourceMap(
    "Procedure", table=preventions, key=p.id, only=[there], last_updated=last_updated,
    restrict=[restrict("examinations-and-tests", or_(PROCEDURE, TEST)), of_everybody],
    template={
        "status": coded(p.refused, codes.GIVEN),
        "statusReason": status_reason,
        "code": concept(
            coding(present_as(p.prevention_type, codes.PROCEDURE_SNOMED), system=systems.SNOMED_CT),
            coding(present_as(p.prevention_type, codes.PROCEDURE_LOINC), system=systems.LOINC),
            text=text(p.prevention_type),
        ),
        "subject": reference("Patient", p.demographic_no),
        "performedDateTime": day,
        "performer": [
            {"actor": reference("Practitioner", p.provider_no, none=NOBODY)},
            {"actor": {"display": elsewhere}},
        ],
        "outcome": concept(text=text(ext["result"])),
        "note": [{"text": text(ext["comments"])}],
    },
    gaps={
        "Procedure.identifier": cannot("no number but the key"),
        "Procedure.instantiatesCanonical": cannot("no column"),
        "Procedure.instantiatesUri": cannot("no column"),
        "Procedure.basedOn": cannot("no column"),
        "Procedure.partOf": cannot("no column"),
        "Procedure.category": cannot("no column"),
        "Procedure.encounter": cannot("no column"),
        "Procedure.recorder": cannot("creator is a number that lost its leading zeros"),
        "Procedure.asserter": cannot("no column"),
        "Procedure.location": cannot("no column"),
        "Procedure.reasonCode": cannot("the reason kept is that of a refusal"),
        "Procedure.reasonReference": cannot("no column"),
        "Procedure.bodySite": cannot("no column"),
        "Procedure.report": cannot("no column"),
        "Procedure.complication": cannot("no column"),
        "Procedure.complicationDetail": cannot("no column"),
        "Procedure.followUp": cannot("next_date is a recommendation"),
        "Procedure.focalDevice": cannot("no column"),
        "Procedure.usedReference": cannot("no column"),
        "Procedure.usedCode": cannot("no column"),
    },
)  # fmt: skip
