"""Clients that send slowly: each holds a thread while its request is read, so it may do so for a while and no longer.

gunicorn takes a thread for each new connection and, once a byte has come, reads from it without any limit of time: a
client that sends a byte now and then would keep the thread. Here the connection is shut down from outside, which ends
the reading as if the client had gone. TLS, head and body count together; answering does not. While other connections
wait for a thread, less time is given.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterable, Iterator
from threading import Lock, get_ident
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS_IN_NEED = 3.0
UNREAD_SECONDS = 60
_UNREAD = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux has it


class SlowClients:
    """The connections of one worker that are being read from, each by a thread of its own."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._reading: dict[int, tuple[float, Any]] = {}
        self._lock = Lock()

    @contextlib.contextmanager
    def reading(self, connection: Any) -> Iterator[None]:
        """In the thread that reads a request from the connection; `connection.sock` is its socket at any time."""
        _bound_unread(connection.sock)
        with self._lock:
            self._reading[get_ident()] = time.monotonic(), connection
        try:
            yield
        finally:
            self._read()

    def watched(self, answer: WSGIApplication) -> WSGIApplication:
        """The application; once it begins to answer, the request has been read."""

        def answer_one(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            def begin(*arguments: Any, **named: Any) -> Any:
                self._read()
                return start(*arguments, **named)

            return answer(environ, begin)

        return answer_one

    def cut(self, *, in_need: bool) -> int:
        """Shut down what was read from for too long; how many. `in_need`: others wait for a thread."""
        since = time.monotonic() - (min(self._seconds, SECONDS_IN_NEED) if in_need else self._seconds)
        with self._lock:  # so that no thread closes its socket, and another connection gets the number, meanwhile
            slow = [connection for began, connection in self._reading.values() if began < since]
            for connection in slow:
                with contextlib.suppress(OSError):  # it is being closed, or handed over to TLS
                    socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
        return len(slow)

    def _read(self) -> None:
        with self._lock:
            self._reading.pop(get_ident(), None)


def _bound_unread(connection: socket.socket) -> None:
    """A client that takes nothing of its answer is gone after a while; one that takes it slowly is not."""
    if _UNREAD is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, _UNREAD, UNREAD_SECONDS * 1000)
