"""What `meta.profile` costs: the builders of an endpoint that claims CA Core+, against those of one without claims.

The same rows, page by page, are built, dumped and let go by both. The spread is that of the ratios of single rounds.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from bench.building import PAGES_A_TURN, Page, build_pages, pages_of
from bench.installation import Caller
from bench.rounds import Compared, alternate
from bench.sizes import Sizes
from bench.table import Row, Target
from facade.interactions.served import ServedSource

TARGET = Target("at most", 1.15)
ROUNDS = 21
TYPES = ("Patient", "Condition", "Observation")


def measure(caller: Caller, sizes: Sizes) -> Iterator[Row]:
    """One line for each type. `caller` claims nothing."""
    served = caller.endpoint.source
    (claimed,) = (found for found in served.adapter.profiles if found.name == "ca-core")
    source = ServedSource(served.source, served.adapter, served.site, served.id_prefix, claimed)
    claiming = Caller(replace(caller.endpoint, source=source))
    for type_ in TYPES:
        most = max(1, sizes.rows // len(TYPES))
        plain, with_claims = (_first(one, type_, most) for one in (caller, claiming))
        compared = _timed(with_claims, plain, caller.context.today, min(ROUNDS, sizes.pairs))
        ratios = sorted(ours / theirs for ours, theirs in zip(compared.ours, compared.theirs, strict=True))
        detail = {
            "rounds": len(ratios),
            "rows a round": sum(map(len, plain)),
            "least": round(ratios[0], 3),
            "most": round(ratios[-1], 3),
        }
        yield Row(f"build {type_} with its claims, against without", compared.ratio, TARGET, detail)


def _first(caller: Caller, type_: str, most: int) -> Sequence[Page]:
    """The first pages of a type, of `most` rows or a little more."""
    found: list[Page] = []
    for page in pages_of(caller, type_):
        found.append([(build, row) for build, row, _ in page])
        if sum(map(len, found)) >= most:
            break
    return found


def _timed(ours: Sequence[Page], theirs: Sequence[Page], today: str, rounds: int) -> Compared:
    gc.collect()
    gc.freeze()
    try:
        ours, theirs = ours[:PAGES_A_TURN], theirs[:PAGES_A_TURN]
        works = ((partial(build_pages, ours, today), partial(build_pages, theirs, today)) for _ in range(rounds))
        return alternate(works, time.process_time)
    finally:
        gc.unfreeze()
