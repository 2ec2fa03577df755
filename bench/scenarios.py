"""What is asked over HTTP: reads, searches of fifty, and a search that finds what a patient has.

A clinic decides what can be asked of it: fifty are asked for where there are fifty.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from bench.hand.finding import Clinic, marks
from bench.hand.observation import KINDS, SERVED
from bench.sizes import Sizes
from bench.table import Target

READ = Target("at least", 0.6)
SEARCH = Target("at least", 0.7)
PATH = "/big/fhir"


class TooFewError(RuntimeError):
    """A search of fifty is to find fifty, or its figure is that of another search."""


@dataclass(frozen=True)
class Scenario:
    """One kind of request, and what is asked for in the bursts. The first is compared, the others are timed: whoever
    asks a clinic's server seldom asks for the same patient again.
    """

    name: str
    target: Target | None
    bursts: Sequence[Sequence[str]]
    holds: int = 0  # resources on the page of each answer, if it is a search of so many

    def check(self, path: str, answer: Mapping[str, Any]) -> None:
        """Whether the answer holds as many resources as the name says."""
        if (shown := len(answer.get("entry", ()))) < self.holds:
            raise TooFewError(f"{path}: {shown} resources where {self.holds} are to be")


def scenarios_of(clinic: Clinic, sizes: Sizes) -> Sequence[Scenario]:
    """All kinds, those without a target last."""
    chance, page = random.Random(2), sizes.page
    asked = sizes.requests * (sizes.rounds + 1)
    patients = [chance.randint(1, sizes.patients) for _ in range(asked)]
    keys = [chance.randint(1, sizes.measurements) for _ in range(asked)]

    def scenario(name: str, target: Target | None, texts: Sequence[str], holds: int = 0) -> Scenario:
        if not texts:
            raise TooFewError(f"{name}: this clinic has nothing to ask for; `--page` says that fewer will do.")
        dealt = cycle(chance.sample(texts, len(texts)))  # nothing comes again before all the others came
        bursts = [[f"{PATH}/{next(dealt)}" for _ in range(sizes.requests)] for _ in range(sizes.rounds + 1)]
        return Scenario(name, target, bursts, holds)

    def vital_signs(what: str, values: Iterable[object]) -> Sequence[str]:
        return [f"Observation?category=vital-signs&{what}={value}" for value in values]

    families = [f"Patient?family={name}" for name in _families(clinic, page)]
    by_code = vital_signs("code", (f"http://loinc.org%7C{code}" for code in _codes(clinic, page)))
    by_patient = vital_signs("patient", _measured_often(clinic, page))
    return (
        scenario("read Patient", READ, [f"Patient/{key}" for key in patients]),
        scenario("read Observation", READ, [f"Observation/{id}" for id in _observations(clinic, keys)]),
        scenario("search Patient of 50 by family", SEARCH, families, page),
        scenario("search Observation of 50 by code", SEARCH, by_code, page),
        scenario("search Observation of 50 by patient", SEARCH, by_patient, page),
        scenario("search Observation of about 10 by patient", None, vital_signs("patient", patients)),
    )


def _observations(clinic: Clinic, keys: Sequence[int]) -> Sequence[str]:
    """The ids of vital signs among rows with these keys."""
    stored = clinic.rows(f"SELECT id, type FROM measurements WHERE id IN ({marks(keys)}) AND {SERVED}", keys)
    return [f"bp-{key}" if kind.upper() == "BP" else str(key) for key, kind in stored]


def _families(clinic: Clinic, fewest: int) -> Sequence[str]:
    """The commonest names, of those that so many patients have."""
    names = clinic.rows(
        "SELECT last_name FROM demographic WHERE last_name REGEXP '^[A-Za-z]+$'"
        " GROUP BY last_name HAVING COUNT(*) >= %s ORDER BY COUNT(*) DESC, last_name LIMIT 20",
        [fewest],
    )
    return [name for (name,) in names]


def _codes(clinic: Clinic, fewest: int) -> Sequence[str]:
    """The codes that were measured so often."""
    counted: Counter[str] = Counter()
    for kind, count in clinic.rows(f"SELECT type, COUNT(*) FROM measurements WHERE {SERVED} GROUP BY type"):
        known = KINDS.get(kind.rstrip(" ").upper())  # a pressure has two values and is not among them
        if known is not None:
            counted[known[0]] += count
    return sorted(code for code, count in counted.items() if count >= fewest)


def _measured_often(clinic: Clinic, fewest: int) -> Sequence[int]:
    """The patients who have so many vital signs."""
    found = clinic.rows(
        f"SELECT demographicNo FROM measurements WHERE {SERVED} AND demographicNo > 0"
        " GROUP BY demographicNo HAVING COUNT(*) >= %s ORDER BY demographicNo",
        [fewest],
    )
    return [patient for (patient,) in found]
