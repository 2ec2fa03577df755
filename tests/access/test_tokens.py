"""From a header to a grant, or 401."""

from __future__ import annotations

from datetime import timedelta

import pytest

from facade.access.grant import Grant
from facade.access.tokens import authenticate
from facade.errors import Refused
from facade.store import StoredToken, new_token

GRANT = Grant("app", "oscar", ("patient/*.rs",), patient="5", user="Practitioner/1")


@pytest.fixture
def token(store, now):
    text = new_token()
    expires = now + timedelta(minutes=5)
    store.tokens.keep(text, StoredToken(GRANT.as_fields(), "oscar", expires, "issued"), now=now)
    return text


def ask(store, header, now, endpoint="oscar"):
    return authenticate(header, store=store, endpoint=endpoint, now=now)


def refused(store, header, now, endpoint="oscar"):
    with pytest.raises(Refused) as caught:
        ask(store, header, now, endpoint)
    challenge = caught.value.headers["WWW-Authenticate"]
    assert (caught.value.status, caught.value.code, challenge) == (401, "login", 'Bearer error="invalid_token"')
    return str(caught.value)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_valid_token_gives_its_grant(store, token, now, scheme):
    assert ask(store, f"{scheme} {token}", now) == GRANT


@pytest.mark.parametrize("header", [None, ""])
def test_no_header(store, token, now, header):
    refused(store, header, now)


@pytest.mark.parametrize(
    "form",
    [
        "{0}", "Bearer", "Bearer ", "Bearer{0}", "Basic {0}", "Token {0}", " Bearer {0}", "Bearer {0} ",
        "Bearer {0}x", "Bearer {0},Bearer {0}", "Bearer {0}, Bearer {0}", "Bearer {0} {0}", "Bearer {0}\n",
        "Bearer {0}\x00", "Bearer é{0}", 'Bearer "{0}"', "Bearer facade_", "Bearer {0}=", "Bearer ' OR 1=1 --",
        "Bearer {0}" + "a" * 10_000, "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer\t{0}", "\ud800",
    ],
)  # fmt: skip
def test_anything_but_one_bearer_token(store, token, now, form):
    refused(store, form.format(token), now)


def test_an_expired_token_to_the_second(store, token, now):
    header, end = f"Bearer {token}", now + timedelta(minutes=5)
    assert ask(store, header, end - timedelta(seconds=1)) == GRANT
    refused(store, header, end)


def test_a_token_of_another_endpoint(store, token, now):
    refused(store, f"Bearer {token}", now, endpoint="openemr")


def test_a_revoked_token(store, token, now):
    assert ask(store, f"Bearer {token}", now) == GRANT
    store.tokens.revoke(token)
    refused(store, f"Bearer {token}", now)


def test_a_token_whose_fields_are_not_those_of_a_grant(store, now):
    text = new_token()
    stored = StoredToken({"client": "app"}, "oscar", now + timedelta(minutes=5), "issued")
    store.tokens.keep(text, stored, now=now)
    refused(store, f"Bearer {text}", now)


def test_unknown_expired_and_foreign_tokens_are_told_apart_by_nobody(store, token, now):
    texts = {
        refused(store, f"Bearer {new_token()}", now),
        refused(store, f"Bearer {token}", now + timedelta(hours=1)),
        refused(store, f"Bearer {token}", now, endpoint="openemr"),
    }
    assert len(texts) == 1
