"""Laboratory: what HL7 v2 messages give, worked by hand from oscar.md §7, codes.md and HL7 2.5 chapters 4 and 7.

Ids are those of docs/decisions/0029-laboratory.md: the routing, `x`, and eight letters of a hash over what names the
order and the test.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from tests.oracle.model import Part, Row, brings, finds, refused, row
from tests.oracle.words import (
    IDENTIFIER_TYPE,
    LOINC,
    OBSERVATION_CATEGORY,
    SNOMED,
    UCUM,
    Json,
    coding,
    concept,
    ref,
)

LOCAL = "https://clinic.example/laboratory-codes"
SECTION = "http://terminology.hl7.org/CodeSystem/v2-0074"
FLAG = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


def seg(name: str, **fields: str) -> str:
    """A segment; the fields by number: seg("OBX", f1="1", f2="NM")."""
    values = {int(number[1:]): value for number, value in fields.items()}
    return "|".join([name, *(values.get(at, "") for at in range(1, max(values, default=0) + 1))])


def header(sender: str = "GDML", kind: str = "ORU^R01") -> str:
    return f"MSH|^~\\&|LIS|{sender}|OSCAR|CLINIC|20200702081500||{kind}|1|P|2.3"


def obx(kind: str, test: str, value: str, unit: str = "", range_: str = "", **more: str) -> str:
    return seg("OBX", **{"f1": "1", "f2": kind, "f3": test, "f5": value, "f6": unit, "f7": range_, "f11": "F", **more})


def stored(*segments: str | bytes, end: str = "\r") -> str:
    """A message as the table holds it."""
    raw = [segment if isinstance(segment, bytes) else segment.encode() for segment in segments]
    return b64encode(b"".join(line + end.encode() for line in raw)).decode()


def named(*parts: str | int) -> str:
    return blake2b("\0".join(map(str, parts)).encode(), digest_size=4).hexdigest()


def report_id(routing: int, order: str, turn: int = 1) -> str:
    return f"{routing}x{named(order, turn)}"


def result_id(routing: int, order: str, test: str, sub: str = "", turn: int = 1) -> str:
    return f"lab-{routing}x{named(named(order, 1), test, sub, turn)}"


def message(number: int, text: str, why: str, kind: str = "GDML") -> Row:
    return row(
        "hl7TextMessage", why, lab_id=number, fileUploadCheck_id=1, message=text, type=kind, serviceName=kind,
        created="2020-07-02 08:20:00",
    )  # fmt: skip


def info(number: int, accession: str | None, why: str, **values: Any) -> Row:
    found = {"final_result_count": 1, "obr_date": "2020-07-01 12:03:00", "report_status": "F", **values}
    return row("hl7TextInfo", why, id=number, lab_no=number, accessionNum=accession, **found)


def filed(number: int, lab: int, patient: int, why: str, kind: str = "HL7") -> Row:
    return row(
        "patientLabRouting", why, id=number, lab_no=lab, lab_type=kind, demographic_no=patient,
        created="2020-07-02 08:20:00",
    )  # fmt: skip


CBC = "CBC^COMPLETE BLOOD COUNT"
PLAIN = stored(
    header(),
    "PID|1||7001||SMITH^ALEX||19800510|M",
    "ORC|RE|REQ-1|F-1",
    seg("OBR", f1="1", f2="REQ-1", f3="F-1", f4=CBC, f7="202007011203", f14="20200701141500", f15="BLD&Blood",
        f16="9999^WELBY^MARCUS", f22="20200702080000", f25="F"),
    "NTE|1||Fasting sample\\.br\\hemolyzed slightly",
    obx("NM", "418^HEMOGLOBIN", "167", "g/L", "120-160", f8="H"),
    "NTE|1||Repeated\\.br\\on a second tube",
    "NTE|2||Telephoned",
    obx("NM", "399^WBC", "4.50", "x10 9/L", "4.0 - 11.0", f8="N"),
    obx("NM", "ZN^ZINC", "<0.5", "umol/L", "<5.0"),
    obx("NM", "BE^BASE EXCESS", "-2.5", "mmol/L", "-3.0 to 3.0"),
    obx("NM", "395^MCV", "DNR", "fL", f11="X"),
    obx("NM", "500^TESTOSTERONE", ".85", "nmol/L", ">=0.30", f11="C"),
    obx("ST", "R/RM^CHOL/HDL", "4.2", "ratio"),
    obx("ST", "COL^COLOUR", "Straw\\T\\yellow"),
    obx("NM", "700^BIG", "12345678901", "U/L"),
    obx("NM", "HCG^HCG", "5000", "mIU/mL", f8="HH~*"),
    obx("NM", "X1^PRIVATE", "3", "ng/dL"),
)  # fmt: skip

SPECIAL = "SPEC^SPECIAL"
TYPES = stored(
    header("CML"),
    "PID|1||7001||SMITH^ALEX",
    seg("OBR", f1="1", f3="F-2", f4=SPECIAL, f7="20200705", f25="A"),
    obx("SN", "SG^SPECIFIC GRAVITY", "=^1.010"),
    obx("SN", "GFR^EGFR", ">^90", "mL/min"),
    obx("SN", "TIT^TITRE", "^1^:^128"),
    obx("SN", "WBCU^WBC URINE", "^2^-^5", "/HPF"),
    obx("SN", "KET^KETONES", "^1^+"),
    obx("CE", "HBSAG^HBSAG", "260385009^Negative^SCT"),
    obx("CWE", "ANA^ANA", "POS^Positive^L"),
    obx("CE", "ORG^ORGANISMS", "A^First^L~B^Second^L"),
    obx("DT", "LMP^LAST PERIOD", "20200630"),
    obx("TS", "DRAWN^DRAWN AT", "202006301207-0700"),
    obx("TM", "FAST^FASTING SINCE", "1207"),
    obx("FT", "PATH^PATHOLOGY", "Line 1"),
    obx("FT", "PATH^PATHOLOGY", "Line 2\\.br\\\\.br\\Line 3"),
    obx("TX", "MIC^MICROSCOPY", "few~many"),
    obx("NM", "PEND^PENDING", "", f11="I"),
    obx("TX", "ESC^ESCAPES", "C:\\temp \\.br\\ next \\X41\\ \\Q\\ \\E\\"),
    obx("CX", "CON^CONTAINER", "123^^^LAB"),
    obx("NM", "2823-3^Potassium^LN^K^Kalium^L", "4.1", "mmol/L"),
    obx("NM", "K2^Natrium^L^2951-2^Sodium^LN", "140", "mmol/L"),
    obx("NM", "2823-4^Wrong digit^LN", "5", "mmol/L"),
    obx("ST", "ODD^ODD STATUS", "x", f11="Z"),
    obx("NM", "39156-5^Body mass^LN", "31.4", "kg/m2"),
)  # fmt: skip

TSH = "THY^THYROID"
SHARED = stored(
    header(),
    "PID|1||7001",
    seg("OBR", f1="1", f3="F-3", f4=TSH, f7="20200706091500", f25="F"),
    obx("NM", "341^TSH", "2.1", "mIU/L"),
)


def lipids(value: str, status: str, day: str) -> str:
    return stored(
        header(),
        "PID|1||7001",
        seg("OBR", f1="1", f3="F-4", f4="LIP^LIPIDS", f7=day, f25=status),
        obx("NM", "055M^CHOLESTEROL", value, "mmol/L", f11=status),
    )


UREA = "UREA^UREA"


def version(number: int, accession: str, status: str, day: str, why: str, count: int = 1) -> tuple[Row, ...]:
    """A report of one test and its index row, filed to patient 13 under the number and a hundred."""
    text = stored(
        header(), "PID|1||7001", seg("OBR", f1="1", f4=UREA, f7="20200901", f25=status),
        obx("NM", "228M^UREA", str(number), "mmol/L", f11=status),
    )  # fmt: skip
    listed = info(number, accession, why, obr_date=day, report_status=status, final_result_count=count)
    return message(number, text, why), listed, filed(number + 100, number, 13, why)


CUT = stored(
    header(),
    "PID|1||7001",
    seg("OBR", f1="1", f4="LYT^ELECTROLYTES", f7="20200708", f25="F"),
    obx("NM", "226M^SODIUM", "141", "mmol/L"),
    "OBX|2|NM|204M^POTASSIUM||4",
)[:-4]

BLOCKED = stored(
    header("OLIS"),
    "PID|1||7001",
    seg("OBR", f1="1", f4="TR1^FERRITIN", f7="20200709"),
    "ZBR|1",
    obx("NM", "2276-4^Ferritin^HL79901", "88", "ug/L"),
    seg("OBR", f1="2", f4="TR2^HIV", f7="20200709"),
    "ZBR|Y",
    obx("ST", "HIV^HIV", "reactive"),
)
ALL_BLOCKED = stored(
    header("OLIS"), "PID|1||7001", "ZPD|||Y", seg("OBR", f1="1", f4="TR2^HIV"), obx("ST", "HIV^HIV", "reactive")
)

PDF = b64encode(b"%PDF-1.4 an invented report").decode()
FILES = stored(
    header("PATHL7"),
    "PID|1||7001",
    seg("OBR", f1="1", f4="ECHO^ECHOGRAM", f7="20200710", f25="F"),
    obx("ED", "PDF^Whole report", f"PATHL7^TEXT^PDF^Base64^{PDF}"),
    obx("ED", "BAD^Broken file", "PATHL7^TEXT^PDF^Base64^not base64!"),
    obx("ED", "TXT^Plain text", "LAB^TEXT^PLAIN^A^Seen by\\.br\\Dr. Welby"),
    obx("NM", "4544-3^Hematocrit", "0.41", "L/L"),
)

ENCODINGS = stored(
    header("CML").encode(),
    b"PID|1||7001",
    seg("OBR", f1="1", f4="CHIM^BIOCHIMIE", f7="20200711").encode(),
    obx("NM", "3180^Créatinine", "80", "µmol/L").encode("cp1252"),
    obx("ST", "COM^Commentaire", "élevée").encode(),
    end="\n",
)

TWO_PEOPLE = stored(
    header(),
    "PID|1||7001",
    seg("OBR", f1="1", f4="GLU^GLUCOSE", f7="20200712"),
    obx("NM", "111G^GLUCOSE FASTING", "5.5", "mmol/L"),
    "PID|2||9999",
    seg("OBR", f1="1", f4="GLU^GLUCOSE", f7="20200712"),
    obx("NM", "111G^GLUCOSE FASTING", "11.5", "mmol/L"),
)

CULTURE = "CULT^CULTURE"
SWABS = stored(
    header("CML"),
    "PID|1||7001",
    seg("OBR", f1="1", f4=CULTURE, f7="2020071307", f25="P"),
    obx("ST", "ORG^ORGANISM", "E. coli", f4="1", f14="202007", f17="CULT^Culture", f23="Regional lab^D", f11="P"),
    obx("ST", "ORG^ORGANISM", "S. aureus", f4="2", f8="X", f11="P", f14="20200714 1203"),
    obx("ST", "ORG^ORGANISM", "S. aureus again", f4="2", f11="D"),
    seg("SPM", f1="1", f2="S-1", f4="SWAB^Swab", f8="LA^Left arm", f17="20200713071500", f18="20200713"),
    seg("SPM", f1="2", f4="URN^Urine"),
)

OTHER_MARKS = b64encode(b"MSH$*!?%$LIS$GDML\rOBR$1$$$GLU*GLUCOSE\rOBX$1$NM$111G*GLUCOSE$$5.5\r").decode()

ROWS = (
    row("measurementMap", "GDML's own number", id=1, loinc_code="718-7", ident_code="418", name="Hb", lab_type="GDML"),
    row("measurementMap", "WBC", id=2, loinc_code="12227-5", ident_code="399", name="WBC", lab_type="GDML"),
    row("measurementMap", "fails its check digit", id=3, loinc_code="2555-8", ident_code="ZN", name="", lab_type="GDML"),
    row("measurementMap", "private code", id=4, loinc_code="X50033", ident_code="X1", name="", lab_type="GDML"),
    row("measurementMap", "the percentile for a ratio", id=5, loinc_code="9322-9", ident_code="R/RM", name="",
        lab_type="GDML"),
    row("measurementMap", "another laboratory's 418", id=6, loinc_code="2823-3", ident_code="418", name="",
        lab_type="CML"),
    row("measurementMap", "a second row: the first counts", id=7, loinc_code="2823-3", ident_code="418", name="",
        lab_type="GDML"),
    message(701, PLAIN, "one panel"),
    info(701, "ACC-1", "its index row", sending_facility="GAMMA", health_no="1111"),
    filed(801, 701, 12, "filed to Alex"),
    filed(816, 701, 12, "filed twice"),
    filed(815, 701, 13, "another table's 701", kind="DOC"),
    row("providerLabRouting", "unclaimed", id=1, lab_no=701, provider_no="0", status="N", lab_type="HL7",
        timestamp="2020-07-02 12:00:00"),
    row("providerLabRouting", "acknowledged", id=2, lab_no=701, provider_no="999998", status="A", lab_type="HL7",
        timestamp="2020-07-02 12:00:00"),
    row("providerLabRouting", "of a document", id=3, lab_no=702, provider_no="000123", status="A", lab_type="DOC",
        timestamp="2020-07-02 12:00:00"),
    message(702, TYPES, "every type of value; no index row", kind="CML"),
    filed(802, 702, 12, "filed to Alex"),
    message(703, SHARED, "filed to two patients"),
    filed(803, 703, 13, "the one"),
    filed(804, 703, 12, "the other"),
    message(704, lipids("5.0", "P", "20200707"), "preliminary"),
    info(704, "ACC-2", "older version", obr_date="2020-07-07 00:00:00", report_status="P", final_result_count=0),
    filed(805, 704, 12, "superseded"),
    message(705, lipids("5.2", "F", "20200707"), "final"),
    info(705, "ACC-2", "newer version", obr_date="2020-07-07 00:00:00"),
    filed(806, 705, 12, "the newest"),
    message(706, lipids("4.4", "F", "20190707"), "the same number a year before"),
    info(706, "ACC-2", "another report", obr_date="2019-07-07 00:00:00"),
    filed(807, 706, 12, "not superseded"),
    message(707, lipids("6.0", "F", "20200801"), "final"),
    info(707, "ACC-3", "older version", obr_date="2020-08-01 00:00:00"),
    filed(808, 707, 12, "superseded"),
    message(708, lipids("6.6", "F", "20200801"), "final once more"),
    info(708, "ACC-3", "newer version", obr_date="2020-08-01 00:00:00"),
    filed(809, 708, 12, "a correction"),
    info(719, "ACC-3", "another person's with the same number", obr_date="2020-08-01 00:00:00", final_result_count=9),
    message(719, lipids("7.0", "F", "20200801"), "another person's"),
    filed(820, 719, 13, "does not supersede"),
    message(709, SHARED, "of nobody"),
    filed(810, 709, 0, "unmatched"),
    message(710, CUT, "cut in the middle of a result"),
    filed(811, 710, 13, "filed"),
    message(711, "not base64", "unreadable"),
    filed(812, 711, 13, "filed"),
    message(712, BLOCKED, "one order blocked by the patient", kind="OLIS_HL7"),
    filed(813, 712, 13, "filed"),
    message(720, ALL_BLOCKED, "all blocked by the patient", kind="OLIS_HL7"),
    filed(821, 720, 13, "filed"),
    message(713, FILES, "files within", kind="PATHL7"),
    filed(814, 713, 13, "filed"),
    message(714, ENCODINGS, "two encodings, line feeds", kind="CML"),
    filed(822, 714, 13, "filed"),
    message(716, TWO_PEOPLE, "two people in one message"),
    filed(817, 716, 13, "the first of them"),
    message(717, OTHER_MARKS, "marks of its own: OSCAR's rows are served in its place"),
    filed(818, 717, 13, "filed"),
    message(718, SWABS, "two specimens", kind="CML"),
    filed(819, 718, 13, "filed"),
    *version(724, "ACC-4", "P", "2020-09-01", "preliminary", count=0),
    *version(725, "ACC-4", "F", "2020-09-01", "final"),
    *version(726, "ACC-4", "F", "2020-09-02", "final again, behind a preliminary one"),
    *version(727, "", "F", "2020-09-03", "no number"),
    *version(728, "", "F", "2020-09-03", "nor has this one: no version of the other"),
    *version(729, "ACC-5", "F", "2018-09-04", "final"),
    *version(730, "ACC-5", "F", "2020-09-04", "the same number two years later"),
    *version(731, "ACC-6", "P", "", "preliminary, of no day"),
    *version(732, "ACC-6", "P", "", "the next, of no day either"),
    *version(733, "ACC-7", "F", "0000-00-00", "final, of no day"),
    *version(734, "ACC-7", "F", "", "final again, of no day"),
    message(721, stored(header(kind="REF^I12"), "PID|1"), "no report"),
    filed(823, 721, 13, "filed"),
)  # fmt: skip


def amount(value: str, unit: str = "", code: str = "", comparator: str = "") -> Json:
    found: Json = {"value": Decimal(value)}
    if unit:
        found["unit"] = unit
    if code:
        found |= {"system": UCUM, "code": code}
    return {**found, "comparator": comparator} if comparator else found


def result(patient: int, codes: list[Json], name: str, status: str = "final", **more: Any) -> Json:
    """What a result has beside its value."""
    return {
        "status": status,
        "category": [concept(coding(OBSERVATION_CATEGORY, "laboratory"))],
        "code": concept(*codes, text=name),
        "subject": ref(f"Patient/{patient}"),
        **more,
    }


def limits(text: str, low: Json | None = None, high: Json | None = None) -> list[Json]:
    found: Json = {"text": text}
    return [{**found, **({"low": low} if low else {}), **({"high": high} if high else {})}]


def flagged(*codes: str) -> list[Json]:
    return [concept(coding(FLAG, code)) for code in codes]


def local(code: str) -> Json:
    return coding(LOCAL, code)


def typed(code: str) -> Json:
    return concept(coding(IDENTIFIER_TYPE, code))


SENT = "2020-07-02T08:15:00-04:00"
OF_PLAIN: Mapping[str, Any] = {
    "effectiveDateTime": "2020-07-01T12:03:00-04:00",
    "issued": "2020-07-02T08:00:00-04:00",
    "performer": [{"display": "GAMMA"}],
    "specimen": ref(f"Specimen/801x{named(named(CBC, 1), 0)}"),
}
OF_TYPES: Mapping[str, Any] = {
    "effectiveDateTime": "2020-07-05",
    "issued": SENT,
    "performer": [{"display": "CML"}],
}


def plain(codes: list[Json], name: str, status: str = "final", **more: Any) -> Json:
    return result(12, codes, name, status, **OF_PLAIN, **more)


def special(codes: list[Json], name: str, status: str = "final", **more: Any) -> Json:
    return result(12, codes, name, status, **OF_TYPES, **more)


def of(routing: int, order: str, tests: Mapping[str, Json]) -> dict[str, Json]:
    """Results by test, under their ids. A sub-id or a turn follows the test behind `#`."""
    found = {}
    for key, body in tests.items():
        test, _, more = key.partition("#")
        sub, _, turn = more.partition(",")
        found[f"Observation/{result_id(routing, order, test, sub, int(turn or 1))}"] = body
    return found


RESULTS: dict[str, Json] = {
    **of(801, CBC, {
        "418^HEMOGLOBIN": plain(
            [coding(LOINC, "718-7"), local("418")], "HEMOGLOBIN", valueQuantity=amount("167", "g/L", "g/L"),
            interpretation=flagged("H"), note=[{"text": "Repeated\non a second tube\nTelephoned"}],
            referenceRange=limits("120-160", amount("120", "g/L", "g/L"), amount("160", "g/L", "g/L")),
        ),
        "399^WBC": plain(
            [coding(LOINC, "12227-5"), local("399")], "WBC", valueQuantity=amount("4.50", "x10 9/L", "10*9/L"),
            interpretation=flagged("N"),
            referenceRange=limits("4.0 - 11.0", amount("4.0", "x10 9/L", "10*9/L"), amount("11.0", "x10 9/L", "10*9/L")),
        ),
        "ZN^ZINC": plain([local("ZN")], "ZINC", valueQuantity=amount("0.5", "umol/L", "umol/L", "<"),
                         referenceRange=limits("<5.0")),
        "BE^BASE EXCESS": plain(
            [local("BE")], "BASE EXCESS", valueQuantity=amount("-2.5", "mmol/L", "mmol/L"),
            referenceRange=limits("-3.0 to 3.0", amount("-3.0", "mmol/L", "mmol/L"), amount("3.0", "mmol/L", "mmol/L")),
        ),
        "395^MCV": plain([local("395")], "MCV", "cancelled", valueString="DNR"),
        "500^TESTOSTERONE": plain(
            [local("500")], "TESTOSTERONE", "corrected", valueQuantity=amount("0.85", "nmol/L", "nmol/L"),
            referenceRange=limits(">=0.30", amount("0.30", "nmol/L", "nmol/L")),
        ),
        "R/RM^CHOL/HDL": plain([coding(LOINC, "32309-7"), local("R/RM")], "CHOL/HDL",
                               valueQuantity=amount("4.2", "ratio", "{ratio}")),
        "COL^COLOUR": plain([local("COL")], "COLOUR", valueString="Straw&yellow"),
        "700^BIG": plain([local("700")], "BIG", valueString="12345678901"),
        "HCG^HCG": plain([local("HCG")], "HCG", valueQuantity=amount("5000", "mIU/mL", "m[IU]/mL"),
                         interpretation=[*flagged("HH"), concept(text="*")]),
        "X1^PRIVATE": plain([local("X1")], "PRIVATE", valueQuantity=amount("3", "ng/dL")),
    }),
    **of(802, SPECIAL, {
        "SG^SPECIFIC GRAVITY": special([local("SG")], "SPECIFIC GRAVITY", valueQuantity=amount("1.010")),
        "GFR^EGFR": special([local("GFR")], "EGFR", valueQuantity=amount("90", "mL/min", "mL/min", ">")),
        "TIT^TITRE": special([local("TIT")], "TITRE", valueRatio={"numerator": amount("1"), "denominator": amount("128")}),
        "WBCU^WBC URINE": special([local("WBCU")], "WBC URINE", valueRange={
            "low": amount("2", "/HPF", "/[HPF]"), "high": amount("5", "/HPF", "/[HPF]"),
        }),
        "KET^KETONES": special([local("KET")], "KETONES", valueString="1+"),
        "HBSAG^HBSAG": special([local("HBSAG")], "HBSAG",
                               valueCodeableConcept=concept(coding(SNOMED, "260385009"), text="Negative")),
        "ANA^ANA": special([local("ANA")], "ANA", valueCodeableConcept=concept(text="Positive")),
        "ORG^ORGANISMS": special([local("ORG")], "ORGANISMS", valueCodeableConcept=concept(text="First; Second")),
        "LMP^LAST PERIOD": special([local("LMP")], "LAST PERIOD", valueDateTime="2020-06-30"),
        "DRAWN^DRAWN AT": special([local("DRAWN")], "DRAWN AT", valueDateTime="2020-06-30T15:07:00-04:00"),
        "FAST^FASTING SINCE": special([local("FAST")], "FASTING SINCE", valueTime="12:07:00"),
        "PATH^PATHOLOGY": special([local("PATH")], "PATHOLOGY", valueString="Line 1\nLine 2\n\nLine 3"),
        "MIC^MICROSCOPY": special([local("MIC")], "MICROSCOPY", valueString="few\nmany"),
        "PEND^PENDING": special([local("PEND")], "PENDING", "registered"),
        "ESC^ESCAPES": special([local("ESC")], "ESCAPES", valueString="C:\\temp \n next A \\Q\\ \\"),
        "CON^CONTAINER": special([local("CON")], "CONTAINER", valueString="123 LAB"),
        "2823-3^Potassium^LN": special([coding(LOINC, "2823-3")], "Potassium",
                                       valueQuantity=amount("4.1", "mmol/L", "mmol/L")),
        "K2^Natrium^L": special([coding(LOINC, "2951-2"), local("K2")], "Natrium",
                                valueQuantity=amount("140", "mmol/L", "mmol/L")),
        "2823-4^Wrong digit^LN": special([local("2823-4")], "Wrong digit",
                                         valueQuantity=amount("5", "mmol/L", "mmol/L")),
        "ODD^ODD STATUS": special([local("ODD")], "ODD STATUS", "unknown", valueString="x"),
        # a vital sign is not the laboratory's to say
        "39156-5^Body mass^LN": special([local("39156-5")], "Body mass", valueQuantity=amount("31.4", "kg/m2")),
    }),
}  # fmt: skip


def tsh(patient: int) -> Json:
    return result(
        patient, [local("341")], "TSH", effectiveDateTime="2020-07-06T09:15:00-04:00", issued=SENT,
        performer=[{"display": "GDML"}], valueQuantity=amount("2.1", "mIU/L", "m[IU]/L"),
    )  # fmt: skip


def cholesterol(value: str, day: str, patient: int = 12) -> Json:
    return result(
        patient, [local("055M")], "CHOLESTEROL", effectiveDateTime=day, issued=SENT, performer=[{"display": "GDML"}],
        valueQuantity=amount(value, "mmol/L", "mmol/L"),
    )  # fmt: skip


def thirteenth(
    codes: list[Json], name: str, day: str, sender: str = "GDML", status: str = "final", **more: Any
) -> Json:
    # Canadian profiles want a day: less is the stretch within which it lies
    when = {"effectiveDateTime": day} if len(day) > 7 else {"effectivePeriod": {"start": day, "end": day}}
    return result(13, codes, name, status, **{**when, "issued": SENT, "performer": [{"display": sender}], **more})


RESULTS |= {
    **of(803, TSH, {"341^TSH": tsh(13)}),
    **of(804, TSH, {"341^TSH": tsh(12)}),
    **of(806, "LIP^LIPIDS", {"055M^CHOLESTEROL": cholesterol("5.2", "2020-07-07")}),
    **of(807, "LIP^LIPIDS", {"055M^CHOLESTEROL": cholesterol("4.4", "2019-07-07")}),
    **of(809, "LIP^LIPIDS", {"055M^CHOLESTEROL": cholesterol("6.6", "2020-08-01")}),
    **of(820, "LIP^LIPIDS", {"055M^CHOLESTEROL": cholesterol("7.0", "2020-08-01", 13)}),
    **of(811, "LYT^ELECTROLYTES", {
        "226M^SODIUM": thirteenth([local("226M")], "SODIUM", "2020-07-08",
                                  valueQuantity=amount("141", "mmol/L", "mmol/L")),
    }),
    **of(813, "TR1^FERRITIN", {
        "2276-4^Ferritin^HL79901": thirteenth([coding(LOINC, "2276-4")], "Ferritin", "2020-07-09", "OLIS",
                                              valueQuantity=amount("88", "ug/L", "ug/L")),
    }),
    **of(814, "ECHO^ECHOGRAM", {
        "4544-3^Hematocrit": thirteenth([coding(LOINC, "4544-3")], "Hematocrit", "2020-07-10", "PATHL7",
                                        valueQuantity=amount("0.41", "L/L", "L/L")),
    }),
    **of(822, "CHIM^BIOCHIMIE", {
        "3180^Créatinine": thirteenth([local("3180")], "Créatinine", "2020-07-11", "CML",
                                      valueQuantity=amount("80", "µmol/L", "umol/L")),
        "COM^Commentaire": thirteenth([local("COM")], "Commentaire", "2020-07-11", "CML", valueString="élevée"),
    }),
    **of(817, "GLU^GLUCOSE", {
        "111G^GLUCOSE FASTING": thirteenth([local("111G")], "GLUCOSE FASTING", "2020-07-12",
                                           valueQuantity=amount("5.5", "mmol/L", "mmol/L")),
    }),
    **{
        key: body
        for routing in (826, 827, 828, 829, 830, 832, 834)
        for key, body in of(routing, UREA, {
            "228M^UREA": thirteenth([local("228M")], "UREA", "2020-09-01", status="preliminary" if routing == 832 else
                                    "final", valueQuantity=amount(str(routing - 100), "mmol/L", "mmol/L")),
        }).items()
    },
    # an hour without minutes leaves the day
    **of(819, CULTURE, {
        "ORG^ORGANISM#1": thirteenth(
            [local("ORG")], "ORGANISM", "2020-07", "CML", "preliminary", valueString="E. coli",
            method=concept(text="Culture"), performer=[{"display": "Regional lab"}],
        ),
        "ORG^ORGANISM#2": thirteenth([local("ORG")], "ORGANISM", "2020-07-13", "CML", "preliminary",
                                     valueString="S. aureus", interpretation=[concept(text="X")]),
        "ORG^ORGANISM#2,2": thirteenth([local("ORG")], "ORGANISM", "2020-07-13", "CML", "entered-in-error",
                                       valueString="S. aureus again"),
    }),
}  # fmt: skip


def report(routing: int, order: str, day: str, tests: list[str], patient: int, sender: str, status: str = "final",
           **more: Any) -> dict[str, Json]:  # fmt: skip
    """A DiagnosticReport under its id; the tests as in `of`."""
    code, _, name = order.partition("^")
    body = {
        "status": status,
        "category": [concept(coding(SECTION, "LAB"))],
        "code": concept(coding(LOINC, "11502-2"), local(code), text=name),
        "subject": ref(f"Patient/{patient}"),
        "effectiveDateTime": day,
        "issued": SENT,
        "performer": [{"display": sender}],
        "result": [ref(key) for key in of(routing, order, {key: {} for key in tests})],
        **more,
    }
    return {f"DiagnosticReport/{report_id(routing, order)}": body}


def numbers(accession: str = "", filler: str = "", placer: str = "") -> list[Json]:
    listed = (("ACSN", accession), ("FILL", filler), ("PLAC", placer))
    return [{"type": typed(code), "value": value} for code, value in listed if value]


SWAB, URINE = (f"Specimen/819x{named(named(CULTURE, 1), at)}" for at in (0, 1))


def tests_of(routing: int, order: str) -> list[str]:
    """The tests of the results above, in the order of the message."""
    start = f"Observation/lab-{routing}x"
    return [key for key in RESULTS if key.startswith(start)]


def form(routing: int, order: str, test: str, type_: str, title: str) -> Json:
    return {
        "contentType": type_, "url": f"Binary/{result_id(routing, order, test)}", "title": title,
    }  # fmt: skip


CHOLESTEROL, UREAS = ["055M^CHOLESTEROL"], ["228M^UREA"]
REPORTS: dict[str, Json] = {
    **report(801, CBC, "2020-07-01T12:03:00-04:00", [], 12, "GAMMA",
             identifier=numbers("ACC-1", "F-1", "REQ-1"), issued="2020-07-02T08:00:00-04:00",
             resultsInterpreter=[ref("Practitioner/999998")], specimen=[OF_PLAIN["specimen"]],
             conclusion="Fasting sample\nhemolyzed slightly", result=[ref(key) for key in tests_of(801, CBC)]),
    **report(802, SPECIAL, "2020-07-05", [], 12, "CML", "partial", identifier=numbers("", "F-2"),
             result=[ref(key) for key in tests_of(802, SPECIAL)]),
    **report(803, TSH, "2020-07-06T09:15:00-04:00", ["341^TSH"], 13, "GDML", identifier=numbers("", "F-3")),
    **report(804, TSH, "2020-07-06T09:15:00-04:00", ["341^TSH"], 12, "GDML", identifier=numbers("", "F-3")),
    **report(806, "LIP^LIPIDS", "2020-07-07", CHOLESTEROL, 12, "GDML", identifier=numbers("ACC-2", "F-4")),
    **report(807, "LIP^LIPIDS", "2019-07-07", CHOLESTEROL, 12, "GDML", identifier=numbers("ACC-2", "F-4")),
    **report(809, "LIP^LIPIDS", "2020-08-01", CHOLESTEROL, 12, "GDML", "corrected",
             identifier=numbers("ACC-3", "F-4")),
    **report(820, "LIP^LIPIDS", "2020-08-01", CHOLESTEROL, 13, "GDML", identifier=numbers("ACC-3", "F-4")),
    **report(811, "LYT^ELECTROLYTES", "2020-07-08", ["226M^SODIUM"], 13, "GDML", "partial"),
    **report(813, "TR1^FERRITIN", "2020-07-09", ["2276-4^Ferritin^HL79901"], 13, "OLIS", "unknown"),
    **report(814, "ECHO^ECHOGRAM", "2020-07-10", ["4544-3^Hematocrit"], 13, "PATHL7", presentedForm=[
        form(814, "ECHO^ECHOGRAM", "PDF^Whole report", "application/pdf", "Whole report"),
        form(814, "ECHO^ECHOGRAM", "BAD^Broken file", "application/octet-stream", "Broken file"),
        form(814, "ECHO^ECHOGRAM", "TXT^Plain text", "text/plain", "Plain text"),
    ]),
    **report(822, "CHIM^BIOCHIMIE", "2020-07-11", ["3180^Créatinine", "COM^Commentaire"], 13, "CML", "unknown"),
    **report(817, "GLU^GLUCOSE", "2020-07-12", ["111G^GLUCOSE FASTING"], 13, "GDML", "unknown"),
    **report(826, UREA, "2020-09-01", UREAS, 13, "GDML", "corrected", identifier=numbers("ACC-4")),
    **report(827, UREA, "2020-09-01", UREAS, 13, "GDML"),
    **report(828, UREA, "2020-09-01", UREAS, 13, "GDML"),
    **report(829, UREA, "2020-09-01", UREAS, 13, "GDML", identifier=numbers("ACC-5")),
    **report(830, UREA, "2020-09-01", UREAS, 13, "GDML", identifier=numbers("ACC-5")),
    **report(832, UREA, "2020-09-01", UREAS, 13, "GDML", "preliminary", identifier=numbers("ACC-6")),
    **report(834, UREA, "2020-09-01", UREAS, 13, "GDML", "corrected", identifier=numbers("ACC-7")),
    **report(819, CULTURE, "2020-07-13", ["ORG^ORGANISM#1", "ORG^ORGANISM#2", "ORG^ORGANISM#2,2"], 13, "CML",
             "preliminary", specimen=[ref(SWAB), ref(URINE)]),
}  # fmt: skip

SPECIMENS: dict[str, Json] = {
    OF_PLAIN["specimen"]["reference"]: {
        "type": concept(text="Blood"), "subject": ref("Patient/12"), "receivedTime": "2020-07-01T14:15:00-04:00",
        "collection": {"collectedDateTime": "2020-07-01T12:03:00-04:00"},
    },
    SWAB: {
        "accessionIdentifier": {"value": "S-1"}, "type": concept(text="Swab"), "subject": ref("Patient/13"),
        "receivedTime": "2020-07-13",
        "collection": {"collectedDateTime": "2020-07-13T07:15:00-04:00", "bodySite": concept(text="Left arm")},
    },
    URINE: {
        "type": concept(text="Urine"), "subject": ref("Patient/13"),
        "collection": {"collectedDateTime": "2020-07-13"},
    },
}  # fmt: skip

BINARIES: dict[str, Json] = {
    f"Binary/{result_id(814, 'ECHO^ECHOGRAM', test)}": {
        "contentType": type_,
        "securityContext": ref(f"DiagnosticReport/{report_id(814, 'ECHO^ECHOGRAM')}"),
    }
    for test, type_ in (
        ("PDF^Whole report", "application/pdf"),
        ("BAD^Broken file", "application/octet-stream"),
        ("TXT^Plain text", "text/plain"),
    )
}

ABSENT = {
    f"DiagnosticReport/{report_id(805, 'LIP^LIPIDS')}": "superseded: a preliminary report",
    f"DiagnosticReport/{report_id(808, 'LIP^LIPIDS')}": "superseded: a final one that was corrected",
    f"Observation/{result_id(805, 'LIP^LIPIDS', CHOLESTEROL[0])}": "superseded with its report",
    f"DiagnosticReport/{report_id(816, CBC)}": "the same message for the same patient once more",
    f"DiagnosticReport/{report_id(815, CBC)}": "a document, no message",
    f"DiagnosticReport/{report_id(810, TSH)}": "filed to nobody",
    f"DiagnosticReport/{report_id(813, 'TR2^HIV')}": "blocked by the patient",
    f"Observation/{result_id(813, 'TR2^HIV', 'HIV^HIV')}": "blocked by the patient",
    f"DiagnosticReport/{report_id(821, 'TR2^HIV')}": "all of it is blocked",
    f"DiagnosticReport/{report_id(817, 'GLU^GLUCOSE', 2)}": "another person's in the same message",
    f"Observation/{result_id(811, 'LYT^ELECTROLYTES', '204M^POTASSIUM')}": "cut in its value",
    f"Observation/{result_id(814, 'ECHO^ECHOGRAM', 'PDF^Whole report')}": "a file is no result",
    **{f"DiagnosticReport/{report_id(routing, UREA)}": "superseded" for routing in (824, 825, 831, 833)},
    "DiagnosticReport/801": "a message is no report, its orders are",
    f"DiagnosticReport/0801x{named(CBC, 1)}": "no key of ours",
    f"DiagnosticReport/{report_id(801, CBC).upper()}": "case counts",
    f"DiagnosticReport/{report_id(99999999999, CBC)}": "no number of a row",
}


def ids(*keys: str) -> str:
    """The ids of these, separated by blanks."""
    return " ".join(key.partition("/")[2] for key in keys)


HB = result_id(801, CBC, "418^HEMOGLOBIN")
CHOLESTEROLS = [result_id(routing, "LIP^LIPIDS", CHOLESTEROL[0]) for routing in (807, 806, 809)]
OF_12 = ids(*(key for key, body in RESULTS.items() if body["subject"] == ref("Patient/12")))
LABORATORY = f"category={OBSERVATION_CATEGORY}|laboratory"
THREE_REPORTS = " ".join(report_id(routing, "LIP^LIPIDS") for routing in (806, 807, 809))

SEARCHES = (
    finds("Observation", f"patient=12&code={LOINC}|718-7", HB, "mapped from the laboratory's number"),
    finds("Observation", f"patient=12&code={LOCAL}|418", HB, "its own number"),
    finds("Observation", "patient=12&code=399,418", f"{HB} {result_id(801, CBC, '399^WBC')}", "OR, without system"),
    finds("Observation", f"patient=12&code={LOINC}|12227-5", result_id(801, CBC, "399^WBC"), "mapped"),
    finds("Observation", f"patient=12&code={LOINC}|9322-9", "", "the ratio is no percentile"),
    finds("Observation", f"patient=12&{LABORATORY}", OF_12, "all of one patient"),
    finds("Observation", f"patient=12&{LABORATORY}&code=055M", " ".join(CHOLESTEROLS), "the trend"),
    finds("Observation", "patient=12&code=055M&_sort=-date", " ".join(CHOLESTEROLS), "sorted"),
    finds("Observation", "patient=12&code=055M&value-quantity=gt5||mmol/L", " ".join(CHOLESTEROLS[1:]), "above 5"),
    finds("Observation", f"patient=12&code=055M&value-quantity=gt5000|{UCUM}|umol/L", " ".join(CHOLESTEROLS[1:]),
          "in another unit"),
    finds("Observation", f"patient=12&code=418&value-quantity=16.7|{UCUM}|g/dL", HB, "in another unit"),
    finds("Observation", "patient=12&code=418&value-quantity=167||g/L", HB, "as written"),
    finds("Observation", "patient=12&code=ZN&value-quantity=0.5", "", "less than 0.5 is not 0.5"),
    finds("Observation", "patient=12&date=2020-07-01&code=418", HB, "the day"),
    finds("Observation", "patient=12&date=2020-07-01T12:03&code=418", HB, "the minute"),
    finds("Observation", "patient=12&code=055M&date=2020-07", CHOLESTEROLS[1], "the month"),
    finds("Observation", "patient=12&code=055M&date=lt2020-07-07", CHOLESTEROLS[0], "the year before"),
    finds("Observation", "patient=13&code=ORG&date=2020-07-13", " ".join(
        result_id(819, CULTURE, "ORG^ORGANISM", "2", turn) for turn in (1, 2)), "a day; a month is longer than a day"),
    finds("Observation", "patient=13&code=ORG&date=2020-07", " ".join(
        result_id(819, CULTURE, "ORG^ORGANISM", sub, turn) for sub, turn in (("1", 1), ("2", 1), ("2", 2))), "a month"),
    finds("Observation", "patient=13&code=ORG&_sort=date", " ".join(
        result_id(819, CULTURE, "ORG^ORGANISM", sub, turn) for sub, turn in (("1", 1), ("2", 1), ("2", 2))), "sorted"),
    finds("Observation", "patient=12&value-string=straw", result_id(801, CBC, "COL^COLOUR"), "a text"),
    finds("Observation", f"patient=12&value-concept={SNOMED}|260385009", result_id(802, SPECIAL, "HBSAG^HBSAG"), "a code"),
    finds("Observation", "patient=12&status=cancelled", result_id(801, CBC, "395^MCV"), "not done"),
    finds("Observation", f"_id={HB}", HB, "by id, without the patient"),
    finds("Observation", f"_id={HB},{CHOLESTEROLS[0]},lab-805x00000000", f"{HB} {CHOLESTEROLS[0]}", "by ids"),
    finds("Observation", "patient.family=smith&code=418", f"{HB} labrow-51", "a chain"),
    finds("DiagnosticReport", "patient=12&code=LIP", THREE_REPORTS, "the reports of a trend"),
    finds("DiagnosticReport", "patient=12&identifier=ACC-2", " ".join(
        report_id(routing, "LIP^LIPIDS") for routing in (806, 807)), "by number: the newest of each report"),
    finds("DiagnosticReport", "patient=12&status=corrected", report_id(809, "LIP^LIPIDS"), "a correction"),
    finds("DiagnosticReport", f"patient=12&result=Observation/{HB}", report_id(801, CBC), "by a result"),
    finds("DiagnosticReport", f"result=Observation/{HB}", report_id(801, CBC), "without the patient"),
    finds("DiagnosticReport", f"patient=12&category={SECTION}|LAB&date=2020-08", report_id(809, "LIP^LIPIDS"), "by day"),
    finds("DiagnosticReport", "patient=12&category=RAD", "", "contradicts the constant"),
    finds("DiagnosticReport", "results-interpreter=999998&identifier=ACC-1", report_id(801, CBC), "who has seen it"),
    finds("DiagnosticReport", "patient=13&status=partial", report_id(811, "LYT^ELECTROLYTES"), "cut"),
    finds("Specimen", "patient=13", ids(SWAB, URINE), "those of one patient"),
    finds("Specimen", "patient=13&accession=S-1", ids(SWAB), "by number"),
    finds("Specimen", "patient=13&type:text=swab", ids(SWAB), "by kind"),
    finds("Specimen", "patient=13&collected=2020-07-13", ids(SWAB, URINE), "by day"),
    finds("Specimen", "patient=12&bodysite:missing=true", ids(OF_PLAIN["specimen"]["reference"]), "no site"),
    brings("DiagnosticReport", f"_id={report_id(806, 'LIP^LIPIDS')}&_include=DiagnosticReport:result",
           report_id(806, "LIP^LIPIDS"), f"Observation/{CHOLESTEROLS[1]}", "with its results"),
    brings("DiagnosticReport", f"_id={report_id(819, CULTURE)}&_include=DiagnosticReport:specimen",
           report_id(819, CULTURE), f"{SWAB} {URINE}", "with its specimens"),
    brings("Observation", f"_id={CHOLESTEROLS[1]}&_revinclude=DiagnosticReport:result", CHOLESTEROLS[1],
           f"DiagnosticReport/{report_id(806, 'LIP^LIPIDS')}", "with its report"),
    brings("Observation", f"_id={HB}&_include=Observation:patient&_include=Observation:specimen", HB,
           f"Patient/12 {OF_PLAIN['specimen']['reference']}", "with patient and specimen"),
    finds("Patient", f"_has:Observation:patient:code={LOINC}|718-7", "12 13", "who has a hemoglobin"),
)  # fmt: skip

REFUSALS = (
    refused("DiagnosticReport", "media=1", "not-supported", "not mapped"),
    refused("Specimen", "container=x", "not-supported", "not mapped"),
    refused("Observation", "patient=12&value-quantity=abc", "value", "not a number"),
)

PART = Part(
    rows=ROWS,
    resources={**RESULTS, **REPORTS, **SPECIMENS, **BINARIES},
    absent=ABSENT,
    searches=SEARCHES,
    refusals=REFUSALS,
)
