"""AllergyIntolerance out of `allergies`. An edit archives the row and adds another, so archived rows are history."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ABSENT_OTHERWISE, ResourceMap, Writes, cannot, coded, coding, computed, concept, date, date_with_precision, eq,
    first, instant, joined, now, padded, present_as, read_only, reference, text, today, when, who,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .codes.allergy import NO_KNOWN_ALLERGY, in_words
from .codes.medication import DIN_DIGITS
from .log import log_row
from .tables import allergies, partial_date

a = allergies.c
TABLE, FIELD = codes.PARTIAL_DATE["allergies.start_date"]
onset = joined(
    partial_date, on=(a.allergyid, "table_id"), pick=first("id"), only={"table_name": TABLE, "field_name": FIELD}
)
atc = when(eq(a.TYPECODE, codes.ALLERGY_ATC), text(a.atc))
din = when(eq(a.TYPECODE, codes.ALLERGY_BRAND), padded(a.regional_identifier, DIN_DIGITS))

allergy_intolerance = ResourceMap(
    "AllergyIntolerance", table=allergies, key=a.allergyid, only=[eq(a.archived, 0)],
    last_updated=instant(a.lastUpdateDate),
    template={
        "clinicalStatus": concept(coding("active", system=systems.ALLERGY_CLINICAL)),
        "verificationStatus": concept(
            coding(read_only(present_as(a.DESCRIPTION, dict.fromkeys(NO_KNOWN_ALLERGY, "confirmed"))),
                   system=systems.ALLERGY_VERIFICATION)
        ),
        "category": [read_only(present_as(a.TYPECODE, codes.ALLERGY_CATEGORY))],
        "code": concept(
            coding(read_only(present_as(a.DESCRIPTION, NO_KNOWN_ALLERGY)), system=systems.SNOMED_CT),
            coding(atc, system=systems.ATC),
            coding(din, system=systems.DIN),
            text=text(a.DESCRIPTION),
        ),
        "patient": reference("Patient", a.demographic_no),
        "onsetDateTime": date_with_precision(a.start_date, onset["format"], absent=[codes.NO_DATE]),
        "recordedDate": date(a.entry_date, absent=[codes.NO_DATE]),
        "recorder": reference("Practitioner", a.providerNo, none=codes.NOBODY),
        "note": [{
            "text": computed(in_words, a.onset_of_reaction, a.life_stage, a.age_of_onset, a.severity_of_reaction,
                             edges=[("1", "a", "12", "5"), ("4", "", "0", "2")]),
        }],
        "reaction": [{
            "manifestation": [concept(text=text(a.reaction))],
            "severity": coded(a.severity_of_reaction, codes.ALLERGY_SEVERITY, write=codes.ALLERGY_SEVERITY_WRITE,
                              other=ABSENT_OTHERWISE),
        }],
    },
    writes=Writes(
        create=True, stamp={a.lastUpdateDate: now},
        defaults={a.TYPECODE: codes.ALLERGY_CUSTOM, a.entry_date: today, a.position: 0, a.providerNo: who.provider},
        companions=[log_row("allergy", a.demographic_no)],
    ),
    gaps={
        "AllergyIntolerance.identifier": cannot("no number but the key"),
        "AllergyIntolerance.type": cannot("the values of reaction_type are not documented"),
        "AllergyIntolerance.criticality": cannot("the severity is that of one reaction"),
        "AllergyIntolerance.encounter": cannot("no column"),
        "AllergyIntolerance.asserter": cannot("no column"),
        "AllergyIntolerance.lastOccurrence": cannot("no column"),
    },
)  # fmt: skip
