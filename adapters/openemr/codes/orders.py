"""Stored codes of orders, reports and results."""

from __future__ import annotations

from typing import Final

# procedure_order.order_status, list `ord_status`.
ORDER_STATUS: Final = {
    None: "unknown",
    "pending": "active",
    "routed": "active",
    "complete": "completed",
    "canceled": "revoked",
}

# procedure_order.order_priority, list `ord_priority`.
PRIORITY: Final = {
    "high": "urgent",
    "normal": "routine",
    "routine": "routine",
    "urgent": "urgent",
    "asap": "asap",
    "stat": "stat",
}

# procedure_order.order_intent: FHIR's own words.
INTENT: Final = {
    None: "order",
    "proposal": "proposal",
    "plan": "plan",
    "directive": "directive",
    "order": "order",
    "original-order": "original-order",
    "reflex-order": "reflex-order",
    "filler-order": "filler-order",
    "instance-order": "instance-order",
    "option": "option",
}

# procedure_order.procedure_order_type, list `order_type`; before 6.1.0 all orders were a laboratory's.
LABORATORY: Final = "108252007"
LABORATORY_SECTION: Final = "LAB"
ORDER_CATEGORY: Final = {"laboratory_test": LABORATORY, "imaging": "363679005"}
SECTION: Final = {"laboratory_test": LABORATORY_SECTION, "imaging": "RAD"}

# procedure_report.report_status and procedure_result.result_status, lists `proc_rep_status` and `proc_res_status`;
# FHIR's own words stand there as well. The vendor's server makes `unknown` of its own list.
REPORT_STATUS: Final = {
    None: "unknown",
    "final": "final",
    "review": "final",
    "prelim": "preliminary",
    "preliminary": "preliminary",
    "cancel": "cancelled",
    "cancelled": "cancelled",
    "error": "entered-in-error",
    "entered-in-error": "entered-in-error",
    "correct": "corrected",
    "corrected": "corrected",
    "registered": "registered",
    "amended": "amended",
    "partial": "partial",
    "appended": "appended",
}
RESULT_STATUS: Final = {
    None: "unknown",
    "final": "final",
    "prelim": "preliminary",
    "preliminary": "preliminary",
    "cancel": "cancelled",
    "cancelled": "cancelled",
    "error": "entered-in-error",
    "entered-in-error": "entered-in-error",
    "correct": "corrected",
    "corrected": "corrected",
    "incomplete": "registered",
    "registered": "registered",
    "amended": "amended",
}

# procedure_result.abnormal, list `proc_res_abnormal`; an HL7 import leaves what OBX-8 said.
INTERPRETATION: Final = {
    "no": "N",
    "N": "N",
    "yes": "A",
    "A": "A",
    "high": "H",
    "H": "H",
    "low": "L",
    "L": "L",
    "vhigh": "HH",
    "HH": "HH",
    "vlow": "LL",
    "LL": "LL",
}

# procedure_result.result: the laboratory did not report, or did not do the test.
NOT_DONE: Final = ("DNR", "TNP")

# procedure_result.units: how laboratories write them, and what they are in UCUM. Columns compare without case, and
# G/L is how some write a thousand million a litre: g/L has no code here.
UCUM: Final = {
    "%": "%",
    "mmol/L": "mmol/L",
    "umol/L": "umol/L",
    "nmol/L": "nmol/L",
    "pmol/L": "pmol/L",
    "mg/dL": "mg/dL",
    "g/dL": "g/dL",
    "ug/L": "ug/L",
    "ng/mL": "ng/mL",
    "mg/mmol": "mg/mmol",
    "U/L": "U/L",
    "IU/L": "[IU]/L",
    "mIU/L": "m[IU]/L",
    "10*9/L": "10*9/L",
    "10^9/L": "10*9/L",
    "x10^9/L": "10*9/L",
    "x10E9/L": "10*9/L",
    "10*12/L": "10*12/L",
    "10^12/L": "10*12/L",
    "x10^12/L": "10*12/L",
    "fL": "fL",
    "mm/h": "mm/h",
    "mL/min/1.73m2": "mL/min/{1.73_m2}",
}

# lists `Plan_of_Care_Type` and `care_plan_status`; nothing is said before 7.0.4. R4 has no unknown goal.
GOAL: Final = "goal"
PLAN_STATUS: Final = {
    None: "unknown",
    "draft": "draft",
    "active": "active",
    "on-hold": "on-hold",
    "revoked": "revoked",
    "completed": "completed",
    "entered-in-error": "entered-in-error",
    "unknown": "unknown",
}
ACTIVITY_STATUS: Final = {
    None: "unknown",
    "draft": "not-started",
    "active": "in-progress",
    "on-hold": "on-hold",
    "revoked": "cancelled",
    "completed": "completed",
    "entered-in-error": "entered-in-error",
}
GOAL_STATUS: Final = {
    None: "active",
    "draft": "proposed",
    "active": "active",
    "on-hold": "on-hold",
    "revoked": "cancelled",
    "completed": "completed",
    "entered-in-error": "entered-in-error",
}
