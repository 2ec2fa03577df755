"""Patient and Encounter $everything.

https://hl7.org/fhir/R4/patient-operation-everything.html, https://hl7.org/fhir/R4/encounter-operation-everything.html
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from facade.interactions.operations.care import during
from facade.search.expression import TRUE, DateValue, Not, Param
from tests.operations.calling import call, caller, named, pages, refusal
from tests.serving import Service, change, next_link

ONE = "Patient/7/$everything"
VISIT = "Encounter/4/$everything"
OSCAR_7 = [
    "AllergyIntolerance/1", "AllergyIntolerance/2", "Condition/1", "Condition/2",
    "Observation/1", "Observation/2", "Observation/3", "Observation/6", "Observation/7", "Observation/9",
    "Observation/bp-4", "Observation/bp-5",
]  # fmt: skip
TEAMS_7 = ["CareTeam/7", "CareTeam/8"]  # the registrations name provider 101


def all_of(service: Service, path: str, query: str = "") -> list[str]:
    return [name for page in pages(service, path, query) for name in named(page)]


def test_a_patient_with_all_that_belongs_to_it(oscar: Service) -> None:
    status, body = call(oscar, ONE)
    assert (status, body["type"]) == (200, "searchset")
    found = named(body)
    assert found[0] == "Patient/7"
    # the row that the EHR merged into it is part of its record
    assert sorted(found) == sorted(["Patient/7", "Patient/8", *TEAMS_7, *OSCAR_7])
    assert body["total"] == len(found)
    assert [name.partition("/")[0] for name in found] == sorted((name.partition("/")[0] for name in found), key=["Patient", "AllergyIntolerance", "CareTeam", "Condition", "Observation"].index)  # fmt: skip


def test_an_absorbed_number_has_the_same_record(oscar: Service) -> None:
    assert all_of(oscar, "Patient/8/$everything") == all_of(oscar, ONE)
    own = caller(oscar, ["patient/*.rs"], patient="7")
    assert all_of(own, "Patient/8/$everything") == all_of(own, ONE) == all_of(oscar, ONE)


def test_what_is_referred_to_comes_along(oscar: Service) -> None:
    _, body = call(oscar, ONE)
    assert named(body, "include") == ["Practitioner/101"]


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_union_of_the_pages_is_everything_without_doubles(oscar: Service, openemr: Service, count: int) -> None:
    for service in (oscar, openemr):
        _, whole = call(service, ONE)
        found = pages(service, ONE, f"_count={count}")
        matched = [name for page in found for name in named(page)]
        assert matched == named(whole)
        assert all(len(named(page)) <= count for page in found)
        assert all(len(set(named(page, "include"))) == len(named(page, "include")) for page in found)
        assert {name for page in found for name in named(page, "include")} == set(named(whole, "include"))


def test_pages_lead_back(oscar: Service) -> None:
    first, second, *_ = pages(oscar, ONE, "_count=3")
    previous = next(link["url"] for link in second["link"] if link["relation"] == "previous")
    _, again = call(oscar, ONE, urlsplit(previous).query)
    assert named(again) == named(first)


def test_a_token_of_another_patient_or_operation_is_no_page(oscar: Service) -> None:
    _, body = call(oscar, ONE, "_count=3")
    link = next_link(body)
    assert link is not None and urlsplit(link).path.endswith("/Patient/7/$everything")
    query = urlsplit(link).query
    assert refusal(oscar, "Patient/9/$everything", query) == (400, "invalid")
    assert refusal(oscar, "Patient/$everything", query) == (400, "invalid")
    assert refusal(caller(oscar, ["system/*.rs"]), ONE, query) == (404, "not-found")
    assert refusal(oscar, ONE, query.replace("_page=", "_page=A")) == (400, "invalid")
    longer = [*parse_qsl(query), ("_type", "Observation")]
    assert refusal(oscar, ONE, "&".join(f"{name}={value}" for name, value in longer)) == (400, "invalid")


def test_only_the_types_asked_for(oscar: Service) -> None:
    assert all_of(oscar, ONE, "_type=Condition") == ["Condition/1", "Condition/2"]
    assert all_of(oscar, ONE, "_type=Condition,AllergyIntolerance") == OSCAR_7[:4]
    assert all_of(oscar, ONE, "_type=Condition&_type=AllergyIntolerance") == OSCAR_7[:4]
    assert all_of(oscar, ONE, "_type=Immunization") == []  # R4 has it, this server does not
    _, alone = call(oscar, ONE, "_type=Condition")
    assert named(alone, "include") == []
    _, both = call(oscar, ONE, "_type=Condition,Practitioner")
    assert named(both, "include") == ["Practitioner/101"]  # who recorded it, though no parameter searches by that


def test_a_period_leaves_out_what_had_ended_or_not_begun(oscar: Service, openemr: Service) -> None:
    observed = "_type=Observation&start=2024-02-01&end=2024-03-31"
    assert sorted(all_of(oscar, ONE, observed)) == ["Observation/2", "Observation/3", "Observation/bp-4"]
    # a problem lasts: only what began behind the end is out
    assert all_of(oscar, ONE, "_type=Condition&end=2024-08-31") == ["Condition/1"]
    assert all_of(oscar, ONE, "_type=Condition&start=2024-01-01") == ["Condition/1", "Condition/2"]
    # OpenEMR tells when a problem ended: the flu of January 2019 does not belong to the care of 2024
    assert all_of(openemr, ONE, "_type=Condition&start=2024-01-01") == ["Condition/2"]
    assert all_of(openemr, ONE, "_type=Encounter&start=2024-06-01") == ["Encounter/5"]
    assert all_of(openemr, ONE, "_type=Encounter&end=2024-01-10") == ["Encounter/4"]


def test_what_has_no_date_is_in(oscar: Service) -> None:
    assert "AllergyIntolerance/2" in all_of(oscar, ONE, "start=2024-01-01&end=2024-01-31")
    assert all_of(oscar, ONE, "start=2024-01-01&end=2024-01-31")[0] == "Patient/7"


def test_since(oscar: Service) -> None:
    found = all_of(oscar, ONE, "_since=2024-01-01T00:00:00Z")
    # allergies were changed later; the types of measurements do not tell when they were, so they are in as a whole
    assert [name for name in found if not name.startswith("Observation")] == OSCAR_7[:2]
    assert sorted(name for name in found if name.startswith("Observation")) == OSCAR_7[4:]


def test_every_patient_at_once(oscar: Service) -> None:
    found = all_of(oscar, "Patient/$everything", "_count=4")
    assert found[:3] == ["Patient/7", "Patient/8", "Patient/9"]
    of_9 = ["AllergyIntolerance/3", "CareTeam/9", "Condition/3", "Observation/8"]
    # not who wrote the problems: a Provenance that points at a problem stands in nobody's compartment
    assert set(found) == {"Patient/7", "Patient/8", "Patient/9", *TEAMS_7, *OSCAR_7, *of_9}
    assert len(found) == len(set(found))


def test_a_patients_token_has_everything_of_its_own_and_nothing_else(oscar: Service) -> None:
    own = caller(oscar, ["patient/*.rs"], patient="9")
    mine = ["Patient/9", "AllergyIntolerance/3", "CareTeam/9", "Condition/3", "Observation/8"]
    assert all_of(own, "Patient/9/$everything") == all_of(own, "Patient/$everything") == mine
    assert refusal(own, ONE) == (404, "not-found")
    assert refusal(own, "Patient/8/$everything") == (404, "not-found")


def test_types_that_the_token_does_not_reach_are_left_out(oscar: Service) -> None:
    some = caller(oscar, ["system/Patient.rs", "system/Condition.rs", "system/Observation.s", "system/Practitioner.r"])
    found = pages(some, ONE)
    assert [name for page in found for name in named(page)] == ["Patient/7", "Patient/8", "Condition/1", "Condition/2"]
    assert [name for page in found for name in named(page, "include")] == []  # a practitioner may be read, not searched
    for scope in ("system/Observation.rs", "system/Patient.r", "system/Patient.s"):
        assert refusal(caller(oscar, [scope]), ONE) == (403, "forbidden"), scope


def test_a_filtered_scope_holds_here_too(oscar: Service) -> None:
    some = caller(oscar, ["system/Patient.rs", "system/Observation.rs?code=29463-7"])
    assert sorted(all_of(some, ONE)) == ["Observation/1", "Observation/2", "Observation/3", "Observation/9", "Patient/7", "Patient/8"]  # fmt: skip


def test_a_type_whose_mask_cannot_be_honoured_brings_nothing(oscar: Service) -> None:
    masks = {"Practitioner": frozenset({"Practitioner.nonsense"}), "Condition": frozenset({"Condition.nonsense"})}
    _, body = call(caller(oscar, ["system/*.rs"], masks=masks), ONE)
    assert {name.partition("/")[0] for name in named(body)} == {
        "Patient",
        "AllergyIntolerance",
        "CareTeam",
        "Observation",
    }
    assert named(body, "include") == []


def test_whose_a_record_is_stays_masked(oscar: Service) -> None:
    masks = {"Observation": frozenset({"Observation.subject"})}
    found = all_of(caller(oscar, ["system/*.rs"], masks=masks), ONE)
    assert [name for name in found if name.startswith("Observation")] == []


def test_an_encounter_with_all_that_belongs_to_it(openemr: Service) -> None:
    _, body = call(openemr, VISIT)
    assert named(body) == ["Encounter/4", "Condition/2", "Observation/v-5-bp"]
    assert sorted(named(body, "include")) == ["Location/3", "Organization/3", "Patient/7", "Practitioner/1"]


def test_an_encounter_of_another_patient_is_not_there(openemr: Service) -> None:
    own = caller(openemr, ["patient/*.rs"], patient="9")
    assert refusal(own, VISIT) == (404, "not-found")
    assert all_of(own, "Encounter/6/$everything") == ["Encounter/6"]


def test_encounters_are_not_served_everywhere(oscar: Service) -> None:
    assert refusal(oscar, VISIT) == (404, "not-found")


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("Patient/0815/$everything", "", 404, "not-found"), ("Patient/007/$everything", "", 404, "not-found"),
        (ONE, "start=x", 400, "value"), (ONE, "start=2024-02-30", 400, "value"), (ONE, "end=ge2024", 400, "value"),
        (ONE, "start=2025-01-02&end=2025-01-01", 400, "value"), (ONE, "start=2025&end=2024", 400, "value"),
        (ONE, "start=2024&start=2025", 400, "value"),
        (ONE, "_since=2024-01-01", 400, "value"), (ONE, "_since=yesterday", 400, "value"),
        (ONE, "_type=Foo", 400, "value"), (ONE, "_type=Patient,", 400, "value"), (ONE, "_type=Resource", 400, "value"),
        (ONE, "_count=-1", 400, "value"), (ONE, "_count=x", 400, "value"), (ONE, "_page=x", 400, "invalid"),
        (ONE, "name=smith", 400, "not-supported"), (ONE, "_elements=name", 400, "not-supported"),
        (ONE, "_include=*", 400, "not-supported"), (ONE, "start=%00", 400, "value"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(oscar: Service, path: str, query: str, status: int, code: str) -> None:
    assert refusal(oscar, path, query) == (status, code)


def test_a_huge_count_is_lowered(oscar: Service) -> None:
    _, body = call(oscar, ONE, "_count=1000000000")
    assert "_count=200" in body["link"][0]["url"]


def test_no_count_at_all_counts(oscar: Service) -> None:
    _, body = call(oscar, ONE, "_count=0")
    assert (body["total"], "entry" in body) == (2 + 2 + 12, False)


def test_the_self_link_says_what_was_used(oscar: Service) -> None:
    _, body = call(oscar, ONE, "_type=Condition&start=2024&_count=7&end=")
    assert body["link"][0]["url"] == "https://facade.example/oscar/fhir/Patient/7/$everything?_type=Condition&start=2024&_count=7"  # fmt: skip


def test_each_type_leaves_an_event(oscar: Service) -> None:
    oscar.events.clear()
    call(oscar, ONE, "_type=Patient,Condition")
    assert [(event.interaction, event.type, event.count) for event in oscar.events] == [
        ("everything", "Patient", 2), ("everything", "Condition", 2),
    ]  # fmt: skip


def test_pages_are_stable_while_rows_are_added(oscar: Service) -> None:
    url = str(oscar.endpoint.source.source.settings.url)
    _, body = call(oscar, ONE, "_count=4&_type=Condition,Observation")
    seen = named(body)
    change(url, "INSERT INTO dxresearch (dxresearch_no, demographic_no, status, dxresearch_code, coding_system, update_date, association, providerNo) VALUES (50, 7, 'A', '401', 'icd9', '2024-01-01 00:00:00', 0, '101')")  # fmt: skip
    try:
        while (link := next_link(body)) is not None:
            _, body = call(oscar, ONE, urlsplit(link).query)
            seen += named(body)
    finally:
        change(url, "DELETE FROM dxresearch WHERE dxresearch_no = 50")
    assert set(OSCAR_7[2:]) <= set(seen) and len(set(seen)) == len(seen)


def test_the_care_of_a_period() -> None:
    ended, began = (
        Not(Param("date", "", (DateValue("2024", "eb"),))),
        Not(Param("date", "", (DateValue("2025", "sa"),))),
    )
    both = during("Observation", "2024", "2025", {"date"})
    assert set(getattr(both, "items", ())) == {ended, began}
    assert during("Observation", "2024", "", {"date"}) == ended
    assert during("Patient", "2024", "2025", {"birthdate"}) == TRUE
    assert during("Observation", "2024", "2025", {"code"}) == TRUE
    assert during("AllergyIntolerance", "2024", "", {"onset", "date"}) == TRUE  # an allergy does not end


def test_what_a_lenient_caller_asks_in_vain_is_told(oscar: Service) -> None:
    lenient = replace(oscar, endpoint=replace(oscar.endpoint, strict=False))
    status, body = call(lenient, ONE, "foo=1&_count=1")
    told = [entry["resource"]["issue"][0] for entry in body["entry"] if entry["search"]["mode"] == "outcome"]
    assert (status, [issue["expression"] for issue in told]) == (200, [["foo"]])
    assert all("foo" not in link["url"] for link in body["link"])
    assert call(oscar, ONE, "foo=1")[0] == 400
