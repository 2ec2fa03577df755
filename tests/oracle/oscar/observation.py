"""Observation (vital signs) out of measurements: blood pressures are two numbers in one text."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import (
    LOINC,
    OBSERVATION_CATEGORY,
    UCUM,
    Json,
    coding,
    concept,
    diastolic,
    quantity,
    ref,
    systolic,
    vital_sign,
)

from .note_ids import RISK, SOCIAL


def measurement(number: int, type: str, value: str, why: str, **values: Any) -> Row:
    """A row of measurements."""
    return row(
        "measurements",
        why,
        id=number,
        type=type,
        dataField=value,
        **{"measuringInstruction": "", "providerNo": "", **values},
    )


ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def no_value(*notes: str) -> Json:
    """No value: why (R4's vs-2), and the words as they were typed in."""
    return {"dataAbsentReason": concept(coding(ABSENT_REASON, "unsupported")), "note": [{"text": one} for one in notes]}


DOCTOR = [ref("Practitioner/999998")]

#        patient  what       value           observed                 performer
# bp-1   1        BP         120/80          2020-07-01 09:00 -04:00  999998
# bp-2   1        BP         -               2020-07-02 09:00 -04:00  -
#  3     1        height     170 cm          2020-07-01 09:00 -04:00  999998
#  4     2 (1)    weight     70.50 kg        2020-07-01 23:30 -04:00  000123
#  5     1        weight     -               2020-07-03 10:00 -04:00  -
#  6     4        temp.      -               2020-07-03 11:00 -04:00  -
#  7     4        temp.      37.2 Cel        -                        -
#  8     5        heart      72 /min         2020-11-01 01:30 -04:00  -
#  9     5        saturation 97 %            2020-11-02 08:00 -05:00  -
# 10     5        breaths    -               2020-11-02 08:00 -05:00  -
# 13     -        BMI        24.2 kg/m2      -                        -
# 14     14       height     -               2021-01-15 10:00 -05:00  -
# 15     14       head       45.5 cm         -                        -
# 16     11       waist      90 cm           2021-06-15 12:00 -04:00  -
# 17     11       waist      -               2021-06-15 12:00 -04:00  -
# 18     11       temp.      50 Cel          2021-06-15 12:00 -04:00  -
# bp-19  6        BP         140/90          2019-12-31 23:30 -05:00  -
# bp-21  3 (1)    BP         98/60           2020-07-02 00:00 -04:00  -
ROWS = (
    measurement(
        1,
        "BP",
        "120/80",
        "two numbers in one text",
        demographicNo=1,
        providerNo="999998",
        measuringInstruction="sitting position",
        comments="",
        dateObserved="2020-07-01 09:00:00",
        dateEntered="2020-07-01 09:05:00",
    ),
    measurement(
        2,
        "BP",
        "120/80 L arm",
        "more than two numbers: not readable, and not guessed",
        demographicNo=1,
        measuringInstruction="sitting position",
        comments="cuff",
        dateObserved="2020-07-02 09:00:00",
        dateEntered="2020-07-02 09:00:00",
    ),
    measurement(
        3,
        "HT",
        "170",
        "'in cm' names centimetres, not inches",
        demographicNo=1,
        providerNo="999998",
        measuringInstruction="in cm",
        dateObserved="2020-07-01 09:00:00",
        dateEntered="2020-07-01 09:05:00",
    ),
    measurement(
        4,
        "Wt",
        "70.50",
        "type in another case; digits as entered; late evening; of an absorbed patient",
        demographicNo=2,
        providerNo="000123",
        measuringInstruction="in kg",
        dateObserved="2020-07-01 23:30:00",
        dateEntered="2020-07-01 23:31:00",
    ),
    measurement(
        5,
        "WT",
        "154",
        "pounds under a metric code: no value rather than a wrong one",
        demographicNo=1,
        measuringInstruction="in lb",
        dateObserved="2020-07-03 10:00:00",
        dateEntered="2020-07-03 10:00:00",
    ),
    measurement(
        6,
        "TEMP",
        "98.6",
        "above 50 it is Fahrenheit",
        demographicNo=4,
        measuringInstruction="degrees celcius",
        dateObserved="2020-07-03 11:00:00",
        dateEntered="2020-07-03 11:00:00",
    ),
    measurement(
        7,
        "TEMP",
        "37.2",
        "observed at a time that the clocks skipped",
        demographicNo=4,
        measuringInstruction="degrees celcius",
        dateObserved="2020-03-08 02:30:00",
        dateEntered="2020-03-08 03:30:00",
    ),
    measurement(
        8,
        "HR",
        "72",
        "observed in the hour that came twice; provider 0 is nobody",
        demographicNo=5,
        providerNo="0",
        comments="irregular",
        dateObserved="2020-11-01 01:30:00",
        dateEntered="2020-11-01 01:30:00",
    ),
    measurement(
        9,
        "02",
        "97",
        "spelled with a zero; entered at no time",
        demographicNo=5,
        measuringInstruction="percent",
        comments="null",
        dateObserved="2020-11-02 08:00:00",
        dateEntered="0000-00-00 00:00:00",
    ),
    measurement(
        10,
        "RESP",
        "<12",
        "a comparator is not a number: 12 would say something else",
        demographicNo=5,
        measuringInstruction="Breaths per minute",
        dateObserved="2020-11-02 08:00:00",
        dateEntered="2020-11-02 08:00:00",
    ),
    measurement(
        11,
        "A1C",
        "0.075",
        "a laboratory value: a fraction, see measured.py",
        demographicNo=13,
        dateObserved="2020-07-15 08:00:00",
        dateEntered="2020-07-15 08:00:00",
    ),
    measurement(
        12,
        "P",
        "2",
        "P is parity, not pulse",
        demographicNo=13,
        dateObserved="2020-07-15 08:00:00",
        dateEntered="2020-07-15 08:00:00",
    ),
    measurement(
        13,
        "BMI",
        "24.2",
        "nobody's, at no time: neither is required",
        demographicNo=0,
        measuringInstruction="BMI",
        dateObserved=None,
        dateEntered="2021-01-15 10:00:00",
    ),
    measurement(
        14,
        "HT",
        "5'6",
        "feet and inches",
        demographicNo=14,
        measuringInstruction="in cm",
        dateObserved="2021-01-15 10:00:00",
        dateEntered="2021-01-15 10:00:00",
    ),
    measurement(
        15,
        "HC",
        "45.5",
        "zero date",
        demographicNo=14,
        measuringInstruction="in cm",
        dateObserved="0000-00-00 00:00:00",
        dateEntered="2021-01-15 10:01:00",
    ),
    measurement(
        16,
        "WAIS",
        "90",
        "'in cm' at the end of the instruction",
        demographicNo=11,
        measuringInstruction="Waist Circum in cm",
        dateObserved="2021-06-15 12:00:00",
        dateEntered="2021-06-15 12:00:00",
    ),
    measurement(
        17,
        "WC",
        "35",
        "inches under a metric code",
        demographicNo=11,
        measuringInstruction="in inches",
        dateObserved="2021-06-15 12:00:00",
        dateEntered="2021-06-15 12:00:00",
    ),
    measurement(
        18,
        "TEMP",
        "50",
        "50 is still Celsius",
        demographicNo=11,
        measuringInstruction="C(for Celsius)",
        dateObserved="2021-06-15 12:00:00",
        dateEntered="2021-06-15 12:00:00",
    ),
    measurement(
        19,
        "bp",
        "140/90",
        "type in lower case; New Year's Eve here, New Year in UTC; measured by the program",
        demographicNo=6,
        providerNo="-1",
        comments="left arm",
        dateObserved="2019-12-31 23:30:00",
        dateEntered="2019-12-31 23:31:00",
    ),
    measurement(
        20,
        "",
        "5.1",
        "a laboratory result without type",
        demographicNo=1,
        providerNo="0",
        dateObserved="2020-07-02 00:00:00",
        dateEntered="2020-07-02 00:00:00",
    ),
    measurement(
        21,
        "BP",
        "98/60",
        "midnight; of a patient absorbed by an absorbed one",
        demographicNo=3,
        measuringInstruction="supine",
        dateObserved="2020-07-02 00:00:00",
        dateEntered="2020-07-02 00:00:00",
    ),
)

RESOURCES: dict[str, Json] = {
    "Observation/bp-1": {
        **vital_sign("85354-9"),
        "subject": ref("Patient/1"),
        "effectiveDateTime": "2020-07-01T09:00:00-04:00",
        "issued": "2020-07-01T09:05:00-04:00",
        "performer": DOCTOR,
        "method": concept(text="sitting position"),
        "component": [systolic("120"), diastolic("80")],
    },
    "Observation/bp-2": {
        **vital_sign("85354-9"),
        "subject": ref("Patient/1"),
        "effectiveDateTime": "2020-07-02T09:00:00-04:00",
        "issued": "2020-07-02T09:00:00-04:00",
        **no_value("cuff", "120/80 L arm sitting position"),
        "method": concept(text="sitting position"),
    },
    "Observation/3": {
        **vital_sign("8302-2"),
        "subject": ref("Patient/1"),
        "effectiveDateTime": "2020-07-01T09:00:00-04:00",
        "issued": "2020-07-01T09:05:00-04:00",
        "performer": DOCTOR,
        "valueQuantity": quantity("170", "cm"),
    },
    "Observation/4": {
        **vital_sign("29463-7"),
        "subject": ref("Patient/1"),
        "effectiveDateTime": "2020-07-01T23:30:00-04:00",
        "issued": "2020-07-01T23:31:00-04:00",
        "performer": [ref("Practitioner/000123")],
        "valueQuantity": quantity("70.50", "kg"),
    },
    "Observation/5": {
        **vital_sign("29463-7"),
        "subject": ref("Patient/1"),
        "effectiveDateTime": "2020-07-03T10:00:00-04:00",
        "issued": "2020-07-03T10:00:00-04:00",
        **no_value("154 in lb"),
    },
    "Observation/6": {
        **vital_sign("8310-5"),
        "subject": ref("Patient/4"),
        "effectiveDateTime": "2020-07-03T11:00:00-04:00",
        "issued": "2020-07-03T11:00:00-04:00",
        **no_value("98.6 degrees celcius"),
    },
    "Observation/7": {
        **vital_sign("8310-5"),
        "subject": ref("Patient/4"),
        "issued": "2020-03-08T03:30:00-04:00",
        "valueQuantity": quantity("37.2", "Cel"),
    },
    "Observation/8": {
        **vital_sign("8867-4"),
        "subject": ref("Patient/5"),
        "effectiveDateTime": "2020-11-01T01:30:00-04:00",
        "issued": "2020-11-01T01:30:00-04:00",
        "note": [{"text": "irregular"}],
        "valueQuantity": quantity("72", "/min"),
    },
    "Observation/9": {
        **vital_sign("2708-6"),
        "subject": ref("Patient/5"),
        "effectiveDateTime": "2020-11-02T08:00:00-05:00",
        "valueQuantity": quantity("97", "%"),
    },
    "Observation/10": {
        **vital_sign("9279-1"),
        "subject": ref("Patient/5"),
        "effectiveDateTime": "2020-11-02T08:00:00-05:00",
        "issued": "2020-11-02T08:00:00-05:00",
        **no_value("<12 Breaths per minute"),
    },
    "Observation/13": {
        **vital_sign("39156-5"),
        "issued": "2021-01-15T10:00:00-05:00",
        "valueQuantity": quantity("24.2", "kg/m2"),
    },
    "Observation/14": {
        **vital_sign("8302-2"),
        "subject": ref("Patient/14"),
        "effectiveDateTime": "2021-01-15T10:00:00-05:00",
        "issued": "2021-01-15T10:00:00-05:00",
        **no_value("5'6 in cm"),
    },
    "Observation/15": {
        **vital_sign("9843-4"),
        "subject": ref("Patient/14"),
        "issued": "2021-01-15T10:01:00-05:00",
        "valueQuantity": quantity("45.5", "cm"),
    },
    "Observation/16": {
        **vital_sign("8280-0"),
        "subject": ref("Patient/11"),
        "effectiveDateTime": "2021-06-15T12:00:00-04:00",
        "issued": "2021-06-15T12:00:00-04:00",
        "valueQuantity": quantity("90", "cm"),
    },
    "Observation/17": {
        **vital_sign("8280-0"),
        "subject": ref("Patient/11"),
        "effectiveDateTime": "2021-06-15T12:00:00-04:00",
        "issued": "2021-06-15T12:00:00-04:00",
        **no_value("35 in inches"),
    },
    "Observation/18": {
        **vital_sign("8310-5"),
        "subject": ref("Patient/11"),
        "effectiveDateTime": "2021-06-15T12:00:00-04:00",
        "issued": "2021-06-15T12:00:00-04:00",
        "valueQuantity": quantity("50", "Cel"),
    },
    "Observation/bp-19": {
        **vital_sign("85354-9"),
        "subject": ref("Patient/6"),
        "effectiveDateTime": "2019-12-31T23:30:00-05:00",
        "issued": "2019-12-31T23:31:00-05:00",
        "note": [{"text": "left arm"}],
        "component": [systolic("140"), diastolic("90")],
    },
    "Observation/bp-21": {
        **vital_sign("85354-9"),
        "subject": ref("Patient/1"),
        "effectiveDateTime": "2020-07-02T00:00:00-04:00",
        "issued": "2020-07-02T00:00:00-04:00",
        "method": concept(text="supine"),
        "component": [systolic("98"), diastolic("60")],
    },
}

ABSENT = {
    "Observation/1": "a blood pressure has the tag bp",
    "Observation/bp-3": "a height has none",
    "Observation/11": "a laboratory value",
    "Observation/bp-11": "a laboratory value",
    "Observation/12": "parity",
    "Observation/20": "no type",
    "Observation/BP-1": "tags are lower-case",
    "Observation/-5": "the column is unsigned, and this is no id of ours",
}

KG = f"{UCUM}|kg"
CELSIUS = f"{UCUM}|Cel"
MMHG = f"{UCUM}|mm[Hg]"
NO_PRESSURE = "3 4 5 6 7 8 9 10 13 14 15 16 17 18"

SEARCHES = (
    # tokens, over both maps of the table
    finds("Observation", "code=85354-9", "bp-1 bp-2 bp-19 bp-21", "the type in any case"),
    finds("Observation", f"code={LOINC}|29463-7", "4 5", "with or without a value"),
    finds("Observation", f"code={LOINC}|8310-5,{LOINC}|8867-4", "6 7 8 18", "OR"),
    finds("Observation", "code=8280-0", "16 17", "two types, one code"),
    finds(
        "Observation",
        "code:not=85354-9&category=vital-signs",
        NO_PRESSURE,
        "folds to TRUE on the one map, FALSE on the other",
    ),
    finds("Observation", "code=http://snomed.info/sct|8302-2", "", "another system"),
    finds("Observation", "component-code=8480-6", "bp-1 bp-19 bp-21", "an unreadable text has no components"),
    finds("Observation", "combo-code=8462-4", "bp-1 bp-19 bp-21", "in the component"),
    finds("Observation", "combo-code=8302-2", "3 14", "or at the root"),
    finds("Observation", f"category={OBSERVATION_CATEGORY}|procedure", "", "contradicts the constants"),
    finds("Observation", "status=http://hl7.org/fhir/observation-status|final&code=8302-2", "3 14", "implied system"),
    finds("Observation", "status:not=final&category=vital-signs", "", "constant"),
    finds("Observation", "method:text=sit", "bp-1 bp-2", "only one map has it"),
    finds(
        "Observation", "method:missing=false&category=vital-signs", "bp-1 bp-2 bp-21", "blank instructions are missing"
    ),
    # references
    finds("Observation", "subject=Patient/1", "bp-1 bp-2 3 4 5 bp-21", "with what aliases left"),
    finds("Observation", "patient=2", "bp-1 bp-2 3 4 5 bp-21", "an alias asks for its head"),
    finds("Observation", "patient:Patient=4", "6 7", "type as modifier"),
    finds("Observation", "subject:missing=true", "13", "0 is nobody"),
    finds("Observation", "performer=Practitioner/999998", f"bp-1 3 {SOCIAL} {RISK}", "reference"),
    finds("Observation", "performer=000123", "4", "leading zeros"),
    finds("Observation", "performer=-1,0", "", "nobody"),
    # dates
    finds(
        "Observation", "date=2020-07-01&category=vital-signs", "bp-1 3 4", "a day at the clinic: 23:30 belongs to it"
    ),
    finds("Observation", "date=2020-07-02", "bp-2 bp-21", "midnight too"),
    finds("Observation", "date=2020-07-02T04:00:00Z", "bp-21", "the same instant"),
    finds("Observation", "date=2020-07-02T00:00:00-04:00", "bp-21", "the same instant"),
    finds("Observation", "date=2020-07-01T09:00", "bp-1 3", "a minute at the clinic"),
    finds("Observation", "date=2020-11-01T01:30:00-04:00", "8", "the first time"),
    finds("Observation", "date=2020-11-01T01:30:00-05:00", "", "not the second"),
    finds("Observation", "date=2020-11-01", "8", "a day of 25 hours"),
    finds("Observation", "date=2020-03-08", "", "02:30 never was"),
    finds("Observation", "date=2019&category=vital-signs", "bp-19", "a year at the clinic"),
    finds("Observation", "date=lt2020-07-01&category=vital-signs", "bp-19", "before"),
    finds("Observation", "date=le2020-07-01&category=vital-signs", "bp-1 3 4 bp-19", "that day and before"),
    finds("Observation", "date=gt2020-11-01", f"9 10 14 16 17 18 {SOCIAL}", "after"),
    finds(
        "Observation",
        "date=ge2020-07-03T15:00:00Z&category=vital-signs",
        "6 8 9 10 14 16 17 18",
        "10:00 is earlier, 11:00 is not",
    ),
    finds("Observation", "date=sa2020-11-02", f"14 16 17 18 {SOCIAL}", "wholly after"),
    finds("Observation", "date=eb2020-07-01T13:00:00Z&category=vital-signs", "bp-19", "09:00 is that very second"),
    finds("Observation", "date=ne2020&category=vital-signs", "14 16 17 18 bp-19", "missing never"),
    finds(
        "Observation",
        "date:missing=true",
        f"7 13 15 {RISK} older-912x4 older-912x4x2 older-913x1 older-914x1",
        "zero, none, skipped by the clocks; orders of no day",
    ),
    # quantities
    finds("Observation", "value-quantity=71||kg", "4", "71 means 70.5 up to 71.5"),
    finds("Observation", f"value-quantity=155|{UCUM}|[lb_av]", "4", "70.50 kg are 155.43 pounds"),
    finds("Observation", f"value-quantity=155.0|{UCUM}|[lb_av]", "", "154.95 up to 155.05"),
    finds("Observation", f"value-quantity=67|{UCUM}|[in_i]", "3", "170 cm are 66.93 inches"),
    finds("Observation", f"value-quantity=99|{UCUM}|[degF]", "7", "37.2 °C are 98.96 °F"),
    finds("Observation", f"value-quantity=ge122|{UCUM}|[degF]", "18", "50 °C exactly"),
    finds("Observation", f"value-quantity=gt0.4|{UCUM}|m", "3 15 16", "40 cm"),
    finds("Observation", f"component-code-value-quantity=8480-6$ge16|{UCUM}|kPa", "bp-19", "140; 120 are 15.99864"),
    finds("Observation", f"value-quantity=72|{UCUM}|mmol/L", "", "none is an amount of substance"),
    finds("Observation", "value-quantity=70||kg", "", "70 means 69.5 up to 70.5, without it"),
    finds("Observation", f"value-quantity=70.5|{KG}", "4", "with unit"),
    finds("Observation", f"value-quantity=70.50|{KG}", "4", "with more digits"),
    finds("Observation", "value-quantity=71|http://unitsofmeasure.org|[lb_av]", "", "another unit"),
    finds("Observation", "value-quantity=37.2||°C", "7", "the unit as written"),
    finds("Observation", f"value-quantity=gt37|{CELSIUS}", "7 18", "exact number"),
    finds("Observation", f"value-quantity=ge37.2|{CELSIUS}", "7 18", "exact number"),
    finds("Observation", f"value-quantity=gt37.2|{CELSIUS}", "18", "exact number"),
    finds("Observation", f"value-quantity=le37.2|{CELSIUS}", "7", "unreadable matches nothing"),
    finds("Observation", "value-quantity=lt50&category=vital-signs", "7 13 15", "any unit"),
    finds("Observation", "value-quantity=sa50&category=vital-signs", "3 4 8 9 16", "as gt"),
    finds("Observation", "value-quantity=eb37.2&category=vital-signs", "13", "as lt"),
    finds(
        "Observation",
        "value-quantity=ne50&category=vital-signs",
        "3 4 7 8 9 13 15 16",
        "not 49.5 up to 50.5; missing never",
    ),
    finds("Observation", "value-quantity=7.2e1", "8", "two digits: 71.5 up to 72.5"),
    finds("Observation", "value-quantity=120", "", "a component is not the value"),
    finds("Observation", "combo-value-quantity=120", "bp-1", "here it is"),
    finds("Observation", "combo-value-quantity=90", "16 bp-19", "value or component"),
    finds("Observation", "component-value-quantity=gt130||mmHg", "bp-19", "unit as written"),
    finds(
        "Observation",
        "value-quantity:missing=true&category=vital-signs",
        "bp-1 bp-2 5 6 10 14 17 bp-19 bp-21",
        "no number",
    ),
    finds("Observation", "data-absent-reason=unsupported", "bp-2 5 6 10 14 17", "why there is none"),
    # composites
    finds("Observation", f"code-value-quantity={LOINC}|8310-5$gt37|{CELSIUS}", "7 18", "code and value"),
    finds("Observation", "code-value-quantity=29463-7$gt60,8867-4$gt60", "4 8", "OR of pairs"),
    finds("Observation", f"component-code-value-quantity={LOINC}|8480-6$ge120|{MMHG}", "bp-1 bp-19", "one component"),
    finds("Observation", "component-code-value-quantity=8462-4$ge120", "", "120 is the other component's"),
    finds("Observation", "component-code-value-quantity=8480-6$lt100", "bp-21", "exact number"),
    finds("Observation", "combo-code-value-quantity=8462-4$lt85", "bp-1 bp-21", "in the component"),
    finds("Observation", "_id=bp-1,3,1,bp-3", "bp-1 3", "each id belongs to one map"),
)

REFUSALS = (
    refused("Observation", "_lastUpdated=ge2020", "not-supported", "the table has no time of change"),
    refused("Observation", "device=1", "not-supported", "not mapped"),
    refused("Observation", "value-quantity=abc", "value", "not a number"),
    refused("Observation", "value-quantity=gt", "value", "a prefix alone"),
    refused("Observation", "code-value-quantity=8480-6", "value", "half a pair"),
    refused("Observation", "date=2020-07-01T10:00:00+25:00", "value", "no such offset"),
    refused("Observation", "date=yesterday", "value", "not a date"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
