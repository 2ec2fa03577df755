"""What OSCAR keeps about an allergy in words of its own, for which R4 has no code."""

from __future__ import annotations

from typing import Final

from . import chart

# allergies.DESCRIPTION when it says that there is none, with the spellings of people who write it out.
NO_KNOWN_ALLERGY: Final = {
    **chart.NO_KNOWN_ALLERGY,
    "No Known Drug Allergy": chart.NO_KNOWN_ALLERGY["NKDA"],
    "No Known Allergy": chart.NO_KNOWN_ALLERGY["NKA"],
}

# allergies.onset_of_reaction; 4 (unknown), 0 and nothing say nothing. R4's reaction.onset is a time.
ONSET: Final = {"1": "immediate", "2": "gradual", "3": "slow"}
# allergies.life_stage
LIFE_STAGE: Final = {"N": "newborn", "I": "infant", "C": "child", "T": "adolescent", "A": "adult"}
# allergies.severity_of_reaction where there was none.
NO_REACTION: Final = {"5": "no reaction"}
# allergies.age_of_onset where it is not known.
NO_AGE: Final = ("", "0", "null")


def in_words(onset: str | None, stage: str | None, age: str | None, severity: str | None) -> str | None:
    """What is told beside the reaction, as sentences; letters count in either case."""
    told = {
        "Onset of the reaction": ONSET.get(_bare(onset)),
        "Life stage at onset": LIFE_STAGE.get(_bare(stage).upper()),
        "Age at onset": None if _bare(age) in NO_AGE else _bare(age),
        "Severity": NO_REACTION.get(_bare(severity)),
    }
    return ". ".join(f"{what}: {word}" for what, word in told.items() if word) or None


def _bare(stored: str | None) -> str:
    return "" if stored is None else stored.strip(" ")
