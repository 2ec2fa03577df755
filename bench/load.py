"""Clients that keep their connections, and what answering them costs: time, and processor time by /proc."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Burst:
    """Some requests, one after the other on each connection."""

    requests: int
    seconds: float
    server: float  # processor seconds of the server's processes
    database: float


class Client:
    """Asks one server with a few connections at a time."""

    def __init__(self, port: int, headers: Mapping[str, str], server: int, database: int, connections: int) -> None:
        self._port, self._headers = port, dict(headers)
        self._server, self._database = server, database
        self._connections = connections

    def get(self, path: str) -> bytes:
        """One answer, on a connection of its own."""
        connection = self._open()
        try:
            return _get(connection, path, self._headers)
        finally:
            connection.close()

    def burst(self, paths: Sequence[str]) -> Burst:
        """Ask for all paths, shared out to the connections."""
        connections = [self._open() for _ in range(self._connections)]
        failed: list[BaseException] = []

        def ask(connection: http.client.HTTPConnection, mine: Sequence[str]) -> None:
            try:
                for path in mine:
                    _get(connection, path, self._headers)
            except Exception as error:  # a thread's own; told to the caller below
                failed.append(error)

        shares = [paths[number :: self._connections] for number in range(self._connections)]
        threads = [threading.Thread(target=ask, args=pair) for pair in zip(connections, shares, strict=True)]
        before, started = self._used(), time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds, after = time.perf_counter() - started, self._used()
        for connection in connections:
            connection.close()
        if failed:
            raise failed[0]
        return Burst(len(paths), seconds, after[0] - before[0], after[1] - before[1])

    def _open(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        connection.connect()
        return connection

    def _used(self) -> tuple[float, float]:
        return processor_seconds(self._server), processor_seconds(self._database)


def _get(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> bytes:
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} for {path}: {body[:300]!r}")
    return body


def processor_seconds(process: int) -> float:
    """Of a process and all that run below it."""
    return sum(map(_own_seconds, family(process)))


def family(process: int) -> list[int]:
    """A process and its descendants."""
    found = [process]
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def _own_seconds(process: int) -> float:
    """Of all threads that live: theirs all stay for as long as the benchmark asks."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def program(process: int) -> str:
    """The name of the program that a process runs."""
    return Path(f"/proc/{process}/comm").read_text().strip()
