"""gunicorn as we run it: a real process, asked over real sockets."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from http import HTTPStatus

import pytest
from gunicorn.http import errors

from facade.cli import server

from .conftest import ROOT, make_clinic, write_config, write_entry_points

CANARY = "Smith1234567890"


def environment_in(folder):
    return {**os.environ, "PYTHONPATH": f"{write_entry_points(folder)}:{ROOT}"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """`facade serve` with a clinic behind it."""

    def __init__(self, file, port, environment):
        self.port, self.environment, self.file = port, environment, file
        self.errors = file.with_suffix(".log")
        with self.errors.open("w") as log:
            command = [sys.executable, "-m", "facade.cli", "serve", "--config", str(file)]
            self.process = subprocess.Popen(command, stderr=log, env={**environment, "FACADE_PORT": str(port)})

    def wait(self):
        for _ in range(200):
            try:
                return self.get("/livez")
            except OSError:
                assert self.process.poll() is None, self.errors.read_text()
                time.sleep(0.1)
        raise AssertionError("it does not answer")

    def get(self, path, method="GET", **headers):
        with contextlib.closing(http.client.HTTPConnection("localhost", self.port, timeout=10)) as connection:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read()

    def send(self, raw):
        with socket.create_connection(("localhost", self.port), timeout=10) as connection:
            connection.sendall(raw)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        head, _, body = answer.partition(b"\r\n\r\n")
        return head.decode(), json.loads(body)

    def lines(self):
        return [json.loads(line) for line in self.errors.read_text().splitlines()]

    def token(self):
        command = [
            *(sys.executable, "-m", "facade.cli", "token", "issue", "--config", str(self.file)),
            *("--endpoint", "oscar", "--scope", "user/*.rs", "--fhir-user", "Practitioner/101"),
        ]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def serving(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("serving"), free_port()
    make_clinic(folder / "oscar.sqlite")
    running = Process(write_config(folder, port=port), port, environment_in(folder))
    try:
        running.wait()
        yield running
    finally:
        running.process.terminate()
        running.process.wait(60)


def test_it_serves_with_tokens_of_another_process(serving):
    token = serving.token()
    status, kind, body = serving.get("/oscar/fhir/Patient", Authorization=f"Bearer {token}")
    assert (status, kind) == (200, "application/fhir+json; charset=utf-8")
    assert [entry["resource"]["id"] for entry in json.loads(body)["entry"]] == ["1", "2"]
    assert serving.get("/oscar/fhir/Patient")[0] == 401
    assert {serving.get("/readyz")[0] for _ in range(20)} == {200}  # of both workers
    lines = serving.lines()
    assert [line["event"] for line in lines].count("source reached") == 1  # compiled once, before the fork
    assert [2] in [[did["count"] for did in line["interactions"]] for line in lines if line["event"] == "request"]
    assert token not in str(lines)


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (f"GET /oscar/fhir/Patient?name={CANARY}{'x' * 9000} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "too-long"),
        (f"GET /{CANARY} HTTP/1.1\r\n{'X-A: 1' * 9000}\r\n\r\n", 431, "too-long"),
        (f"GET /{CANARY} HTTP/1.1\r\n" + "X-A: 1\r\n" * 101 + "\r\n", 431, "too-long"),
        (f"GET / HTTP/1.1\r\nHost: a\r\nX-A: {CANARY}{'x' * 8200}\r\n\r\n", 431, "too-long"),
        (f"GET /{CANARY}\r\n\r\n", 400, "invalid"),
        (f"GET /{CANARY} HTTP/9.9\r\n\r\n", 400, "invalid"),
        (f"GET / HTTP/1.1\r\nHost : {CANARY}\r\n\r\n", 400, "invalid"),
        (f"GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n {CANARY}\r\n\r\n", 400, "invalid"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "invalid"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n", 400, "invalid"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, x\r\n\r\n", 501, "exception"),
    ],
)
def test_what_is_no_http_is_answered_in_fhir_and_not_quoted(serving, raw, status, code):
    head, body = serving.send(raw.encode())
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "Connection: close" in head
    assert "Content-Type: application/fhir+json; charset=utf-8" in head
    assert (body["resourceType"], body["issue"][0]["code"]) == ("OperationOutcome", code)
    assert CANARY not in head + str(body) + serving.errors.read_text()


@pytest.mark.parametrize("header", ["SCRIPT_NAME: /oscar", "PATH_INFO: /livez", "X-Forwarded-Proto: https"])
def test_headers_of_proxies_move_nothing(serving, header):
    head, body = serving.send(
        f"GET /oscar/fhir/Patient HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n\r\n".encode()
    )
    assert head.startswith("HTTP/1.1 401 ")
    assert body["issue"][0]["code"] == "login"


def test_half_a_request_is_not_logged(serving):
    with socket.create_connection(("localhost", serving.port), timeout=10) as connection:
        connection.sendall(f"GET /{CANARY}".encode())
    assert serving.get("/livez")[0] == 200
    assert CANARY not in serving.errors.read_text()


def test_a_malformed_chunk_is_the_clients_fault(serving):
    head = f"POST /oscar/fhir/Patient HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {serving.token()}\r\n"
    head += "Content-Type: application/fhir+json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n"
    answer, body = serving.send(head.encode())
    assert answer.startswith("HTTP/1.1 400 ")
    assert body["issue"][0]["code"] == "invalid"


def test_a_part_of_a_form_is_no_form(serving):
    """A client that went away has not asked for everybody."""
    head = (
        f"POST /oscar/fhir/Patient/_search HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {serving.token()}\r\n"
    )
    head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("localhost", serving.port), timeout=10) as connection:
        connection.sendall(f"{head}name=T".encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"did not arrive whole" in answer


def test_it_stops_when_told(tmp_path):
    """With its database away, which is no reason not to start."""
    port = free_port()
    running = Process(write_config(tmp_path, port=port), port, environment_in(tmp_path))
    running.wait()
    assert running.get("/readyz")[0] == 503
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(60) == 0


def test_a_bad_configuration_is_told_and_nothing_is_served(tmp_path):
    file = write_config(tmp_path, **{'adapter = "oscar"': 'adaptor = "oscar"'})
    command = [sys.executable, "-m", "facade.cli", "serve", "--config", str(file)]
    done = subprocess.run(
        command, env=environment_in(tmp_path), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: config.E003 sources.oscar.adapter: This key is missing.")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.LimitRequestLine(9000, 8190), HTTPStatus.REQUEST_URI_TOO_LONG),
        (errors.InvalidChunkSize(b"ZZ"), HTTPStatus.BAD_REQUEST),
        (OSError("gone"), HTTPStatus.BAD_REQUEST),
        (ValueError("ours"), HTTPStatus.INTERNAL_SERVER_ERROR),
    ],
)
def test_the_status_of_a_refusal(error, status):
    assert server.refusal(error) == status


def test_a_refusal_is_a_whole_response():
    head, body = server.answer(HTTPStatus.REQUEST_URI_TOO_LONG).split(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head.split(b"\r\n")
    assert json.loads(body)["issue"][0]["code"] == "too-long"
