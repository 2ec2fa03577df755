"""Pages: how deep one is, and how large the table is, must not be felt.

Pages are asked for through the interactions, without HTTP: what is the same for both sides of a ratio would only
bring it nearer to one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from bench.data import COPIES
from bench.installation import GRANT, VITALS, Caller, Installation, Pairs
from bench.rounds import alternate, collecting_as_a_server
from bench.sizes import Sizes
from bench.table import Row, Target
from facade.fhir.json import dumps
from facade.search.pages import Cursor, PageState, query_digest

TARGET = Target("at most", 1.2)
DEPTH = 0.9
NEAR = 200  # pages around the depth, so that no page is asked for twice


def measure(installed: Installation, sizes: Sizes) -> Iterator[Row]:
    """The deep page, then first pages of the large table against those of the small one."""
    with collecting_as_a_server():
        yield from _measure(installed, sizes)


def _measure(installed: Installation, sizes: Sizes) -> Iterator[Row]:
    chance = random.Random(1)
    yield _deep(installed.big, sizes, chance)
    yield _larger("all Observations", "Observation", installed, sizes, lambda: (VITALS,))
    yield _larger("all Patients", "Patient", installed, sizes, lambda: ())
    patients = sizes.patients // COPIES  # known to both clinics

    def of_one() -> Pairs:
        return [VITALS, ("patient", str(chance.randint(1, patients)))]

    yield _larger("Observations of a patient", "Observation", installed, sizes, of_one)


def _deep(caller: Caller, sizes: Sizes, chance: random.Random) -> Row:
    depth = int(sizes.measurements * DEPTH)
    keys = _keys(caller, depth)
    tokens = [_token(caller, chance.choice(keys)) for _ in range(sizes.pairs)]  # a client has them already
    first = partial(_fetch, caller, "Observation", (VITALS,))
    deep = (partial(_fetch, caller, "Observation", [VITALS, ("_page", token)]) for token in tokens)
    compared = alternate((page, first) for page in deep)
    return Row(
        f"page at depth {depth:,} of Observation, against the first", compared.ratio, TARGET, compared.milliseconds
    )


def _keys(caller: Caller, depth: int) -> list[int]:
    """Keys of the rows about that deep."""
    sql = f"SELECT id FROM measurements ORDER BY id LIMIT {NEAR} OFFSET {depth}"
    with caller.endpoint.source.source.reading() as connection:
        return [row[0] for row in connection.execute(sql)]


def _token(caller: Caller, key: int) -> str:
    """The token of the page behind a row, as the `next` link of the page before carries it."""
    return caller.endpoint.seal.seal(
        PageState({"Observation.measurements.id": Cursor((), key, 1)}),
        endpoint=caller.endpoint.name,
        client=GRANT.client,
        user=GRANT.bearer,
        query_digest=query_digest("Observation", (VITALS,)),
        mapping_version=caller.ready.source.version,
        now=datetime.now(UTC),
    )


def _larger(name: str, type: str, installed: Installation, sizes: Sizes, query: Callable[[], Pairs]) -> Row:
    def turns() -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
        for _ in range(sizes.pairs):
            asked = query()
            yield partial(_fetch, installed.big, type, asked), partial(_fetch, installed.small, type, asked)

    compared = alternate(turns())
    return Row(f"first page of {name}, against a table a tenth as large", compared.ratio, TARGET, compared.milliseconds)


def _fetch(caller: Caller, type: str, query: Pairs = ()) -> None:
    dumps(caller.search(type, query).body)
