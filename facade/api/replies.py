"""From what an interaction answers to what HTTP sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from facade.fhir import json
from facade.interactions.context import Reply

CONTENT_TYPE = "application/fhir+json; charset=utf-8"
PLAIN_JSON = "application/json"

# Answers hold patients' data, and nothing in them is for a browser to run.
_ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept, Authorization, Origin",
}
_SECURE = {"Strict-Transport-Security": "max-age=31536000"}
_LINES: Mapping[int, str] = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_WITHOUT_LENGTH = (204, 304)


@dataclass
class Answer:
    """A whole answer, ready to be sent: all that is left of a response once its body is known."""

    status_code: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def size(self) -> int:
        """The bytes of the body."""
        return len(self.body)

    def _sent(self) -> Iterable[bytes]:
        return [self.body]

    def close(self) -> None:
        """Nothing is held open."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as WSGI asks."""
        headers = list(self.headers.items())
        if self.status_code not in _WITHOUT_LENGTH:
            headers.append(("Content-Length", str(self.size)))
        start_response(_LINES[self.status_code], headers)
        if environ["REQUEST_METHOD"] != "HEAD":
            return self._sent()
        self.close()
        return []


@dataclass
class Streamed(Answer):
    """An answer whose body is sent a chunk at a time, and closed by whoever sends it."""

    chunks: Iterable[bytes] = ()
    length: int = 0
    close: Callable[[], None] = lambda: None

    @property
    def size(self) -> int:
        return self.length

    def _sent(self) -> Iterable[bytes]:
        return _Closing(self.chunks, self.close)


@dataclass(eq=False)
class _Closing:
    """What a WSGI server iterates and closes, also where it never began."""

    chunks: Iterable[bytes]
    close: Callable[[], None]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.chunks)


def fhir(reply: Reply, *, pretty: bool = False) -> Answer:
    """The answer for a reply; its body is dumped here and nowhere else."""
    return document(reply.body, status=reply.status, headers=reply.headers, pretty=pretty)


def document(
    body: Any,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    content_type: str = CONTENT_TYPE,
    pretty: bool = False,
) -> Answer:
    """A JSON answer, or an empty one for None."""
    if body is None:
        return Answer(status, {**(headers or {})})
    return Answer(status, {"Content-Type": content_type, **(headers or {})}, json.dumps(body, pretty))


def finish(answer: Answer, request_id: str, *, secure: bool) -> None:
    """What every answer carries, errors included; `secure`: this server is reached by https only."""
    answer.headers = {**_ALWAYS, **_SECURE, **answer.headers} if secure else {**_ALWAYS, **answer.headers}
    answer.headers["X-Request-Id"] = request_id
    answer.headers.setdefault("Cache-Control", "no-store")
