"""Laboratory results of before the messages: what CML's and MDS's own tables give (oscar.md §7, codes.md §2).

The lines of CML are under titles, of which each is a report; a line keeps its number. MDS's segments are numbered within
their message. Both laboratories count their messages for themselves, so numbers overlap.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.oracle.model import Part, Row, brings, finds, row
from tests.oracle.words import LOINC, OBSERVATION_CATEGORY, UCUM, Json, coding, concept, ref

from .laboratory import SECTION, amount, filed, flagged, limits, local, named, numbers


def cml(number: int, why: str, **values: Any) -> Row:
    """A report."""
    common = {
        "lab_status": "F",
        "accession_num": "",
        "service_date": "20060301",
        "lastUpdateDate": "2006-03-03 09:00:00",
    }
    return row("labPatientPhysicianInfo", why, id=number, **{**common, **values})


def line(number: int, report: int, title: str, test: str, result: str, why: str, **values: Any) -> Row:
    return row(
        "labTestResults", why, id=number, labPatientPhysicianInfo_id=report,
        **{"line_type": "C", "title": title, "test_name": test, "result": result, "abn": "N", **values},
    )  # fmt: skip


def said(number: int, report: int, title: str, words: str, why: str) -> Row:
    return row(
        "labTestResults", why, id=number, labPatientPhysicianInfo_id=report, line_type="D", title=title,
        description=words,
    )  # fmt: skip


def mds(number: int, control: str, sent: str, why: str, forms: str = "1") -> tuple[Row, ...]:
    """A message, and whether its forms are final."""
    return (
        row("mdsMSH", why, segmentID=number, messageConID=control, dateTime=sent),
        *(row("mdsZFR", why, segmentID=number, reportFormStatus=form) for form in forms),
    )


def obr(message: int, number: int, service: str, when: str, why: str, placer: str = "") -> Row:
    return row(
        "mdsOBR", why, segmentID=message, obrID=number, universalServiceID=service, observationDateTime=when,
        placerOrderNo=placer,
    )  # fmt: skip


def obx(message: int, number: int, order: int, test: str, value: str, why: str, **more: Any) -> Row:
    return row(
        "mdsOBX", why, segmentID=message, obxID=number, associatedOBR=order, observationIden=test,
        observationValue=value, **{"abnormalFlags": "", "observationResultStatus": "F", "producersID": "", **more},
    )  # fmt: skip


def note(message: int, number: int, source: str, comment: str, why: str) -> Row:
    return row("mdsNTE", why, segmentID=message, associatedOBX=number, sourceOfComment=source, comment=comment)


ROWS = (
    row("measurementMap", "MDS's own code", id=8, loinc_code="2276-4", ident_code="-FER", name="Ferritin", lab_type="MDS"),
    row("labReportInformation", "a file", id=1, location_id="70", print_date="20060303", print_time="08:15"),
    row("labReportInformation", "another laboratory's, of no time", id=2, location_id="Northern Lab",
        print_date="20060405", print_time=""),
    cml(301, "final", accession_num="C-100", labReportInfo_id=1, collection_date="28 FEB 06", comment1="Fasting",
        comment2="Faxed"),
    filed(901, 301, 7, "filed", kind="CML"),
    filed(906, 301, 7, "filed twice", kind="CML"),
    filed(907, 301, 0, "filed to nobody", kind="CML"),
    row("providerLabRouting", "acknowledged", id=4, lab_no=301, provider_no="999998", status="A", lab_type="CML",
        timestamp="2006-03-04 12:00:00"),
    row("providerLabRouting", "of MDS's 301", id=5, lab_no=301, provider_no="000123", status="N", lab_type="MDS",
        timestamp="2006-03-04 12:00:00"),
    line(15, 301, "CHEMISTRY", "POTASSIUM", "5.9", "high", abn="A", minimum="3.5", maximum="5.0", units="mmol/L"),
    line(16, 301, "CHEMISTRY", "GLUCOSE", "<5.5", "one limit", minimum="", maximum="6.0", units="mmol/L"),
    said(17, 301, "CHEMISTRY", "Repeated", "about glucose"),
    said(18, 301, "CHEMISTRY", "and verified", "the next line of it"),
    said(19, 301, "MICROBIOLOGY", "No growth", "before any result"),
    line(20, 301, "MICROBIOLOGY", "ORGANISM", "Not seen", "a text; both limits alike", minimum="NEG", maximum="NEG"),
    row("labTestResults", "of no type", id=21, labPatientPhysicianInfo_id=301, test_name="ODD", result="1"),
    line(22, 301, "Chemistry", "TITRE", "1:8", "the same title; an unknown flag", abn="X", minimum="1", maximum="neg"),
    cml(302, "partial, and later: the final one counts", accession_num="C-100", lab_status="P",
        service_date="20060302"),
    line(30, 302, "CHEMISTRY", "POTASSIUM", "5.8", "superseded"),
    filed(902, 302, 7, "superseded", kind="CML"),
    cml(303, "the number again two years later; no file, a status of nobody's", accession_num="C-100",
        lab_status="Z", service_date="20080301", collection_date="soon"),
    line(31, 303, "", "INR", "1.1", "no title", units="INR"),
    filed(903, 303, 7, "no version", kind="CML"),
    cml(304, "partial, without a number; another laboratory's; the number of a message of MDS", lab_status="P",
        labReportInfo_id=2, collection_date="2006-04-04", service_date="nonsense"),
    line(32, 304, "HEMATOLOGY", "", "12", "no name", units="g/dL"),
    filed(904, 304, 7, "no number: no version", kind="CML"),
    cml(305, "no number either, no lines, no day", service_date=None, comment1="Specimen lost"),
    filed(905, 305, 7, "no number: no version", kind="CML"),
    cml(306, "another person's with the same number", accession_num="C-100"),
    filed(908, 306, 6, "does not supersede", kind="CML"),
    filed(909, 399, 7, "whose report is gone", kind="CML"),
    *mds(304, "12345-M777-1", "2005-06-07 08:09:10", "the first version", forms="0"),
    obx(304, 1, 1, "-FER^FE", "31", "superseded"),
    filed(911, 304, 7, "superseded", kind="MDS"),
    *mds(311, "12345-M777-2", "2005-06-08 08:00:00", "the second version", forms="11"),
    filed(912, 311, 7, "the newest", kind="MDS"),
    obr(311, 1, "CBC^COMPLETE^BLOOD", "20050607063000", "an order", placer="P-9^X"),
    obr(311, 2, "URIN^URINALYSIS", "20050607", "a day"),
    obx(311, 1, 1, "-FER^FE", "32", "named by ZMN", producersID="TOR^Toronto Lab"),
    obx(311, 2, 1, "-ODD^Odd test", "see note", "not named there", abnormalFlags="HI", observationResultStatus="P"),
    obx(311, 3, 2, "-PH", "6.5", "no name, no status", observationResultStatus="", abnormalFlags="N"),
    obx(311, 4, 7, "-X1^Lonely", "1", "of an order that is gone"),
    obx(311, 4, 7, "-X2^Lonelier", "2", "with another's number"),
    row("mdsZMN", "the meaning of FER", segmentID=311, resultMnemonic="FER", reportName="Ferritin", units="ug/L",
        referenceRange="30-300"),
    row("mdsZMN", "of another message", segmentID=312, resultMnemonic="ODD", reportName="Wrong", units="g/L"),
    note(311, 1, "M", "001Seen by hand", "behind three signs"),
    note(311, 2, "MC", "&12", "a number"),
    note(311, 3, "XX", "as it stands", "of no known kind"),
    note(311, 4, "MC", "&99", "a number of nothing"),
    row("mdsZMC", "its text", segmentID=311, setID="12", messageCodeDesc="Specimen clotted"),
    row("mdsZMC", "another's text", segmentID=312, setID="12", messageCodeDesc="Wrong"),
    *mds(312, "12345-M777-3", "2007-06-08 08:00:00", "the number again two years later", forms=""),
    obr(312, 1, "TSH", "2007", "no name; a year is no day"),
    obx(312, 1, 1, "-TSH^TSH", "2.1", "a result"),
    filed(913, 312, 7, "no version", kind="MDS"),
    *mds(301, "plain", "2005-07-01 10:00:00", "the number of a report of CML", forms="10"),
    obx(301, 1, 1, "39156-5^Body mass", "7", "a vital sign is no laboratory's to say"),
    filed(914, 301, 7, "another's number", kind="MDS"),
    filed(915, 398, 7, "whose message is gone", kind="MDS"),
)  # fmt: skip


def result(codes: list[Json], name: str, laboratory: str, status: str = "final", **more: Any) -> Json:
    return {
        "status": status,
        "category": [concept(coding(OBSERVATION_CATEGORY, "laboratory"))],
        "code": concept(*codes, text=name),
        "subject": ref("Patient/7"),
        "performer": [{"display": laboratory}],
        **more,
    }


def report(name: str, laboratory: str, status: str, codes: list[Json] | None = None, **more: Any) -> Json:
    return {
        "status": status,
        "category": [concept(coding(SECTION, "LAB"))],
        "code": concept(coding(LOINC, "11502-2"), *(codes or []), text=name),
        "subject": ref("Patient/7"),
        "performer": [{"display": laboratory}],
        **more,
    }


def results(*ids: str) -> list[Json]:
    return [ref(f"Observation/older-{id_}") for id_ in ids]


# 28 February 2006, printed on 3 March at 8:15, in winter
OF_301: Mapping[str, Any] = {"effectiveDateTime": "2006-02-28", "issued": "2006-03-03T08:15:00-05:00"}
ACKNOWLEDGED = [ref("Practitioner/999998")]
SENT_311 = {"issued": "2005-06-08T08:00:00-04:00"}
OF_311 = {"effectiveDateTime": "2005-06-07T06:30:00-04:00", **SENT_311}

RESOURCES: dict[str, Json] = {
    f"DiagnosticReport/older-901x{named('chemistry')}": report(
        "CHEMISTRY", "CML", "final", identifier=numbers("C-100"), **OF_301, resultsInterpreter=ACKNOWLEDGED,
        conclusion="Fasting\nFaxed", result=results("901x15", "901x16", "901x22"),
    ),
    "Observation/older-901x15": result(
        [], "POTASSIUM", "CML", **OF_301, valueQuantity=amount("5.9", "mmol/L", "mmol/L"), interpretation=flagged("A"),
        referenceRange=limits("3.5 - 5.0", amount("3.5", "mmol/L", "mmol/L"), amount("5.0", "mmol/L", "mmol/L")),
    ),
    "Observation/older-901x16": result(
        [], "GLUCOSE", "CML", **OF_301, valueQuantity=amount("5.5", "mmol/L", "mmol/L", "<"),
        interpretation=flagged("N"), note=[{"text": "Repeated\nand verified"}],
        referenceRange=[{"high": amount("6.0", "mmol/L", "mmol/L")}],
    ),
    "Observation/older-901x22": result(
        [], "TITRE", "CML", **OF_301, valueString="1:8", interpretation=[concept(text="X")],
        referenceRange=limits("1 - neg"),
    ),
    f"DiagnosticReport/older-901x{named('microbiology')}": report(
        "MICROBIOLOGY", "CML", "final", identifier=numbers("C-100"), **OF_301, resultsInterpreter=ACKNOWLEDGED,
        conclusion="No growth\nFasting\nFaxed", result=results("901x20"),
    ),
    "Observation/older-901x20": result(
        [], "ORGANISM", "CML", **OF_301, valueString="Not seen", interpretation=flagged("N"),
        referenceRange=limits("NEG"),
    ),
    f"DiagnosticReport/older-903x{named('')}": report(
        "Laboratory report", "CML", "unknown", identifier=numbers("C-100"), effectiveDateTime="2008-03-01",
        result=results("903x31"),
    ),
    "Observation/older-903x31": result(
        [], "INR", "CML", "unknown", effectiveDateTime="2008-03-01", interpretation=flagged("N"),
        valueQuantity=amount("1.1", "INR", "{INR}"),
    ),
    f"DiagnosticReport/older-904x{named('hematology')}": report(
        "HEMATOLOGY", "Northern Lab", "partial", effectiveDateTime="2006-04-04", result=results("904x32"),
    ),
    # whether a result of a partial report is final, nobody says
    "Observation/older-904x32": result(
        [], "HEMATOLOGY", "Northern Lab", "unknown", effectiveDateTime="2006-04-04", interpretation=flagged("N"),
        valueQuantity=amount("12", "g/dL"),
    ),
    f"DiagnosticReport/older-905x{named('')}": report("Laboratory report", "CML", "final", conclusion="Specimen lost"),
    "DiagnosticReport/older-912x1": report(
        "COMPLETE BLOOD", "MDS", "final", [local("CBC")], identifier=numbers("M777", "", "P-9"), **OF_311,
        result=results("912x1", "912x2"),
    ),
    "Observation/older-912x1": result(
        [coding(LOINC, "2276-4"), local("-FER")], "Ferritin", "Toronto Lab", **OF_311,
        valueQuantity=amount("32", "ug/L", "ug/L"), note=[{"text": "Seen by hand"}],
        referenceRange=limits("30-300", amount("30", "ug/L", "ug/L"), amount("300", "ug/L", "ug/L")),
    ),
    "Observation/older-912x2": result(
        [local("-ODD")], "Odd test", "MDS", "preliminary", **OF_311, valueString="see note",
        interpretation=[concept(text="HI")], note=[{"text": "Specimen clotted"}],
    ),
    "DiagnosticReport/older-912x2": report(
        "URINALYSIS", "MDS", "final", [local("URIN")], identifier=numbers("M777"), effectiveDateTime="2005-06-07",
        **SENT_311, result=results("912x3"),
    ),
    "Observation/older-912x3": result(
        [local("-PH")], "-PH", "MDS", "unknown", effectiveDateTime="2005-06-07", **SENT_311,
        valueQuantity={"value": Decimal("6.5")}, interpretation=flagged("N"), note=[{"text": "as it stands"}],
    ),
    "DiagnosticReport/older-912x7": report(
        "Laboratory report", "MDS", "final", identifier=numbers("M777"), **SENT_311,
        result=results("912x4", "912x4x2"),
    ),
    "Observation/older-912x4": result([local("-X1")], "Lonely", "MDS", **SENT_311, valueQuantity=amount("1")),
    "Observation/older-912x4x2": result([local("-X2")], "Lonelier", "MDS", **SENT_311, valueQuantity=amount("2")),
    "DiagnosticReport/older-913x1": report(
        "TSH", "MDS", "unknown", [local("TSH")], identifier=numbers("M777"), issued="2007-06-08T08:00:00-04:00",
        result=results("913x1"),
    ),
    "Observation/older-913x1": result(
        [local("-TSH")], "TSH", "MDS", issued="2007-06-08T08:00:00-04:00", valueQuantity=amount("2.1"),
    ),
    "DiagnosticReport/older-914x1": report(
        "Laboratory report", "MDS", "partial", identifier=numbers("plain"), issued="2005-07-01T10:00:00-04:00",
        result=results("914x1"),
    ),
    "Observation/older-914x1": result(
        [local("39156-5")], "Body mass", "MDS", issued="2005-07-01T10:00:00-04:00", valueQuantity=amount("7"),
    ),
}  # fmt: skip

# 306 is patient 6's
RESOURCES |= {
    f"DiagnosticReport/older-908x{named('')}": {
        **report("Laboratory report", "CML", "final", identifier=numbers("C-100"), effectiveDateTime="2006-03-01"),
        "subject": ref("Patient/6"),
    },
}

ABSENT = {
    f"DiagnosticReport/older-902x{named('chemistry')}": "superseded: partial",
    "Observation/older-902x30": "superseded with its report",
    "DiagnosticReport/older-911x1": "superseded: an older version",
    "Observation/older-911x1": "superseded with its report",
    f"DiagnosticReport/older-906x{named('chemistry')}": "the same report for the same patient once more",
    f"DiagnosticReport/older-907x{named('chemistry')}": "filed to nobody",
    f"DiagnosticReport/older-909x{named('')}": "the report is gone",
    "DiagnosticReport/older-915x1": "the message is gone",
    "Observation/older-901x17": "a comment is no result",
    "Observation/older-901x21": "a line of no type",
    "Observation/older-15": "a line alone tells no patient",
    "Observation/lab-901x15": "no message",
}

SERVED = " ".join(key.removeprefix("Observation/") for key in RESOURCES if key.startswith("Observation/"))
REPORTED = " ".join(
    key.removeprefix("DiagnosticReport/")
    for key, body in RESOURCES.items()
    if key.startswith("DiagnosticReport/") and body["subject"] == ref("Patient/7")
)
CHEMISTRY = f"older-901x{named('chemistry')}"

SEARCHES = (
    finds("Observation", "patient=7&category=laboratory", SERVED, "all of one patient"),
    finds("Observation", f"patient=7&code={LOINC}|2276-4", "older-912x1", "mapped from the laboratory's code"),
    finds("Observation", f"patient=7&code={LOINC}|39156-5", "", "a vital sign is no laboratory's to say"),
    finds("Observation", "patient=7&code:text=potassium", "older-901x15", "by name: CML has no codes"),
    finds("Observation", f"patient=7&value-quantity=gt5.8|{UCUM}|mmol/L", "older-901x15", "above 5.8"),
    finds("Observation", "patient=7&category=laboratory&date=2006-02", "older-901x15 older-901x16 older-901x20 "
          "older-901x22", "by month"),
    finds("Observation", "_id=older-912x4,older-912x4x2,older-911x1", "older-912x4 older-912x4x2", "by id"),
    finds("DiagnosticReport", "patient=7", REPORTED, "all of one patient"),
    finds("DiagnosticReport", "patient=7&identifier=M777", "older-912x1 older-912x2 older-912x7 older-913x1", "by number"),
    finds("DiagnosticReport", "patient=7&status=partial", f"older-904x{named('hematology')} older-914x1", "partial"),
    finds("DiagnosticReport", "patient=7&results-interpreter=999998", f"{CHEMISTRY} older-901x{named('microbiology')}",
          "who has seen it"),
    finds("DiagnosticReport", "patient=7&result=Observation/older-901x16", CHEMISTRY, "by a result"),
    brings("DiagnosticReport", "_id=older-912x1&_include=DiagnosticReport:result", "older-912x1",
           "Observation/older-912x1 Observation/older-912x2", "with its results"),
)  # fmt: skip

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES)
