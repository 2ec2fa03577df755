"""Clients that send a request slowly, or never to its end (D07): a real server with TLS, whose threads they all hold."""

from __future__ import annotations

import io
import socket
import threading
import time

import pytest

from facade.cli.slow_clients import SlowClients

from .conftest import make_clinic, write_config
from .test_server import environment_in, free_port
from .test_tls import Secure, trusting, write_certificate

MORE = """
[server.limits]
read_seconds = 2

[server.tls]
certificate_file = "chain.pem"
key_file = "key.pem"
"""
HEAD = b"POST /oscar/fhir/oauth/token HTTP/1.1\r\nHost: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\ngrant_type=client"
BEGINNINGS = {"no handshake": None, "half a head": HEAD, "half a body": HEAD + FORM, "byte by byte": b"G"}


@pytest.fixture(scope="module")
def serving(tmp_path_factory):
    """One worker of four threads."""
    folder, port = tmp_path_factory.mktemp("slow"), free_port()
    make_clinic(folder / "oscar.sqlite")
    write_certificate(folder)
    file = write_config(folder, port, more=MORE, **{"http://": "https://"})
    running = Secure(file, port, environment_in(folder) | {"FACADE_WORKERS": "1"})
    try:
        running.wait()
        yield running
    finally:
        running.process.terminate()
        running.process.wait(60)


class Slow(threading.Thread):
    """A client; when its server hung up on it, and what it was told."""

    def __init__(self, port, begins, *, drips):
        super().__init__()
        self.lasted, self.answer, self._drips = None, b"", drips
        raw = socket.create_connection(("localhost", port), timeout=30)
        self._socket = raw if begins is None else trusting().wrap_socket(raw)
        self._socket.sendall(b"\x16" if begins is None else begins)
        self._began = time.monotonic()
        self.start()

    def run(self):
        try:
            while self._drips:
                time.sleep(0.1)
                self._socket.sendall(b"x")
            self.answer = self._socket.recv(100)
        except OSError:  # hung up on
            pass
        self.lasted = time.monotonic() - self._began
        self._socket.close()


def test_slow_clients_are_hung_up_on_and_others_are_answered(serving):
    slow = [Slow(serving.port, begins, drips=name == "byte by byte") for name, begins in BEGINNINGS.items()]
    assert serving.get("/livez")[0] == 200
    for client in slow:
        client.join(30)
        assert client.lasted is not None
        assert client.lasted < 15  # a second or two, where the machine is not busy
        assert client.answer == b""
    assert serving.get("/livez")[0] == 200
    lines = [line for line in serving.lines() if "too slowly" in str(line.get("event"))]
    assert lines
    assert "grant_type" not in serving.errors.read_text()


class Connection:
    def __init__(self):
        self.sock, self.client = socket.socketpair()

    def is_cut(self):
        self.client.settimeout(0.05)
        try:
            return self.client.recv(1) == b""
        except TimeoutError:
            return False


@pytest.fixture
def connection():
    made = Connection()
    yield made
    made.sock.close()
    made.client.close()


def test_who_is_read_from_for_too_long_is_cut(connection):
    slow = SlowClients(0)
    with slow.reading(connection):
        assert slow.cut(in_need=False) == 1
    assert connection.is_cut()


def test_while_others_wait_for_a_thread_there_is_less_time(connection, monkeypatch):
    now = time.monotonic()
    slow = SlowClients(20)
    with slow.reading(connection):
        monkeypatch.setattr(time, "monotonic", lambda: now + 10)
        assert slow.cut(in_need=False) == 0
        assert slow.cut(in_need=True) == 1
        monkeypatch.setattr(time, "monotonic", lambda: now + 30)
        assert slow.cut(in_need=False) == 1


@pytest.mark.parametrize(
    ("environ", "body"),
    [
        ({}, b""),
        ({"CONTENT_LENGTH": "0"}, b""),
        ({"CONTENT_LENGTH": "4"}, b"body"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, b"body"),
    ],
)
@pytest.mark.parametrize("pieces", [-1, 3])
def test_what_is_done_once_the_request_is_there_takes_as_long_as_it_takes(connection, environ, body, pieces):
    slow = SlowClients(0)
    asked = []

    def application(environ, start):
        whole = b""
        while piece := environ["wsgi.input"].read(pieces):
            whole += piece
        asked.append((whole, slow.cut(in_need=True)))
        return [b""]

    with slow.reading(connection):
        slow.watched(application)({"wsgi.input": io.BytesIO(body), **environ}, lambda *_: None)
    assert asked == [(body, 0)]
    assert not connection.is_cut()


def test_a_body_that_is_not_there_yet_counts(connection):
    slow = SlowClients(0)
    cut = []

    def application(environ, start):
        environ["wsgi.input"].read(2)
        cut.append(slow.cut(in_need=False))
        return [b""]

    with slow.reading(connection):
        slow.watched(application)({"wsgi.input": io.BytesIO(b"body"), "CONTENT_LENGTH": "4"}, lambda *_: None)
    assert cut == [1]
