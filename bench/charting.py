"""Pages of the chart: what an app shows of one patient or one day, against code by hand for the same answer.

Both sides give JSON out of the same database over one connection each, without HTTP; it is compared, versions and links
aside, before anything is timed. A trend of results is asked for cold, when nothing of the messages is kept, and warm,
by an app that shows it once more; every other page in words that the facade does not remember.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from bench.building import DifferentError
from bench.hand.chart import appointments, laboratory, medication, notes
from bench.hand.finding import Clinic
from bench.installation import Caller, Pairs
from bench.rounds import alternate, collecting_as_a_server
from bench.sizes import Sizes
from bench.table import Row, Target
from facade.fhir.json import dumps
from facade.interactions.planned import Planned

TARGET = Target("at least", 0.6)

Resource = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A page of a type. `questions`: the queries to draw from; `answer`: the resources of one of them, by hand.

    `cold`: nothing of messages is kept; `again`: asked before in the same words.
    """

    name: str
    type: str
    questions: Callable[[Clinic], Sequence[Pairs]]
    answer: Callable[[Clinic, Mapping[str, str]], Sequence[Resource]]
    cold: bool = False
    again: bool = False


CASES = (
    Case("trend of a result, cold", "Observation", laboratory.questions, laboratory.answer, cold=True),
    Case("trend of a result, warm", "Observation", laboratory.questions, laboratory.answer, again=True),
    Case("medication list", "MedicationRequest", medication.questions, medication.answer),
    Case("appointments of a day", "Appointment", appointments.questions, appointments.answer),
    Case("page of notes", "DocumentReference", notes.questions, notes.answer),
)


def measure(caller: Caller, sizes: Sizes) -> Iterator[Row]:
    """One line for each page."""
    clinic = Clinic(caller.endpoint.source.source.settings.url)
    with collecting_as_a_server():
        for case in CASES:
            asked = list(case.questions(clinic))
            for query in asked:
                _check(caller, clinic, case, query)
            turns = (asked[number % len(asked)] for number in range(max(sizes.pairs, 21)))
            works = ((partial(_ours, caller, case, query), partial(_theirs, clinic, case, query)) for query in turns)
            compared = alternate(works)
            ratio = 1 / compared.ratio
            yield Row(f"{case.name}, against by hand", ratio, TARGET, compared.milliseconds)


def _ours(caller: Caller, case: Case, query: Pairs) -> None:
    if case.cold:
        caller.ready.kept.clear()
    if not case.again:
        caller.ready.planned = Planned()
    dumps(caller.search(case.type, query).body)


def _theirs(clinic: Clinic, case: Case, query: Pairs) -> None:
    found = case.answer(clinic, dict(query))
    entries = [{"fullUrl": one["id"], "resource": one, "search": {"mode": "match"}} for one in found]
    orjson.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries})


def _check(caller: Caller, clinic: Clinic, case: Case, query: Pairs) -> None:
    """The same resources in the same order."""
    body = json.loads(dumps(caller.search(case.type, query).body))
    entries = [entry for entry in body.get("entry", ()) if entry["search"]["mode"] == "match"]
    mine = [_bare(entry["resource"]) for entry in entries]
    other = [_bare(json.loads(orjson.dumps(one))) for one in case.answer(clinic, dict(query))]
    if not mine or mine != other:
        raise DifferentError(f"{case.type} {query}:\n{json.dumps(mine)[:2000]}\n{json.dumps(other)[:2000]}")


def _bare(resource: Resource) -> Resource:
    """Without the version, which is the server's own affair."""
    meta = {key: value for key, value in resource.get("meta", {}).items() if key != "versionId"}
    return {**resource, "meta": meta}
