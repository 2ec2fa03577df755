"""Where a request comes from: networks, and proxies that are trusted or not (C12)."""

from __future__ import annotations

import pytest

from facade.access.addresses import allowed, neighbourhood, spelled
from facade.api.proxies import Origin, Proxies
from facade.config import ProxiesConfig

PROXY, SECOND, CLIENT = "10.0.0.5", "10.0.0.6", "203.0.113.9"


def origin(*trusted, header="x-forwarded-for", peer=PROXY, **sent):
    environ = {f"HTTP_{name.upper()}": value for name, value in sent.items()}
    return Proxies(ProxiesConfig(trusted, header)).origin({"REMOTE_ADDR": peer, **environ})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("", ""),
        ("unknown", ""),
        ("192.0.2", ""),
        ("192.0.2.007", ""),
    ],
)
def test_an_address_has_one_spelling(text, found):
    assert spelled(text) == found


@pytest.mark.parametrize(
    ("networks", "address", "found"),
    [
        ((), "203.0.113.9", True),
        ((), "", True),
        (("192.0.2.0/24",), "192.0.2.255", True),
        (("192.0.2.0/24",), "192.0.3.0", False),
        (("192.0.2.7",), "192.0.2.7", True),
        (("192.0.2.7",), "::ffff:192.0.2.7", True),
        (("192.0.2.7", "2001:db8::/32"), "2001:db8:1::5", True),
        (("2001:db8::/32",), "2001:db9::1", False),
        (("2001:db8::/32",), "192.0.2.7", False),
        (("192.0.2.0/24",), "", False),
        (("192.0.2.0/24",), "nonsense", False),
    ],
)
def test_from_where_a_client_may_come(networks, address, found):
    assert allowed(networks, address) is found


def test_one_ipv6_client_has_a_network_of_its_own():
    assert neighbourhood("2001:db8:1:2:aaaa::1") == neighbourhood("2001:db8:1:2:bbbb::2")
    assert neighbourhood("2001:db8:1:3::1") != neighbourhood("2001:db8:1:2::1")
    assert (neighbourhood("192.0.2.7"), neighbourhood("")) == ("192.0.2.7", "")


def test_without_a_trusted_proxy_headers_are_words():
    sent = {
        "x_forwarded_for": CLIENT,
        "x_forwarded_proto": "https",
        "x_forwarded_host": "a",
        "forwarded": "for=1.1.1.1",
    }
    assert origin(peer="198.51.100.1", **sent) == Origin("198.51.100.1")
    assert origin(PROXY, peer="198.51.100.1", **sent) == Origin("198.51.100.1")


def test_a_trusted_proxy_says_whom_it_speaks_for():
    sent = {"x_forwarded_for": CLIENT, "x_forwarded_proto": "HTTPS", "x_forwarded_host": "Fhir.Example.Org"}
    assert origin(PROXY, **sent) == Origin(CLIENT, "https", "fhir.example.org")
    assert origin("10.0.0.0/24", **sent).address == CLIENT


@pytest.mark.parametrize(
    ("header", "address"),
    [
        (f"1.2.3.4, {CLIENT}", CLIENT),  # the client itself sent 1.2.3.4
        (f"1.2.3.4, {CLIENT}, {SECOND}", CLIENT),
        (f"{CLIENT},{SECOND} , {SECOND}", CLIENT),
        (f"{SECOND}, {SECOND}", SECOND),  # nobody but proxies: the first of them asks for itself
        (f"{CLIENT}:4711", CLIENT),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("2001:DB8::7", "2001:db8::7"),
        (f"::ffff:{CLIENT}", CLIENT),
        ("", PROXY),
        ("unknown", PROXY),
        (f"{CLIENT}, nonsense", PROXY),
        (f"{CLIENT}, , {SECOND}", SECOND),
        ("x" * 8000, PROXY),
        (", " * 4000, PROXY),
    ],
)
def test_the_client_is_the_first_who_is_no_proxy_from_the_end(header, address):
    assert origin(PROXY, SECOND, x_forwarded_for=header).address == address


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (f"for={CLIENT};proto=https;host=fhir.example.org", Origin(CLIENT, "https", "fhir.example.org")),
        (f'For="[2001:db8::7]:4711";by={PROXY}', Origin("2001:db8::7")),
        (f"for=1.2.3.4, for={CLIENT};proto=https, for={SECOND};proto=http", Origin(CLIENT, "https")),
        (f"for={CLIENT};;", Origin(PROXY)),
        ("for=_hidden", Origin(PROXY)),
        ("for=unknown;proto=https", Origin(PROXY, "https")),
        ("", Origin(PROXY)),
        ('for="a,b"', Origin(PROXY)),
    ],
)
def test_the_header_of_rfc_7239(header, found):
    assert origin(PROXY, SECOND, header="forwarded", forwarded=header) == found


def test_only_the_header_that_the_proxy_writes_is_believed():
    """The other one came through the proxy as the client sent it."""
    both = {"x_forwarded_for": CLIENT, "forwarded": "for=1.2.3.4"}
    assert origin(PROXY, **both).address == CLIENT
    assert origin(PROXY, header="forwarded", **both).address == "1.2.3.4"
    assert origin(PROXY, header="forwarded", x_forwarded_for=CLIENT).address == PROXY
