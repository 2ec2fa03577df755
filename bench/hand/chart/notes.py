"""The notes of a patient's chart out of OSCAR's `casemgmt_note`, by hand.

It looks whether a patient has anything else that is called a progress note (documents, reports of hospitals, notes of
before 2009), and has no words for these: no such patient is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from bench.hand.finding import Clinic, marks
from bench.hand.values import instant, practitioner

Resource = dict[str, Any]

QUESTIONS = 20
LOINC, NOTE = "http://loinc.org", "11506-3"
HEADINGS = ("Concerns", "MedHistory", "FamHistory", "SocHistory", "RiskFactors", "Reminders", "OMeds")
# Of each note the last save, which everybody of the clinic may read.
OPEN = (
    "n.archived <=> 0 AND n.provider_no <> '-1' AND RTRIM(n.note) <> '' AND n.locked IN ('0', '')"
    " AND (n.program_no IN ('', '0') OR p.name = 'OSCAR')"
    " AND (n.reporter_caisi_role IN ('', '0') OR r.role_name IN ('doctor', 'nurse'))"
    " AND NOT EXISTS (SELECT 1 FROM casemgmt_note l WHERE l.uuid = n.uuid AND l.note_id > n.note_id)"
    " AND NOT EXISTS (SELECT 1 FROM casemgmt_issue_notes k JOIN casemgmt_issue c ON c.id = k.id"
    " JOIN issue i ON i.issue_id = c.issue_id"
    f" WHERE k.note_id = n.note_id AND i.code IN ({', '.join(map(repr, HEADINGS))}))"
)
FROM = (
    "FROM casemgmt_note n LEFT JOIN program p ON p.id = n.program_no"
    " LEFT JOIN secRole r ON r.role_no = n.reporter_caisi_role"
)
PAGE = (
    "SELECT n.note_id, n.uuid, n.demographic_no, n.provider_no, n.signed, n.signing_provider_no, n.encounter_type,"
    " CAST(n.update_date AS CHAR), CAST(n.observation_date AS CHAR), n.appointmentNo, p.name,"
    " (SELECT MIN(f.note_id) FROM casemgmt_note f WHERE f.uuid = n.uuid AND f.signed = 1)"
    f" {FROM} WHERE n.demographic_no IN ({{}}) AND n.uuid <> '' AND {OPEN} ORDER BY n.uuid LIMIT 51"
)
CALLED = "('Progress Report', 'Encounter Report')"
OTHERS = (
    "(SELECT 1 FROM ctl_document c JOIN document d ON d.document_no = c.document_no AND d.status = c.status"
    " WHERE c.module = 'demographic' AND c.module_id IN ({0}) AND d.status IN ('A', 'H')"
    f" AND d.docSubClass IN {CALLED} AND NOT d.restrictToProgram <=> 1 LIMIT 1)"
    " UNION ALL (SELECT 1 FROM HRMDocumentToDemographic t JOIN HRMDocument h ON h.id = t.hrmDocumentId"
    f" WHERE t.demographicNo IN ({{1}}) AND h.subClassName IN {CALLED} LIMIT 1)"
    " UNION ALL (SELECT 1 FROM casemgmt_note n WHERE n.demographic_no IN ({0}) AND COALESCE(n.uuid, '') = ''"
    " AND n.archived <=> 0 AND n.provider_no <> '-1' AND RTRIM(n.note) <> '' AND n.locked IN ('0', '') LIMIT 1)"
)
BUSY = (
    f"SELECT n.demographic_no {FROM} WHERE n.demographic_no > 0 AND n.uuid <> '' AND {OPEN} GROUP BY n.demographic_no"
    " HAVING COUNT(*) BETWEEN 2 AND 50 ORDER BY COUNT(*) DESC, n.demographic_no LIMIT 200"
)
_TYPE = {"coding": [{"system": LOINC, "code": NOTE}]}


def questions(clinic: Clinic) -> Sequence[Sequence[tuple[str, str]]]:
    """The patients with most notes of whom one page shows all, and who were merged with nobody."""
    alone = (key for (key,) in clinic.rows(BUSY) if key not in clinic.heads and key not in clinic.absorbed)
    found = [[("patient", str(key)), ("type", f"{LOINC}|{NOTE}")] for key in alone if not _others(clinic, [key])]
    return found[:QUESTIONS]


def answer(clinic: Clinic, query: Mapping[str, str]) -> list[Resource]:
    """The notes of the patient, by the text of their ids."""
    patients = [int(query["patient"]), *clinic.absorbed.get(int(query["patient"]), ())]
    if _others(clinic, patients):
        raise NotImplementedError("progress notes that are no notes")
    return [_note(row, clinic.heads) for row in clinic.rows(PAGE.format(marks(patients)), patients)]


def _others(clinic: Clinic, patients: Sequence[int]) -> bool:
    texts, keys = list(map(str, patients)), list(patients)
    return bool(clinic.rows(OTHERS.format(marks(keys), marks(texts)), [*keys, *texts, *keys]))


def _note(row: tuple[Any, ...], heads: Mapping[int, int]) -> Resource:
    (key, uuid, patient, author, signed, signer, kind, saved, seen, visit, program, first_signed) = row
    name = "note-" + uuid.rstrip(" ").replace("-", ".2d")
    meta = {"versionId": hashlib.blake2b(orjson.dumps((row, heads.get(patient))), digest_size=8).hexdigest()}
    changed = instant(saved)
    if changed:
        meta["lastUpdated"] = changed
    found: Resource = {
        "resourceType": "DocumentReference",
        "id": name,
        "meta": meta,
        "identifier": [{"value": uuid.rstrip(" ")}],
        "status": "current",
        "docStatus": "preliminary" if signed != 1 else "final" if first_signed == key else "amended",
        "type": _TYPE,
        "subject": {"reference": f"Patient/{heads.get(patient, patient)}"},
    }
    if changed:
        found["date"] = changed
    if who := practitioner(author):
        found["author"] = [{"reference": who}]
    if who := practitioner(signer):
        found["authenticator"] = {"reference": who}
    attachment = {"contentType": "text/plain", "url": f"Binary/{name}"}
    context: Resource = {}
    if visit:
        context["encounter"] = [{"reference": f"Encounter/{visit}"}]
    if kind and kind.rstrip(" ") not in ("", "null"):
        context["event"] = [{"text": kind.rstrip(" ")}]
    if when := instant(seen):
        attachment["creation"] = when
        context["period"] = {"start": when, "end": when}
    if program and program.rstrip(" "):
        context["practiceSetting"] = {"text": program.rstrip(" ")}
    found["content"] = [{"attachment": attachment}]
    if context:
        found["context"] = context
    return found
