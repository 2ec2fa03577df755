"""Browsers of several people at one server, and what they send."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

from argon2 import PasswordHasher

from facade.smart.people.passwords import Passwords
from facade.store.sessions import Opening

IT = "1f" * 16
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def session(server, person, strength="password", stage="full"):
    opening = Opening(person, stage, strength, timedelta(minutes=15), timedelta(hours=12))
    server.cookies[person] = server.store.sessions.open(opening, now=server.now)[1]


def page(answer, status=200):
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return unescape(answer.get_data(as_text=True))


def post(server, path, who="", **fields):
    """A form as the browser of `who` sends it."""
    return server.open(path, "POST", who, data={"csrf": server.cookies[who].csrf, **fields})
