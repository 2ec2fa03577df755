"""TLS of our own, and the freeze switch: one real server of two workers, asked over real sockets (AP-09, BRE-1, B14)."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc import jwk

from facade.access.grant import Grant
from facade.cli import main
from facade.cli.certificate import Certificate
from facade.config import TlsConfig
from facade.errors import DeclarationError
from facade.store import Store, StoredToken, new_token

from .conftest import make_clinic, write_config
from .test_server import Process, environment_in, free_port

TLS = """
[server.tls]
certificate_file = "chain.pem"
key_file = "key.pem"

[clients.lab]
jwks_file = "lab.json"
scope = "system/Patient.rs"
endpoints = ["oscar"]
"""


def write_certificate(folder, name="localhost", password=None):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) - timedelta(days=1)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    made = builder.not_valid_before(start).not_valid_after(start + timedelta(days=30)).sign(key, hashes.SHA256())
    (folder / "chain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    kept = BestAvailableEncryption(password) if password else NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, kept))
    return TlsConfig(folder / "chain.pem", folder / "key.pem")


class Secure(Process):
    """`facade serve` with a certificate."""

    def get(self, path, method="GET", **headers):
        with contextlib.closing(
            http.client.HTTPSConnection("localhost", self.port, timeout=10, context=trusting())
        ) as connection:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Strict-Transport-Security"), answer.read()

    def certificate(self):
        pem = ssl.get_server_certificate(("localhost", self.port), timeout=10)
        return x509.load_pem_x509_certificate(pem.encode()).subject.rfc4514_string()


def trusting(**options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name, value in options.items():
        setattr(context, name, value)
    return context


@pytest.fixture(scope="module")
def serving(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("tls"), free_port()
    make_clinic(folder / "oscar.sqlite")
    write_certificate(folder, "first")
    (folder / "lab.json").write_text(json.dumps({"keys": [jwk.generate_key("EC", "P-384", private=False).as_dict()]}))
    file = write_config(folder, port=port, more=TLS, **{"http://localhost": "https://localhost"})
    running = Secure(file, port, environment_in(folder))
    try:
        running.wait()
        yield running
    finally:
        running.process.terminate()
        running.process.wait(60)


def handshake(port, **options):
    with (
        socket.create_connection(("localhost", port), timeout=10) as plain,
        trusting(**options).wrap_socket(plain) as secure,
    ):
        return secure.version(), secure.cipher()[0]


def test_tls_1_2_and_1_3_with_forward_secrecy(serving):
    assert handshake(serving.port)[0] == "TLSv1.3"
    version, cipher = handshake(serving.port, maximum_version=ssl.TLSVersion.TLSv1_2)
    assert version == "TLSv1.2"
    assert cipher.startswith("ECDHE-")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_older_tls_is_refused(serving, version):
    context = trusting(minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion[version])
    context.set_ciphers("ALL:@SECLEVEL=0")
    with (
        socket.create_connection(("localhost", serving.port), timeout=10) as plain,
        pytest.raises(ssl.SSLError, match="ALERT_PROTOCOL_VERSION"),
    ):
        context.wrap_socket(plain)


def test_browsers_are_told_to_stay_with_https(serving):
    status, told, _ = serving.get("/oscar/fhir/metadata")
    assert (status, told) == (200, "max-age=31536000")


def test_plain_http_is_not_answered_there(serving):
    with socket.create_connection(("localhost", serving.port), timeout=10) as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert not connection.recv(1000).startswith(b"HTTP/1.1 200")
    assert serving.get("/livez")[0] == 200


def until(wanted, seconds=20.0):
    started = time.monotonic()
    while not wanted():
        assert time.monotonic() - started < seconds
        time.sleep(0.1)
    return time.monotonic() - started


def test_sighup_takes_the_new_certificate_and_keeps_the_old_one_if_it_is_broken(serving):
    folder = serving.file.parent
    assert serving.certificate() == "CN=first"
    write_certificate(folder, "second")
    serving.process.send_signal(signal.SIGHUP)
    until(lambda: serving.certificate() == "CN=second")
    (folder / "chain.pem").write_text("nonsense")
    serving.process.send_signal(signal.SIGHUP)
    until(lambda: "the old certificate stays in use" in serving.errors.read_text())
    assert serving.certificate() == "CN=second"
    assert serving.get("/livez")[0] == 200


def test_a_freeze_reaches_every_worker_within_five_seconds(serving):
    """BRE-1, B14: two processes, each of which has looked the token up; and the thaw gives nothing back."""
    with contextlib.closing(Store.open(f"sqlite:///{serving.file.parent / 'store.sqlite'}")) as store:
        now, token = datetime.now(UTC), new_token()
        fields = Grant("lab", "oscar", ("system/Patient.rs",)).as_fields()
        stored = StoredToken(fields, "oscar", now + timedelta(minutes=5), "client_credentials")
        store.tokens.keep(token, stored, now=now)

    def statuses():
        return {serving.get("/oscar/fhir/Patient/1", Authorization=f"Bearer {token}")[0] for _ in range(12)}

    def run(*command):
        done = CliRunner().invoke(main, [*command, "--config", str(serving.file)])
        return done.exit_code, done.stdout

    assert statuses() == {200}
    assert run("app", "freeze", "lab") == (0, "frozen at oscar\n")
    assert until(lambda: statuses() == {401}) < 5
    assert run("app", "thaw", "lab") == (0, "thawed at oscar\n")
    assert statuses() == {401}
    assert token not in serving.errors.read_text()


def test_a_certificate_that_cannot_be_used_is_told_at_start(tmp_path):
    files = TlsConfig(tmp_path / "chain.pem", tmp_path / "key.pem")
    with pytest.raises(DeclarationError, match=r"server\.E001 .*No such file"):
        Certificate(files)
    write_certificate(tmp_path)
    Certificate(files)
    key = files.key.read_bytes()
    write_certificate(tmp_path, "another")
    files.key.write_bytes(key)
    with pytest.raises(DeclarationError, match=r"server\.E001"):
        Certificate(files)
    write_certificate(tmp_path, password=b"hidden")
    with pytest.raises(DeclarationError, match="the key without a password"):
        Certificate(files)
