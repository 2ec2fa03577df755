"""MedicationRequest and MedicationStatement out of drugs, prescription and drugReason.

Now is 2026-11-21: what ends on that day or later is current. A row on a script is an order, unless it is not
authoritative or names a prescriber elsewhere.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.oracle.model import Part, Row, brings, finds, refused, row
from tests.oracle.words import ATC, DIN, ICD_9_CM, SNOMED, UCUM, Json, coding, concept, ref, updated

from .note_ids import TAKEN

GTS = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"
COURSE = "http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy"
AMOXIL = "AMOXIL 500MG\nTake 1-2 cap TID for 10 days\nQty:30 Repeats:2"


def drug(number: int, why: str, **values: Any) -> Row:
    """A row of drugs; without a method and a route, which the database would fill in."""
    never = {"rx_date": "0001-01-01", "end_date": "0001-01-01", "route": "", "method": ""}
    counts = {"archived": 0, "position": 0, "dispenseInternal": 0}
    return row("drugs", why, drugid=number, **{**never, **counts, **values})


def lasts(value: str, unit: str, code: str) -> Json:
    """A Duration."""
    return {"value": Decimal(value), "unit": unit, "system": UCUM, "code": code}


def dose(value: str, unit: str) -> Json:
    """A dose in a unit without a code."""
    return {"value": Decimal(value), "unit": unit}


#       patient  script  what                         status     ends
# 101   11       500     AMOXIL, DIN, ATC             active     2026-12-15
# 102   11       500     Vitamin mix                  active     2020-03-01, long-term
# 103   12       501     metformin                    completed  2019-06-30
# 104   12       502     WARFARIN                     stopped    (adverse reaction)
# 105   12       502     WARFARIN                     completed  (represcribed)
# 113   13       503     in the words of the script   unknown    -
# 114   13       504     TYLENOL                      completed  before it began
# 109   11       0       LIPITOR                      active     statement, of an outside doctor
# 110   12       505     St. John's wort              completed  statement, not authoritative
# 111   13       506     INSULIN                      active     statement, number of an outside doctor; long-term
# 115   9999     -       ASPIRIN                      active     statement of an orphan
ROWS = (
    drug(
        101,
        "an order with everything; the DIN lost its zero; the dose is a range; of the day the script was written",
        provider_no="999998", demographic_no=11, rx_date="2026-11-15", end_date="2026-12-15",
        create_date="2026-11-15 09:30:00", BN="AMOXIL 500MG", GN="AMOXICILLIN", ATC="J01CA04",
        regional_identifier="2229453", takemin="1", takemax="2", freqcode="TID", duration="10", durunit="D",
        quantity="30", repeat=2, unitName="cap", route="PO", method="Take", special=AMOXIL, script_no=500,
        comment="allergic to nothing", lastUpdateDate="2026-11-15 09:30:00",
    ),
    drug(
        102,
        "a drug with a name of its own, whose other names are the word null; half a tablet as FLOAT; ended, but long-term",
        provider_no="999998", demographic_no=11, rx_date="2020-02-01", end_date="2020-03-01",
        create_date="2020-02-01 10:00:00", BN="null", customName="Vitamin mix", ATC="", regional_identifier="null",
        takemin="0.5", takemax="0.5", freqcode="od", duration="null", durunit="", quantity="30 tabs", unitName="tab",
        prn=1, nosubs=1, long_term=1, eTreatmentType="CHRON", special="Vitamin mix\n1/2 tab OD PRN", script_no=500,
        special_instruction="with food", lastUpdateDate="2020-02-01 10:00:00",
    ),
    drug(
        103,
        "of an absorbed patient's time; lower-case duration; a code that was cut; no unit, so no dose; zero FLOAT; no BN",
        provider_no="0", demographic_no=12, rx_date="2019-06-01", end_date="2019-06-30",
        create_date=None, BN="", customName=" ", GN="metformin", ATC="A10BA02", regional_identifier="ABC",
        takemin="1", takemax="0", freqcode="Q1Mont", duration="1", durunit="m", quantity="0", repeat=0, unitName="",
        route="TOP.", method="null", eTreatmentType="--", short_term=1, special="metformin monthly", script_no=501,
        lastUpdateDate="0000-00-00 00:00:00",
    ),
    drug(
        104,
        "discontinued; its last day is still to come",
        provider_no="999998", demographic_no=12, rx_date="2026-01-01", end_date="2027-01-01",
        create_date="2026-01-01 08:00:00", BN="WARFARIN", ATC="B01AA03", special="WARFARIN", archived=1,
        archived_reason="adverseReaction", long_term=1, script_no=502, lastUpdateDate="2026-02-01 08:00:00",
    ),
    drug(
        105,
        "prescribed again: the newer row counts on",
        provider_no="dr_a1", demographic_no=12, rx_date="2025-01-01", end_date="2026-01-01",
        create_date="2025-01-01 08:00:00", BN="WARFARIN", ATC="B01AA03", special="WARFARIN", archived=1,
        archived_reason="represcribed", script_no=502, lastUpdateDate="2026-01-01 08:00:00",
    ),
    drug(106, "deleted", demographic_no=12, BN="X", archived=1, archived_reason="Deleted", script_no=502,
         lastUpdateDate="2026-01-01 08:00:00"),
    drug(107, "archived without a reason: deleted by an old release", demographic_no=12, BN="X", archived=1,
         archived_reason="", script_no=502, lastUpdateDate="2012-01-01 08:00:00"),
    drug(108, "a copy with another long-term mark stands for it", demographic_no=12, BN="X", archived=1,
         archived_reason="Updated Long-term status: OFF", script_no=502, lastUpdateDate="2026-01-01 08:00:00"),
    drug(
        109,
        "on no script, by somebody elsewhere; the beginning is not known, and no end in sight",
        provider_no="999998", demographic_no=11, rx_date="2018-01-01", start_date_unknown=1, end_date="2100-01-01",
        create_date="2021-07-01 12:00:00", BN="LIPITOR 20MG", ATC="C10AA05", takemin="1", takemax=None, freqcode="QHS",
        unitName="tab", outside_provider_name="Dr. Elsewhere", special="LIPITOR 20MG\n1 tab QHS", script_no=0,
        lastUpdateDate="2021-07-01 12:00:00",
    ),
    drug(
        110,
        "on a script, but not authoritative; ends on the day it began: no duration was given",
        provider_no="999998", demographic_no=12, rx_date="2022-05-01", end_date="2022-05-01",
        create_date="2022-05-01 00:00:00", customName="St. John's wort", special="St. John's wort", script_no=505,
        non_authoritative=1, lastUpdateDate="2022-05-01 00:00:00",
    ),
    drug(
        111,
        "the number of an outside doctor; long-term, so its last day is none; a day that only the month is known of",
        provider_no="-1", demographic_no=13, rx_date="2019-04-01", end_date="2019-07-01",
        create_date="2019-04-20 12:00:00", BN="INSULIN", long_term=1, freqcode="Q4-6H", special="INSULIN",
        outside_provider_ohip="098765", script_no=506, lastUpdateDate="2019-04-20 12:00:00",
    ),
    drug(112, "nobody's: subject is required", demographic_no=0, BN="X", special="X", script_no=507,
         end_date="2030-01-01", lastUpdateDate="2026-01-01 08:00:00"),
    drug(
        113,
        "no name but the words of the script; no dates at all; by the program itself; an unknown frequency",
        provider_no="-1", demographic_no=13, rx_date="1900-01-01", end_date="0001-01-01", BN=None, customName=None,
        GN="null", freqcode="STAT", takemin="0", takemax="0", unitName="mL", special="Magic mouthwash 5 mL swish",
        script_no=503, create_date="2024-03-10 02:30:00", lastUpdateDate="2024-03-10 03:30:00",
    ),
    drug(
        114,
        "ends before it begins; 7,5 may be seven or five; rectal or vaginal is not told; a route that is also a frequency",
        provider_no="123", demographic_no=13, rx_date="2023-05-01", end_date="2023-04-01", BN="TYLENOL ",
        ATC="N02BE01", takemin="0.3333333", takemax="0.3333333", freqcode="Q12H", unitName="supp", route="SUPP",
        quantity="7,5", duration="2", durunit="W", special="TYLENOL", script_no=504,
        create_date="2023-05-01 16:20:00", lastUpdateDate="2023-05-01 16:20:00",
    ),
    drug(115, "no script at all, of a patient who is not there", demographic_no=9999, rx_date="2024-01-01",
         end_date="2026-11-21", BN="ASPIRIN", special="ASPIRIN", script_no=None, past_med=None,
         lastUpdateDate="2024-01-01 10:00:00"),
    drug(
        116,
        "the first day is known to the year, so the last one, which is counted from it, is no better known",
        demographic_no=13,
        rx_date="2022-01-01",
        end_date="2022-04-01",
        BN="ZOPICLONE",
        special="ZOPICLONE",
        non_authoritative=1,
        script_no=508,
        lastUpdateDate="2022-06-01 10:00:00",
    ),
    drug(
        117,
        "a thousand, not one; 30,6 days; the most is below the least; once only",
        provider_no="999998", demographic_no=13, rx_date="2024-02-01", end_date="2024-03-01", BN="SENNA",
        takemin="3", takemax="1", quantity="1,000", repeat=0, duration="30,6", durunit="D", unitName="tab",
        special="SENNA", script_no=509, lastUpdateDate="2024-02-01 10:00:00",
    ),
    drug(
        118,
        "no dose is below zero; 10 is more than 9, not less; once, but long-term, so no bounds",
        provider_no="999998", demographic_no=13, rx_date="2024-02-01", end_date="2024-02-11", BN="LACTULOSE",
        takemin="-1", takemax="-1", quantity="10", repeat=0, duration="10", durunit="D", unitName="mL",
        long_term=1, special="LACTULOSE", script_no=509, lastUpdateDate="2024-02-01 10:00:00",
    ),
    drug(
        119,
        "a dose of 9 to 10, in numbers and not in letters; for ten days and no more",
        provider_no="999998", demographic_no=13, rx_date="2024-02-01", end_date="2024-02-11", BN="MALTEVOL",
        takemin="9", takemax="10", quantity="200", repeat=0, duration="10", durunit="D", unitName="mL",
        special="MALTEVOL", script_no=509, lastUpdateDate="2024-02-01 10:00:00",
    ),
    row("partial_date", "of 116, to the year", id=103, table_name=2, table_id=116, field_name=5, format="YYYY"),
    row("prescription", "of two drugs", script_no=500, provider_no="999998", demographic_no=11,
        date_prescribed="2026-11-15", rx_comments="Deliver to the door", lastUpdateDate="2026-11-15 09:30:00"),
    row("prescription", "nobody's drug", script_no=900, rx_comments="lost", lastUpdateDate="2026-11-15 09:30:00"),
    row("drugReason", "ICD-9 without its point", id=1, drugId=102, codingSystem="icd9", code="4019",
        comments="Hypertension", primaryReasonFlag=1, archivedFlag=0, demographicNo=11, providerNo="999998"),
    row("drugReason", "a system without a name: the words alone", id=2, drugId=102, codingSystem="ichppccode",
        code="250", comments="Fatigue", primaryReasonFlag=0, archivedFlag=0, demographicNo=11, providerNo="999998"),
    row("drugReason", "put away", id=3, drugId=102, codingSystem="icd9", code="250", comments="Diabetes",
        primaryReasonFlag=0, archivedFlag=1, demographicNo=11, providerNo="999998"),
    row("drugReason", "of a drug that is not there", id=4, drugId=999, codingSystem="icd9", code="250", comments="",
        primaryReasonFlag=0, archivedFlag=0, demographicNo=11, providerNo="999998"),
    row("partial_date", "rx_date to the month", id=101, table_name=2, table_id=111, field_name=5, format="YYYY-MM"),
    row("partial_date", "written_date: another field", id=102, table_name=2, table_id=101, field_name=3, format="YYYY"),
)  # fmt: skip


def laxative(name: str, status: str) -> Json:
    """What the three orders of one script share."""
    return {
        "meta": updated("2024-02-01T10:00:00-05:00"),
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": concept(text=name),
        "subject": ref("Patient/13"),
        "requester": ref("Practitioner/999998"),
        "groupIdentifier": {"value": "509"},
    }


ORAL = concept(coding(SNOMED, "26643006"), text="PO")

RESOURCES: dict[str, Json] = {
    "MedicationRequest/101": {
        "meta": updated("2026-11-15T09:30:00-05:00"),
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept(coding(DIN, "02229453"), coding(ATC, "J01CA04"), text="AMOXIL 500MG"),
        "subject": ref("Patient/11"),
        "authoredOn": "2026-11-15T09:30:00-05:00",
        "requester": ref("Practitioner/999998"),
        "groupIdentifier": {"value": "500"},
        "note": [{"text": "allergic to nothing"}, {"text": "Deliver to the door"}],
        "dosageInstruction": [
            {
                "text": AMOXIL,
                "timing": {
                    "repeat": {"frequency": 3, "period": 1, "periodUnit": "d"},
                    "code": concept(coding(GTS, "TID"), text="TID"),
                },
                "route": ORAL,
                "method": concept(text="Take"),
                "doseAndRate": [{"doseRange": {"low": dose("1", "cap"), "high": dose("2", "cap")}}],
            }
        ],
        "dispenseRequest": {
            "validityPeriod": {"start": "2026-11-15", "end": "2026-12-15"},
            "numberOfRepeatsAllowed": 2,
            "quantity": dose("30", "cap"),
            "expectedSupplyDuration": lasts("10", "day", "d"),
        },
    },
    "MedicationRequest/102": {
        "meta": updated("2020-02-01T10:00:00-05:00"),
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept(text="Vitamin mix"),
        "subject": ref("Patient/11"),
        "authoredOn": "2020-02-01T10:00:00-05:00",
        "requester": ref("Practitioner/999998"),
        "reasonCode": [concept(coding(ICD_9_CM, "401.9"), text="Hypertension"), concept(text="Fatigue")],
        "groupIdentifier": {"value": "500"},
        "courseOfTherapyType": concept(coding(COURSE, "continuous")),
        "note": [{"text": "Deliver to the door"}],
        "dosageInstruction": [
            {
                "text": "Vitamin mix\n1/2 tab OD PRN",
                "patientInstruction": "with food",
                "timing": {
                    "repeat": {"frequency": 1, "period": 1, "periodUnit": "d"},
                    "code": concept(coding(GTS, "QD"), text="od"),
                },
                "asNeededBoolean": True,
                "doseAndRate": [{"doseQuantity": dose("0.5", "tab")}],
            }
        ],
        "dispenseRequest": {"validityPeriod": {"start": "2020-02-01", "end": "2020-03-01"}},
        "substitution": {"allowedBoolean": False},
    },
    "MedicationRequest/103": {
        "status": "completed",
        "intent": "order",
        "medicationCodeableConcept": concept(coding(ATC, "A10BA02"), text="metformin"),
        "subject": ref("Patient/12"),
        "groupIdentifier": {"value": "501"},
        "courseOfTherapyType": concept(coding(COURSE, "acute")),
        "dosageInstruction": [
            {
                "text": "metformin monthly",
                "timing": {
                    "repeat": {
                        "boundsDuration": lasts("1", "month", "mo"),
                        "frequency": 1,
                        "period": 1,
                        "periodUnit": "mo",
                    },
                    "code": concept(coding(GTS, "MO"), text="Q1Mont"),
                },
                "route": concept(coding(SNOMED, "6064005"), text="TOP."),
            }
        ],
        "dispenseRequest": {
            "validityPeriod": {"start": "2019-06-01", "end": "2019-06-30"},
            "numberOfRepeatsAllowed": 0,
            "expectedSupplyDuration": lasts("1", "month", "mo"),
        },
    },
    "MedicationRequest/104": {
        "meta": updated("2026-02-01T08:00:00-05:00"),
        "status": "stopped",
        "statusReason": concept(text="adverseReaction"),
        "intent": "order",
        "medicationCodeableConcept": concept(coding(ATC, "B01AA03"), text="WARFARIN"),
        "subject": ref("Patient/12"),
        "authoredOn": "2026-01-01T08:00:00-05:00",
        "requester": ref("Practitioner/999998"),
        "groupIdentifier": {"value": "502"},
        "courseOfTherapyType": concept(coding(COURSE, "continuous")),
        "dosageInstruction": [{"text": "WARFARIN"}],
        "dispenseRequest": {"validityPeriod": {"start": "2026-01-01", "end": "2027-01-01"}},
    },
    "MedicationRequest/105": {
        "meta": updated("2026-01-01T08:00:00-05:00"),
        "status": "completed",
        "statusReason": concept(text="represcribed"),
        "intent": "order",
        "medicationCodeableConcept": concept(coding(ATC, "B01AA03"), text="WARFARIN"),
        "subject": ref("Patient/12"),
        "authoredOn": "2025-01-01T08:00:00-05:00",
        "requester": ref("Practitioner/dr.5fa1"),
        "groupIdentifier": {"value": "502"},
        "dosageInstruction": [{"text": "WARFARIN"}],
        "dispenseRequest": {"validityPeriod": {"start": "2025-01-01", "end": "2026-01-01"}},
    },
    "MedicationRequest/113": {
        "meta": updated("2024-03-10T03:30:00-04:00"),
        "status": "unknown",
        "intent": "order",
        "medicationCodeableConcept": concept(text="Magic mouthwash 5 mL swish"),
        "subject": ref("Patient/13"),
        "groupIdentifier": {"value": "503"},
        "dosageInstruction": [{"text": "Magic mouthwash 5 mL swish", "timing": {"code": concept(text="STAT")}}],
    },
    "MedicationRequest/114": {
        "meta": updated("2023-05-01T16:20:00-04:00"),
        "status": "completed",
        "intent": "order",
        "medicationCodeableConcept": concept(coding(ATC, "N02BE01"), text="TYLENOL"),
        "subject": ref("Patient/13"),
        "authoredOn": "2023-05-01T16:20:00-04:00",
        "requester": ref("Practitioner/123"),
        "groupIdentifier": {"value": "504"},
        "dosageInstruction": [
            {
                "text": "TYLENOL",
                "timing": {
                    "repeat": {"frequency": 1, "period": 12, "periodUnit": "h"},
                    "code": concept(text="Q12H"),
                },
                "route": concept(text="SUPP"),
                "doseAndRate": [{"doseQuantity": dose("0.3333", "supp")}],
            }
        ],
        "dispenseRequest": {
            "validityPeriod": {"start": "2023-05-01"},
            "expectedSupplyDuration": lasts("2", "week", "wk"),
        },
    },
    "MedicationRequest/117": {
        **laxative("SENNA", "completed"),
        "dosageInstruction": [{"text": "SENNA"}],
        "dispenseRequest": {
            "validityPeriod": {"start": "2024-02-01", "end": "2024-03-01"},
            "numberOfRepeatsAllowed": 0,
        },
    },
    "MedicationRequest/118": {
        **laxative("LACTULOSE", "active"),
        "courseOfTherapyType": concept(coding(COURSE, "continuous")),
        "dosageInstruction": [{"text": "LACTULOSE"}],
        "dispenseRequest": {
            "validityPeriod": {"start": "2024-02-01", "end": "2024-02-11"},
            "numberOfRepeatsAllowed": 0,
            "quantity": dose("10", "mL"),
            "expectedSupplyDuration": lasts("10", "day", "d"),
        },
    },
    "MedicationRequest/119": {
        **laxative("MALTEVOL", "completed"),
        "dosageInstruction": [
            {
                "text": "MALTEVOL",
                "timing": {"repeat": {"boundsDuration": lasts("10", "day", "d")}},
                "doseAndRate": [{"doseRange": {"low": dose("9", "mL"), "high": dose("10", "mL")}}],
            }
        ],
        "dispenseRequest": {
            "validityPeriod": {"start": "2024-02-01", "end": "2024-02-11"},
            "numberOfRepeatsAllowed": 0,
            "quantity": dose("200", "mL"),
            "expectedSupplyDuration": lasts("10", "day", "d"),
        },
    },
    "MedicationStatement/109": {
        "meta": updated("2021-07-01T12:00:00-04:00"),
        "status": "active",
        "medicationCodeableConcept": concept(coding(ATC, "C10AA05"), text="LIPITOR 20MG"),
        "subject": ref("Patient/11"),
        "dateAsserted": "2021-07-01T12:00:00-04:00",
        "informationSource": {"display": "Dr. Elsewhere"},
        "dosage": [
            {
                "text": "LIPITOR 20MG\n1 tab QHS",
                "timing": {
                    "repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["HS"]},
                    "code": concept(coding(GTS, "BED"), text="QHS"),
                },
                "doseAndRate": [{"doseQuantity": dose("1", "tab")}],
            }
        ],
    },
    "MedicationStatement/110": {
        "meta": updated("2022-05-01T00:00:00-04:00"),
        "status": "completed",
        "medicationCodeableConcept": concept(text="St. John's wort"),
        "subject": ref("Patient/12"),
        "effectivePeriod": {"start": "2022-05-01"},
        "dateAsserted": "2022-05-01T00:00:00-04:00",
        "dosage": [{"text": "St. John's wort"}],
    },
    "MedicationStatement/111": {
        "meta": updated("2019-04-20T12:00:00-04:00"),
        "status": "active",
        "medicationCodeableConcept": concept(text="INSULIN"),
        "subject": ref("Patient/13"),
        "effectivePeriod": {"start": "2019-04"},
        "dateAsserted": "2019-04-20T12:00:00-04:00",
        "dosage": [
            {
                "text": "INSULIN",
                "timing": {
                    "repeat": {"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"},
                    "code": concept(text="Q4-6H"),
                },
            }
        ],
    },
    "MedicationStatement/116": {
        "meta": updated("2022-06-01T10:00:00-04:00"),
        "status": "completed",
        "medicationCodeableConcept": concept(text="ZOPICLONE"),
        "subject": ref("Patient/13"),
        "effectivePeriod": {"start": "2022", "end": "2022"},
        "dosage": [{"text": "ZOPICLONE"}],
    },
    "MedicationStatement/115": {
        "meta": updated("2024-01-01T10:00:00-05:00"),
        "status": "active",
        "medicationCodeableConcept": concept(text="ASPIRIN"),
        "subject": ref("Patient/9999"),
        "effectivePeriod": {"start": "2024-01-01", "end": "2026-11-21"},
        "dosage": [{"text": "ASPIRIN"}],
    },
}

ABSENT = {
    "MedicationRequest/106": "deleted",
    "MedicationRequest/107": "archived without a reason",
    "MedicationRequest/108": "a copy stands for it",
    "MedicationRequest/109": "a statement",
    "MedicationRequest/115": "a statement",
    "MedicationStatement/101": "an order",
    "MedicationStatement/106": "deleted",
}
BAD = {"MedicationRequest/112": "no patient"}

SEARCHES = (
    finds("MedicationRequest", "patient=11", "101 102", "both of one script"),
    finds("MedicationRequest", "_list=$current-medications", "101 102 118", "current orders"),
    finds("MedicationStatement", "_list=$current-medications&patient=13", "111", "current statements"),
    finds("MedicationRequest", "subject=Patient/12", "103 104 105", "what was deleted is not there"),
    finds("MedicationRequest", "status=active", "101 102 118", "current, or long-term"),
    finds("MedicationRequest", "status=stopped,unknown", "104 113", "discontinued; without any day"),
    finds("MedicationRequest", "status:not=active", "103 104 105 113 114 117 119", "the others"),
    finds("MedicationRequest", "intent=order", "101 102 103 104 105 113 114 117 118 119", "constant"),
    finds("MedicationRequest", f"code={DIN}|02229453", "101", "with the zero that was lost"),
    finds("MedicationRequest", f"code={DIN}|2229453", "", "no DIN has seven digits"),
    finds("MedicationRequest", f"code={ATC}|B01AA03", "104 105", "by what it is"),
    finds("MedicationRequest", "code:text=vitamin", "102", "a name of its own"),
    finds("MedicationRequest", "authoredon=2026-11-15", "101", "the day"),
    finds("MedicationRequest", "authoredon=lt2021", "102", "no time is no day"),
    finds("MedicationRequest", "requester=999998", "101 102 104 117 118 119", "0 and -1 are nobody"),
    finds("MedicationRequest", "requester:missing=true", "103 113", "0 and -1 are nobody"),
    finds("MedicationRequest", "patient.gender=male&status=active", "118", "a chain"),
    finds("MedicationRequest", "_lastUpdated=2026", "101 104 105", "changed this year"),
    brings("MedicationRequest", "_id=104&_include=MedicationRequest:requester", "104", "Practitioner/999998", "who"),
    finds("MedicationStatement", "status=active", "109 111 115", "on its last day it still is"),
    finds("MedicationStatement", "patient=12", "110", "said, not ordered"),
    finds("MedicationStatement", "effective=sa2022-04", "110 115", "wholly after; 109 has no day"),
    finds("MedicationStatement", "effective=gt2026-11-20", f"110 111 115 {TAKEN}", "what has no end goes on"),
    finds("MedicationStatement", "code:text=aspirin", "115", "of a patient who is not there"),
)
REFUSALS = (
    refused("MedicationRequest", "priority=urgent", "not-supported", "not mapped"),
    refused("MedicationStatement", "category=community", "not-supported", "not mapped"),
)
PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
