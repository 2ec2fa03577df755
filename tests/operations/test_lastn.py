"""Observation/$lastn at a clinic. https://hl7.org/fhir/R4/observation-operation-lastn.html"""

from __future__ import annotations

import pytest

from facade.errors import Refused
from facade.interactions import served
from facade.interactions.operations import window
from facade.interactions.operations.lastn import lastn
from tests.operations.calling import call, caller, named, refusal
from tests.serving import Service

LASTN = "Observation/$lastn"


def found(service: Service, query: str) -> list[str]:
    status, body = call(service, LASTN, query)
    assert status == 200, body
    return [name.removeprefix("Observation/") for name in named(body)]


def test_the_last_of_each_code(oscar: Service) -> None:
    # 9 stands under the absorbed number, and is the patient's newest weight; the heights are a tie
    assert found(oscar, "patient=7") == ["9", "bp-4", "7", "6"]


def test_the_last_two(oscar: Service) -> None:
    assert found(oscar, "patient=7&max=2&code=29463-7") == ["9", "2"]
    assert found(oscar, "subject=Patient/7&max=2&code=http://loinc.org|85354-9") == ["bp-4", "bp-5"]


def test_other_parameters_filter_before_the_last_are_taken(oscar: Service) -> None:
    assert found(oscar, "patient=7&code=29463-7&date=lt2024-03-01") == ["3"]
    assert found(oscar, "patient=7&category=laboratory") == []


def test_two_patients_have_their_own_last_ones(oscar: Service) -> None:
    assert found(oscar, "patient=7,9&code=29463-7") == ["8", "9"]


def test_what_is_left_out_of_the_answer_still_tells_which_are_the_last(oscar: Service) -> None:
    status, body = call(oscar, LASTN, "patient=7&code=29463-7&_elements=status")
    assert (status, named(body)) == (200, ["Observation/9"])
    assert body["entry"][0]["resource"].keys() == {"resourceType", "id", "meta", "status", "code"}  # R4 requires both


def test_the_bundle_says_what_was_asked_and_how_many_there_are(oscar: Service) -> None:
    _, body = call(oscar, LASTN, "patient=7&max=3&code=29463-7&_format=json")
    (link,) = body["link"]
    assert link == {
        "relation": "self",
        "url": "https://facade.example/oscar/fhir/Observation/$lastn?patient=7&code=29463-7&max=3",
    }
    assert (body["type"], body["total"], len(body["entry"])) == ("searchset", 3, 3)
    _, counted = call(oscar, LASTN, "patient=7&max=3&code=29463-7&_summary=count")
    assert (counted["total"], "entry" in counted) == (3, False)


def test_what_is_referred_to_comes_along_when_asked_for(oscar: Service) -> None:
    _, body = call(oscar, LASTN, "patient=7&code=29463-7&_include=Observation:performer")
    assert (named(body), named(body, "include")) == (["Observation/9"], ["Practitioner/101"])


def test_a_token_sees_its_own_patient(oscar: Service) -> None:
    own = caller(oscar, ["patient/*.rs"], patient="9")
    assert found(own, "patient=9") == ["8"]
    assert found(own, "patient=7") == []  # as if there were none
    assert found(own, "patient=7,9") == ["8"]


def test_a_token_without_the_type_is_refused(oscar: Service) -> None:
    assert refusal(caller(oscar, ["system/Patient.rs"]), LASTN, "patient=7") == (403, "forbidden")
    assert refusal(caller(oscar, ["system/Observation.r"]), LASTN, "patient=7") == (403, "forbidden")


def test_a_masked_code_cannot_be_asked_for_nor_seen_in_the_groups(oscar: Service) -> None:
    masked = caller(oscar, ["system/*.rs"], masks={"Observation": frozenset({"Observation.code"})})
    assert found(masked, "patient=7") == ["9"]  # one group, since nothing tells them apart
    assert refusal(masked, LASTN, "patient=7&code=29463-7")[0] == 400


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 400, "required"), ("code=29463-7", 400, "required"), ("patient=", 400, "required"),
        ("patient:missing=false", 400, "required"),
        ("patient=7&max=0", 400, "value"), ("patient=7&max=-1", 400, "value"), ("patient=7&max=1.5", 400, "value"),
        ("patient=7&max=99999999999999999999", 400, "value"), ("patient=7&max=2147483648", 400, "value"),
        ("patient=7&max=x", 400, "value"), ("patient=7&max=1&max=2", 400, "value"), ("patient=7&max=１", 400, "value"),
        ("patient=7&_sort=date", 400, "not-supported"), ("patient=7&_count=2", 400, "not-supported"),
        ("patient=7&_page=x", 400, "not-supported"), ("patient=7&_total=accurate", 400, "not-supported"),
        ("patient=7&_summary=text", 400, "not-supported"), ("patient=7&_explain=true", 400, "not-supported"),
        ("patient=7&shoe-size=43", 400, "not-supported"), ("patient=7&code=%00", 400, "value"),
        ("patient=7&date=2024-02-30", 400, "value"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(oscar: Service, query: str, status: int, code: str) -> None:
    assert refusal(oscar, LASTN, query) == (status, code)


def test_whoever_turns_pages_blindly_is_told_that_there_are_none(oscar: Service) -> None:
    with pytest.raises(Refused) as refused:
        lastn(oscar.context, [("patient", "7"), ("_page", "x")], lenient=True)
    assert (refused.value.status, refused.value.code) == (400, "not-supported")


def test_a_maximum_as_large_as_r4_has_it_is_a_maximum(oscar: Service) -> None:
    assert len(found(oscar, "patient=7&max=2147483647")) == 8


def test_foreign_and_impossible_patients_have_no_observations(oscar: Service) -> None:
    for patient in ("0815", "https://other.example/fhir/Patient/7", "Patient/7/x", "Group/7", "'%20OR%201=1--"):
        assert found(oscar, f"subject={patient}") == []


def test_more_than_the_window_is_refused(oscar: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "MOST", 4)
    monkeypatch.setattr(window, "CHUNK", 2)
    assert refusal(oscar, LASTN, "patient=7") == (400, "too-costly")
    assert found(oscar, "patient=7&code=29463-7&max=9") == ["9", "2", "3", "1"]  # just as many, read in two chunks


def test_statements_do_not_grow_with_what_is_found(oscar: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    source = oscar.endpoint.source.source
    counted: list[int] = []
    reading = source.reading

    def watched(several: bool = False):  # type: ignore[no-untyped-def]
        lent = reading(several)
        connection = lent.__enter__()

        class _Lent:
            def __enter__(self):  # type: ignore[no-untyped-def]
                return connection

            def __exit__(self, *error: object) -> None:
                counted.append(connection.statements)
                lent.__exit__(*error)  # type: ignore[arg-type]

        return _Lent()

    oscar.endpoint.source.fresh()
    monkeypatch.setattr(served, "MERGES_SECONDS", 3600.0)  # which rows were merged is not looked up meanwhile
    monkeypatch.setattr(source, "reading", watched)
    assert len(found(oscar, "patient=7&max=9")) > len(found(oscar, "patient=9&max=9"))
    # measurements with what a laboratory told of them, notes, messages, reports of before them: a statement each;
    # notes hold no weight
    assert len(found(oscar, "patient=7&code=29463-7&max=9")) > len(found(oscar, "patient=9&code=29463-7"))
    assert counted == [5, 5, 4, 4]
