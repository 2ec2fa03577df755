"""The picture of the key for an authenticator app: in the page itself, and nowhere else. tests/pages reads it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from structlog.testing import capture_logs

from facade.smart.pages import qr
from tests.smart.pages.sending import page, session
from tests.smart.records import ANNA

SECRET = re.compile(r'<code class="secret">([A-Z2-7]+)</code>')
PICTURE = re.compile(r'<div class="qr" role="img" aria-label="([^"]+)">(<svg .*?</svg>)</div>', re.DOTALL)


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "QR code with the key that stands below it"), ("fr", "Code QR avec la clé inscrite au-dessous")],
)
def test_the_picture_stands_beside_the_key(server, language, name):
    session(server, ANNA.person)
    shown = page(server.get(f"/account/totp?lang={language}", ANNA.person))
    assert PICTURE.search(shown)[1] == name
    secret, link = SECRET.search(shown)[1], re.search(r'href="(otpauth:[^"]+)"', shown)[1]
    assert dict(parse_qsl(urlsplit(link).query))["secret"] == secret
    assert PICTURE.search(shown)[2] == qr.picture(link)


def test_the_picture_needs_nothing_that_the_policy_forbids(server):
    """HX-06: shapes, without styles, scripts, links or texts; the policy is that of every page."""
    session(server, ANNA.person)
    answer = server.get("/account/totp", ANNA.person)
    drawn = PICTURE.search(page(answer))[2]
    assert set(re.findall(r"<(\w+)", drawn)) == {"svg", "path"}
    assert not re.search(r"style|href|on[a-z]+=|url\(|</?(?:title|desc)", drawn)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_another_key_is_another_picture():
    assert qr.picture("otpauth://totp/a?secret=AAAA") != qr.picture("otpauth://totp/a?secret=AAAB")


def test_the_key_is_in_no_log_line(server):
    session(server, ANNA.person)
    with capture_logs() as logs:
        secret = SECRET.search(page(server.get("/account/totp", ANNA.person)))[1]
    assert logs
    assert secret not in str(logs)
