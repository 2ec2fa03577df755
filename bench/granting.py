"""What access costs: the check of a token, of a read; and the same answers under a narrow grant and under a wide one.

The token has been used before, so the check is what every further request pays: the look-up, which asks the store once
a second at most, the grant, and the counts of its client and its person. The read is asked of the interactions: with
HTTP the share would be smaller still. Both by the processor's clock. Under the grants, the answers are compared first;
then the statements that both searches ran are run again, on one connection. What the processor needs for the whole
search on either side stands in the file.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from bench.building import DifferentError
from bench.counting import Statement, listening
from bench.installation import GRANT, VITALS, Caller, Installation, Pairs
from bench.rounds import Compared, alternate, collecting_as_a_server
from bench.sizes import Sizes
from bench.table import Row, Target
from facade.access.grant import Grant
from facade.access.tokens import grant_of, stored_token
from facade.api.rates import Rates
from facade.config import RatesConfig
from facade.fhir.json import dumps
from facade.sources import SourceConnection

CHECK = Target("at most", 0.05)
ACCESS = Target("at most", 1.15)
READS = 50
CHECKS_A_READ = 20  # one is too short for a clock
RUNS = 10  # of the statements, in a turn
UNLIMITED = RatesConfig(client=10**9, person=10**9)

HEIGHT = ("code", "http://loinc.org|8302-2")
VITAL_SIGNS, LABORATORY = (
    f"user/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|{code}"
    for code in ("vital-signs", "laboratory")
)


@dataclass(frozen=True)
class Case:
    """A search under a grant, and the one under a grant of everything that gives the same."""

    name: str
    grant: Grant
    query: Pairs
    wide: Pairs


def measure(installed: Installation, sizes: Sizes) -> Iterator[Row]:
    """The line of the check, then one for each kind of grant."""
    with collecting_as_a_server():
        yield _check(installed, sizes)
        for case in _cases(sizes):
            yield _measure(installed.big, case, sizes)


def _check(installed: Installation, sizes: Sizes) -> Row:
    store, caller = installed.facade.store, installed.big
    rates, now = Rates(UNLIMITED, store.rates), caller.context.now
    header = f"Bearer {installed.token}"
    patients = [str(random.Random(5).randint(1, sizes.patients)) for _ in range(READS)]

    def checks() -> None:
        for _ in range(READS * CHECKS_A_READ):
            grant = grant_of(stored_token(header, store=store, endpoint="big", now=now))
            rates.take_of("big", grant.client, "somebody", now=now)

    def reads() -> None:
        for patient in patients:
            dumps(caller.read("Patient", patient).body)

    compared = alternate(((checks, reads) for _ in range(sizes.pairs)), time.process_time)
    each = Compared([seconds / CHECKS_A_READ for seconds in compared.ours], compared.theirs)
    return Row("check of a token, of a read", each.ratio, CHECK, each.milliseconds)


def _cases(sizes: Sizes) -> Iterator[Case]:
    patient = str(random.Random(6).randint(1, sizes.patients))
    of_one = [VITALS, ("patient", patient)]
    narrow = replace(GRANT, scopes=("patient/*.rs",), user=None, patient=patient)
    yield Case("by a patient's token", narrow, of_one, of_one)
    yield Case("by a patient's token alone", narrow, [VITALS], of_one)
    yield Case("by a granular scope", replace(GRANT, scopes=(VITAL_SIGNS,)), [HEIGHT, VITALS], [HEIGHT, VITALS])
    both = replace(GRANT, scopes=(VITAL_SIGNS, LABORATORY))
    yield Case("by two granular scopes", both, of_one, of_one)


def _measure(caller: Caller, case: Case, sizes: Sizes) -> Row:
    narrow = replace(caller, grant=case.grant)
    if _names(narrow, case.query) != _names(caller, case.wide):
        raise DifferentError(case.name)
    searches = partial(_search, narrow, case.query), partial(_search, caller, case.wide)
    ours, theirs = (_heard(caller, search) for search in searches)
    with caller.endpoint.source.source.reading() as connection:
        works = partial(_run, connection, ours), partial(_run, connection, theirs)
        compared = alternate(works for _ in range(sizes.pairs))
    whole = alternate((searches for _ in range(sizes.pairs)), time.process_time)
    detail = {
        **compared.milliseconds,
        "statements": [len(ours), len(theirs)],
        "whole search, by the processor": round(whole.ratio, 3),
    }
    return Row(f"statements {case.name}, against a wide one", compared.ratio, ACCESS, detail)


def _heard(caller: Caller, search: Callable[[], None]) -> list[Statement]:
    """What a search runs; it has run before, so nothing is read that is kept for a second."""
    with listening(caller) as heard:
        search()
    return heard


def _run(connection: SourceConnection, statements: list[Statement]) -> None:
    for sql, params in statements * RUNS:
        connection.execute(sql, params)


def _names(caller: Caller, query: Pairs) -> list[str]:
    found = [entry["resource"]["id"] for entry in caller.page("Observation", query).get("entry", ())]
    if not found:
        raise DifferentError("nothing is found, so nothing is measured")
    return found


def _search(caller: Caller, query: Pairs) -> None:
    dumps(caller.search("Observation", query).body)
