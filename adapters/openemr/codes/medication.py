"""Stored codes of prescriptions, medications and immunizations.

Forms, units, routes and intervals are stored as numbers of the clinic's own lists (`drug_form`, `drug_units`,
`drug_route`, `drug_interval`). Their titles are served as text; only the stock intervals, whose meaning the vendor
ships, and the stock routes are codes too.
"""

from __future__ import annotations

from typing import Final

# prescriptions.active: 0 is inactive or deleted, -1 unticked in the old screen.
ACTIVE: Final = 1

# prescriptions.request_intent and lists_medication.request_intent: FHIR's own words. Nothing said is an order.
INTENT: Final = {
    None: "order",
    "proposal": "proposal",
    "plan": "plan",
    "order": "order",
    "original-order": "original-order",
    "reflex-order": "reflex-order",
    "filler-order": "filler-order",
    "instance-order": "instance-order",
    "option": "option",
}

# usage_category of both tables; a discharge is no category of what somebody takes.
REQUEST_CATEGORY: Final = {
    "inpatient": "inpatient",
    "outpatient": "outpatient",
    "community": "community",
    "discharge": "discharge",
}
STATEMENT_CATEGORY: Final = {"inpatient": "inpatient", "outpatient": "outpatient", "community": "community"}

# prescriptions.substitute, an index into the words of a screen; 0 says nothing.
SUBSTITUTION: Final = {1: True, 2: False}

# prescriptions.route, list `drug_route`. The NCI codes that the vendor ships are partly wrong: these are SNOMED CT's.
ROUTE: Final = {
    "bymouth": "26643006",
    "1": "26643006",
    "2": "37161004",
    "5": "37839007",
    "6": "54485002",
    "7": "54485002",
    "8": "54485002",
    "9": "34206005",
    "10": "78421000",
    "intramuscular": "78421000",
    "11": "47625008",
    "12": "46713006",
    "intradermal": "372464004",
    "inhale": "447694001",
    "transdermal": "45890007",
}

# prescriptions.interval, list `drug_interval`.
AS_NEEDED: Final = {17: True}
AT_ONCE: Final = {18: "stat"}
ABBREVIATION: Final = {
    1: "BID",
    2: "TID",
    3: "QID",
    5: "Q4H",
    7: "Q6H",
    8: "Q8H",
    9: "QD",
    12: "AM",
    13: "PM",
    15: "Q1H",
    16: "BED",
    19: "WK",
    20: "MO",
}
# how often in how long
FREQUENCY: Final = {1: 2, 2: 3, 3: 4, **dict.fromkeys((4, 5, 6, 7, 8, 9, 12, 13, 15, 16, 19, 20), 1)}
PERIOD: Final = {4: 3, 5: 4, 6: 5, 7: 6, 8: 8, **dict.fromkeys((1, 2, 3, 9, 12, 13, 15, 16, 19, 20), 1)}
PERIOD_UNIT: Final = {
    **dict.fromkeys((4, 5, 6, 7, 8, 15), "h"),
    **dict.fromkeys((1, 2, 3, 9, 12, 13, 16), "d"),
    19: "wk",
    20: "mo",
}
WHEN: Final = {10: "AC", 11: "PC", 12: "MORN", 16: "HS"}

# immunizations.completion_status; case matters to the vendor and not to the column. Nothing said is done, where the
# vendor's own server says that it is not.
IMMUNIZATION_STATUS: Final = {
    None: "completed",
    "Completed": "completed",
    "Partially_Administered": "completed",
    "Refused": "not-done",
    "Not_Administered": "not-done",
}
NOT_GIVEN: Final = ("Refused", "Not_Administered")

# immunizations.information_source: whether the one who gave it wrote it down, and if not who told; R4's list has no
# registries and agencies.
GIVEN_HERE: Final = "new_immunization_record"
PRIMARY_SOURCE: Final = {
    GIVEN_HERE: True,
    **dict.fromkeys(
        (
            "hist_inf_src_unspecified", "other_provider", "parent_written_record", "parent_recall", "other_registry",
            "birth_certificate", "school_record", "public_agency",
        ),
        False,
    ),
}  # fmt: skip
ORIGIN: Final = {
    "other_provider": "provider",
    "parent_written_record": "record",
    "birth_certificate": "record",
    "parent_recall": "recall",
    "school_record": "school",
}

# codes.code_type of CVX.
CVX_TYPE: Final = 100
