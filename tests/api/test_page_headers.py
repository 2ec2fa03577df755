"""Headers of pages: HX-06, CO-06."""

from __future__ import annotations

import pytest

from facade.api.page_headers import form_target, page_headers


def directives(*form_action: str) -> dict[str, list[str]]:
    policy = page_headers(form_action)["Content-Security-Policy"]
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";"))}


def test_nothing_but_our_own_files_runs_and_nobody_frames_a_page():
    found = directives()
    assert found.pop("default-src") == ["'none'"]
    assert (found.pop("base-uri"), found.pop("frame-ancestors")) == (["'none'"], ["'none'"])
    assert found.pop("img-src") == ["'self'", "data:"]  # the code that an authenticator scans
    assert set(found) == {"script-src", "style-src", "font-src", "connect-src", "form-action"}
    assert all(sources == ["'self'"] for sources in found.values())


def test_a_page_does_not_allow_other_windows_or_devices():
    found = page_headers()
    assert (found["X-Frame-Options"], found["Referrer-Policy"]) == ("DENY", "no-referrer")
    assert found["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in found["Permissions-Policy"]
    assert not [name for name in found if name.startswith("Access-Control-")]


def test_the_redirect_behind_a_form_may_leave_for_the_app_and_only_there():
    """HX-06: with 'self' alone, Chromium blocks the way back to the app."""
    found = directives("https://app.example.org/callback?x=1", "https://app.example.org/other")
    assert found["form-action"] == ["'self'", "https://app.example.org"]
    assert found["script-src"] == ["'self'"]


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://App.Example.org:8443/cb", "https://app.example.org:8443"),
        ("http://127.0.0.1:4711/cb", "http://127.0.0.1:4711"),
        ("http://[::1]:4711/cb", "http:"),
        ("org.example.app:/callback", "org.example.app:"),
    ],
)
def test_the_origin_of_a_redirect(url, source):
    assert form_target(url) == source


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example;script-src *",
        "https://a.example, *",
        "https://*.example.org/cb",
        "https://user@a.example/cb",
        "https://a.example 'unsafe-inline'",
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example",
        "'unsafe-inline'",
        "https://[/cb",
        "",
    ],
)
def test_what_is_no_origin_adds_nothing_to_the_policy(url):
    assert form_target(url) == ""
    assert directives(url) == directives()
