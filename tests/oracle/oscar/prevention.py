"""Immunization and Procedure out of preventions and preventionsExt."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import ATC, DIN, LOINC, SNOMED, Json, coding, concept, ref, updated

UNKNOWN = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
CVX = "http://hl7.org/fhir/sid/cvx"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
ACT_SITE = "http://terminology.hl7.org/CodeSystem/v3-ActSite"
FUNCTION = "http://terminology.hl7.org/CodeSystem/v2-0443"
GAVE = concept(coding(FUNCTION, "AP"))
OBJECTS = coding(ACT_REASON, "PATOBJ")


def prevention(number: int, why: str, **values: Any) -> Row:
    """A row of preventions."""
    return row("preventions", why, id=number, **{"lastUpdateDate": "2020-05-06 10:20:00", **values})


_numbers = iter(range(1, 100))


def beside(prevention_id: int, keyval: str, val: str | None, why: str = "") -> Row:
    """A row of preventionsExt."""
    return row("preventionsExt", why or keyval, id=next(_numbers), prevention_id=prevention_id, keyval=keyval, val=val)


def by(number: str) -> list[Json]:
    """Who gave it."""
    return [{"function": GAVE, "actor": ref(f"Practitioner/{number}")}]


#       patient  what               status     on          by
# 201   11       dTap               completed  2020-05-06  999998
# 202   11       DTaP               completed  2003-07     000123
# 203   12       Flu                not-done   2024-10-01  999998
# 204   12       COVID-19           not-done   2021-05-01  999998
# 205   12       MMR                not-done   2022-02-02  -
# 206   13       HepB               completed  1999        Public Health
# 210   13       Staff Vaccine X    completed  2015-03-03  Dr. Old
# 211   13       Flu                not-done   unknown     999998
# 218   6        Td                 completed  unknown
# 214   9999     H1N1               completed  2009-11-01  123
ROWS = (
    prevention(
        201, "for adults: the letters of a child's vaccine in another case; with everything",
        demographic_no=11, prevention_type="dTap", prevention_date="2020-05-06 10:15:00",
        creation_date="2020-05-06 10:20:00", provider_no="999998", creator=999998, refused="0", deleted="0",
    ),
    beside(201, "lot", "C1234AA"), beside(201, "route", "IM"), beside(201, "location", "Arm Lt"),
    beside(201, "dose", "0.5 mL"), beside(201, "manufacture", "Sanofi"), beside(201, "name", "Adacel"),
    beside(201, "expiryDate", "2021-02-28"), beside(201, "din", "2240255"), beside(201, "comments", "no fever"),
    prevention(
        202, "for children; known to the month; of a time with other ways to write; old rows have no `refused`",
        demographic_no=11, prevention_type="DTaP", prevention_date="2003-07-01 00:00:00", creation_date=None,
        provider_no="000123", creator=123, refused=None, deleted=None, snomedId="", lastUpdateDate="0000-00-00 00:00:00",
    ),
    beside(202, "lot", "OLD1"), beside(202, "lot", "", "the last row is empty: no lot"), beside(202, "route", "sc"),
    beside(202, "location", "Deltoid Rt"), beside(202, "dose", "half"), beside(202, "expiryDate", "02/2004"),
    row("partial_date", "of 202, to the month", id=201, table_name=4, table_id=202, field_name=7, format="YYYY-MM"),
    prevention(
        203, "refused without a reason, and never to be offered again",
        demographic_no=12, prevention_type="Flu", prevention_date="2024-10-01 00:00:00",
        creation_date="2024-10-01 09:00:00", provider_no="999998", creator=101, refused="1", never="1",
    ),
    beside(203, "reason", ""), beside(203, "neverReason", "allergic to eggs, she says"),
    prevention(
        204, "refused, and why; a brand of the catalogue",
        demographic_no=12, prevention_type="COVID-19", prevention_date="2021-05-01 00:00:00",
        creation_date="2021-05-01 09:00:00", provider_no="999998", refused="1", snomedId="28531000087107",
    ),
    beside(204, "reason", "wants another brand"), beside(204, "brandSnomedId", "28581000087106"),
    prevention(
        205, "not eligible; nobody's provider; the day of the refusal is known to the year",
        demographic_no=12, prevention_type="mmr", prevention_date="2022-01-01 00:00:00",
        creation_date="2022-02-02 09:00:00", provider_no="0", refused="2",
    ),
    row("partial_date", "of 205's refusal", id=202, table_name=4, table_id=205, field_name=8, format="YYYY"),
    prevention(
        206, "given elsewhere, long ago, by somebody with a name",
        demographic_no=13, prevention_type="HepB", prevention_date="1999-01-01 00:00:00",
        creation_date="2010-04-04 12:00:00", provider_no="-1", provider_name="old name", refused="3",
    ),
    beside(206, "providerName", "Public Health"),
    row("partial_date", "of 206", id=203, table_name=4, table_id=206, field_name=7, format="YYYY"),
    prevention(207, "replaced by 201", demographic_no=11, prevention_type="dTap", deleted="1", refused="0",
               prevention_date="2020-05-05 00:00:00"),
    beside(201, "previousId", "207"),
    prevention(
        208, "an examination, with its result", demographic_no=12, prevention_type="MAM", provider_no="999998",
        prevention_date="2023-06-01 00:00:00", creation_date="2023-06-02 08:00:00", refused="0",
    ),
    beside(208, "result", "normal"), beside(208, "comments", "both sides"),
    prevention(209, "a test of blood", demographic_no=12, prevention_type="HepB screen", refused="0",
               prevention_date="2023-06-01 00:00:00"),
    prevention(
        210, "a name of the clinic's own; outside, whose name stands in the old column",
        demographic_no=13, prevention_type="Staff Vaccine X", prevention_date="2015-03-03 00:00:00",
        creation_date="2015-03-03 10:00:00", provider_no="-1", provider_name="Dr. Old", refused="0", creator=7,
    ),
    prevention(211, "refused on no day, which R4 wants", demographic_no=13, prevention_type="Flu",
               prevention_date=None, provider_no="999998", refused="1"),
    prevention(218, "given on a day of no calendar", demographic_no=6, prevention_type="Td",
               prevention_date="0000-00-00 00:00:00", refused="0"),
    prevention(212, "for one program alone", demographic_no=13, prevention_type="Flu", restrictToProgram=1,
               programNo=10034, prevention_date="2020-10-10 00:00:00", refused="0"),
    prevention(213, "a test of a public health unit", demographic_no=13, prevention_type="Syphilis Serology",
               prevention_date="2020-10-10 00:00:00", refused="0"),
    prevention(
        214, "an orphan's; a SNOMED code of the row goes before that of the type",
        demographic_no=9999, prevention_type="H1N1", prevention_date="2009-11-01 00:00:00", provider_no="123",
        creation_date="2009-11-01 10:00:00", refused="0", snomedId="7691000087100",
    ),
    prevention(
        215, "refused: an examination that was not made", demographic_no=13, prevention_type="COLONOSCOPY",
        provider_no="-1", prevention_date="2024-01-31 00:00:00", refused="1", creation_date=None,
    ),
    prevention(216, "neither given nor refused: a code that nobody knows", demographic_no=13, prevention_type="Flu",
               prevention_date="2020-10-10 00:00:00", refused="9"),
    prevention(
        217,
        "asked, neither done nor given",
        demographic_no=13,
        prevention_type="Smoking",
        prevention_date="2020-10-10 00:00:00",
        refused="0",
    ),
    beside(999, "lot", "LOST", "of a prevention that is not there"),
)  # fmt: skip

RESOURCES: dict[str, Json] = {
    "Immunization/201": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "completed",
        "vaccineCode": concept(
            coding(SNOMED, "7851000087109"),
            coding(DIN, "02240255"),
            coding(ATC, "J07AJ52"),
            coding(CVX, "115"),
            text="dTap",
        ),
        "patient": ref("Patient/11"),
        "occurrenceDateTime": "2020-05-06",
        "recorded": "2020-05-06T10:20:00-04:00",
        "primarySource": True,
        "manufacturer": {"display": "Sanofi"},
        "lotNumber": "C1234AA",
        "expirationDate": "2021-02-28",
        "site": concept(coding(ACT_SITE, "LA"), text="Arm Lt"),
        "route": concept(coding(SNOMED, "78421000"), text="IM"),
        "doseQuantity": {"value": Decimal("0.5"), "unit": "mL"},
        "performer": by("999998"),
        "note": [{"text": "Adacel"}, {"text": "no fever"}],
    },
    "Immunization/202": {
        "status": "completed",
        "vaccineCode": concept(coding(SNOMED, "7841000087106"), coding(ATC, "J07AJ52"), coding(CVX, "20"), text="DTaP"),
        "patient": ref("Patient/11"),
        "occurrenceDateTime": "2003-07",
        "primarySource": True,
        "site": concept(text="Deltoid Rt"),
        "route": concept(coding(SNOMED, "34206005"), text="sc"),
        "performer": by("000123"),
    },
    "Immunization/203": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "not-done",
        "statusReason": concept(OBJECTS),
        "vaccineCode": concept(coding(SNOMED, "46233009"), coding(ATC, "J07BB02"), coding(CVX, "88"), text="Flu"),
        "patient": ref("Patient/12"),
        "occurrenceDateTime": "2024-10-01",
        "recorded": "2024-10-01T09:00:00-04:00",
        "performer": [{"actor": ref("Practitioner/999998")}],
        "note": [{"text": "allergic to eggs, she says"}],
    },
    "Immunization/204": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "not-done",
        "statusReason": concept(OBJECTS, text="wants another brand"),
        "vaccineCode": concept(
            coding(SNOMED, "28581000087106"),
            coding(SNOMED, "28531000087107"),
            coding(ATC, "J07BN"),
            coding(CVX, "213"),
            text="COVID-19",
        ),
        "patient": ref("Patient/12"),
        "occurrenceDateTime": "2021-05-01",
        "recorded": "2021-05-01T09:00:00-04:00",
        "performer": [{"actor": ref("Practitioner/999998")}],
    },
    "Immunization/205": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "not-done",
        "statusReason": concept(text="ineligible"),
        "vaccineCode": concept(coding(SNOMED, "61153008"), coding(ATC, "J07BD52"), coding(CVX, "03"), text="mmr"),
        "patient": ref("Patient/12"),
        "occurrenceDateTime": "2022",
        "recorded": "2022-02-02T09:00:00-05:00",
    },
    "Immunization/206": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "completed",
        "vaccineCode": concept(coding(SNOMED, "8771000087109"), coding(ATC, "J07BC01"), coding(CVX, "45"), text="HepB"),
        "patient": ref("Patient/13"),
        "occurrenceDateTime": "1999",
        "recorded": "2010-04-04T12:00:00-04:00",
        "primarySource": False,
        "performer": [{"function": GAVE, "actor": {"display": "Public Health"}}],
    },
    "Immunization/210": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "completed",
        "vaccineCode": concept(text="Staff Vaccine X"),
        "patient": ref("Patient/13"),
        "occurrenceDateTime": "2015-03-03",
        "recorded": "2015-03-03T10:00:00-05:00",
        "performer": [{"function": GAVE, "actor": {"display": "Dr. Old"}}],
    },
    "Immunization/211": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "not-done",
        "statusReason": concept(OBJECTS),
        "vaccineCode": concept(coding(SNOMED, "46233009"), coding(ATC, "J07BB02"), coding(CVX, "88"), text="Flu"),
        "patient": ref("Patient/13"),
        "_occurrenceDateTime": UNKNOWN,
        "performer": [{"actor": ref("Practitioner/999998")}],
    },
    "Immunization/218": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "completed",
        "vaccineCode": concept(coding(SNOMED, "59999009"), coding(ATC, "J07AM51"), coding(CVX, "139"), text="Td"),
        "patient": ref("Patient/6"),
        "_occurrenceDateTime": UNKNOWN,
        "primarySource": True,
    },
    "Immunization/214": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "completed",
        "vaccineCode": concept(
            coding(SNOMED, "7691000087100"), coding(ATC, "J07BB02"), coding(CVX, "128"), text="H1N1"
        ),
        "patient": ref("Patient/9999"),
        "occurrenceDateTime": "2009-11-01",
        "recorded": "2009-11-01T10:00:00-05:00",
        "primarySource": True,
        "performer": by("123"),
    },
    "Procedure/208": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "completed",
        "code": concept(coding(LOINC, "24606-6"), text="MAM"),
        "subject": ref("Patient/12"),
        "performedDateTime": "2023-06-01",
        "performer": [{"actor": ref("Practitioner/999998")}],
        "outcome": concept(text="normal"),
        "note": [{"text": "both sides"}],
    },
    "Procedure/209": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "completed",
        "code": concept(text="HepB screen"),
        "subject": ref("Patient/12"),
        "performedDateTime": "2023-06-01",
    },
    "Procedure/213": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "completed",
        "code": concept(text="Syphilis Serology"),
        "subject": ref("Patient/13"),
        "performedDateTime": "2020-10-10",
    },
    "Procedure/215": {
        "meta": updated("2020-05-06T10:20:00-04:00"),
        "status": "not-done",
        "statusReason": concept(OBJECTS),
        "code": concept(coding(SNOMED, "73761001"), text="COLONOSCOPY"),
        "subject": ref("Patient/13"),
        "performedDateTime": "2024-01-31",
    },
}

ABSENT = {
    "Immunization/207": "replaced by an edit",
    "Immunization/208": "an examination",
    "Immunization/209": "a test",
    "Immunization/212": "restricted to a program",
    "Immunization/213": "a test by its name",
    "Procedure/201": "a vaccine",
    "Procedure/217": "a question",
    "Immunization/217": "a question",
}
BAD = {"Immunization/216": "an unknown status"}

SEARCHES = (
    finds("Immunization", "patient=11", "201 202", "what was replaced is not there"),
    finds("Immunization", "status=not-done", "203 204 205 211", "refused, and not eligible"),
    finds("Immunization", "status-reason=PATOBJ", "203 204 211", "not the ineligible one"),
    finds("Immunization", "status-reason:text=ineli", "205", "in words"),
    finds("Immunization", f"vaccine-code={SNOMED}|7851000087109", "201", "for adults alone"),
    finds("Immunization", f"vaccine-code={CVX}|20", "202", "for children alone"),
    finds("Immunization", f"vaccine-code={ATC}|J07AJ52", "201 202", "both"),
    finds("Immunization", f"vaccine-code={SNOMED}|28581000087106", "204", "by brand"),
    finds("Immunization", f"vaccine-code={SNOMED}|443651005", "", "the row's own code goes before"),
    finds("Immunization", "vaccine-code:text=staff", "210", "the clinic's own"),
    finds("Immunization", "date=2020", "201", "the year"),
    finds("Immunization", "date=lt2004", "202 206", "long ago; known to the month, to the year"),
    finds("Immunization", "lot-number=C1234", "201", "begins with"),
    finds("Immunization", "lot-number=OLD1", "", "a later row emptied it"),
    finds("Immunization", "performer=999998", "201 203 204 211", "by whom"),
    finds("Immunization", "date:missing=true", "211 218", "told as unknown: the element has no value"),
    finds("Immunization", "date:missing=false&patient=13", "206 210", "the others of the patient"),
    finds("Immunization", "date=ge0001&patient=6", "", "by no date is one without a day found"),
    finds("Immunization", "date=ne2020&patient=13", "206 210", "not even by what it is not"),
    finds("Immunization", "patient=12&status=completed", "", "all not done"),
    finds("Procedure", "patient=12", "208 209", "an examination and a test"),
    finds("Procedure", "code:text=colono", "215", "text"),
    finds("Procedure", "status=completed", "208 209 213", "made"),
    finds("Procedure", "date=ge2024", "215", "day"),
)
REFUSALS = (refused("Immunization", "reaction-date=2020", "not-supported", "not mapped"),)
PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
