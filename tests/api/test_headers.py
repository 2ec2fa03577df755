"""ETags that come back, and what clients prefer."""

from __future__ import annotations

import pytest

from facade.api import preconditions, prefer
from facade.errors import Refused
from facade.interactions.context import Prefer, Reply

from .conftest import is_outcome

READ = "/oscar/fhir/Patient/1"
JSON = {"data": b'{"resourceType": "Patient"}', "content_type": "application/fhir+json"}


@pytest.mark.parametrize(
    ("header", "tag"),
    [('W/"7"', 'W/"7"'), ('"7"', 'W/"7"'), (' W/"a.b-c" ', 'W/"a.b-c"'), ('W/""', 'W/""'), (None, None)],
)
def test_if_match_names_one_version(header, tag):
    assert preconditions.if_match(header) == tag


@pytest.mark.parametrize(
    "header",
    [
        "",
        "7",
        "W/7",
        'w/"7"',
        'W/"7',
        '"7" "8"',
        'W/"7", W/"8"',
        "*",
        'W/"7", *',
        '"a"b"',
        '"a b"',
        '"é"',
        '"' + "x" * 5000 + '"',
    ],
)
def test_any_other_if_match_is_refused(header):
    with pytest.raises(Refused) as caught:
        preconditions.if_match(header)
    assert (caught.value.status, caught.value.code) == (400, "value")


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ('W/"7"', 'W/"7"'),
        ('"7"', 'W/"7"'),
        ('W/"6",W/"7" ,"8"', 'W/"6", W/"7", W/"8"'),
        ("*", "*"),
        (" * ", "*"),
        (None, None),
        ("", None),
        ("7", None),
        ('"7", *', None),
        ('W/"7" x', None),
    ],
)
def test_if_none_match_takes_lists_and_ignores_nonsense(header, tags):
    assert preconditions.if_none_match(header) == tags


@pytest.mark.parametrize("header", ['W/"7"', '"7"', 'W/"1", W/"7"', "*"])
def test_a_version_that_the_client_has_is_not_sent_again(server, header):
    answer = server.get(READ, headers={"If-None-Match": header})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", 'W/"7"')
    assert "Content-Type" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("header", ['W/"70"', '"70", "77"', "7", "", 'w/"7"'])
def test_another_version_is_sent(server, header):
    answer = server.get(READ, headers={"If-None-Match": header})
    assert (answer.status_code, answer.headers["ETag"]) == (200, 'W/"7"')


def test_an_answer_without_version_is_always_sent(server):
    server.clinic.reply = Reply(200, {"resourceType": "Patient"})
    assert server.get(READ, headers={"If-None-Match": "*"}).status_code == 200


def test_the_interactions_get_the_tags_in_one_spelling(server):
    server.get(READ, headers={"If-None-Match": '"6", W/"5"'})
    server.ask("PUT", READ, headers={"If-Match": '"7"'}, **JSON)
    assert server.clinic.asked[0][-1] == 'W/"6", W/"5"'
    assert server.clinic.asked[1][-2] == 'W/"7"'


def test_a_malformed_if_match_is_told_before_anything_is_written(server):
    is_outcome(server.ask("PUT", READ, headers={"If-Match": "7"}, **JSON), 400, "value")
    assert not server.clinic.asked


def test_if_match_may_be_missing_here(server):
    """The interaction says 428; http only says what was sent."""
    server.ask("PUT", READ, **JSON)
    assert server.clinic.asked[0][-2] is None


@pytest.mark.parametrize(
    ("header", "preferred"),
    [
        ("", Prefer("representation", None)),
        ("return=minimal", Prefer("minimal", None)),
        ("return=representation", Prefer("representation", None)),
        ("return=OperationOutcome", Prefer("OperationOutcome", None)),
        ('Return="minimal"', Prefer("minimal", None)),
        ("handling=strict", Prefer("representation", "strict")),
        ("respond-async, handling=lenient; foo=bar, return=minimal", Prefer("minimal", "lenient")),
        ("return=minimal, return=representation", Prefer("minimal", None)),  # RFC 7240 2: the first counts
        ("return=everything, handling=loose", Prefer("representation", None)),
        ("return", Prefer("representation", None)),
        (",;=,", Prefer("representation", None)),
    ],
)
def test_prefer(header, preferred):
    assert prefer.parse(header) == preferred
