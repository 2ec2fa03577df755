"""Searches through other tables, totals and orders, side by side with the same SQL by hand where there is one.

Without HTTP: ours by the interactions, the other by the code of bench/hand, both dumped. What is found is compared
before anything is timed. `$everything` stands for several searches, so it is held against these. The issue sets no
targets here: the lines tell what a feature costs, and none takes longer for it than it may.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from bench.building import DifferentError
from bench.hand.finding import Clinic, Finder, Found
from bench.hand.observation import SERVED, measured
from bench.installation import VITALS, Caller, Installation, Pairs
from bench.rounds import alternate, collecting_as_a_server, within
from bench.sizes import Sizes
from bench.table import Row
from facade.fhir.json import dumps
from facade.interactions.operations.everything import everything

HEIGHT = ("code", "http://loinc.org|8302-2")
HEIGHTS = f"type = 'HT' AND {measured()}"
OF_ABSORBED = f"m.type = 'HT' AND {measured('m')}"
MERGED = "SELECT demographic_no FROM demographic_merged WHERE deleted = 0"
PAGE = 50
LIMIT = f"LIMIT {PAGE + 1}"
COUNTED = 1000  # an estimate looks no further
PARTS = ("Observation", "AllergyIntolerance", "Condition")
Names = Sequence[str]


@dataclass(frozen=True)
class Case:
    """A search and what its author would write by hand: resources of the page, then those brought along."""

    name: str
    type: str
    query: Pairs
    by_hand: Callable[[Finder], tuple[Found, Found]]


def measure(installed: Installation, sizes: Sizes) -> Iterator[Row]:
    """One line for each kind of search, then $everything."""
    with collecting_as_a_server():
        yield from _measure(installed, sizes)


def _measure(installed: Installation, sizes: Sizes) -> Iterator[Row]:
    caller = installed.big
    versions = {unit.label: unit.version for unit in caller.ready.source.units}
    finder = Finder(Clinic(caller.endpoint.source.source.settings.url), versions)
    for case in _cases(finder, sizes):
        _check(caller, case, finder)
        ours, theirs = partial(_ours, caller, case), partial(_theirs, case, finder)
        compared = alternate(within(sizes.seconds, ((ours, theirs) for _ in range(sizes.pairs))))
        yield Row(f"{case.name}, against by hand", compared.ratio, None, compared.milliseconds)
    patients = [str(random.Random(3).randint(1, sizes.patients)) for _ in range(sizes.pairs)]
    turns = ((partial(_everything, caller, one), partial(_one_by_one, caller, one)) for one in patients)
    compared = alternate(within(sizes.seconds, turns))
    yield Row("$everything of a patient, against its searches", compared.ratio, None, compared.milliseconds)


def _cases(finder: Finder, sizes: Sizes) -> Iterator[Case]:
    family = _family(finder)
    patient = str(random.Random(4).randint(1, sizes.patients))
    yield Case("_include of 50", "Observation", [VITALS, HEIGHT, ("_include", "Observation:patient")], _included)
    chain = ("patient:Patient.general-practitioner:Practitioner.family", family)
    yield Case("three-level chain", "Observation", [VITALS, chain], partial(_chained, family=family))
    yield Case("_has", "Patient", [("_has:Observation:patient:code", HEIGHT[1])], _having)
    yield Case("_total=none", "Observation", [VITALS, HEIGHT, ("_total", "none")], _heights)
    yield Case("_total=accurate", "Observation", [VITALS, HEIGHT, ("_total", "accurate")], partial(_counted, limit=""))
    limit = f" LIMIT {COUNTED + 1}"
    yield Case(
        "_total=estimate", "Observation", [VITALS, HEIGHT, ("_total", "estimate")], partial(_counted, limit=limit)
    )
    ordered = partial(_by_date, patient=patient)
    yield Case("_sort by date", "Observation", [VITALS, ("patient", patient), ("_sort", "-date")], ordered)


def _family(finder: Finder) -> str:
    """The name of a doctor who has many patients."""
    sql = (
        "SELECT p.last_name FROM provider p JOIN demographic d ON d.provider_no = p.provider_no"
        " WHERE p.last_name REGEXP '^[A-Z][a-z]+$' AND p.provider_type = 'doctor'"
        " GROUP BY p.last_name ORDER BY COUNT(*) DESC, p.last_name LIMIT 1"
    )
    return str(finder.clinic.rows(sql)[0][0])


def _heights(finder: Finder) -> tuple[Found, Found]:
    return finder.observations(f"{HEIGHTS} ORDER BY id {LIMIT}", ())[:PAGE], []


def _included(finder: Finder) -> tuple[Found, Found]:
    page, _ = _heights(finder)
    keys = list(dict.fromkeys(int(item["subject"]["reference"].removeprefix("Patient/")) for item in page))
    return page, finder.patients(f"demographic_no IN ({', '.join(['%s'] * len(keys))})", keys)


def _chained(finder: Finder, *, family: str) -> tuple[Found, Found]:
    doctors = "SELECT provider_no FROM provider WHERE last_name LIKE %s"
    patients = f"SELECT demographic_no FROM demographic WHERE provider_no IN ({doctors})"
    absorbed = f"{MERGED} AND merged_to IN ({patients})"  # what they were given counts for whom they became
    own = f"demographicNo IN ({patients}) AND demographicNo NOT IN ({MERGED})"
    where = f"{SERVED} AND ({own} OR demographicNo IN ({absorbed})) ORDER BY id {LIMIT}"
    return finder.observations(where, (family + "%",) * 2)[:PAGE], []


def _having(finder: Finder) -> tuple[Found, Found]:
    own = f"SELECT 1 FROM measurements WHERE demographicNo = demographic.demographic_no AND {HEIGHTS}"
    absorbed = (
        "SELECT 1 FROM demographic_merged a JOIN measurements m ON m.demographicNo = a.demographic_no"
        f" WHERE a.deleted = 0 AND a.merged_to = demographic.demographic_no AND {OF_ABSORBED}"
    )
    twice = (
        "SELECT 1 FROM demographic_merged a"
        " JOIN demographic_merged b ON b.merged_to = a.demographic_no AND b.deleted = 0"
        " JOIN measurements m ON m.demographicNo = b.demographic_no"
        f" WHERE a.deleted = 0 AND a.merged_to = demographic.demographic_no AND {OF_ABSORBED}"
    )
    where = f"demographic_no NOT IN ({MERGED}) AND (EXISTS ({own}) OR EXISTS ({absorbed}) OR EXISTS ({twice}))"
    return finder.patients(f"{where} ORDER BY demographic_no {LIMIT}", ())[:PAGE], []


def _counted(finder: Finder, *, limit: str) -> tuple[Found, Found]:
    finder.clinic.rows(f"SELECT COUNT(*) FROM (SELECT 1 FROM measurements WHERE {HEIGHTS}{limit}) found")
    return _heights(finder)


def _by_date(finder: Finder, *, patient: str) -> tuple[Found, Found]:
    where = f"{SERVED} AND demographicNo = %s ORDER BY dateObserved DESC, id {LIMIT}"
    return finder.observations(where, (int(patient),))[:PAGE], []


def _check(caller: Caller, case: Case, finder: Finder) -> None:
    """Both give the same resources in the same order; those brought along stand in any order."""
    mine: dict[str, list[Any]] = {"match": [], "include": []}
    for entry in caller.page(case.type, case.query).get("entry", ()):
        mine.setdefault(entry["search"]["mode"], []).append(entry["resource"])
    page, brought = case.by_hand(finder)
    theirs = {"match": page, "include": brought}
    if not page or _names(mine["match"]) != _names(page) or sorted(_names(mine["include"])) != sorted(_names(brought)):
        raise DifferentError(f"{case.name}: {mine} and {theirs}")


def _names(resources: Sequence[Any]) -> Names:
    return [f"{resource['resourceType']}/{resource['id']}" for resource in resources]


def _ours(caller: Caller, case: Case) -> None:
    dumps(caller.search(case.type, case.query).body)


def _theirs(case: Case, finder: Finder) -> None:
    page, brought = case.by_hand(finder)
    modes = ((page, "match"), (brought, "include"))
    entries = [{"resource": item, "search": {"mode": mode}} for items, mode in modes for item in items]
    orjson.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries})


def _everything(caller: Caller, patient: str) -> None:
    dumps(everything(caller.context, "Patient", patient, []).body)


def _one_by_one(caller: Caller, patient: str) -> None:
    dumps(caller.read("Patient", patient).body)
    for type in PARTS:
        dumps(caller.search(type, [("patient", patient)]).body)
