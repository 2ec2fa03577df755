"""Page tokens: what opens, for whom, how long, and what the others are told."""

from __future__ import annotations

import base64
import string
from datetime import UTC, datetime, timedelta

import pytest

from facade.errors import Refused
from facade.fhir import definitions
from facade.search.pages import Cursor, PageState, Seal, query_digest

KEY, OTHER = b"k" * 32, b"o" * 32
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STATE = PageState(
    {
        "main.demographic": Cursor(("Tremblay", None, 3), 4711),
        "main.measurements": Cursor(("2020-01-01 00:00:00", 1.5, True), "é7", part=2),
        "main.empty": Cursor((), 2**64 - 1),
    }
)
QUERY = query_digest("Patient", [("family", "tremblay"), ("_count", "10")])
HOLDER = {
    "endpoint": "oscar",
    "client": "app",
    "user": "Practitioner/1",
    "query_digest": QUERY,
    "mapping_version": "m1",
}


def sealed(seal=None, **changes):
    return (seal or Seal([KEY])).seal(STATE, **{**HOLDER, "now": NOW, **changes})


def opened(token, seal=None, **changes):
    return (seal or Seal([KEY])).open(token, **{**HOLDER, "now": NOW, **changes})


def refused(token, seal=None, **changes):
    with pytest.raises(Refused) as caught:
        opened(token, seal, **changes)
    assert (
        caught.value.code
        in definitions.codes("http://hl7.org/fhir/ValueSet/issue-type")["http://hl7.org/fhir/issue-type"]
    )
    return caught.value.status, caught.value.code


def test_what_was_sealed_is_opened():
    assert opened(sealed()) == STATE
    assert opened(sealed(user=None), user=None) == STATE


def test_a_new_process_with_the_same_keys_opens_it():
    token = sealed(Seal([KEY]))
    assert opened(token, Seal([bytes(bytearray(KEY))])) == STATE


def test_a_token_is_one_word_of_a_url():
    assert set(sealed()) <= set(string.ascii_letters + string.digits + "-_")


def test_a_token_shows_nothing():
    token = sealed()
    plain = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for text in (b"Tremblay", b"4711", b"demographic", b"oscar", b"Practitioner", QUERY.encode()):
        assert text not in plain
    assert sealed() != sealed()


def test_every_changed_character_is_found():
    token = sealed()
    for at, char in enumerate(token):
        for other in ("A", "B", "z", "-", "=", " "):
            if other != char:
                assert refused(token[:at] + other + token[at + 1 :]) == (400, "invalid")


def test_every_changed_bit_is_found():
    token = sealed()
    plain = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    for at in range(len(plain)):
        plain[at] ^= 1 << (at % 8)
        assert refused(base64.urlsafe_b64encode(plain).decode().rstrip("=")) == (400, "invalid")
        plain[at] ^= 1 << (at % 8)
    assert opened(base64.urlsafe_b64encode(plain).decode().rstrip("=")) == STATE


@pytest.mark.parametrize("token", ["", "x", "AAAA", "A" * 22, "A" * 400, "A" * 100_000, "é", "a b", "%00", "\ud800"])
def test_garbage(token):
    assert refused(token) == (400, "invalid")


def test_a_part_of_a_token_or_more_than_one():
    token = sealed()
    for text in (token[:-1], token[1:], token[:40], token + "A", token + token, token + "=", token + "\n"):
        assert refused(text) == (400, "invalid")


def test_parts_of_two_tokens_do_not_fit():
    one, two = sealed(), sealed()
    assert refused(one[:24] + two[24:]) == (400, "invalid")


@pytest.mark.parametrize(
    "change", [{"client": "other"}, {"user": "Practitioner/2"}, {"user": None}, {"endpoint": "openemr"}]
)
def test_of_somebody_else(change):
    assert refused(sealed(), **change) == (404, "not-found")
    assert refused(sealed(**change)) == (404, "not-found")


def test_somebody_else_learns_nothing_more():
    """Neither that it is too old nor that the query is another."""
    late = NOW + timedelta(days=1)
    assert refused(sealed(), client="other", now=late, query_digest="x", mapping_version="m2") == (404, "not-found")


def test_names_cannot_be_shifted_between_the_holders():
    token = sealed(endpoint="a", client="b")
    assert refused(token, endpoint="ab", client="") == (404, "not-found")
    assert refused(sealed(user=None), user="") == (404, "not-found")


def test_of_another_query():
    for query in (
        query_digest("Patient", [("family", "roy"), ("_count", "10")]),
        query_digest("Patient", [("family", "tremblay")]),
        query_digest("Practitioner", [("family", "tremblay"), ("_count", "10")]),
        query_digest("Patient", [("family", "tremblay"), ("_count", "1"), ("", "0")]),
    ):
        assert refused(sealed(), query_digest=query) == (400, "invalid")


def test_the_same_query_has_the_same_digest():
    assert query_digest("Patient", (("family", "tremblay"), ("_count", "10"))) == QUERY


def test_it_lives_an_hour():
    assert opened(sealed(), now=NOW + timedelta(minutes=59, seconds=59)) == STATE
    assert refused(sealed(), now=NOW + timedelta(hours=1)) == (410, "processing")


def test_its_life_can_be_set():
    token = sealed(lifetime=timedelta(seconds=5))
    assert opened(token, now=NOW + timedelta(seconds=4)) == STATE
    assert refused(token, now=NOW + timedelta(seconds=5)) == (410, "processing")


def test_of_an_older_mapping():
    assert refused(sealed(), mapping_version="m2") == (410, "processing")


def test_keys_are_changed_without_breaking_pages():
    old = sealed(Seal([KEY]))
    both = Seal([OTHER, KEY])
    assert opened(old, both) == STATE
    new = sealed(both)
    assert opened(new, Seal([OTHER])) == STATE
    assert refused(new, Seal([KEY])) == (400, "invalid")
    assert refused(old, Seal([OTHER])) == (400, "invalid")


@pytest.mark.parametrize("keys", [[], [b"short"], [KEY, b""], [b"k" * 31]])
def test_weak_keys_are_not_taken(keys):
    with pytest.raises(ValueError, match="32 bytes"):
        Seal(keys)


def test_values_too_long_for_a_link_are_refused_when_sealed():
    """Not on the next page, whose link nobody could follow."""
    state = PageState({"main.notes": Cursor(("x" * 7000,), 1)})
    with pytest.raises(Refused) as caught:
        Seal([KEY]).seal(state, **HOLDER, now=NOW)
    assert (caught.value.status, caught.value.code) == (400, "too-long")
    assert "xxx" not in str(caught.value)
    state = PageState({"main.notes": Cursor(("x" * 5000,), 1)})
    assert opened(Seal([KEY]).seal(state, **HOLDER, now=NOW)) == state
