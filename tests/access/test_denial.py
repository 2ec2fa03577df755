"""The denial policy as a table, written from the policy and not from the code."""

from __future__ import annotations

import pytest

from facade.access.denial import POLICY, Denial, denial
from facade.errors import not_found

INVALID, SCOPE = 'Bearer error="invalid_token"', 'Bearer error="insufficient_scope"'

TABLE = {
    Denial.NO_TOKEN: (401, "login", {"WWW-Authenticate": INVALID}),
    Denial.BAD_TOKEN: (401, "login", {"WWW-Authenticate": INVALID}),
    Denial.NO_SCOPE: (403, "forbidden", {"WWW-Authenticate": SCOPE}),
    Denial.BAD_CONTEXT: (403, "forbidden", {}),
    Denial.MASKED: (403, "forbidden", {}),
    Denial.OUTSIDE: (403, "forbidden", {}),
    Denial.ADDRESS: (403, "forbidden", {}),
    Denial.HIDDEN: (404, "not-found", {}),
    Denial.UNKNOWN_PARAMETER: (400, "not-supported", {}),
    Denial.TOO_COSTLY: (400, "too-costly", {}),
    Denial.THROTTLED: (429, "throttled", {"Retry-After": "10"}),
    Denial.UNAVAILABLE: (503, "transient", {"Retry-After": "5"}),
    Denial.TIMEOUT: (503, "timeout", {"Retry-After": "5"}),
    Denial.CONFLICT: (412, "conflict", {}),
    Denial.NO_VERSION: (428, "required", {}),
    Denial.UNMAPPED: (422, "not-supported", {}),
    Denial.MOVED: (422, "business-rule", {}),
}


@pytest.mark.parametrize("kind", Denial)
def test_every_kind_has_its_answer(kind):
    refused = denial(kind)
    assert (refused.status, refused.code, dict(refused.headers)) == TABLE[kind]
    assert len(refused.issues) == 1
    assert refused.issues[0].text


def test_hidden_is_told_in_the_same_words_as_absent():
    hidden, absent = denial(Denial.HIDDEN), not_found()
    assert (hidden.status, hidden.issues, dict(hidden.headers)) == (
        absent.status, absent.issues, dict(absent.headers),
    )  # fmt: skip


def test_details_may_be_added():
    refused = denial(Denial.UNMAPPED, text="Not stored here.", expression=["Patient.photo"])
    assert refused.issues[0].text == "Not stored here."
    assert refused.issues[0].expression == ("Patient.photo",)
    assert denial(Denial.THROTTLED, retry_after=30).headers["Retry-After"] == "30"
    assert denial(Denial.THROTTLED).headers["Retry-After"] == "10"


def test_a_denied_answer_becomes_the_same_refusal():
    for kind in Denial:
        one, other = POLICY[kind].refused(), denial(kind)
        assert (one.status, one.issues, one.headers) == (other.status, other.issues, other.headers)
