"""Which messages are read, for whom: one row of `patientLabRouting` each.

A message is served to the patient it is filed to, once, and of several versions of a report (`versions`) the newest.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import exists

from facade.adapter import children, coding, concept, eq, exploded, first, joined, last, reference, restrict
from profiles.ca_core import systems

from ..codes import laboratory as codes
from ..tables import hl7TextInfo, hl7TextMessage, measurementMap, patientLabRouting, providerLabRouting
from .reading import read, read_documents
from .tables import documents, forms, reports, results, specimens
from .versions import superseded

VERSION: Final = 2  # of the reader

r = patientLabRouting.c
message = joined(hl7TextMessage, on=(r.lab_no, "lab_id"))
info = joined(hl7TextInfo, on=(r.lab_no, "lab_no"), pick=last("id"))
signed = joined(
    providerLabRouting, on=(r.lab_no, "lab_no"), only={"lab_type": codes.HL7, "status": codes.ACKNOWLEDGED},
    pick=first("id"),
)  # fmt: skip
mapped = children(measurementMap, on=(), order=("id",))
versions = children(hl7TextInfo, on=(info["accessionNum"], "accessionNum"), order=("lab_no", "id"))
filed = children(
    patientLabRouting, on=(r.demographic_no, "demographic_no"), only={"lab_type": codes.HL7}, order=("id",)
)

_twin = patientLabRouting.alias("lab_twin")
repeated = exists().where(
    _twin.c.lab_type == r.lab_type, _twin.c.lab_no == r.lab_no, _twin.c.demographic_no == r.demographic_no,
    _twin.c.id < r.id,
).correlate(patientLabRouting)  # fmt: skip
FILED = (eq(r.lab_type, codes.HL7),)
SERVED = (
    restrict("matched-to-a-patient", r.demographic_no > 0),
    restrict("newest-version", ~superseded),
    restrict("filed-once", ~repeated),
)

_patient = reference("Patient", r.demographic_no)
_laboratory = [concept(coding("laboratory", system=systems.OBSERVATION_CATEGORY))]
_section = [concept(coding("LAB", system=systems.DIAGNOSTIC_SECTION))]

messages = exploded(
    stored=patientLabRouting, key=r.id, tables=(reports, results, specimens, forms), read=read, version=VERSION,
    columns={
        "patient": r.demographic_no,
        "lab_no": r.lab_no,
        "message": message["message"],
        "type": message["type"],
        "status": info["report_status"],
        "accession": info["accessionNum"],
        "facility": info["sending_facility"],
        "day": info["obr_date"],
        "filler": info["filler_order_num"],
        "finals": info["final_result_count"],
        "interpreter": signed["provider_no"],
    },
    along={
        "mapped": (mapped["ident_code"], mapped["loinc_code"], mapped["lab_type"]),
        "versions": (
            versions["lab_no"], versions["obr_date"], versions["report_status"], versions["filler_order_num"],
            versions["final_result_count"],
        ),
        "filed": (filed["lab_no"],),
    },
    # a message of the type TDIS is overwritten in place, and its row in hl7TextInfo with it
    stamp=(
        r.demographic_no, r.lab_no, message["fileUploadCheck_id"], info["report_status"], info["final_result_count"],
        info["obr_date"], info["accessionNum"], signed["provider_no"],
    ),
    only=FILED, restrict=SERVED,
    sieve={
        "Observation": {"subject": _patient, "category": _laboratory},
        "DiagnosticReport": {"subject": _patient, "category": _section},
        "Specimen": {"subject": _patient},
    },
)  # fmt: skip

# Files are large and seldom asked for: they are read when they are, and not kept.
attached = exploded(
    stored=patientLabRouting, key=r.id, tables=(documents,), read=read_documents, version=VERSION,
    columns={"patient": r.demographic_no, "message": message["message"]}, only=FILED, restrict=SERVED,
)  # fmt: skip
