"""Key sets by URL: the safe fetch rule against a real TLS server, and how long a set is kept (CA-09)."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey

from facade.smart.jwks_fetch import KeySets
from facade.smart.safe_fetch import LONGEST, Fetched, Fetcher, NotFetched, checked_url, is_public

HOST = "keys.example.org"


# --- a certificate authority and servers of our own ---


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    def __init__(self, folder, title):
        self.folder, self.title, self.key = folder, title, ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign(name(title), self.key.public_key(), ca=True)
        self.file = folder / f"{title}.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _sign(self, subject, key, *, ca=False, host=None, until=None):
        now = datetime.now(UTC)
        built = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(name(self.title))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=10))
            .not_valid_after(until or now + timedelta(days=10))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if host:
            built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return built.sign(self.key, hashes.SHA256())

    def context(self, host, **facts):
        """What a server with a certificate of this authority uses."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(name(host), key.public_key(), host=host, **facts)
        file = self.folder / f"{x509.random_serial_number()}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls"), "ours")


@pytest.fixture(scope="module")
def context(authority):
    return authority.context(HOST)


class Listening:
    """A server that answers each connection with the chunks that it is given, and keeps what it was sent."""

    def __init__(self, context, chunks, pause=0.0):
        self.context, self.chunks, self.pause, self.asked = context, chunks, pause, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"https://{HOST}:{self.port}/jwks.json"

    def _serve(self):
        while not self.done.is_set():
            try:
                plain, _ = self.socket.accept()
            except OSError:
                return
            with plain:
                try:
                    self._answer(plain)
                except OSError:
                    continue  # the client has gone

    def _answer(self, plain):
        if self.context is None:
            self.asked.append(plain.recv(4096))
            self.done.wait(self.pause)
            return
        with self.context.wrap_socket(plain, server_side=True) as connection:
            self.asked.append(connection.recv(4096))
            for chunk in self.chunks:
                connection.sendall(chunk)
                if self.done.wait(self.pause):
                    return

    def close(self):
        self.done.set()
        self.socket.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in accept
        self.thread.join(5)
        self.socket.close()


@contextmanager
def serving(context, *chunks, pause=0.0):
    server = Listening(context, chunks, pause)
    try:
        yield server
    finally:
        server.close()


def answer(body=b'{"keys": []}', status="200 OK", length=None, **headers):
    lines = [f"{key.replace('_', '-')}: {value}" for key, value in headers.items()]
    length = len(body) if length is None else length
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {length}", *lines, "", ""]).encode() + body


@pytest.fixture
def fetcher(authority):
    def make(**changes):
        values = {
            "loopback": True,
            "context": lambda: ssl.create_default_context(cafile=authority.file),
            "resolve": lambda host, port: ["127.0.0.1"],
        }
        return Fetcher(**values | changes)

    return make


def fails(fetch, url):
    with pytest.raises(NotFetched) as error:
        fetch(url)
    return error.value


# --- the fetch ---


def test_a_key_set_is_fetched_from_the_host_of_the_url(context, fetcher):
    with serving(context, answer(b'{"keys": []}', Cache_Control="public, max-age=600")) as server:
        assert fetcher()(server.url) == Fetched(b'{"keys": []}', 600)
    sent = server.asked[0].decode()
    assert sent.startswith("GET /jwks.json HTTP/1.1\r\n")
    assert f"Host: {HOST}:{server.port}\r\n" in sent
    assert not any(name in sent.lower() for name in ("authorization", "cookie", "referer"))


def test_a_chunked_answer_in_small_pieces(context, fetcher):
    pieces = [b"HTTP/1.1 200 OK\r\nTransfer-", b"Encoding: chunked\r\n\r\n", b'c\r\n{"keys', b'": []}\r\n0\r\n\r\n']
    with serving(context, *pieces) as server:
        assert fetcher()(server.url).body == b'{"keys": []}'


def test_the_certificate_must_be_good(authority, context, fetcher, tmp_path):
    other = Authority(tmp_path, "theirs")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    wrong = [other.context(HOST), authority.context("evil.example.org"), authority.context(HOST, until=yesterday)]
    for bad in wrong:
        with serving(bad, answer()) as server:
            fails(fetcher(), server.url)
    assert server.asked == []  # nothing was asked of somebody else


def test_old_tls_is_refused(authority, fetcher):
    old = authority.context(HOST)
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with serving(old, answer()) as server:
        fails(fetcher(), server.url)


def test_plain_http_behind_https_is_no_answer(fetcher):
    with serving(None) as server:
        fails(fetcher(), server.url)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_no_redirect_is_followed(context, fetcher, status):
    with serving(context, answer()) as target:
        with serving(context, answer(b"", status, Location=target.url)) as server:
            fails(fetcher(), server.url)
        assert target.asked == []


@pytest.mark.parametrize("status", ["204 No Content", "206 Partial", "401 Unauthorized", "404 Not Found", "500 Broken"])
def test_only_a_200_counts(context, fetcher, status):
    with serving(context, answer(b"{}", status)) as server:
        fails(fetcher(), server.url)


def test_the_body_has_at_most_64_kilobytes(context, fetcher):
    fitting, chunk = b" " * LONGEST, b"10000\r\n" + b" " * 65_536 + b"\r\n"
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 2 + b"0\r\n\r\n"
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 10 * LONGEST
    with serving(context, answer(fitting)) as server:
        assert fetcher()(server.url).body == fitting
    for sent in (answer(fitting + b" "), answer(b"{}", length=10**12), chunked, endless):
        with serving(context, sent) as server:
            fails(fetcher(), server.url)


def test_headers_without_end(context, fetcher):
    with serving(context, b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100_000) as server:
        fails(fetcher(), server.url)


def test_a_body_that_is_cut_off_is_no_body(context, fetcher):
    with serving(context, answer(b'{"keys": []}', length=20)) as server:
        fails(fetcher(), server.url)


@pytest.mark.parametrize("sent", [b"", b"\x00" * 50, b"HTTP/9 200\r\n\r\n", b"SSH-2.0-x\r\n"])
def test_what_is_no_http(context, fetcher, sent):
    with serving(context, sent) as server:
        fails(fetcher(), server.url)


def test_nobody_holds_us_longer_than_the_deadline(context, fetcher):
    """The sum of all pauses counts, not each of them."""
    drip = [bytes([byte]) for byte in answer()]
    for server_context, chunks, pause in ((context, drip, 0.1), (context, [answer(b"")[:20]], 5), (None, [], 5)):
        started = time.monotonic()
        with serving(server_context, *chunks, pause=pause) as server:
            fails(fetcher(seconds=0.5), server.url)
            assert time.monotonic() - started < 2


def test_a_slow_name_look_up_counts_too(fetcher):
    done = threading.Event()

    def slow(host, port):
        done.wait(10)
        return ["127.0.0.1"]

    started = time.monotonic()
    fails(fetcher(resolve=slow, seconds=0.3), "https://keys.example.org/")
    assert time.monotonic() - started < 2
    done.set()


def test_nobody_answers(fetcher):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    fails(fetcher(), f"https://{HOST}:{port}/")

    def unknown(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    fails(fetcher(resolve=unknown), f"https://{HOST}/")
    fails(fetcher(resolve=lambda host, port: []), f"https://{HOST}/")


# --- which addresses ---

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1",
    "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::", "2001::1", "2001:db8::1", "fc00::1", "fd12:3456::1", "fe80::1",
    "fec0::1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_never_connected_to(fetcher, monkeypatch, address):
    connected = []
    monkeypatch.setattr("socket.create_connection", lambda *args, **kwargs: connected.append(args))
    fails(fetcher(loopback=False, resolve=lambda host, port: [address]), f"https://{HOST}/")
    fails(fetcher(loopback=False, resolve=lambda host, port: ["8.8.8.8", address]), f"https://{HOST}/")
    assert connected == []
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]
)
def test_public_addresses(address):
    assert is_public(ip_address(address))


def test_loopback_is_for_tests_and_the_demo_only(context, fetcher):
    with serving(context, answer()) as server:
        fails(fetcher(loopback=False), server.url)
        assert server.asked == []
        fails(fetcher(resolve=lambda host, port: ["10.0.0.1"]), server.url)  # opens nothing else
        assert fetcher()(server.url)


def test_the_address_that_was_checked_is_the_one_connected_to(context, fetcher):
    """DNS rebinding: a second look-up would say something else, so there is none."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    with serving(context, answer()) as server:
        assert fetcher(resolve=lambda host, port: answers.pop(0))(server.url)
    assert answers == [["10.0.0.1"]]


def test_an_address_in_the_url_is_checked_like_one_of_a_name():
    """By the system's own resolver, which also reads the odd spellings of 127.0.0.1."""
    for host in ("127.0.0.1", "[::1]", "2130706433", "0x7f.1", "127.1", "localhost", "[::ffff:127.0.0.1]"):
        fails(Fetcher(), f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://keys.example.org/", "ftp://keys.example.org/", "file:///etc/passwd", "https:///x", "https://", "", "x",
        "https://user:secret@keys.example.org/", "https://keys.example.org/#x", "https://keys.example.org/\r\nX: y",
        "https://keys.example.org\\@x/", "https://keys.example.org:0/", "https://keys.example.org:99999/", "https://[::1/", "https://é/",
    ],
)  # fmt: skip
def test_urls_that_are_not_fetched(url):
    fails(checked_url, url)


# --- how long a set is kept ---


def key(kid):
    return ECKey.generate_key("P-384", {"kid": kid}).as_dict(private=False)


class Owner:
    """Publishes key sets; the clock stands still until a test moves it."""

    def __init__(self):
        self.now, self.fetches, self.max_age, self.error = 1000.0, 0, 0, None
        self.keys = [key("a")]
        self.sets = KeySets(self.fetch, clock=lambda: self.now)

    def fetch(self, url):
        self.fetches += 1
        if self.error:
            raise self.error
        return Fetched(json.dumps({"keys": self.keys}).encode(), self.max_age)

    def ask(self, kid="a", after=0.0):
        self.now += after
        return [found.kid for found in self.sets.keys("https://keys.example.org/", kid)]


@pytest.fixture
def owner():
    return Owner()


@pytest.mark.parametrize(
    ("max_age", "kept"), [(0, 60), (10, 60), (60, 60), (600, 600), (86_400, 86_400), (10**8, 86_400)]
)
def test_a_set_is_kept_as_long_as_its_owner_says_within_a_minute_and_a_day(owner, max_age, kept):
    owner.max_age = max_age
    assert owner.ask() == ["a"]
    assert (owner.ask(after=kept - 1), owner.fetches) == (["a"], 1)
    assert (owner.ask(after=1), owner.fetches) == (["a"], 2)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=600", 600), ("public, Max-Age=600, must-revalidate", 600), ('max-age="600"', 600), ("no-store", 0),
        ("no-cache, max-age=600", 0), ("s-maxage=600", 0), ("max-age=-1", 0), ("max-age=soon", 0), ("x-max-age=600", 0),
    ],
)  # fmt: skip
def test_what_cache_control_says(context, fetcher, header, seconds):
    with serving(context, answer(Cache_Control=header)) as server:
        assert fetcher()(server.url).max_age == seconds


def test_a_new_key_is_found_at_once_and_the_old_one_goes(owner):
    """CA-09: rotation. An unknown kid fetches the set anew, but not twice within 30 seconds."""
    owner.max_age = 3600
    assert owner.ask("a") == ["a"]
    owner.keys = [key("b")]
    assert owner.ask("b", after=29) == ["a"]
    assert owner.ask("b", after=1) == ["b"]
    assert (owner.ask("a"), owner.fetches) == (["b"], 2)


def test_unknown_kids_cost_one_fetch_in_thirty_seconds(owner):
    owner.max_age = 3600
    for number in range(100):
        owner.ask(f"kid-{number}")
    assert owner.fetches == 1
    owner.now += 30
    for number in range(100):
        owner.ask(f"kid-{number}")
    assert owner.fetches == 2


@pytest.mark.parametrize("error", [NotFetched("gone"), None])
def test_a_failure_is_remembered_for_thirty_seconds(owner, error):
    owner.error, owner.keys = error, [{"kty": "oct", "k": "AAAA"}]  # unreachable, or a set that may not be used
    assert (owner.ask(), owner.ask(after=29), owner.fetches) == ([], [], 1)
    owner.error, owner.keys = None, [key("a")]
    assert (owner.ask(after=1), owner.fetches) == (["a"], 2)


def test_a_failure_in_between_does_not_end_a_set_that_is_still_good(owner):
    owner.max_age = 100
    assert owner.ask() == ["a"]
    owner.error = NotFetched("gone")
    assert owner.ask("b", after=40) == ["a"]
    assert (owner.ask("a", after=59), owner.fetches) == (["a"], 2)
    assert owner.ask("a", after=1) == []  # its time is over: a key that may have been withdrawn proves nothing


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"keys": 5}', b"<html>", b'{"keys": [{}], "keys": []}', b"[" * 60_000, b"\xff"]
)
def test_what_is_no_key_set(owner, body):
    owner.sets = KeySets(lambda url: Fetched(body, 0), clock=lambda: owner.now)
    assert owner.ask() == []


def test_many_threads_ask_once(owner):
    slow, fetch = threading.Event(), owner.fetch

    def fetch_slowly(url):
        slow.wait(0.2)
        return fetch(url)

    owner.sets = KeySets(fetch_slowly, clock=lambda: owner.now)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: owner.ask(), range(30)))
    assert (answers, owner.fetches) == ([["a"]] * 30, 1)


def test_sets_of_different_urls_are_not_mixed(owner):
    owner.max_age = 3600
    owner.ask()
    owner.keys = [key("z")]
    assert [found.kid for found in owner.sets.keys("https://other.example.org/", "a")] == ["z"]
    assert owner.ask() == ["a"]
