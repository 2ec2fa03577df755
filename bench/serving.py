"""Over HTTP: the facade as it is served, against a small Flask application with SQL by hand.

Both run under gunicorn with the same settings, ask the same database through the same driver, check a token, and give
the same bytes, which is compared before anything is timed. README.md says why the ratio is taken as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.building import DifferentError
from bench.hand.finding import Clinic
from bench.installation import Installation, free_port
from bench.load import Burst, Client, family, program
from bench.scenarios import PATH, Scenario, scenarios_of
from bench.sizes import Sizes
from bench.table import Row

WORKERS, THREADS, CONNECTIONS = 1, 2, 2
START_SECONDS = 60
DAY = 24 * 3600
_PAGE_TOKEN = re.compile(rb"[?&]_page=[^\"]*")


def measure(installed: Installation, sizes: Sizes, folder: Path) -> Iterator[Row]:
    """One line for each kind of request."""
    url = installed.big.endpoint.source.source.settings.url
    scenarios = scenarios_of(Clinic(url), sizes)
    with _facade(installed) as ours, _by_hand(installed, url, folder) as theirs:
        for scenario in scenarios:
            _check(scenario, ours, theirs)
        for scenario in scenarios:
            yield _measure(scenario, ours, theirs)


def _check(scenario: Scenario, ours: Client, theirs: Client) -> None:
    """The same bytes, less the token of the next page, which is the server's own affair."""
    for path in dict.fromkeys(scenario.bursts[0]):
        mine, other = (_PAGE_TOKEN.sub(b"", client.get(path)) for client in (ours, theirs))
        found = json.loads(mine)
        if found != json.loads(other):  # the order of keys says nothing
            raise DifferentError(f"{path}:\n{mine.decode()}\n{other.decode()}")
        scenario.check(path, found)


def _measure(scenario: Scenario, ours: Client, theirs: Client) -> Row:
    pairs = []
    for number, paths in enumerate(scenario.bursts[1:]):
        first, second = (ours, theirs) if number % 2 else (theirs, ours)
        one, other = first.burst(paths), second.burst(paths)
        pairs.append((one, other) if number % 2 else (other, one))
    by_time = statistics.median(other.seconds / mine.seconds for mine, other in pairs)
    costs = sorted(_cost(other) / _cost(mine) for mine, other in pairs)
    detail = {
        "rounds": len(pairs),
        "requests a round": len(scenario.bursts[0]),
        "lowest and highest": [round(costs[0], 4), round(costs[-1], 4)],
        "ratio by the clock": round(by_time, 4),
        "milliseconds of processors a request": _costs([mine for mine, _ in pairs]),
        "milliseconds of processors a request, by hand": _costs([other for _, other in pairs]),
    }
    return Row(f"{scenario.name} over HTTP, against by hand", statistics.median(costs), scenario.target, detail)


def _cost(burst: Burst) -> float:
    return burst.server + burst.database


def _costs(bursts: Sequence[Burst]) -> Mapping[str, float]:
    def each(seconds: Sequence[float]) -> float:
        return round(1e3 * statistics.median(seconds) / bursts[0].requests, 3)

    return {
        "server": each([burst.server for burst in bursts]),
        "database": each([burst.database for burst in bursts]),
        "by the clock": each([burst.seconds for burst in bursts]),
    }


@contextmanager
def _facade(installed: Installation) -> Iterator[Client]:
    """`facade serve`, as a clinic runs it."""
    command = ["facade.cli", "serve", "--config", str(installed.config), "--port", str(installed.port)]
    options = ["--workers", str(WORKERS), "--threads", str(THREADS)]
    with _served([*command, *options], installed, installed.port) as client:
        yield client


@contextmanager
def _by_hand(installed: Installation, url: str, folder: Path) -> Iterator[Client]:
    """The other application; its file of tokens knows ours."""
    port = free_port()
    versions = {unit.label: unit.version for unit in installed.big.ready.source.units}
    settings = {
        "database": url,
        "base": installed.big.endpoint.base,
        "path": PATH,
        "tokens": {hashlib.sha256(installed.token.encode()).hexdigest(): time.time() + DAY},
        "mappings": {label: versions[label] for label in ("Patient", "Observation", "Observation/bp")},
    }
    file = folder / "hand.json"
    file.write_text(json.dumps(settings))
    command = ["gunicorn", "bench.hand.app:application()", "--bind", f"127.0.0.1:{port}"]
    options = ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", "5"]
    with _served([*command, *options], installed, port, BENCH_HAND=str(file)) as client:
        yield client


@contextmanager
def _served(module: Sequence[str], installed: Installation, port: int, **environment: str) -> Iterator[Client]:
    """A server of its own, and a client that it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", *module],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # The facade answers to its public name only, whichever port it is reached by.
    headers = {"Authorization": f"Bearer {installed.token}", "Host": f"127.0.0.1:{installed.port}"}
    client = Client(port, headers, process.pid, _database(), CONNECTIONS)
    try:
        _wait(client, process)
        yield client
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _wait(client: Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            client.get(f"{PATH}/Patient/1")
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def _database() -> int:
    """The process of our private MariaDB."""
    return next(process for process in family(os.getpid()) if program(process) in ("mariadbd", "mysqld"))
