"""Who may choose whom: LA-01, LA-02, and that a picker never shows more than the person's own rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from facade.errors import Refused
from facade.smart.launch.pickers import MOST, BadQuestion, Choice, Found, Picker, Question, Visit
from facade.store.people import Link
from tests.smart.records import ANNA, CARES_FOR_BENOIT, CHART, DOCTOR, HEALTH, MANY

TREMBLAY = Choice("7", "Anna Tremblay", "1980-03-05", HEALTH)
BENOIT = Choice("9", "Benoit Tremblay", "2012-12-24")


@pytest.fixture
def picker(clinic):
    """Of somebody with these links."""
    return lambda *links, now=clinic.now: Picker(clinic.endpoint, links, now, clinic.events.append)


@pytest.fixture
def doctor(picker):
    return picker(DOCTOR)


@pytest.fixture
def anna(picker):
    return picker(ANNA, CARES_FOR_BENOIT)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (Question(name="Tremblay"), (TREMBLAY, BENOIT)),
        (Question(name="anna tremblay"), (TREMBLAY,)),
        (Question(name="Tremblay, Anna"), (TREMBLAY,)),
        (Question(name="tremb"), (TREMBLAY, BENOIT)),
        (Question(name="o'neil"), (Choice("10", "Cara O'Neil", "2015-01-01"),)),
        (Question(birth_date="2012-12-24"), (BENOIT,)),
        (Question(birth_date="2012"), (BENOIT,)),
        (Question(number=HEALTH), (TREMBLAY,)),
        (Question(number="2345 678-901"), (TREMBLAY,)),
        (Question(number=CHART), (TREMBLAY,)),
        (Question("Tremblay", "1980-03-05", HEALTH), (TREMBLAY,)),
        (Question("Tremblay", "1980-03-05", "1"), ()),
        (Question(name="Nobody"), ()),
    ],
)
def test_a_clinician_asks_by_name_birth_date_and_number(doctor, question, found):
    assert doctor.asks
    assert doctor.search(question) == Found(found)


def test_never_everybody(doctor):
    """Without a question there is no answer, and with one at most 20 rows."""
    assert doctor.search(Question()) == Found()
    assert doctor.search(Question("  ", " ", "\t")) == Found()
    assert doctor.mine() == ()
    found = doctor.search(Question(name="Martin"))
    assert len(found.choices) == MOST == 20
    assert len(MANY) > MOST
    assert found.more


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (Question(name="*"), "name"), (Question(name="%"), "name"), (Question(name="Anna ,-"), "name"),
        (Question(name="a" * 101), "name"), (Question(name="a b c d e f"), "name"),
        (Question(birth_date="yesterday"), "birth_date"), (Question(birth_date="ge1900"), "birth_date"),
        (Question(birth_date="1980-03-05,1981"), "birth_date"), (Question(birth_date="٢٠١٢"), "birth_date"),
        (Question(birth_date="1980-13-45"), "birth_date"), (Question(birth_date="2011-02-29"), "birth_date"),
        (Question(number="|"), "number"), (Question(number=","), "number"), (Question(number="9" * 101), "number"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_by_the_field(doctor, question, field):
    with pytest.raises(BadQuestion, match=f"^{field}$"):
        doctor.search(question)


@pytest.mark.parametrize(
    "question",
    [Question(number=f"{HEALTH},C-1"), Question(number=f"x|{HEALTH}"), Question(number=f"|{HEALTH}"),
     Question(number="x|"), Question(name="Anna\\"), Question(name="Anna|Benoit"),
     Question(name="a_"), Question(name="%a"), Question(name="\x00a"), Question(name="a\ud800")],
)  # fmt: skip
def test_signs_of_the_search_grammar_are_plain_letters_here(doctor, question):
    assert doctor.search(question) == Found()


def test_what_the_ehr_has_merged_or_closed_cannot_be_chosen(doctor):
    assert doctor.search(Question(birth_date="1980-05-03")) == Found()
    assert doctor.search(Question(name="Verschlossen")) == Found()
    assert doctor.patient("8") is None
    assert doctor.patient("11") is None


@pytest.mark.parametrize("id", ["", "9999", "x", "7,9", "Patient/7", "7 ", "*", "7\n", "a" * 100])
def test_a_patient_that_is_none(doctor, id):
    assert doctor.patient(id) is None
    assert doctor.encounters(id) == ()


def test_a_patient_person_sees_the_own_chart_and_those_of_proxies(anna):
    assert not anna.asks
    assert anna.mine() == (TREMBLAY, BENOIT)
    assert anna.patient("9") == BENOIT
    assert anna.patient("10") is None
    assert anna.search(Question(name="O'Neil")) == Found()


def test_exactly_one_chart_is_there_to_be_taken(picker):
    assert picker(ANNA).mine() == (TREMBLAY,)
    assert picker(replace(CARES_FOR_BENOIT)).mine() == (BENOIT,)


def test_who_is_nobody_here_has_no_choice(picker):
    elsewhere = replace(ANNA, endpoint="openemr")
    for nobody in (picker(), picker(elsewhere), picker(Link("p", "oscar", "RelatedPerson/3"))):
        assert nobody.mine() == ()
        assert nobody.patient("7") is None
        assert nobody.search(Question(name="Tremblay")) == Found()
        assert nobody.encounters("7") == ()


def test_a_proxy_whose_link_has_expired_does_not_see_the_chart(clinic, picker):
    until = replace(CARES_FOR_BENOIT, expires=clinic.now)
    assert picker(ANNA, until, now=clinic.now - timedelta(seconds=1)).mine() == (TREMBLAY, BENOIT)
    late = picker(ANNA, until)
    assert late.mine() == (TREMBLAY,)
    assert late.patient("9") is None
    assert late.encounters("9") == ()


def test_a_link_to_a_merged_patient_leads_to_the_one_chart(picker):
    assert picker(replace(ANNA, reference="Patient/8"), ANNA).mine() == (TREMBLAY,)
    assert picker(replace(ANNA, reference="Patient/11")).mine() == ()  # closed by the EHR, to the patient, too


def test_encounters_of_the_patient_newest_first(doctor, anna, picker):
    flu = Visit("2", "2025-02-11T09:00:00-05:00", "Flu")
    seen = (flu, Visit("1", "2024-01-10T09:00:00-05:00", "Check-up"), Visit("4", "2023-02-11T09:00:00-05:00", "Cough"))
    assert doctor.encounters("7") == anna.encounters("7") == seen
    assert doctor.encounter("7", "2") == flu
    assert doctor.encounter("7", "3") is None  # another patient's (LA-02)
    assert doctor.encounter("9", "2") is None
    assert picker(ANNA).encounter("9", "3") is None
    assert doctor.encounter("7", "2,3") is None


def test_no_event_tells_whom_it_was_about(clinic, doctor):
    clinic.events.clear()
    doctor.search(Question(name="Tremblay"))
    (event,) = clinic.events
    assert (event.interaction, event.type, event.client) == ("search", "Patient", "pages of people")
    assert "Tremblay" not in str(event)


def test_an_ehr_that_is_away_is_no_empty_list(clinic, doctor, monkeypatch):
    def away(*_):
        raise Refused(503, "transient", "away")

    monkeypatch.setattr(type(clinic.endpoint.source), "fresh", away)
    with pytest.raises(Refused):
        doctor.search(Question(name="Tremblay"))
    with pytest.raises(Refused):
        doctor.patient("7")
