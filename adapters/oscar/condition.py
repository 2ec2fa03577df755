"""Condition out of `dxresearch`, the coded problem list."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, cases, coded, coding, concept, date_with_precision, eq, filled, first, instant, is_in, joined,
    pointless_icd9, reference, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .tables import diagnosticcode, dxresearch, icd9, partial_date

x = dxresearch.c
TABLE, FIELD = codes.PARTIAL_DATE["dxresearch.start_date"]
onset = joined(
    partial_date, on=(x.dxresearch_no, "table_id"), pick=first("id"), only={"table_name": TABLE, "field_name": FIELD}
)
is_icd9 = is_in(x.coding_system, "icd9", None, "")
billed = joined(
    diagnosticcode, on=(x.dxresearch_code, "diagnostic_code"), pick=first("diagnosticcode_no"),
    when=[eq(x.coding_system, "msp"), filled(x.dxresearch_code)],
)  # fmt: skip
described = joined(icd9, on=(x.dxresearch_code, "icd9"), pick=first("id"), when=[is_icd9, filled(x.dxresearch_code)])

condition = ResourceMap(
    "Condition", table=dxresearch, key=x.dxresearch_no, only=[is_in(x.status, *codes.CONDITION_CLINICAL)],
    last_updated=instant(x.update_date),
    template={
        "clinicalStatus": concept(coding(coded(x.status, codes.CONDITION_CLINICAL), system=systems.CONDITION_CLINICAL)),
        "category": [concept(coding("problem-list-item", system=systems.CONDITION_CATEGORY))],
        "code": concept(
            coding(when(is_icd9, pointless_icd9(x.dxresearch_code)), system=codes.CODING_SYSTEM["icd9"]),
            coding(when(eq(x.coding_system, "icd10"), text(x.dxresearch_code)), system=codes.CODING_SYSTEM["icd10"]),
            coding(when(eq(x.coding_system, "SnomedCore"), text(x.dxresearch_code)),
                   system=codes.CODING_SYSTEM["SnomedCore"]),
            text=cases((eq(x.coding_system, "msp"), text(billed["description"])),
                       otherwise=text(described["description"])),
        ),
        "subject": reference("Patient", x.demographic_no),
        "onsetDateTime": date_with_precision(x.start_date, onset["format"], absent=[codes.NO_DATE]),
        "recorder": reference("Practitioner", x.providerNo, none=codes.NOBODY),
    },
    gaps={
        "Condition.identifier": cannot("no number but the key"),
        "Condition.verificationStatus": cannot("no column"),
        "Condition.severity": cannot("no column"),
        "Condition.bodySite": cannot("no column"),
        "Condition.encounter": cannot("no column"),
        "Condition.abatement": cannot("no column tells when a problem was resolved"),
        "Condition.recordedDate": cannot("update_date changes with every edit"),
        "Condition.asserter": cannot("no column"),
        "Condition.stage": cannot("no column"),
        "Condition.evidence": cannot("no column"),
        "Condition.note": cannot("notes name no row of dxresearch"),
    },
)  # fmt: skip
