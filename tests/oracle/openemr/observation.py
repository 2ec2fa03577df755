"""Observation (vital signs) out of form_vitals and forms: one row, several resources.

Conversions by hand, exact and then rounded to the even neighbour:

    154.323584 lb × 0.45359237   154 × 0.45359237 = 69.85322498; 0.323584 × 0.45359237 = 0.14677523…;
                                 the sum 70.00000021…               two places: 70.00 kg
    100 lb                       45.359237                          two places: 45.36 kg
    68.5 in × 2.54               173.99                             one place: 174.0 cm
    35.5 in                      90.17                              one place: 90.2 cm
    17.5 in                      44.45, halfway                     one place, even: 44.4 cm (not 44.5)
    7.5 in                       19.05, halfway                     one place, even: 19.0 cm (not 19.1)
    98.6 °F                      66.6 × 5/9 = 37                    one place: 37.0 Cel
    100.4 °F                     68.4 × 5/9 = 38                    one place: 38.0 Cel
    32 °F                        0 × 5/9 = 0                        one place: 0.0 Cel, and measured: stored 0 is not
"""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import (
    LOINC,
    UCUM,
    Json,
    coding,
    concept,
    diastolic,
    quantity,
    ref,
    systolic,
    translated,
    updated,
    vital_sign,
)

from .history import HABITS, HABITS_9
from .orders import FIRST_REPORT, LAB

INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


def vitals(id: int, why: str, **values: Any) -> Row:
    """A row of form_vitals. What is not named is 0: not measured."""
    return row("form_vitals", why, id=id, **values)


def form(id: int, form_id: int, why: str, **values: Any) -> Row:
    """A row of forms, for vitals."""
    return row("forms", why, id=id, form_id=form_id, **{"formdir": "vitals", "deleted": 0, **values})


#      patient  encounter  taken                    by  parts
# v-1  1        5          2020-03-08 09:10 -04:00  2   bp 120/80, w 70.00, h 174.0, t 37.0, p 72, r 16, bmi 23.1, o2 98
# v-3  7        6          2020-03-10 10:00 -04:00  -   hc 44.4, wc 90.2
# v-6  8        -          2020-11-01 01:30 -04:00  -   bp 118/-, w 45.36, t 38.0
# v-7  9        -          -                        -   h 19.0, t 0.0
ROWS = (
    vitals(
        1,
        "everything but circumferences; entered in metric, stored in pounds and inches",
        pid=1,
        user="dkim",
        activity=1,
        date="2020-03-08 09:10:00",
        bps="120",
        bpd="80",
        weight="154.323584",
        height="68.500000",
        temperature="98.600000",
        temp_method="Oral",
        pulse="72.000000",
        respiration="16.000000",
        BMI="23.100000",
        waist_circ="0.000000",
        head_circ="0.000000",
        oxygen_saturation="98.00",
        last_updated="2023-01-05 10:00:00",
    ),
    vitals(
        2,
        "nothing measured: zeros and blanks give no resource at all",
        pid=7,
        activity=1,
        date="2020-03-09 09:00:00",
        bps="",
        bpd=" ",
        weight="0.000000",
        height=None,
        temperature="0.000000",
        pulse="0.000000",
        respiration="0.000000",
        BMI="0.000000",
        oxygen_saturation="0.00",
        last_updated="2023-01-05 10:00:00",
    ),
    vitals(
        3,
        "text in the pressures: neither is readable; halfway between two millimetres",
        pid=7,
        user=None,
        activity=1,
        date="2020-03-10 10:00:00",
        bps="refused",
        bpd="",
        waist_circ="35.500000",
        head_circ="17.500000",
        last_updated="2023-07-05 10:00:00",
    ),
    vitals(
        4,
        "its form is deleted",
        pid=7,
        activity=1,
        date="2020-03-10 11:00:00",
        bps="130",
        bpd="85",
        pulse="80.000000",
        last_updated="2023-07-05 10:00:00",
    ),
    vitals(
        5,
        "it has no form of vitals, only one of an encounter with the same key",
        pid=1,
        activity=1,
        date="2020-03-10 12:00:00",
        bps="131",
        bpd="86",
        last_updated="2023-07-05 10:00:00",
    ),
    vitals(
        6,
        "one pressure of two; the hour that came twice; no such encounter; a user nobody is; zero time",
        pid=8,
        user="ghost",
        activity=1,
        date="2020-11-01 01:30:00",
        bps="118",
        bpd=None,
        weight="100.000000",
        temperature="100.400000",
        last_updated="0000-00-00 00:00:00",
    ),
    vitals(
        7,
        "0 as text is not measured either; freezing is; at no time; the encounter is another patient's",
        pid=9,
        activity=0,
        date=None,
        bps="0",
        bpd="0",
        height="7.500000",
        temperature="32.000000",
        last_updated="2023-11-05 01:30:00",
    ),
    vitals(
        9,
        "a child, breathing oxygen; what the nurse thought and how she took it; a remark on the row",
        pid=9,
        activity=1,
        date="2019-07-01 10:00:00",
        BMI="16.000000",
        BMI_status="Underweight",
        oxygen_saturation="91.00",
        oxygen_flow_rate="2.000000",
        inhaled_oxygen_concentration="28.00",
        ped_weight_height="45.50",
        ped_bmi="50.00",
        ped_head_circ="33.25",
        note="cried",
        last_updated="2022-07-01 10:00:00",
    ),
    vitals(
        10,
        "how a temperature was taken that was not; an old number for a choice",
        pid=9,
        date="2019-07-02 10:00:00",
        temp_method="1",
        BMI_status="Normal",
        note="nothing done",
        last_updated="2022-07-01 10:00:00",
    ),
    form(27, 9, "of no encounter", encounter=0, pid=9),
    form(28, 10, "of no encounter", encounter=0, pid=9),
    vitals(11, "taken at a sensitive encounter", pid=9, date="2021-05-01 10:05:00", pulse="88.000000"),
    row(
        "form_vital_details",
        "the first counts",
        id=1,
        form_id=9,
        vitals_column="oxygen_saturation",
        interpretation_list_id="vitals-interpretation",
        interpretation_option_id="L",
        interpretation_title="Low",
    ),
    row(
        "form_vital_details",
        "the second does not",
        id=2,
        form_id=9,
        vitals_column="oxygen_saturation",
        interpretation_option_id="N",
        interpretation_title="Normal",
    ),
    row(
        "form_vital_details",
        "the clinic's own word",
        id=3,
        form_id=1,
        vitals_column="temperature",
        interpretation_option_id="fine",
        interpretation_title="Fine",
    ),
    form(20, 1, "by number, not by id", encounter=1001, pid=1),
    form(21, 2, "a form of nothing", encounter=5, pid=7),
    form(22, 3, "the first of two counts", encounter=5, pid=7),
    form(23, 3, "a duplicate", encounter=1003, pid=7),
    form(24, 4, "deleted", encounter=5, pid=7, deleted=1),
    form(25, 6, "of no encounter", encounter=0, pid=8),
    form(281, 11, "of a sensitive encounter", encounter=1007, pid=9),
    form(26, 7, "encounter 1003 is patient 8's", encounter=1003, pid=9),
)


def taken_1(code: str) -> Json:
    """What the parts of the first row share."""
    return {
        **vital_sign(code),
        "meta": updated("2023-01-05T10:00:00-05:00"),
        "subject": ref("Patient/1"),
        "encounter": ref("Encounter/5"),
        "effectiveDateTime": "2020-03-08T09:10:00-04:00",
        "performer": [ref("Practitioner/2")],
    }


def taken_3(code: str) -> Json:
    """What the parts of the third row share."""
    return {
        **vital_sign(code),
        "meta": updated("2023-07-05T10:00:00-04:00"),
        "subject": ref("Patient/7"),
        "encounter": ref("Encounter/6"),
        "effectiveDateTime": "2020-03-10T10:00:00-04:00",
    }


def taken_6(code: str) -> Json:
    """What the parts of the sixth row share."""
    return {
        **vital_sign(code),
        "subject": ref("Patient/8"),
        "effectiveDateTime": "2020-11-01T01:30:00-04:00",
    }


def taken_7(code: str) -> Json:
    """What the parts of the seventh row share."""
    return {
        **vital_sign(code),
        "meta": updated("2023-11-05T01:30:00-04:00"),
        "subject": ref("Patient/9"),
    }


def taken_9(code: str) -> Json:
    """What the parts of the ninth row share."""
    return {
        **vital_sign(code),
        "meta": updated("2022-07-01T10:00:00-04:00"),
        "subject": ref("Patient/9"),
        "effectiveDateTime": "2019-07-01T10:00:00-04:00",
        "note": [{"text": "cried"}],
    }


CHILD = "v-9-bmi v-9-o2 v-9-flow v-9-pwh v-9-pbmi v-9-phc"
RESOURCES: dict[str, Json] = {
    "Observation/v-9-bmi": {
        **taken_9("39156-5"),
        "valueQuantity": quantity("16", "kg/m2"),
        "interpretation": [concept(text="Underweight")],
    },
    "Observation/v-9-o2": {
        **taken_9("2708-6"),
        "code": concept(coding(LOINC, "2708-6"), coding(LOINC, "59408-5")),
        "valueQuantity": quantity("91", "%"),
        "interpretation": [concept(coding(INTERPRETATION, "L"), text="Low")],
        "component": [
            {"code": concept(coding(LOINC, "3150-0")), "valueQuantity": quantity("28", "%")},
        ],
    },
    # R4 binds the units of a vital sign's components, and L/min is none of them.
    "Observation/v-9-flow": {**taken_9("3151-8"), "valueQuantity": quantity("2", "L/min")},
    "Observation/v-9-pwh": {**taken_9("77606-2"), "valueQuantity": quantity("45.5", "%")},
    "Observation/v-9-pbmi": {**taken_9("59576-9"), "valueQuantity": quantity("50", "%")},
    "Observation/v-9-phc": {**taken_9("8289-1"), "valueQuantity": quantity("33.25", "%")},
    "Observation/v-1-bp": {**taken_1("85354-9"), "component": [systolic("120"), diastolic("80")]},
    "Observation/v-1-w": {
        **taken_1("29463-7"),
        "valueQuantity": translated("70.00", "kg", "154.323584", "[lb_av]"),
    },
    "Observation/v-1-h": {
        **taken_1("8302-2"),
        "valueQuantity": translated("174.0", "cm", "68.5", "[in_i]"),
    },
    "Observation/v-1-t": {
        **taken_1("8310-5"),
        "valueQuantity": translated("37.0", "Cel", "98.6", "[degF]"),
        "interpretation": [concept(text="Fine")],
        "method": concept(text="Oral"),
    },
    "Observation/v-1-p": {**taken_1("8867-4"), "valueQuantity": quantity("72", "/min")},
    "Observation/v-1-r": {**taken_1("9279-1"), "valueQuantity": quantity("16", "/min")},
    "Observation/v-1-bmi": {**taken_1("39156-5"), "valueQuantity": quantity("23.1", "kg/m2")},
    "Observation/v-1-o2": {
        **taken_1("2708-6"),
        "code": concept(coding(LOINC, "2708-6"), coding(LOINC, "59408-5")),
        "valueQuantity": quantity("98", "%"),
    },
    "Observation/v-3-hc": {
        **taken_3("9843-4"),
        "valueQuantity": translated("44.4", "cm", "17.5", "[in_i]"),
    },
    "Observation/v-3-wc": {
        **taken_3("8280-0"),
        "valueQuantity": translated("90.2", "cm", "35.5", "[in_i]"),
    },
    "Observation/v-6-bp": {**taken_6("85354-9"), "component": [systolic("118")]},
    "Observation/v-6-w": {
        **taken_6("29463-7"),
        "valueQuantity": translated("45.36", "kg", "100", "[lb_av]"),
    },
    "Observation/v-6-t": {
        **taken_6("8310-5"),
        "valueQuantity": translated("38.0", "Cel", "100.4", "[degF]"),
    },
    "Observation/v-7-h": {
        **taken_7("8302-2"),
        "valueQuantity": translated("19.0", "cm", "7.5", "[in_i]"),
    },
    "Observation/v-7-t": {
        **taken_7("8310-5"),
        "valueQuantity": translated("0.0", "Cel", "32", "[degF]"),
    },
}

ABSENT = {
    "Observation/v-10-t": "how it was taken is no temperature",
    "Observation/v-10-bmi": "a word is no index",
    "Observation/v-1-hc": "not measured",
    "Observation/v-1-wc": "not measured",
    "Observation/v-2-w": "nothing measured",
    "Observation/v-2-bp": "nothing measured",
    "Observation/v-3-bp": "not readable",
    "Observation/v-4-bp": "its form is deleted",
    "Observation/v-4-p": "its form is deleted",
    "Observation/v-5-bp": "it has no form",
    "Observation/v-7-bp": "zeros",
    "Observation/v-1": "a row is not a resource",
    "Observation/v-1-xx": "no such part",
    "Observation/1": "no tag",
    "Observation/1-w": "no tag",
    "Observation/v-01-w": "not the id of v-1-w",
    "Observation/v-11-p": "of a sensitive encounter",
}

KG = f"{UCUM}|kg"
CM = f"{UCUM}|cm"
CELSIUS = f"{UCUM}|Cel"
FIRST = "v-1-bp v-1-w v-1-h v-1-t v-1-p v-1-r v-1-bmi v-1-o2"

SEARCHES = (
    finds("Observation", f"code={LOINC}|29463-7", "v-1-w v-6-w", "one part"),
    finds("Observation", "code=8302-2,8310-5", "v-1-h v-1-t v-6-t v-7-h v-7-t", "two parts"),
    finds("Observation", "code=8867-4&patient=8", "", "not measured"),
    finds("Observation", "code:not=8310-5&patient=8", "v-6-bp v-6-w", "the other parts"),
    finds("Observation", "category=vital-signs&patient=Patient/7", "v-3-hc v-3-wc", "constant AND reference"),
    finds("Observation", "status=final&encounter=Encounter/6", "v-3-hc v-3-wc", "the first form's number"),
    finds("Observation", "patient=1", f"{FIRST} {LAB} {HABITS}", "all parts of a row, none of a row without form"),
    finds("Observation", "subject=Patient/9", f"v-7-h v-7-t {CHILD} {HABITS_9}", "pid"),
    finds("Observation", "encounter=5", f"{FIRST} {LAB}", "the id of the encounter, not its number"),
    finds("Observation", "encounter=Encounter/10", "", "another patient's number"),
    finds(
        "Observation",
        "encounter:missing=true",
        f"v-6-bp v-6-w v-6-t v-7-h v-7-t {CHILD} {HABITS} {HABITS_9} soc-102-smoking",
        "0, another patient's",
    ),
    finds("Observation", "performer=Practitioner/2&code=85354-9", "v-1-bp", "user name"),
    finds("Observation", "performer:missing=true&code=8310-5", "v-6-t v-7-t", "nobody's name; none"),
    finds("Observation", "date=2020-03-08", FIRST, "a day of 23 hours"),
    finds("Observation", "date=2020-03-08T13:10:00Z&code=8310-5", "v-1-t", "the instant"),
    finds("Observation", "date=2020-11-01T01:30:00-04:00", "v-6-bp v-6-w v-6-t", "the first time"),
    finds("Observation", "date=2020-11-01T01:30:00-05:00", "", "not the second"),
    finds("Observation", "date=gt2020-03-08&date=lt2020-11", "v-3-hc v-3-wc", "between"),
    finds("Observation", "date=ge2020-03-10", "v-3-hc v-3-wc v-6-bp v-6-w v-6-t", "that day and later"),
    finds("Observation", "date:missing=true", "v-7-h v-7-t lab-85 soc-102-smoking", "none, a zero date"),
    finds("Observation", f"value-quantity=70.00|{KG}", "v-1-w", "as served, not as stored"),
    finds("Observation", "value-quantity=70||kg", "v-1-w", "69.5 up to 70.5"),
    finds("Observation", f"value-quantity=ge70.00|{KG}", "v-1-w", "as served"),
    finds("Observation", f"value-quantity=gt70.00|{KG}", "", "served as 70.00 exactly"),
    finds("Observation", f"value-quantity=le45.36|{KG}", "v-6-w", "served as 45.36 exactly"),
    finds("Observation", f"value-quantity=lt45.36|{KG}", "", "stored a little less"),
    finds("Observation", f"value-quantity=ne70.00|{KG}", "v-6-w", "another value"),
    finds("Observation", "value-quantity=154.323584", "", "what is stored is not the value"),
    finds(
        "Observation", f"value-quantity=100|{UCUM}|[lb_av]", "v-6-w", "99.5 up to 100.5 pounds: 45.13 up to 45.59 kg"
    ),
    finds("Observation", f"value-quantity=154.3|{UCUM}|[lb_av]", "v-1-w", "70.00 kg are 154.32 pounds"),
    finds("Observation", f"value-quantity=154.30|{UCUM}|[lb_av]", "", "up to 154.305 pounds: 69.992 kg"),
    finds("Observation", f"value-quantity=ge154.323583|{UCUM}|[lb_av]", "v-1-w", "70.00 kg are 154.3235835… pounds"),
    finds("Observation", f"value-quantity=ge154.323584|{UCUM}|[lb_av]", "", "stored, but served as a little less"),
    finds("Observation", f"value-quantity=70000|{UCUM}|g", "v-1-w", "grams"),
    finds("Observation", f"value-quantity=70|{UCUM}|KG", "", "no UCUM: case counts"),
    finds("Observation", f"value-quantity=70|{UCUM}|L", "", "no mass"),
    finds("Observation", "value-quantity=154.3||[lb_av]", "", "without system a unit is what is written"),
    finds("Observation", f"value-quantity=98.6|{UCUM}|[degF]", "v-1-t", "98.55 up to 98.65"),
    finds("Observation", f"value-quantity=gt98.6|{UCUM}|[degF]", "v-6-t", "exactly 37"),
    finds("Observation", f"value-quantity=32|{UCUM}|[degF]", "v-7-t", "31.5 up to 32.5: freezing"),
    finds("Observation", f"value-quantity=le310.15|{UCUM}|K", "v-1-t v-7-t", "37 and 0 °C"),
    finds("Observation", f"value-quantity=ap40|{UCUM}|[degF]", "", "36 up to 44; 0 °C are 32"),
    finds("Observation", f"value-quantity=ap35|{UCUM}|[degF]", "v-7-t", "31.5 up to 38.5"),
    finds("Observation", f"value-quantity=1.74|{UCUM}|m", "v-1-h", "1.735 up to 1.745"),
    finds(
        "Observation", f"value-quantity=lt7.5|{UCUM}|[in_i]", "v-7-h", "19.0 cm are 7.48 inches, though 7.5 are stored"
    ),
    finds("Observation", f"value-quantity=1.2|{UCUM}|Hz", "v-1-p", "72 in a minute; 1.15 up to 1.25 in a second"),
    finds("Observation", f"value-quantity=72|{UCUM}|{{beats}}/min", "v-1-p", "braces are a remark"),
    finds("Observation", f"value-quantity=2.31|{UCUM}|g/cm2", "v-1-bmi", "23.1 kg/m2"),
    finds("Observation", f"value-quantity=0.98|{UCUM}|1", "v-1-o2", "98 %"),
    finds("Observation", f"component-value-quantity=15.7|{UCUM}|kPa", "v-6-bp", "118 mmHg are 15.732 kPa"),
    finds("Observation", f"component-code-value-quantity=8480-6$lt16|{UCUM}|kPa", "v-1-bp v-6-bp", "120: 15.99864 kPa"),
    finds("Observation", f"value-quantity=1|{UCUM}|mm[Hg", "", "no unit at all"),
    finds("Observation", f"value-quantity=37.0|{CELSIUS}", "v-1-t", "36.95 up to 37.05"),
    finds("Observation", f"value-quantity=gt37|{CELSIUS}", "v-6-t", "exact number"),
    finds("Observation", "value-quantity=ge37||°C", "v-1-t v-6-t", "unit as written"),
    finds("Observation", f"value-quantity=lt1|{CELSIUS}", "v-7-t", "freezing; not measured is not zero"),
    finds("Observation", f"value-quantity=44.4|{CM}", "v-3-hc", "the even neighbour"),
    finds("Observation", f"value-quantity=44.5|{CM}", "", "not the upper one"),
    finds("Observation", f"value-quantity=lt44.45|{CM}", "v-3-hc v-7-h", "44.4, though stored halfway"),
    finds("Observation", f"value-quantity=173.99|{CM}", "", "it is served rounded"),
    finds("Observation", f"value-quantity=174|{CM}", "v-1-h", "173.5 up to 174.5"),
    finds("Observation", "value-quantity=eb20||cm", "v-7-h", "19.0"),
    finds("Observation", "value-quantity=sa90||cm", "v-1-h v-3-wc", "90.2 and 174.0"),
    finds(
        "Observation",
        "value-quantity:missing=true",
        f"v-1-bp v-6-bp lab-82 lab-83 lab-84 lab-86 {HABITS} {HABITS_9} soc-102-smoking",
        "pressures are components; words",
    ),
    finds("Observation", "component-code=8462-4", "v-1-bp", "one of the two has it"),
    finds("Observation", "component-value-quantity=lt119", "v-1-bp v-6-bp v-9-o2", "80 and 118, 28"),
    finds("Observation", f"component-code-value-quantity={LOINC}|8480-6$lt119", "v-6-bp", "one component"),
    finds("Observation", f"component-code-value-quantity=8480-6$ge118|{UCUM}|mm[Hg]", "v-1-bp v-6-bp", "unit"),
    finds("Observation", f"code-value-quantity={LOINC}|29463-7$gt50|{KG}", "v-1-w", "code and value"),
    finds("Observation", "code-value-quantity=8302-2$70", "", "not this code's value"),
    finds("Observation", "combo-code=8480-6,8867-4", "v-1-bp v-1-p v-6-bp", "root or component"),
    finds("Observation", "_id=v-1-w,v-1-hc,v-4-p,1,v-7-t", "v-1-w v-7-t", "parts that are there"),
    finds("Observation", "_lastUpdated=2023-01-05", FIRST, "time of the row"),
    finds("Observation", "_lastUpdated=2023-11-05T05:30:00Z", "v-7-h v-7-t", "01:30 the first time"),
    finds(
        "Observation", "_lastUpdated=lt2023", f"{FIRST_REPORT} {HABITS} {HABITS_9} {CHILD}", "zero times match nothing"
    ),
)

REFUSALS = (
    refused("Observation", "device=Device/1", "not-supported", "not mapped"),
    refused("Observation", "component-code-value-quantity=8480-6$high", "value", "not a number"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
