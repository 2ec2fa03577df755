"""A patient's results of one test out of OSCAR's laboratory messages and `measurements`, by hand.

It looks whether a patient has results of the times before messages, and has no words for them: none is asked for.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from orjson import Fragment

from bench.hand.finding import Clinic, marks
from bench.hand.values import instant, practitioner

Resource = dict[str, Any]
Asked = tuple[str, frozenset[str], frozenset[tuple[str, str]]]  # the code, as what it is sent, and a laboratory's own

QUESTIONS = 20
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
FILED = (
    "SELECT r.id, r.demographic_no, r.lab_no, m.message, m.type, i.accessionNum, i.obr_date, i.final_result_count,"
    " i.sending_facility, r.lab_type FROM patientLabRouting r"
    " LEFT JOIN hl7TextMessage m ON m.lab_id = r.lab_no AND r.lab_type = 'HL7'"
    " LEFT JOIN hl7TextInfo i ON i.lab_no = r.lab_no AND r.lab_type = 'HL7'"
    " WHERE r.lab_type IN ('HL7', 'CML', 'MDS') AND r.demographic_no IN ({}) ORDER BY r.id"
)
MAPPED = "SELECT lab_type, ident_code FROM measurementMap WHERE loinc_code IN ({}) AND lab_type <> 'FLOWSHEET'"
COLUMNS = (
    "m.id, m.demographicNo, m.providerNo, m.type, m.dataField, m.comments, m.appointmentNo,"
    " CAST(m.dateObserved AS CHAR), CAST(m.dateEntered AS CHAR)"
)
LOST = (
    f"SELECT {COLUMNS} FROM measurements m JOIN measurementsExt x ON x.measurement_id = m.id AND x.keyval = 'lab_no'"
    " LEFT JOIN hl7TextMessage t ON t.lab_id = CAST(x.val AS UNSIGNED) AND t.message LIKE 'TVNIfF5+%%'"
    " WHERE m.demographicNo IN ({}) AND t.lab_id IS NULL AND NOT EXISTS (SELECT 1 FROM measurementsExt b"
    " WHERE b.measurement_id = m.id AND b.keyval = 'blocked') ORDER BY m.id"
)
BESIDE = "SELECT measurement_id, keyval, val FROM measurementsExt WHERE measurement_id IN ({}) ORDER BY id"
TYPED = (
    f"SELECT {COLUMNS} FROM measurements m WHERE m.demographicNo IN ({{}}) AND m.type = %s"
    " AND m.providerNo NOT IN ('', '0') ORDER BY m.id"
)
BUSY = (
    "SELECT demographic_no FROM patientLabRouting WHERE lab_type IN ('HL7', 'CML', 'MDS') AND demographic_no > 0"
    " GROUP BY demographic_no HAVING MIN(lab_type) = 'HL7' AND MAX(lab_type) = 'HL7'"
    " ORDER BY COUNT(*) DESC, demographic_no LIMIT 100"
)
TESTS = "SELECT DISTINCT loinc_code FROM measurementMap WHERE loinc_code LIKE '%%-_' AND lab_type = 'GDML' ORDER BY 1"
SENT_AS = {"32309-7": frozenset({"9322-9", "32309-7"}), "9322-9": frozenset[str]()}
STATUS = {"F": "final", "C": "corrected", "P": "preliminary"}
UNITS = {
    "%": "%", "g/l": "g/L", "mmol/l": "mmol/L", "umol/l": "umol/L", "u/l": "U/L", "miu/l": "m[IU]/L", "fl": "fL",
    "x109/l": "10*9/L", "ratio": "{ratio}",
}  # fmt: skip
# what is typed in: the type of a code, its unit, and the code of that
TYPES = {"4548-4": ("A1C", "%", "%")}
_NUMBER = re.compile(r"(<=|>=|<|>)? *(-?)0*(\d{1,9}(?:\.\d{1,6})?)")
_RANGE = re.compile(r"([\d.]+) *- *([\d.]+)")
_FRACTION = re.compile(r"0?\.\d{1,6}")
_MINUTE = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?")
_ESCAPE = re.compile(r"\\(\.br|[FSRTE]|X(?:[0-9A-F]{2})+)\\")
_MEANT = {".br": "\n", "F": "|", "S": "^", "R": "~", "T": "&", "E": "\\"}
_CATEGORY = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category",
                          "code": "laboratory"}]}]  # fmt: skip
_FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


def questions(clinic: Clinic) -> Sequence[Sequence[tuple[str, str]]]:
    """Of the patients with most messages the test that they have most results of."""
    tests = [code for (code,) in clinic.rows(TESTS)]
    found = []
    for (patient,) in clinic.rows(BUSY):
        if patient not in clinic.heads:
            asked = [_query(patient, code) for code in tests]
            found.append(max(((len(answer(clinic, dict(query))), query) for query in asked), key=lambda one: one[0]))
    best = sorted(found, key=lambda one: -one[0])[:QUESTIONS]
    return [query for count, query in best if count]


def _query(patient: int, code: str) -> Sequence[tuple[str, str]]:
    return [("patient", str(patient)), ("code", f"{LOINC}|{code}"), ("category", "laboratory")]


def answer(clinic: Clinic, query: Mapping[str, str]) -> list[Resource]:
    """The results that only `measurements` has, as they stand there, then those of messages by their id."""
    patients = [int(query["patient"]), *clinic.absorbed.get(int(query["patient"]), ())]
    loinc = query["code"].partition("|")[2]
    codes = SENT_AS.get(loinc, frozenset({loinc}))
    mapped = clinic.rows(MAPPED.format(marks(tuple(codes))), tuple(codes)) if codes else ()
    asked = (loinc, codes, frozenset((lab, code.strip().lower()) for lab, code in mapped))
    rows = clinic.rows(FILED.format(marks(patients)), patients)
    sent = [one for row in _newest(rows) for one in _results(row, asked, clinic.heads)]
    sent.sort(key=lambda one: one["id"])
    found = list(_lost(clinic, patients, asked))
    if loinc in TYPES:
        kind, unit, ucum = TYPES[loinc]
        typed = clinic.rows(TYPED.format(marks(patients)), [*patients, kind])
        found += [_typed(row, loinc, unit, ucum, clinic.heads) for row in typed]
        found.sort(key=lambda one: int(one["id"].partition("-")[2]))
    return (found + sent)[:50]


def _newest(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Each message once for a patient, and of the versions of a report the newest."""
    best: dict[tuple[int, str], list[tuple[Any, ...]]] = {}
    seen: set[tuple[int, int]] = set()
    for row in rows:
        _, patient, message, stored, _, accession, day, count, _, kind = row
        if kind != "HL7":
            raise NotImplementedError("what CML and MDS sent before they sent messages")
        if stored is None or (patient, message) in seen:
            continue
        seen.add((patient, message))
        if not accession:
            yield row
        else:
            best.setdefault((patient, accession), []).append(((count or 0, day, message), row))
    for versions in best.values():
        versions.sort(key=lambda one: one[0], reverse=True)
        for at, (rank, row) in enumerate(versions):
            if not any(abs(_days(rank[1]) - _days(newer[1])) < 400 for newer, _ in versions[:at]):
                yield row


def _days(day: str) -> int:
    return int(day[:4]) * 1200 + int(day[5:7]) * 100 + int(day[8:10])


def _results(row: tuple[Any, ...], asked: Asked, heads: Mapping[int, int]) -> list[Resource]:  # noqa: C901
    """The results of the test in a message."""
    routing, patient, _, stored, lab, _, _, _, facility, _ = row
    segments = _segments(stored)
    if not segments:
        return []
    header = segments[0]
    sent, sender = _moment(_field(header, 6)), facility or _field(header, 3)
    orders: Counter[str] = Counter()
    tests: Counter[tuple[str, str, str]] = Counter()
    found: list[Resource] = []
    group: list[Resource] = []
    order, obr, last, people = "", [""], None, 0
    for segment in segments:
        kind = segment[0]
        if kind == "PID":
            people += 1
            if people > 1:
                break
        elif kind == "OBR":
            found += group
            group, obr, last = [], segment, None
            order = _ordered(_field(obr, 4), orders)
        elif kind == "OBX":
            order = order or _ordered("", orders)
            coded = [_words(part) for part in _field(segment, 3).split("^")]
            test = (order, "^".join(coded[:3]), _field(segment, 4))
            tests[test] += 1
            last = None
            if coded[0] in asked[1] if coded[2:3] == ["LN"] else (lab, coded[0].lower()) in asked[2]:
                key = f"{routing}x{_named(*test, tests[test])}"
                last = _result(key, segment, obr, coded, asked[0])
                last["subject"] = {"reference": f"Patient/{heads.get(patient, patient)}"}
                last["performer"] = [{"display": sender}]
                if sent and "issued" not in last:
                    last["issued"] = sent
                if _field(obr, 15):
                    last["specimen"] = {"reference": f"Specimen/{routing}x{_named(order, 0)}"}
                group.append(last)
        elif kind == "NTE" and last is not None:
            text = "\n".join(_words(line) for line in _field(segment, 3).split("~"))
            earlier = f"{last['note'][0]['text']}\n" if "note" in last else ""
            last["note"] = [{"text": (earlier + text).strip()}]
        elif kind == "ZBR" and _field(segment, 1) == "Y":
            group = []
    return found + group


def _segments(stored: str) -> list[list[str]]:
    """The fields of each segment of a report; none of what is no report."""
    if not stored.startswith("TVNIfF5+"):
        return []
    raw = b64decode(stored)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    found = [line.split("|") for line in text.split("\r") if line]
    if not text.endswith("\r") and len(found[-1]) < 12 and found[-1][0] == "OBX":
        found.pop()  # cut before its status
    return found if found[0][8:9] and found[0][8].startswith("ORU") else []


def _field(segment: Sequence[str], number: int) -> str:
    return segment[number] if number < len(segment) else ""


def _ordered(code: str, orders: Counter[str]) -> str:
    order = "^".join(_words(part) for part in code.split("^")[:3])
    orders[order] += 1
    return _named(order, orders[order])


def _named(*parts: str | int) -> str:
    return hashlib.blake2b("\x00".join(map(str, parts)).encode(), digest_size=4).hexdigest()


def _words(raw: str) -> str:
    """A text with its escapes resolved."""
    if "\\" in raw:
        raw = _ESCAPE.sub(lambda one: _MEANT.get(one[1]) or bytes.fromhex(one[1][1:]).decode(), raw)
    return raw.strip()


def _moment(field: str) -> str | None:
    match = _MINUTE.fullmatch(field)
    if match is None:
        return None
    year, month, day, hour, minute, second = match.groups()
    return instant(f"{year}-{month}-{day} {hour}:{minute}:{second or '00'}")


def _result(key: str, obx: Sequence[str], obr: Sequence[str], coded: Sequence[str], loinc: str) -> Resource:
    version = hashlib.blake2b(orjson.dumps((key, obx, obr)), digest_size=8).hexdigest()
    own = [{"code": coded[0]}] if coded[0] != loinc else []
    found: Resource = {
        "resourceType": "Observation",
        "id": f"lab-{key}",
        "meta": {"versionId": version},
        "status": STATUS.get(_field(obx, 11), "unknown"),
        "category": _CATEGORY,
        "code": {"coding": [{"system": LOINC, "code": loinc}, *own], "text": coded[1] if coded[1:] else coded[0]},
    }
    if when := _moment(_field(obx, 14)) or _moment(_field(obr, 7)):
        found["effectiveDateTime"] = when
    if issued := _moment(_field(obr, 22)):
        found["issued"] = issued
    unit = _unit(_field(obx, 6))
    value = _words(_field(obx, 5))
    if quantity := _quantity(value, unit):
        found["valueQuantity"] = quantity
    elif value:
        found["valueString"] = value
    if flag := _field(obx, 8):
        found["interpretation"] = [{"coding": [{"system": _FLAGS, "code": flag}]}]
    if limits := _field(obx, 7):
        match = _RANGE.fullmatch(limits)
        sides = {"low": _quantity(match[1], unit), "high": _quantity(match[2], unit)} if match else {}
        found["referenceRange"] = [{**sides, "text": limits}]
    return found


def _unit(unit: str, known: Mapping[str, str] = UNITS) -> Resource:
    code = known.get("".join(unit.lower().split()))
    return {**({"unit": unit} if unit else {}), **({"system": UCUM, "code": code} if code else {})}


def _quantity(text: str, unit: Resource) -> Resource | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    number = match[3] if match[3][0] != "." else f"0{match[3]}"
    compared = {"comparator": match[1]} if match[1] else {}
    return {"value": Fragment(match[2] + number), **compared, **unit}


def _lost(clinic: Clinic, patients: Sequence[int], asked: Asked) -> Iterator[Resource]:
    """The rows of laboratories whose messages cannot be read."""
    rows = clinic.rows(LOST.format(marks(patients)), patients)
    if not rows:
        return
    keys = [row[0] for row in rows]
    beside: dict[int, dict[str, str]] = {}
    for key, name, value in clinic.rows(BESIDE.format(marks(keys)), keys):
        beside.setdefault(key, {})[name] = value
    for row in rows:
        key, value, observed = row[0], row[4], row[7]
        told = beside[key]
        lab, code = told.get("labname", ""), told.get("identifier", "")
        if (lab, code.lower()) not in asked[2]:
            continue
        unit = _unit(told.get("unit", ""))
        found = _measured(row, f"labrow-{key}", "unknown", told, clinic.heads)
        codings = [{"system": LOINC, "code": asked[0]}, {"code": code}]
        found["code"] = {"coding": codings, "text": told.get("name")}
        found["performer"] = [{"display": lab}]
        if when := instant(observed):
            found["effectiveDateTime"] = when[:10] if when[11:13] == "00" else when
        if quantity := _quantity(value, unit):
            found["valueQuantity"] = quantity
        if flag := told.get("abnormal"):
            found["interpretation"] = [{"coding": [{"system": _FLAGS, "code": flag}]}]
        limits = {"low": _quantity(told.get("minimum", ""), unit), "high": _quantity(told.get("maximum", ""), unit)}
        found["referenceRange"] = [{side: limit for side, limit in limits.items() if limit}]
        yield found


def _typed(row: tuple[Any, ...], loinc: str, unit: str, ucum: str, heads: Mapping[int, int]) -> Resource:
    """What somebody typed in at a visit."""
    key, _, provider, kind, value, _, visit, observed, entered = row
    found = _measured(row, f"typed-{key}", "final", {}, heads)
    found["code"] = {"coding": [{"system": LOINC, "code": loinc}, {"code": kind}], "text": kind}
    if visit:
        found["encounter"] = {"reference": f"Encounter/{visit}"}
    if when := instant(observed):
        found["effectiveDateTime"] = when
    if when := instant(entered):
        found["issued"] = when
    if who := practitioner(provider):
        found["performer"] = [{"reference": who}]
    measured = (
        {"system": UCUM, "code": "1"} if _FRACTION.fullmatch(value) else {"unit": unit, "system": UCUM, "code": ucum}
    )
    if quantity := _quantity(value, measured):
        found["valueQuantity"] = quantity
    return found


def _measured(
    row: tuple[Any, ...], name: str, status: str, told: Mapping[str, str], heads: Mapping[int, int]
) -> Resource:
    version = hashlib.blake2b(orjson.dumps((row, told)), digest_size=8).hexdigest()
    found: Resource = {
        "resourceType": "Observation",
        "id": name,
        "meta": {"versionId": version},
        "status": status,
        "category": _CATEGORY,
        "subject": {"reference": f"Patient/{heads.get(row[1], row[1])}"},
    }
    if row[5]:
        found["note"] = [{"text": row[5]}]
    return found
