"""What invented laboratories sent to the demo clinic: HL7 v2 messages as OSCAR stores them, and their dirt."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from facade.adapter.demo_clinic import Chart, Row, Rows
from profiles.ca_core.demo.people import TODAY

from ..tables import (
    demographic,
    hl7TextInfo,
    hl7TextMessage,
    measurementMap,
    measurements,
    measurementsExt,
    patientLabRouting,
    providerLabRouting,
)
from .clinic import Clinic
from .page import Chapter, Page


@dataclass(frozen=True)
class Test:
    """One test: the laboratory's code and name, LOINC, unit, the healthy range and how far results stray."""

    code: str
    name: str
    loinc: str
    unit: str
    low: float
    high: float
    places: int = 0


CBC = (
    Test("418", "HEMOGLOBIN", "718-7", "g/L", 120, 160),
    Test("399", "WBC", "12227-5", "x10 9/L", 4.0, 11.0, 1),
    Test("396", "PLATELET COUNT", "777-3", "x10 9/L", 150, 400),
    Test("397V", "MCV", "787-2", "fL", 80, 100),
)
CHEMISTRY = (
    Test("067A", "CREATININE", "14682-9", "umol/L", 50, 110),
    Test("204M", "POTASSIUM", "2823-3", "mmol/L", 3.5, 5.0, 1),
    Test("223M", "ALT", "1742-6", "U/L", 5, 45),
    Test("341", "TSH", "3016-3", "mIU/L", 0.3, 5.0, 2),
)
LIPIDS = (
    Test("055M", "CHOLESTEROL", "14647-2", "mmol/L", 2.0, 5.2, 2),
    Test("117M", "HDL CHOLESTEROL", "14646-4", "mmol/L", 1.0, 2.2, 2),
    Test("R/RM", "CHOL/HDL RATIO", "9322-9", "ratio", 2.0, 5.0, 1),
)
DIABETES = (
    Test("093D", "HEMOGLOBIN A1C", "4548-4", "%", 4.0, 6.0, 1),
    Test("111G", "GLUCOSE FASTING", "14771-0", "mmol/L", 3.6, 6.0, 1),
)
PANELS = (
    ("CBC", "COMPLETE BLOOD COUNT", "HAEM", CBC),
    ("CHEM", "CHEMISTRY", "CHEM", CHEMISTRY),
    ("LIPID", "LIPIDS", "CHEM", LIPIDS),
    ("DM", "DIABETES", "CHEM", DIABETES),
)
LABORATORIES = ("GDML", "GDML", "PATHL7")
PDF = b64encode(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF").decode()
DAY = "2026-10-14"


def clinic_rows(_clinic: Clinic, _rng: Random) -> Rows:
    """The laboratories' codes and their LOINC."""
    tests = [test for _, _, _, listed in PANELS for test in listed]
    rows = [("GDML", test.code, test.loinc, test.name) for test in tests]
    rows += [("PATHL7", test.loinc, test.loinc, test.name) for test in tests]
    rows += [
        ("FLOWSHEET", "A1C", "4548-4", "A1C"),
        ("PATHL7", "X50033", "X50033", "Private code"),
        ("MDS", "-AB", "", ""),
    ]
    for key, (lab, code, loinc, name) in enumerate(rows, start=1):
        yield (
            measurementMap,
            {"id": key, "loinc_code": loinc or None, "ident_code": code, "name": name, "lab_type": lab},
        )


def write(page: Page) -> None:
    """A report or two of those who come, the day after a visit."""
    rng = page.rng
    if page.person.age() < 16 or not page.visits:
        return
    for _ in range(rng.choice((0, 1, 1, 2))):
        taken = rng.choice(page.visits) + timedelta(hours=rng.randint(1, 5))
        if taken.date() < TODAY - timedelta(days=2):
            _report(page, taken)


def _report(page: Page, taken: datetime) -> None:
    rng, lab = page.rng, page.rng.choice(LABORATORIES)
    chosen = rng.sample(PANELS, rng.choice((1, 2)))
    accession = f"{lab[0]}{taken:%y%m}-{page.number:05d}{rng.randrange(10)}"
    segments = [head(lab, taken + timedelta(days=1)), *patient(page)]
    found: list[tuple[Test, str, str]] = []
    for code, name, section, tests in chosen:
        segments.append(order(f"{code}^{name}", taken, f"{accession}-{code}", section))
        for test in tests:
            value, flag = _value(test, rng)
            found.append((test, value, flag))
            segments.append(_result(test, lab, value, flag, taken))
        if rng.random() < 0.2:
            segments.append("NTE|1||Result repeated and verified.\\.br\\R\\E\\pondu par t\\XC3A9\\l\\XC3A9\\phone.")
    message = file(page.chart, lab, segments, taken, fold=rng.random() < 0.3)
    abnormal = any(flag != "N" for _, _, flag in found)
    index(page.chart, message, accession, taken, {
        "sex": "F" if page.person.female else "M", "health_no": page.person.health_number[:12],
        "result_status": "A" if abnormal else "", "final_result_count": len(found),
        "discipline": "/".join(dict.fromkeys(section for _, _, section, _ in chosen)),
        "last_name": page.person.family[:30], "first_name": page.person.given[:30],
        "label": "annual" if rng.random() < 0.1 else None,
    })  # fmt: skip
    route(page.chart, message, page.number, taken)
    who = page.clinic.anybody()
    page.chart.add(providerLabRouting, {
        "provider_no": who, "lab_no": message["lab_id"], "status": rng.choice("AAN"),
        "comment": "call patient" if abnormal and rng.random() < 0.3 else "", "timestamp": str(taken),
        "lab_type": "HL7",
    })  # fmt: skip
    if rng.random() < 0.3:
        copied(page.chart, message, page.number, found[0], lab, taken)


def _value(test: Test, rng: Random) -> tuple[str, str]:
    middle, spread = (test.low + test.high) / 2, (test.high - test.low) / 3
    value = max(rng.gauss(middle, spread), test.low / 3)
    flag = "H" if value > test.high else "L" if value < test.low else "N"
    return f"{value:.{test.places}f}", flag


def head(lab: str, sent: datetime, kind: str = "ORU^R01") -> str:
    """The header of a message."""
    return f"MSH|^~\\&|LIS|{lab}|OSCAR|CLINIC|{sent:%Y%m%d%H%M%S}||{kind}|{sent:%H%M%S}|P|2.3"


def patient(page: Page) -> Sequence[str]:
    """Who the message is about, and the requisition."""
    person = page.person
    sex = "F" if person.female else "M"
    return (
        f"PID|1||{person.health_number}||{person.family}^{person.given}||{person.born:%Y%m%d}|{sex}",
        f"ORC|RE|R{page.number:06d}",
    )


def order(code: str, taken: datetime, number: str, section: str = "CHEM", status: str = "F") -> str:
    """An OBR."""
    received = taken + timedelta(hours=2)
    return (
        f"OBR|1||{number}|{code}|||{taken:%Y%m%d%H%M}|||||||{received:%Y%m%d%H%M%S}|BLD&Blood"
        f"|101^Doctor^Demo||||||{received:%Y%m%d%H%M%S}||{section}|{status}"
    )


def _result(test: Test, lab: str, value: str, flag: str, taken: datetime) -> str:
    code = f"{test.loinc}^{test.name}^LN" if lab == "PATHL7" else f"{test.code}^{test.name}"
    return f"OBX|1|NM|{code}||{value}|{test.unit}|{test.low:g}-{test.high:g}|{flag}|||F|||{taken:%Y%m%d%H%M}"


def file(chart: Chart, lab: str, segments: Sequence[str | bytes], taken: datetime, *, fold: bool = False) -> Row:
    """A message as OSCAR stores it."""
    raw = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\r" for line in segments)
    text = b64encode(raw).decode()
    if fold:  # as some encoders do
        text = "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))
    return chart.add(hl7TextMessage, {
        "fileUploadCheck_id": 1, "message": text, "type": lab, "serviceName": lab.lower(),
        "created": str(taken + timedelta(days=1)),
    })  # fmt: skip


def index(chart: Chart, message: Row, accession: str, taken: datetime, more: Row) -> Row:
    """Its row in hl7TextInfo."""
    return chart.add(hl7TextInfo, {
        "lab_no": message["lab_id"], "sex": "", "health_no": None, "result_status": "", "final_result_count": 1,
        "obr_date": str(taken), "priority": "R", "requesting_client": "Dr. Demo Doctor", "discipline": "CHEM",
        "last_name": None, "first_name": None, "report_status": "F", "accessionNum": accession,
        "filler_order_num": accession, "sending_facility": message["type"], "label": None, **more,
    })  # fmt: skip


def route(chart: Chart, message: Row, number: int, taken: datetime, kind: str = "HL7") -> Row:
    """Files it to a patient."""
    return chart.add(patientLabRouting, {
        "demographic_no": number, "lab_no": message["lab_id"], "lab_type": kind,
        "created": str(taken + timedelta(days=1)), "dateModified": None if number % 2 else str(taken),
    })  # fmt: skip


def copied(chart: Chart, message: Row, number: int, found: tuple[Test, str, str], lab: str, taken: datetime) -> Row:
    """The row that OSCAR writes for a result, and those beside it."""
    test, value, flag = found
    row = chart.add(measurements, {
        "type": "", "demographicNo": number, "providerNo": "0", "dataField": value, "measuringInstruction": "",
        "comments": "", "dateObserved": str(taken), "dateEntered": str(taken), "appointmentNo": 0,
    })  # fmt: skip
    beside = {
        "lab_no": str(message["lab_id"]), "identifier": test.code, "labname": lab, "name": test.name, "abnormal": flag,
        "unit": test.unit, "minimum": f"{test.low:g}", "maximum": f"{test.high:g}", "datetime": str(taken),
        "other_id": "0-0",
    }  # fmt: skip
    for key, value in beside.items():
        chart.add(measurementsExt, {"measurement_id": row["id"], "keyval": key, "val": value})
    return row


WHEN = datetime.fromisoformat(f"{DAY} 12:15:00")
HB = "OBX|1|NM|418^HEMOGLOBIN||137|g/L|120-160|N|||F"


def planted(chart: Chart, segments: Sequence[str | bytes], lab: str = "GDML", number: int | None = None) -> Row:
    """A message of a trap, filed to the patient of the chart."""
    message = file(chart, lab, segments, WHEN)
    route(chart, message, chart.of(demographic)[0]["demographic_no"] if number is None else number, WHEN)
    return message


def _cut(chart: Chart, _rng: Random) -> None:
    message = planted(chart, [head("GDML", WHEN), "PID|1", order("CBC^CBC", WHEN, "1"), HB, "OBX|2|NM|399^WBC||1"])
    message["message"] = message["message"][:-4]


def _not_base64(chart: Chart, _rng: Random) -> None:
    """OSCAR's own row is what is left of it."""
    message = planted(chart, [HB])
    message["message"] = "%%% a file of another kind %%%"
    number = chart.of(demographic)[0]["demographic_no"]
    row = copied(chart, message, number, (CBC[0], "137", "N"), "GDML", WHEN)
    row["dateObserved"] = f"{DAY} 00:15:00"  # 12:15 on a clock of twelve hours


def _another_file(chart: Chart, _rng: Random) -> None:
    planted(chart, [])["message"] = PDF


def _charsets(chart: Chart, _rng: Random) -> None:
    latin = "OBX|2|ST|COM^Commentaire||élevé|||||||F".encode("cp1252")
    utf = "OBX|3|ST|COM2^Commentaire||élevé|||||||F".encode()
    planted(chart, [head("CML", WHEN), "PID|1", order("CHIM^BIOCHIMIE", WHEN, "2"), latin, utf], "CML")


def _escapes(chart: Chart, _rng: Random) -> None:
    text = "OBX|1|TX|T^TEXT||C:\\temp \\Q\\ \\X4\\ \\.br\\ \\H\\bold\\N\\ \\|||||||F"
    planted(chart, [head("GDML", WHEN), "PID|1", order("TXT^TEXT", WHEN, "3"), text])


def _versions(chart: Chart, _rng: Random) -> None:
    for status, value in (("P", "130"), ("F", "137"), ("C", "139")):
        segments = [head("GDML", WHEN), "PID|1", order("CBC^CBC", WHEN, "4", "HAEM", status)]
        message = planted(chart, [*segments, f"OBX|1|NM|418^HEMOGLOBIN||{value}|g/L|120-160|N|||{status}"])
        number = chart.of(demographic)[0]["demographic_no"]
        index(chart, message, f"V-{number}", WHEN, {"report_status": status, "final_result_count": int(status != "P")})


def _document(chart: Chart, _rng: Random) -> None:
    pdf = f"OBX|1|ED|PDF^Report||PATHL7^TEXT^PDF^Base64^{PDF}||||||F"
    planted(chart, [head("PATHL7", WHEN), "PID|1", order("ECG^ECG", WHEN, "5"), pdf], "PATHL7")


def _broken_document(chart: Chart, _rng: Random) -> None:
    pdf = "OBX|1|ED|PDF^Report||PATHL7^TEXT^PDF^Base64^not base64||||||F"
    planted(chart, [head("PATHL7", WHEN), "PID|1", order("ECG^ECG", WHEN, "6"), pdf], "PATHL7")


def _two_patients(chart: Chart, _rng: Random) -> None:
    number = chart.of(demographic)[0]["demographic_no"]
    message = planted(chart, [head("GDML", WHEN), "PID|1", order("CBC^CBC", WHEN, "7"), HB])
    route(chart, message, number - 1, WHEN)
    route(chart, message, number, WHEN)  # once more


def _two_people(chart: Chart, _rng: Random) -> None:
    other = "OBX|1|NM|418^HEMOGLOBIN||99|g/L"
    planted(chart, [head("GDML", WHEN), "PID|1", order("CBC^CBC", WHEN, "8"), HB, "PID|2", "OBR|1", other])


def _unmatched(chart: Chart, _rng: Random) -> None:
    planted(chart, [head("GDML", WHEN), "PID|1", order("CBC^CBC", WHEN, "9"), HB], number=0)


def _blocked(chart: Chart, _rng: Random) -> None:
    segments = [head("OLIS", WHEN), "PID|1", order("TR1^HIV", WHEN, "10"), "ZBR|Y", "OBX|1|ST|HIV^HIV||reactive"]
    message = planted(chart, segments, "OLIS_HL7")
    number = chart.of(demographic)[0]["demographic_no"]
    row = copied(chart, message, number, (CBC[0], "reactive", "A"), "OLIS_HL7", WHEN)
    for key, value in (("blocked", "BLOCKED"), ("olis_status", "F"), ("comments", "restricted")):
        chart.add(measurementsExt, {"measurement_id": row["id"], "keyval": key, "val": value})


def _values(chart: Chart, _rng: Random) -> None:
    rows = (
        ("NM", "<0.5", "ug/L", "<5"), ("NM", "DNR", "", ""), ("SN", ">^90", "mL/min", ""), ("SN", "^1^:^128", "", ""),
        ("SN", "^2^-^5", "/HPF", ""), ("CE", "POS^Positive^L", "", ""), ("DT", "20261001", "", ""),
        ("TS", "202610011207-0700", "", ""), ("TM", "1207", "", ""), ("ST", "4.2", "ratio", ""), ("NM", "", "", ""),
    )  # fmt: skip
    results = [
        f"OBX|{at}|{kind}|T{at}^TEST {at}||{value}|{unit}|{limits}||||F"
        for at, (kind, value, unit, limits) in enumerate(rows)
    ]
    planted(chart, [head("GDML", WHEN), "PID|1", order("MIX^EVERY TYPE", WHEN, "11"), *results])


def _no_order(chart: Chart, _rng: Random) -> None:
    planted(chart, [head("GDML", WHEN), "PID|1", HB])


def _referral(chart: Chart, _rng: Random) -> None:
    planted(chart, [head("OSCAR", WHEN, "REF^I12"), "PID|1"], "OSCAR_TO_OSCAR_HL7_V2")


def _lost(chart: Chart, _rng: Random) -> None:
    """Filed, but the message is not there; and a row whose message is not there either."""
    number = chart.of(demographic)[0]["demographic_no"]
    route(chart, {"lab_id": 9_999_999}, number, WHEN)
    copied(chart, {"lab_id": 9_999_998}, number, (DIABETES[0], "7.1", "A"), "GDML", WHEN)
    route(chart, {"lab_id": 1}, number, WHEN, kind="DOC")


LABORATORY = Chapter("laboratory", write, clinic_rows, traps=(
    _cut, _not_base64, _another_file, _charsets, _escapes, _versions, _document, _broken_document, _two_patients,
    _two_people, _unmatched, _blocked, _values, _no_order, _referral, _lost,
))  # fmt: skip
