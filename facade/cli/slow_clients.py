"""Clients that send slowly: each holds a thread while its request is read, so it may do so for a while and no longer.

gunicorn takes a thread for each new connection and, once a byte has come, reads from it without any limit of time: a
client that sends a byte now and then would keep the thread. Here the connection is shut down from outside, which ends
the reading as if the client had gone. TLS, head and body count together; what is done once they are there does not.
While other connections wait for a thread, less time is given.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
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
        """The application; when it is called the head has been read, and it reads the body."""

        def answer_one(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            if length or "HTTP_TRANSFER_ENCODING" in environ:
                environ["wsgi.input"] = _Body(environ["wsgi.input"], length, self._read)
            else:
                self._read()
            return answer(environ, start)

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


class _Body:
    """The body of a request, which tells when nothing is left of it to be read."""

    def __init__(self, body: Any, length: int, read: Callable[[], None]) -> None:
        self._body, self._left, self._done = body, length or sys.maxsize, read

    def read(self, size: int = -1) -> bytes:
        """Like a file's."""
        return self._counted(self._body.read() if size < 0 else self._body.read(size), size)

    def readline(self, size: int = -1) -> bytes:
        """Like a file's."""
        return self._counted(self._body.readline() if size < 0 else self._body.readline(size), size)

    def _counted(self, found: bytes, size: int) -> bytes:
        self._left -= len(found)
        if self._left <= 0 or (not found and size):
            self._done()
        return found


def _bound_unread(connection: socket.socket) -> None:
    """A client that takes nothing of its answer is gone after a while; one that takes it slowly is not."""
    if _UNREAD is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, _UNREAD, UNREAD_SECONDS * 1000)
