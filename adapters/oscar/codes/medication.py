"""Drugs: how often, by which way, for how long, and why a row was put away."""

from __future__ import annotations

from typing import Final

# `drugs` (table_name 2) in partial_date: field_name 3 is written_date, 5 is rx_date.
PARTIAL_DATE: Final = {"drugs.written_date": (2, 3), "drugs.rx_date": (2, 5)}

# rx_date and end_date where no day is meant: none, an unknown beginning, no end in sight.
NO_START: Final = ("0001-01-01", "1900-01-01")
NO_END: Final = ("0001-01-01", "2100-01-01")

# What stands in text columns of a drug that no drug database knew.
NO_NAME: Final = (None, "", "null")

# A DIN has eight digits.
DIN_DIGITS: Final = 8

# drugs.archived_reason of rows that are no longer anything: deleted; a copy with another long-term mark stands
# for them. Rows archived without a reason were deleted by old releases.
DELETED: Final = "deleted"
COPIED: Final = "Updated Long-term status%"
REPRESCRIBED: Final = "represcribed"

# drugs.freqcode, cut at six letters. A repeat of Timing and the abbreviation of HL7, where there is one. How often
# a day follows from these; `QPM` has none, because HL7's PM is the afternoon.
FREQUENCY: Final = {
    "OD": 1, "BID": 2, "TID": 3, "QID": 4, "Q1H": 1, "Q2H": 1, "Q1-2H": 1, "Q3-4H": 1, "Q4H": 1, "Q4-6H": 1, "Q6H": 1,
    "Q8H": 1, "Q12H": 1, "QAM": 1, "QPM": 1, "QHS": 1, "Q1Week": 1, "Q2Week": 1, "Q1Mont": 1, "Q3Mont": 1,
}  # fmt: skip
PERIOD: Final = {
    "OD": 1, "BID": 1, "TID": 1, "QID": 1, "Q1H": 1, "Q2H": 2, "Q1-2H": 1, "Q3-4H": 3, "Q4H": 4, "Q4-6H": 4, "Q6H": 6,
    "Q8H": 8, "Q12H": 12, "QAM": 1, "QPM": 1, "QHS": 1, "Q1Week": 1, "Q2Week": 2, "Q1Mont": 1, "Q3Mont": 3,
}  # fmt: skip
PERIOD_MOST: Final = {"Q1-2H": 2, "Q3-4H": 4, "Q4-6H": 6}
PERIOD_UNIT: Final = {
    **dict.fromkeys(("OD", "BID", "TID", "QID", "QAM", "QPM", "QHS"), "d"),
    **dict.fromkeys(("Q1H", "Q2H", "Q1-2H", "Q3-4H", "Q4H", "Q4-6H", "Q6H", "Q8H", "Q12H"), "h"),
    **dict.fromkeys(("Q1Week", "Q2Week"), "wk"),
    **dict.fromkeys(("Q1Mont", "Q3Mont"), "mo"),
}
WHEN: Final = {"QAM": "MORN", "QPM": "EVE", "QHS": "HS"}
ABBREVIATION: Final = {
    "OD": "QD", "BID": "BID", "TID": "TID", "QID": "QID", "Q1H": "Q1H", "Q2H": "Q2H", "Q4H": "Q4H", "Q6H": "Q6H",
    "Q8H": "Q8H", "QAM": "AM", "QHS": "BED", "Q1Week": "WK", "Q1Mont": "MO",
}  # fmt: skip

# drugs.durunit, in UCUM; upper or lower case. Anything else has no meaning that is known.
DURATION_UNIT: Final = {"D": "d", "W": "wk", "M": "mo"}
DURATION_TEXT: Final = {"D": "day", "W": "week", "M": "month"}

# drugs.route as SNOMED CT. SUPP does not tell rectal from vaginal; OD, OS and OU are eyes here.
ROUTE: Final = {
    "PO": "26643006",
    "SL": "37839007",
    "IM": "78421000",
    "SC": "34206005",
    "IV": "47625008",
    "ID": "372464004",
    "IN": "46713006",
    "INH": "447694001",
    "PATCH": "45890007",
    "TOP.": "6064005",
    "OD": "54485002",
    "OS": "54485002",
    "OU": "54485002",
}
