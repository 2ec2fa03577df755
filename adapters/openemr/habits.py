"""How somebody lives, out of the newest row of `history_data`.

Most columns are packed, `text|status|date|code`: the status, or for tobacco the code, is the value, and what was
written beside it a note.
"""

from __future__ import annotations

from typing import Any

from facade.adapter import (  # isort: skip
    Codec, Part, ResourceMap, cannot, cases, coding, concept, date_time, instant, newest, not_yet, piece,
    reference, shaped, spread, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import history as codes
from .tables import history_data

h = history_data.c


def says(name: str, before: int, word: str) -> Any:
    """Whether this word stands behind so many marks of a packed column."""
    return shaped(h[name], rf"([^|]*\|){{{before}}}{word}(\|[^|]*)*")


def smoking(at: int) -> Codec:
    """Code or words of the answer that the option tells or, without one of those known, the status."""
    options = [(says("tobacco", 3, option), answer[at]) for option, answer in codes.SMOKING_OPTION.items()]
    return cases(*options, *((says("tobacco", 1, status), answer[at]) for status, answer in codes.SMOKING.items()))


def packed(key: str, name: str, what: dict[str, Any], value: dict[str, Any] | None = None) -> Part:
    """The observation in a packed column."""
    statuses = [(says(name, 1, f"{status}{name}"), said) for status, said in codes.STATUS.items()]
    return Part(key, {
        "code": what,
        "valueCodeableConcept": concept(text=cases(*statuses)) if value is None else value,
        "note": [{"text": piece(h[name], "|", 0)}],
    })  # fmt: skip


def in_loinc(code: tuple[str, str]) -> dict[str, Any]:
    """What is observed, by LOINC."""
    return concept(coding(code[0], system=systems.LOINC), text=code[1])


habits = ResourceMap(
    "Observation", tag="soc", table=history_data, key=h.id, only=[newest(h.pid, by=h.id)],
    last_updated=instant(h.date),
    spread=spread(
        common={
            "status": "final",
            "category": [concept(coding("social-history", system=systems.OBSERVATION_CATEGORY))],
            "subject": reference("Patient", h.pid),
            "effectiveDateTime": date_time(h.date),
        },
        parts=[
            packed("smoking", "tobacco", in_loinc(codes.SMOKING_STATUS),
                   concept(coding(smoking(0), system=systems.SNOMED_CT), text=smoking(1))),
            packed("alcohol", "alcohol", in_loinc(codes.ALCOHOL)),
            packed("drugs", "recreational_drugs", in_loinc(codes.DRUGS)),
            packed("exercise", "exercise_patterns", in_loinc(codes.EXERCISE)),
            packed("coffee", "coffee", concept(text="Coffee")),
            Part("sleep", {"code": concept(text="Sleep patterns"), "valueString": text(h.sleep_patterns)}),
        ],
    ),
    gaps={
        "Observation.identifier": not_yet("uuid_mapping holds one for each code of the row"),
        "Observation.issued": cannot("no column but the date"),
        "Observation.performer": not_yet("created_by is in newer releases only, and not in the vendor's papers"),
        "Observation.encounter": cannot("the page belongs to no visit"),
        **dict.fromkeys(
            (f"Observation.{name}" for name in (
                "basedOn", "partOf", "focus", "dataAbsentReason", "interpretation", "bodySite", "method", "specimen",
                "device", "referenceRange", "hasMember", "derivedFrom", "component",
            )),
            cannot("no column"),
        ),
    },
)  # fmt: skip
