"""What a configuration says of rates, proxies, TLS and the networks of clients."""

from __future__ import annotations

import pytest

from facade.config import ProxiesConfig, RatesConfig, TlsConfig, load
from facade.errors import DeclarationError

MINIMAL = """
[server]
public_url = "https://fhir.example.org"
store = "sqlite:///facade.sqlite"
"""
CLIENT = """
[clients.lab]
jwks_file = "lab.json"
scope = "system/Observation.rs"
endpoints = []
"""


@pytest.fixture
def written(tmp_path):
    (tmp_path / "lab.json").write_text('{"keys": []}')

    def write(text):
        file = tmp_path / "facade.toml"
        file.write_text(text)
        return load(file)

    return write


def findings(written, text):
    with pytest.raises(DeclarationError) as caught:
        written(text)
    return [(finding.number, finding.where) for finding in caught.value.findings]


def test_without_a_word_there_are_limits_no_trusted_proxy_and_no_tls(written):
    server = written(MINIMAL).server
    assert server.rates == RatesConfig(client=12_000, person=3_000, address=1_200, token=300, sign_in=60)
    assert (server.proxies, server.tls) == (ProxiesConfig(()), None)


def test_all_of_it(written, tmp_path):
    more = """
[server.rates]
client = 100
sign_in = 5
[server.proxies]
addresses = ["10.0.0.5", "2001:db8::/64"]
header = "forwarded"
[server.tls]
certificate_file = "tls/chain.pem"
key_file = "/etc/facade/key.pem"
"""
    config = written(MINIMAL + more + CLIENT + 'ip_allow = ["192.0.2.0/24", "2001:db8::7"]')
    assert config.server.rates == RatesConfig(client=100, sign_in=5)
    assert config.server.proxies == ProxiesConfig(("10.0.0.5", "2001:db8::/64"), "forwarded")
    assert config.server.tls is not None
    assert config.server.tls.certificate == tmp_path / "tls/chain.pem"
    assert str(config.server.tls.key) == "/etc/facade/key.pem"
    assert isinstance(config.server.tls, TlsConfig)
    assert config.clients["lab"].ip_allow == ("192.0.2.0/24", "2001:db8::7")


@pytest.mark.parametrize("text", ["0.0.0.0/0", "::/0", "10.0.0.1/8", "10.0.0", "proxy.example.org", "10.0.0.256", ""])
def test_a_network_that_is_none_or_every_one_is_refused(written, text):
    proxies = f'[server.proxies]\naddresses = ["{text}"]\n'
    assert findings(written, MINIMAL + proxies)[0][:1] == ("config.E004",)
    assert findings(written, MINIMAL + CLIENT + f'ip_allow = ["{text}"]')[0][:1] == ("config.E004",)


@pytest.mark.parametrize(
    ("more", "number", "where"),
    [
        ("[server.rates]\nclient = 0", "config.E004", "server.rates.client"),
        ("[server.rates]\nperson = 1.5", "config.E004", "server.rates.person"),
        ("[server.rates]\nclients = 5", "config.E002", "server.rates.clients"),
        ("[server.proxies]\n", "config.E003", "server.proxies.addresses"),
        ('[server.proxies]\naddresses = []\nheader = "x-real-ip"', "config.E004", "server.proxies.header"),
        ('[server.tls]\ncertificate_file = "a.pem"', "config.E003", "server.tls.key_file"),
    ],
)
def test_a_mistake_is_told(written, more, number, where):
    assert findings(written, MINIMAL + more) == [(number, where)]


def test_tls_under_a_plain_address_is_a_mistake(written):
    text = MINIMAL.replace("https://fhir.example.org", "http://localhost:8000")
    assert findings(written, text + '[server.tls]\ncertificate_file = "a"\nkey_file = "b"') == [
        ("config.E004", "server.tls")
    ]
