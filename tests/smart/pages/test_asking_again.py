"""The consent page that is shown again keeps what was chosen: nobody who left something out finds it ticked."""

from __future__ import annotations

import re

from tests.smart.browsing import HOST
from tests.smart.pages.sending import page, post
from tests.smart.records import ANNA

SCOPE = "launch/patient patient/Patient.rs patient/Observation.rs patient/Condition.rs offline_access"
LABORATORY = "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory"


def answers(shown):
    """Each line's answer: the radio button or box that is on."""
    on = re.findall(r'<input type="(?:radio|checkbox)" id="[^"]+" name="(line-\d+)" value="(\w+)" checked', shown)
    return dict(on)


def test_a_page_that_opens_offers_all(server):
    path = server.ask(None, scope=SCOPE).removeprefix(HOST)
    shown = page(server.get(path, ANNA.person))
    assert set(answers(shown).values()) == {"all"}
    assert len(answers(shown)) == 4


def test_what_was_left_out_stays_out(server):
    path = server.ask(None, scope=SCOPE).removeprefix(HOST)
    shown = page(server.get(path, ANNA.person))
    patient, observation, condition, offline = answers(shown)
    fields = {"decision": "allow", observation: "some", condition: "none", offline: "all"}
    again = page(post(server, path, ANNA.person, **fields), 400)
    assert "Choose at least one thing" in again
    assert answers(again) == {observation: "some", condition: "none", offline: "all"}
    assert patient not in answers(again)
    assert not re.search(r'-part" value="[^"]+" checked', again)
    answer = post(server, path, ANNA.person, **fields, **{f"{observation}-part": LABORATORY})
    assert answer.status_code == 303
