"""A patient's prescriptions out of OSCAR's `drugs`, by hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from orjson import Fragment

from bench.hand.finding import Clinic, marks
from bench.hand.values import ZONE, instant, practitioner

Resource = dict[str, Any]

_BLANK = "COALESCE(RTRIM(d.{0}), '') IN ('', 'null')"
ORDERED = (
    "d.script_no > 0 AND COALESCE(d.non_authoritative, 0) <> 1"
    f" AND {_BLANK.format('outside_provider_name')} AND {_BLANK.format('outside_provider_ohip')}"
    f" AND NOT (d.archived = 1 AND ({_BLANK.format('archived_reason')} OR d.archived_reason = 'deleted'"
    " OR d.archived_reason LIKE 'Updated Long-term status%%'))"
)
COLUMNS = (
    "d.drugid, d.demographic_no, d.provider_no, CAST(d.rx_date AS CHAR), CAST(d.end_date AS CHAR), d.BN, d.customName,"
    " CAST(d.takemin AS CHAR), CAST(d.takemax AS CHAR), d.freqcode, d.duration, d.durunit, d.quantity, d.`repeat`,"
    " d.nosubs, d.prn, d.special, d.special_instruction, d.archived, d.GN, d.ATC, d.script_no, d.regional_identifier,"
    " d.method, d.route, CAST(d.create_date AS CHAR), d.unitName, d.long_term, d.short_term, d.past_med,"
    " d.archived_reason, d.eTreatmentType, d.comment, d.start_date_unknown, CAST(d.lastUpdateDate AS CHAR),"
    " p.rx_comments, (SELECT k.format FROM partial_date k WHERE k.table_name = 2 AND k.field_name = 5"
    " AND k.table_id = d.drugid ORDER BY k.id LIMIT 1)"
)
FROM = "drugs d LEFT JOIN prescription p ON p.script_no = d.script_no"
REASONS = (
    "SELECT drugId, codingSystem, code, comments FROM drugReason"
    " WHERE archivedFlag = 0 AND drugId IN ({}) ORDER BY drugId, id"
)

_UCUM, _SNOMED = "http://unitsofmeasure.org", "http://snomed.info/sct"
_GTS = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"
_COURSE = "http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy"
_SYSTEMS = {"icd10": "http://hl7.org/fhir/sid/icd-10", "snomedcore": _SNOMED}
# of freqcode: how often, in how many of which unit, the most of them, when, and HL7's abbreviation
_OFTEN: Mapping[str, tuple[int, int, str, int | None, str | None, str | None]] = {
    "OD": (1, 1, "d", None, None, "QD"), "BID": (2, 1, "d", None, None, "BID"), "TID": (3, 1, "d", None, None, "TID"),
    "QID": (4, 1, "d", None, None, "QID"), "Q4-6H": (1, 4, "h", 6, None, None), "Q6H": (1, 6, "h", None, None, "Q6H"),
    "QHS": (1, 1, "d", None, "HS", "BED"), "QAM": (1, 1, "d", None, "MORN", "AM"),
    "Q1MONT": (1, 1, "mo", None, None, "MO"),
}  # fmt: skip
_LASTING = {"D": ("day", "d"), "W": ("week", "wk"), "M": ("month", "mo")}
_ROUTE = {"PO": "26643006", "IM": "78421000", "SC": "34206005", "SL": "37839007"}
_NUMBER = re.compile(r" *(\d{1,9})(?:\.(\d{1,6}))? *", re.ASCII)
_DIN = re.compile(r"\d{1,8}", re.ASCII)


def questions(clinic: Clinic) -> Sequence[Sequence[tuple[str, str]]]:
    """The patients with the longest lists."""
    found = clinic.rows(
        f"SELECT d.demographic_no FROM {FROM} JOIN demographic g ON g.demographic_no = d.demographic_no"
        f" WHERE {ORDERED} GROUP BY d.demographic_no"
        " ORDER BY COUNT(*) DESC, d.demographic_no LIMIT 20"
    )
    return [[("patient", str(patient))] for (patient,) in found if patient not in clinic.heads]


def answer(clinic: Clinic, query: Mapping[str, str]) -> list[Resource]:
    """The prescriptions of a patient and of those who were merged into him, by their number."""
    patients = [int(query["patient"]), *clinic.absorbed.get(int(query["patient"]), ())]
    where = f"d.demographic_no IN ({marks(patients)}) AND {ORDERED}"
    rows = clinic.rows(f"SELECT {COLUMNS} FROM {FROM} WHERE {where} ORDER BY d.drugid LIMIT 51", patients)
    if not rows:
        return []
    keys = [row[0] for row in rows]
    because: dict[int, list[tuple[Any, ...]]] = {}
    for key, *reason in clinic.rows(REASONS.format(marks(keys)), keys):
        because.setdefault(key, []).append(tuple(reason))
    today = datetime.now(ZONE).date().isoformat()
    return [_order(row, because.get(row[0], []), today, clinic.heads) for row in rows]


def _order(  # noqa: C901, PLR0912, PLR0915 - by hand, in one piece
    row: tuple[Any, ...], because: list[tuple[Any, ...]], today: str, heads: Mapping[int, int]
) -> Resource:
    (key, patient, provider, start, end, brand, custom, least, most, often, duration, lasting, quantity, repeats,
     nosubs, prn, special, instruction, archived, generic, atc, script, din, method, route, made, unit, long, short,
     past, why, course, comment, unknown, changed, script_note, known) = row  # fmt: skip
    version = hashlib.blake2b(orjson.dumps((row, because)), digest_size=8).hexdigest()
    meta: Resource = {"versionId": version}
    if changed and (changed := instant(changed)):
        meta["lastUpdated"] = changed
    words = _text(special)
    found: Resource = {
        "resourceType": "MedicationRequest",
        "id": str(key),
        "meta": meta,
        "status": _status(archived, why, past, long, end, today),
        "intent": "order",
        "medicationCodeableConcept": _drug(din, atc, _text(brand) or _text(custom) or _text(generic) or words),
        "subject": {"reference": f"Patient/{heads.get(patient, patient)}"},
        "groupIdentifier": {"value": str(script)},
    }
    if archived and _text(why):
        found["statusReason"] = {"text": _text(why)}
    if made and made[:10] != "0001-01-01" and (made := instant(made)):
        found["authoredOn"] = made
    if who := practitioner(provider):
        found["requester"] = {"reference": who}
    if reasons := [one for one in map(_reason, because) if one]:
        found["reasonCode"] = reasons
    kind = (course or "").rstrip(" ").upper()
    chosen = {"CHRON": "continuous", "ACU": "acute"}.get(kind) or ("continuous" if long else "acute" if short else None)
    if chosen:
        found["courseOfTherapyType"] = {"coding": [{"system": _COURSE, "code": chosen}]}
    if notes := [{"text": note} for note in (_text(comment), _text(script_note)) if note]:
        found["note"] = notes
    unit = _text(unit)
    supply = _supply(duration, lasting)
    dosage = _dosage(words, _text(instruction), _text(often), supply if repeats == 0 and long != 1 else None)
    if prn:
        dosage["asNeededBoolean"] = True
    if route := _text(route):
        dosage["route"] = {"text": route}
        if code := _ROUTE.get(route.upper()):
            dosage["route"]["coding"] = [{"system": _SNOMED, "code": code}]
    if method := _text(method):
        dosage["method"] = {"text": method}
    if unit and (dose := _dose(least, most, unit)):
        dosage["doseAndRate"] = [dose]
    if dosage:
        found["dosageInstruction"] = [dosage]
    dispense: Resource = {}
    cut = {"YYYY": 4, "YYYY-MM": 7}.get(known, 10)
    period: Resource = {}
    if not unknown and start not in ("0001-01-01", "1900-01-01", "0000-00-00"):
        period["start"] = start[:cut]
    if start <= end and end not in ("0001-01-01", "2100-01-01", "0000-00-00"):
        period["end"] = end[:cut]
    if period:
        dispense["validityPeriod"] = period
    if repeats is not None and repeats >= 0:
        dispense["numberOfRepeatsAllowed"] = repeats
    if amount := _number(quantity):
        dispense["quantity"] = {"value": Fragment(amount), **({"unit": unit} if unit else {})}
    if supply:
        dispense["expectedSupplyDuration"] = supply
    if dispense:
        found["dispenseRequest"] = dispense
    if nosubs == 1:
        found["substitution"] = {"allowedBoolean": False}
    return found


def _text(stored: str | None) -> str | None:
    text = (stored or "").rstrip(" ")
    return None if text in ("", "null") else text


def _number(stored: str | None) -> str | None:
    match = _NUMBER.fullmatch(stored or "")
    if match is None:
        return None
    whole = match[1].lstrip("0") or "0"
    number = f"{whole}.{match[2]}" if match[2] else whole
    return number if number.strip("0.") else None


def _status(archived: int, why: str | None, past: int | None, long: int | None, end: str, today: str) -> str:
    if archived:
        return "completed" if (why or "").rstrip(" ").lower() == "represcribed" else "stopped"
    if past:
        return "completed"
    if long:
        return "active"
    if end in ("0001-01-01", "0000-00-00"):
        return "unknown"
    return "completed" if end < today else "active"


def _drug(din: str | None, atc: str | None, name: str | None) -> Resource:
    codings = []
    if (number := _text(din)) and _DIN.fullmatch(number) and number.strip("0"):
        codings.append({"system": "http://hl7.org/fhir/NamingSystem/ca-hc-din", "code": number.rjust(8, "0")})
    if code := _text(atc):
        codings.append({"system": "http://www.whocc.no/atc", "code": code})
    return {**({"coding": codings} if codings else {}), **({"text": name} if name else {})}


def _reason(row: tuple[Any, ...]) -> Resource:
    kind, code, comments = (row[0] or "").lower(), _text(row[1]), _text(row[2])
    found: Resource = {"text": comments} if comments else {}
    if code and kind == "icd9":
        found["coding"] = [{"system": "http://hl7.org/fhir/sid/icd-9-cm", "code": _pointed(code)}]
    elif code and kind in _SYSTEMS:
        found["coding"] = [{"system": _SYSTEMS[kind], "code": code}]
    return found


def _pointed(code: str) -> str:
    head = 4 if code.startswith("E") else 3
    return code if len(code) <= head else f"{code[:head]}.{code[head:]}"


def _supply(duration: str | None, lasting: str | None) -> Resource | None:
    unit, number = _LASTING.get((lasting or "").upper()), _number(duration)
    if unit is None or number is None:
        return None
    return {"value": Fragment(number), "unit": unit[0], "system": _UCUM, "code": unit[1]}


def _dosage(words: str | None, instruction: str | None, often: str | None, bounds: Resource | None) -> Resource:
    found: Resource = {}
    if words:
        found["text"] = words
    if instruction:
        found["patientInstruction"] = instruction
    repeat: Resource = {"boundsDuration": bounds} if bounds else {}
    timing: Resource = {}
    if often:
        timing["code"] = {"text": often}
        if told := _OFTEN.get(often.upper()):
            times, period, unit, longest, moment, code = told
            repeat |= {"frequency": times, "period": period, "periodUnit": unit}
            if longest:
                repeat["periodMax"] = longest
            if moment:
                repeat["when"] = [moment]
            if code:
                timing["code"]["coding"] = [{"system": _GTS, "code": code}]
    if repeat:
        timing["repeat"] = repeat
    if timing:
        found["timing"] = timing
    return found


def _dose(least: str | None, most: str | None, unit: str) -> Resource | None:
    if least is None or float(least) <= 0:
        return None
    low, high = (f"{round(float(text or 0), 4):g}" for text in (least, most))
    if high in (low, "0"):
        return {"doseQuantity": {"value": Fragment(low), "unit": unit}}
    if float(high) < float(low):
        return None
    sides = {"low": low, "high": high}
    return {"doseRange": {name: {"value": Fragment(text), "unit": unit} for name, text in sides.items()}}
