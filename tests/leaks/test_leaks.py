"""Generated requests by callers who may see little: no answer shows more, and none is a server error.

A chunk is a seed at one place. `--full` makes there be more of them: see CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from facade.testing.databases import Server
from tests.chunks import Chunk
from tests.leaks.asking import Asking
from tests.leaks.canaries import marks
from tests.leaks.clinics import VENDORS, Vendor
from tests.leaks.world import World, world

SHOWN = 8
SHARE = {"sqlite-ci": 0.9, "mariadb-ci": 0.1}  # of the requests; both ask the same things
USUAL = 1 / 8  # which leaves room for drawn ones
PLACES = tuple((vendor, kind) for vendor in VENDORS for kind in SHARE)


@pytest.fixture(scope="module", params=PLACES, ids=lambda given: f"{given[0]}-{given[1]}")
def there(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    vendor: Vendor
    vendor, kind = request.param
    server: Server | None = request.getfixturevalue("mariadb_server") if kind.startswith("mariadb") else None
    with world(vendor, kind, tmp_path_factory.mktemp("leaks"), server) as made:
        yield made


def test_nothing_leaks(there: World, chunk: Chunk, request: pytest.FixtureRequest) -> None:
    """In the first chunk on SQLite one of each kind, or an eighth of them in a usual run; drawn ones everywhere."""
    kinds = 1.0 if request.config.getoption("full") else USUAL
    most = round(chunk.leaks * SHARE[there.place.kind] / len(VENDORS))
    found: list[str] = []
    with capture_logs() as logs:
        asking = Asking.at(there.judges, there.callers, there.app.url_map, there.statement, seed=chunk.random_seed)
        for ask in asking.all(most, compulsory=kinds if chunk.number == 0 and there.place.kind == "sqlite-ci" else 0.0):
            found += there.wrong(ask)
    assert not found, f"{chunk}: {len(found)} breaches\n" + "\n".join(found[:SHOWN])
    assert not marks(str(logs)), "a log line shows a patient's data"
