"""gunicorn, run from here: everything compiled before it forks, two processes with a few threads each.

Its own answers to what is no HTTP (a request line too long, a malformed header) are OperationOutcomes too, and
its log never quotes them: a URL can hold a patient's name. https://docs.gunicorn.org/en/stable/settings.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.http import errors  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from facade.api import replies
from facade.app import Facade
from facade.cli.certificate import Certificate
from facade.cli.slow_clients import SlowClients
from facade.config import ServerLimits, TlsConfig
from facade.errors import Issue
from facade.fhir import json
from facade.fhir.outcome import operation_outcome

_MEMORY = Path("/dev/shm")  # noqa: S108  # gunicorn makes its own files there, by safe names
_BY_ERROR: Mapping[type[Exception], HTTPStatus] = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
}
_TOO_LONG = (HTTPStatus.REQUEST_URI_TOO_LONG, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)


@dataclass(frozen=True)
class Serving:
    """How to listen. Two processes use two cores; more help only where there are more."""

    host: str
    port: int
    workers: int = 2
    threads: int = 4
    tls: TlsConfig | None = None
    read_seconds: int = ServerLimits.read_seconds  # for a client to send a request
    beside: Mapping[int, WSGIApplication] = field(default_factory=dict)  # what else is served, on ports of their own
    listening: Callable[[], None] = field(default=lambda: None)  # a request sent from now on is answered
    stopped: Callable[[], None] = field(default=lambda: None)


def run(facade: Facade, serving: Serving) -> None:
    """Serve until a signal ends it."""
    _Server(facade, serving).run()


class Worker(ThreadWorker):  # type: ignore[misc]
    """A worker that answers in FHIR what its parser refuses, and waits for no slow client."""

    def init_process(self) -> None:
        """In the worker's own process, before it takes connections."""
        self._slow = SlowClients(self.app.read_seconds)
        self._waiting = 0  # connections that no thread has taken up yet; a guess is enough
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.wsgi: WSGIApplication = self._slow.watched(self.wsgi)

    def enqueue_req(self, conn: Any) -> None:
        self._waiting += 1
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Read a request and answer it, in a thread of its own."""
        self._waiting -= 1
        with self._slow.reading(conn):
            return super().handle(conn)

    def murder_keepalived(self, *arguments: Any, **named: Any) -> None:
        """Called by the main thread once a second."""
        super().murder_keepalived(*arguments, **named)
        cut = self._slow.cut(in_need=self._waiting > 0)
        if cut:
            self.log.warning("connections closed whose requests came too slowly: %d", cut)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer and close. Neither the answer nor the log quotes what was sent."""
        status = refusal(exc)
        self.log.warning("request refused by the HTTP parser: %s, answered %d", type(exc).__name__, status)
        try:
            util.write_nonblock(client, answer(status))
        except OSError:  # the client has gone
            self.log.debug("the refusal could not be sent")


def refusal(error: Exception) -> HTTPStatus:
    """The status for what the HTTP parser, or a broken connection, raised."""
    if isinstance(error, errors.ParseException | OSError):
        return _BY_ERROR.get(type(error), HTTPStatus.BAD_REQUEST)
    return HTTPStatus.INTERNAL_SERVER_ERROR


def answer(status: HTTPStatus) -> bytes:
    """A whole HTTP response."""
    code = (
        "exception" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "too-long" if status in _TOO_LONG else "invalid"
    )
    body = json.dumps(operation_outcome([Issue(code, f"The request cannot be served: {status.phrase}.")]))
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Type: {replies.CONTENT_TYPE}\r\n"
        f"X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def by_port(first: WSGIApplication, beside: Mapping[int, WSGIApplication]) -> WSGIApplication:
    """Whichever application belongs to the port that a request came in by: no header says it."""

    def answer_one(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return beside.get(int(environ["SERVER_PORT"]), first)(environ, start)

    return answer_one if beside else first


class _Log(Logger):  # type: ignore[misc]
    """gunicorn's own lines go where all lines go."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, facade: Facade, serving: Serving) -> None:
        self._facade, self._serving = facade, serving
        self._certificate = Certificate(serving.tls) if serving.tls else None
        super().__init__()

    @property
    def read_seconds(self) -> int:
        """How long a client may take to send a request; asked by each worker."""
        return self._serving.read_seconds

    def reload(self) -> None:
        """On SIGHUP, before new workers take the place of the old ones."""
        if self._certificate is not None:
            self._certificate.reload()
        super().reload()

    def load_config(self) -> None:
        for name, value in self._settings().items():
            if name in self.cfg.settings:  # older releases have no control socket
                self.cfg.set(name, value)

    def _settings(self) -> Mapping[str, Any]:
        serving = self._serving
        host = f"[{serving.host}]" if ":" in serving.host else serving.host
        return {
            "bind": [f"{host}:{port}" for port in (serving.port, *serving.beside)],
            "workers": serving.workers,
            "threads": serving.threads,
            "worker_class": Worker,
            "logger_class": _Log,
            "preload_app": True,
            "timeout": 30,
            "graceful_timeout": 30,
            "keepalive": 5,
            "limit_request_line": 8190,  # the limit that clients meet is the configured one, below this
            "limit_request_fields": 100,
            "limit_request_field_size": 8190,
            "forwarded_allow_ips": "",  # our URLs come from the configuration: no header may change them
            "worker_tmp_dir": str(_MEMORY) if _MEMORY.is_dir() else None,  # a slow disk would look like a dead worker
            "control_socket_disable": True,
            "proc_name": "facade",
            "when_ready": lambda _arbiter: serving.listening(),
            "on_exit": lambda _arbiter: serving.stopped(),
            **self._tls(),
        }

    def _tls(self) -> Mapping[str, Any]:
        certificate, files = self._certificate, self._serving.tls
        if certificate is None or files is None:
            return {}
        context = certificate.context
        # gunicorn would read the files anew for every connection.
        return {
            "certfile": str(files.certificate),
            "keyfile": str(files.key),
            "ssl_context": lambda _settings, _default: context,
        }

    def load(self) -> Any:
        """Called once, in the master, before it forks."""
        self._facade.reach()
        self._facade.before_fork()
        return by_port(self._facade.wsgi, self._serving.beside)
