"""Faults that a review proved, each held by the case that proved it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from adapters import openemr, oscar
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar.tables import metadata as oscar_tables
from facade.interactions.changing import Changer
from facade.testing.databases import Server
from tests.serving import Service, change, fill, rows_of, serve
from tests.writes.test_allergy_intolerance import OSCAR, allergy
from tests.writes.test_openemr_patient import ROWS as OPENEMR
from tests.writes.test_oscar_patient import ROWS, current


def oscar_patient(url: str, more: dict[str, Any] | None = None, **grant: Any) -> Service:
    """The clinic of the PUT tests, its patient changed."""
    patients = [{**ROWS["demographic"][0], **(more or {})}, *ROWS["demographic"][1:]]
    fill(url, oscar_tables, {**ROWS, "demographic": patients})
    return serve(oscar.adapter, url, writes={"Patient": ["update"]}, **{"provider": "101", **grant})


def openemr_patient(url: str, **grant: Any) -> Service:
    names = {col.name for col in openemr_tables.tables["patient_data"].columns}
    patients = [{key: value for key, value in row.items() if key in names} for row in OPENEMR["patient_data"]]
    fill(url, openemr_tables, {**OPENEMR, "patient_data": patients})
    return serve(openemr.adapter, url, **grant)


def former(clinic: Service, query: str = "") -> dict[str, Any]:
    names = clinic.get("Patient", "7", query)[1]["name"]
    return next(name for name in names if name["use"] == "old")


def test_a_mask_holds_in_child_rows_whoever_read_before(sqlite_url: str) -> None:
    whole = openemr_patient(sqlite_url)
    masked = serve(openemr.adapter, sqlite_url, masks={"Patient": frozenset({"Patient.name.family"})})
    masked.endpoint = whole.endpoint  # the same process, the same memory of statements
    for _ in range(2):
        assert former(whole)["family"] == "Before"
        hidden = former(masked)
        assert "family" not in hidden and hidden["given"] == ["Anne"]


@pytest.mark.parametrize(
    ("first", "middle", "given", "stored"),
    [
        ("", "Xavier", ["Yves"], ("Yves", "")),
        ("", "Xavier", [], ("", "")),
        ("Ann", "Marie", ["Marie"], ("Marie", "")),
        ("", "Xavier", ["Xavier"], ("", "Xavier")),  # as it was served: nothing changes
    ],
)
def test_an_array_is_replaced_whole(
    sqlite_url: str, first: str, middle: str, given: list[str], stored: tuple[str, str]
) -> None:
    clinic = oscar_patient(sqlite_url, {"first_name": first, "middleNames": middle})
    body, etag = current(clinic)
    body["name"][0]["given"] = given
    if not given:
        del body["name"][0]["given"]
    assert clinic.put("Patient", "7", body, etag)[0] == 200
    ((one, other),) = rows_of(sqlite_url, "SELECT first_name, middleNames FROM demographic WHERE demographic_no = 7")
    assert (one or "", other or "") == stored
    assert clinic.get("Patient", "7")[1]["name"][0].get("given", []) == given


def test_an_attribute_changed_meanwhile_is_a_conflict(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = oscar_patient(sqlite_url)
    body, etag = current(clinic)
    next(item for item in body["telecom"] if item.get("use") == "mobile")["value"] = "613-555-0200"
    swap = Changer.swap

    def someone_was_faster(self: Changer, *args: Any) -> bool:
        self.connection.change("UPDATE demographicExt SET value = 'the EHR' WHERE id = 1")
        return swap(self, *args)

    monkeypatch.setattr(Changer, "swap", someone_was_faster)
    assert clinic.put("Patient", "7", body, etag)[0] == 412
    assert rows_of(sqlite_url, "SELECT COUNT(*) FROM log") == [(0,)]


@pytest.fixture(scope="module", params=["latin1", "utf8mb3", "latin2"])
def narrow(request: pytest.FixtureRequest, mariadb_server: Server) -> Iterator[Service]:
    """A clinic that nobody writes to, of one character set."""
    with mariadb_server.fresh_database(request.param, f"{request.param}_general_ci") as name:
        yield oscar_patient(mariadb_server.url_for("pymysql", name), {"first_name": "Eric", "email": "e@example.org"})


@pytest.mark.parametrize("text", ["漢", "😀", "Ω", "ü", "ź"])
def test_characters_that_a_column_cannot_hold_match_nothing(narrow: Service, text: str) -> None:
    for query in (
        f"name={text}",
        f"name:exact={text}",
        f"name:contains={text}",
        f"identifier={text}",
        f"general-practitioner={text}",
    ):
        status, body = narrow.search("Patient", query)
        assert (status, body.get("total")) == (200, 0), (query, body)
    assert narrow.get("Practitioner", ".e6.bc.a2")[0] == 404
    assert narrow.search("Patient", "family=Tremblay")[1]["total"] == 1


def test_a_merge_changes_the_version(sqlite_url: str) -> None:
    clinic = oscar_patient(sqlite_url)
    change(sqlite_url, "UPDATE demographic_merged SET deleted = 1")
    before, etag = current(clinic)
    assert "link" not in before
    change(sqlite_url, "UPDATE demographic_merged SET deleted = 0")
    clinic.endpoint.source.ready()._merged_at = -10.0  # as if the second had passed
    after, other = current(clinic)
    assert after["link"][0]["type"] == "replaces"
    assert other != etag


@pytest.mark.parametrize("date", ["0000-00-00", "2020-02-31"])
def test_legacy_dates_go_into_the_archive_as_they_are(mariadb_server: Server, mariadb_database: str, date: str) -> None:
    url = mariadb_server.url_for("pymysql", mariadb_database)
    clinic = oscar_patient(url, {"roster_date": date})
    body, etag = current(clinic)
    body["name"][0]["family"] = "New"
    assert clinic.put("Patient", "7", body, etag)[0] == 200
    assert rows_of(url, "SELECT last_name, CAST(roster_date AS CHAR) FROM demographicArchive") == [("New", date)]


@pytest.mark.parametrize(
    "more", [{"patient": {"reference": "Patient/424242"}}, {"recorder": {"reference": "Practitioner/zzz9"}}]
)
def test_nothing_is_written_about_who_is_not_there(sqlite_url: str, more: dict[str, Any]) -> None:
    fill(sqlite_url, oscar_tables, OSCAR)
    clinic = serve(oscar.adapter, sqlite_url, writes={"AllergyIntolerance": ["create"]}, provider="101")
    assert clinic.post("AllergyIntolerance", allergy(**more))[0] == 422
    assert rows_of(sqlite_url, "SELECT COUNT(*) FROM allergies") == [(0,)]


@pytest.mark.parametrize(
    "path", ["Patient.meta.lastUpdated", "Patient.id", "Patient.nonesuch", "Patient.name.nonesuch"]
)
def test_a_mask_that_would_hide_nothing_closes_the_type(sqlite_url: str, path: str) -> None:
    clinic = oscar_patient(sqlite_url, masks={"Patient": frozenset({path})})
    assert clinic.get("Patient", "7")[0] == 403
    assert clinic.search("Patient", "")[0] == 403
    assert clinic.get("Practitioner", "101")[0] == 200


def test_many_values_are_refused_before_they_cost_anything(sqlite_url: str) -> None:
    clinic = oscar_patient(sqlite_url)
    query = "&".join("family=" + ",".join(f"a{i}" for i in range(90)) for _ in range(3))
    status, body = clinic.search("Patient", query)
    assert (status, body["issue"][0]["code"]) == (400, "too-costly")


def test_who_may_only_write_is_not_shown_the_rest(sqlite_url: str) -> None:
    reader = oscar_patient(sqlite_url)
    body, etag = current(reader)
    body["name"][0]["family"] = "New"
    writer = serve(
        oscar.adapter, sqlite_url, writes={"Patient": ["update"]}, provider="101", scopes=("system/Patient.u",)
    )
    status, answer, _ = writer.put("Patient", "7", body, etag)
    assert (status, answer) == (200, None)
    assert writer.get("Patient", "7")[0] == 403


def test_a_patient_sees_the_records_merged_into_theirs(sqlite_url: str) -> None:
    oscar_patient(sqlite_url)
    patient = serve(oscar.adapter, sqlite_url, scopes=("patient/*.rs",), patient="7")
    assert patient.get("Patient", "8")[1]["link"][0]["other"] == {"reference": "Patient/7"}
    assert sorted(one["id"] for one in patient.pages("Patient")) == ["7", "8"]


def test_a_patient_merged_after_the_token_was_issued_is_refused(sqlite_url: str) -> None:
    oscar_patient(sqlite_url)
    patient = serve(oscar.adapter, sqlite_url, scopes=("patient/*.rs",), patient="8")
    assert patient.get("Patient", "8")[0] == 403
