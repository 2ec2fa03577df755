"""Searches that are meant to hurt: refused with a 4xx that says why, or answered, within bounds of time and memory.

That no answer is a 5xx, and every refusal an OperationOutcome, the fixture's `send` asserts.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest

from tests.hostile.conftest import Asker

VENDORS = ["oscar", "openemr"]
# What is refused for its words alone, before any database is asked, is asked on one engine.
PARSED = pytest.mark.parametrize("asker", ["sqlite"], indirect=True)
SECONDS = 20  # a bound, not a speed: the machine may be busy
KIBIBYTES = 256 * 1024
FORM = "application/x-www-form-urlencoded"


@contextmanager
def bounded() -> Iterator[None]:
    """What happens inside takes bounded time, and does not raise the most memory that we ever held by much."""
    started, held = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.monotonic() - started < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < KIBIBYTES


def code(body: dict[str, Any]) -> str:
    return str(body["issue"][0]["code"])


def post(asker: Asker, path: str, *pairs: tuple[str, str]) -> tuple[int, dict[str, Any]]:
    """A search by form."""
    form = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    return asker.send("POST", f"{path}/_search", data=form, content_type=FORM)


def names(body: dict[str, Any]) -> list[str]:
    """ "Type/id" of everything in a Bundle but outcomes."""
    found = [entry["resource"] for entry in body.get("entry", []) if entry["search"]["mode"] != "outcome"]
    return [f"{one['resourceType']}/{one['id']}" for one in found]


def outcomes(body: dict[str, Any]) -> list[str]:
    """The issue codes that a Bundle tells."""
    found = [entry["resource"] for entry in body.get("entry", []) if entry["search"]["mode"] == "outcome"]
    return [issue["code"] for one in found for issue in one["issue"]]


# Values


NO_DATES = [
    "2020-02-30", "2021-02-29", "2020-13", "2020-00", "2020-01-00", "ge-5", "ge", "-2020", "+2020", "20200-01-01", "020",
    "2020-W01", "2020-1-1", "0000", "0000-00-00", "2020-01-01T10", "2020-01-01T24:00:00Z", "2020-01-01T10:61:00Z",
    "2020-01-01T10:00:00+25:00", "2020-01-01T10:00:00+0500", "2020-01-01 10:00:00Z", "eqeq2020", "GE2020", "now",
    "٢٠٢٠", "２０２０", "2020-01-01T10:00:00.Z", "1e3", "99999999999999999999",
]  # fmt: skip
NO_NUMBERS = [
    "1e400", "-1e400", "1e-400", "1e999999999", "gt1e400", "ap1e300", "NaN", "Infinity", "-Infinity", "0x1", "1_000",
    "١", "--1", "5.", ".5", "1e", "1e+", "", "gt", "eq", "1,5,", "9" * 400, "1." + "1" * 400, "5|||", "1e400||kg",
    "1e400|http://unitsofmeasure.org|kg", "5 kg", "5kg", "½", "5|kg",
]  # fmt: skip
PREFIXES = ["", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"]
EDGES = [
    "9999-12-31", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "0001", "0001-01-01", "9999",
    "2016-12-31T23:59:59.999999999Z", "2020-03-08T02:30:00", "1582-10-10",
]  # fmt: skip
UNITS = [
    "m" * 3000, "(" * 3000, "(" * 200 + "m" + ")" * 200, "m10000000", "m-10000000", "10*999999999", "10^-999999999", "[degF]2",
    "m/" * 500 + "m", "{" * 100, "{}", "kg.kg.kg.kg.kg.kg.kg.kg", "%", "1/0", "0", "m/0", "\\", "'", "Ω", " kg", "kg ",
]  # fmt: skip


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(asker: Asker, vendor: str, text: str) -> None:
    for type_, name in (("Patient", "birthdate"), ("Observation", "date"), ("Patient", "_lastUpdated")):
        status, body = asker.get(f"/{vendor}/fhir/{type_}?{name}={quote(text, safe='')}")
        assert (status, code(body)) == (400, "value"), (type_, name)
    hop = f"/{vendor}/fhir/Observation?patient.birthdate={quote(text, safe='')}"
    assert asker.get(hop)[0] == 400


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_dates_at_the_ends_of_time(asker: Asker, vendor: str, prefix: str) -> None:
    """The three parameters take turns: each meets every third edge with this prefix, and every edge with three others."""
    dates = (("Patient", "birthdate"), ("Observation", "date"), ("Patient", "_lastUpdated"))
    for at, text in enumerate(EDGES, start=PREFIXES.index(prefix)):
        type_, name = dates[at % len(dates)]
        query = f"{name}={prefix}{quote(text, safe='')}&_summary=count"
        assert asker.get(f"/{vendor}/fhir/{type_}?{query}")[0] == 200, (name, text)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("text", [text for text in NO_NUMBERS if text])
def test_what_is_no_number(asker: Asker, vendor: str, text: str) -> None:
    for name in ("value-quantity", "component-value-quantity", "combo-value-quantity"):
        with bounded():
            status, body = asker.get(f"/{vendor}/fhir/Observation?{name}={quote(text, safe='')}")
        assert (status, code(body)) == (400, "value"), name
    status, body = asker.get(f"/{vendor}/fhir/Patient?_has:Observation:patient:value-quantity={quote(text, safe='')}")
    assert (status, code(body)) == (400, "value")


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("unit", UNITS, ids=lambda text: ascii(text[:12]))
def test_units_that_are_none_find_nothing_or_are_refused(asker: Asker, vendor: str, unit: str) -> None:
    value = quote(f"5|http://unitsofmeasure.org|{unit}", safe="")
    with bounded():
        status, body = asker.get(f"/{vendor}/fhir/Observation?value-quantity={value}&_summary=count")
    assert status in (200, 400, 414)  # of thousands of letters the URL is too long
    if status == 200:
        assert body["total"] < 60


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "raw", ["%00", "a%00b", "%ED%A0%80", "%ED%BF%BF", "%FF", "%C0%AF", "%80", "%0A", "%7F", "%C2%85"]
)
def test_bytes_that_are_no_text(asker: Asker, vendor: str, raw: str) -> None:
    for query in (f"family={raw}", f"{raw}=a", f"_has:Observation:patient:code={raw}", f"_sort={raw}", f"_elements={raw}",
                  f"_include={raw}", f"_page={raw}", f"general-practitioner.name={raw}"):  # fmt: skip
        status, body = asker.get(f"/{vendor}/fhir/Patient?{query}")
        assert (status, code(body)) == (400, "value"), query
        status, body = asker.send("POST", f"/{vendor}/fhir/Patient/_search", data=query, content_type=FORM)
        assert (status, code(body)) == (400, "value"), query


# Chains, `_has`, lists of values


@pytest.mark.parametrize("hops", [5, 20, 200, 2000])
@pytest.mark.parametrize("way", ["link.", "link:Patient.", "_has:Patient:link:"])
def test_deep_chains(asker: Asker, hops: int, way: str) -> None:
    with bounded():
        status, body = post(asker, "/oscar/fhir/Patient", (way * hops + "name", "a"))
    assert status == 400
    assert code(body) in ("too-costly", "value")  # too deep, or longer than any name
    assert asker.get(f"/oscar/fhir/Patient?{way * hops}name=a")[0] in (400, 414)


@PARSED
@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    "name",
    [
        "_has", "_has:", "_has::", "_has:::", "_has:::::::::", "_has:Observation", "_has:Observation:patient", "_has:*:patient:code",
        "_has:Observation:*:code", "_has:observation:patient:code", "_has:Observation:patient:", "_has:Observation:patient:_has",
        "_has:Observation:patient:_has:", "_has:Patient:_id:name", "general-practitioner.", ".name", ".", "..",
        "general-practitioner..name", "general-practitioner:.name", "general-practitioner:Practitioner:Practitioner.name",
        "general-practitioner:missing.name", "general-practitioner:not.name", "general-practitioner:*.name", "name.name",
        "_id.name", "_lastUpdated.x", "general-practitioner._text", "general-practitioner._sort", "general-practitioner._count",
        "general-practitioner._include", "_has:Observation:patient:_sort", "a.b.c.d", "general-practitioner.name.name",
        "NAME", "name[]", "name[0]", "name ", " name", "name;name", "_sort:desc", "_elements:not", "_count:x", "_include:",
    ],
)  # fmt: skip
def test_names_that_are_none(asker: Asker, vendor: str, name: str) -> None:
    status, body = asker.get(f"/{vendor}/fhir/Patient?{quote(name, safe=':')}=1")
    assert (status, code(body)) in ((400, "not-supported"), (400, "value"))


@pytest.mark.parametrize("vendor", VENDORS)
def test_ten_thousand_values(asker: Asker, vendor: str) -> None:
    many = ",".join(["1"] * 10_000)
    assert asker.get(f"/{vendor}/fhir/Patient?_id={many}")[0] == 414
    for name in ("_id", "name", "_has:Observation:patient:code", "general-practitioner.name", "birthdate"):
        for text in (many, many[:8000] + "1"):
            with bounded():
                status, body = post(asker, f"/{vendor}/fhir/Patient", (name, text))
            assert status == 400
            assert code(body) in ("value", "too-costly"), name
    with bounded():
        status, body = post(asker, f"/{vendor}/fhir/Patient", *[("_id", "1")] * 10_000)
    assert (status, code(body)) == (400, "too-costly")
    with bounded():
        status, body = post(asker, f"/{vendor}/fhir/Patient", *[("_id", "1,2,3")] * 100)
    assert (status, code(body)) == (400, "too-costly")


CROWDS = {
    "oscar": [
        ("Observation", "patient.general-practitioner.name", "a,b"),
        ("Practitioner", "_has:Patient:general-practitioner:_has:Observation:patient:code", "8310-5"),
        ("Patient", "link.link.link.link.name", "a"),
        ("Patient", "_has:Patient:link:_has:Patient:link:name", "a"),
    ],
    "openemr": [
        ("Observation", "encounter.diagnosis.patient.general-practitioner.name", "a,b"),
        ("Organization", "_has:Encounter:service-provider:_has:Observation:encounter:code", "8310-5"),
        ("Encounter", "diagnosis.code:text", "a"),
        ("Patient", "_has:Encounter:patient:diagnosis.clinical-status:not", "active"),
    ],
}


@pytest.mark.parametrize(
    ("vendor", "type_", "name", "text"), [(vendor, *one) for vendor, all_ in CROWDS.items() for one in all_]
)
def test_ninety_hops_at_once(asker: Asker, vendor: str, type_: str, name: str, text: str) -> None:
    """As many tables as a server joins, and more."""
    with bounded():
        status, body = post(asker, f"/{vendor}/fhir/{type_}", *[(name, text)] * 90)
    assert status == 200 or (status, code(body)) == (400, "too-costly")


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    ("pairs", "statuses"),
    [
        ([("family", "x" * 8_000)], (200,)),
        ([("family", "x" * 8_193)], (400,)),
        ([("family", "x" * 200_000)], (400, 413)),
        ([("family", "x" * 800)] * 10, (200,)),
        ([("family", "x" * 800)] * 250, (400, 413)),
        ([("x" * 8_000, "a")], (400,)),
        ([("x" * 200_000, "a")], (400, 413)),
    ],
    ids=lambda item: f"{len(item)}",
)
def test_long_forms(asker: Asker, vendor: str, pairs: list[tuple[str, str]], statuses: tuple[int, ...]) -> None:
    """One long value, many long values, a long name."""
    with bounded():
        status, body = post(asker, f"/{vendor}/fhir/Patient", *pairs)
    assert status in statuses
    assert "xxxx" not in str(body.get("issue", ""))


# Includes


BOMBS = [
    ("oscar", "Patient", "_include:iterate=Patient:link&_revinclude:iterate=Patient:link"),
    ("oscar", "Patient", "_include:iterate=*&_revinclude:iterate=*"),
    ("oscar", "Practitioner", "_revinclude:iterate=*&_include:iterate=*"),
    ("oscar", "Observation", "_include=*&_include:iterate=*&_revinclude:iterate=*"),
    ("openemr", "Patient", "_include=*&_revinclude=*"),
    ("openemr", "Patient", "_include:iterate=*&_revinclude:iterate=*"),
    ("openemr", "Patient", "_revinclude=Encounter:patient"),
    ("openemr", "Encounter", "_include:iterate=Encounter:patient&_revinclude:iterate=Encounter:patient"),
    ("openemr", "Organization", "_revinclude:iterate=*"),
    ("openemr", "Observation", "_include:iterate=*&_revinclude:iterate=*"),
]


@pytest.mark.parametrize(("vendor", "type_", "query"), BOMBS)
def test_include_bombs(asker: Asker, vendor: str, type_: str, query: str, request: pytest.FixtureRequest) -> None:
    """Round and round: each resource once, a bounded number, and what was left out is said.

    From one resource on one engine and from 200 on the other, in turn; with --full from both on both.
    """
    first = (BOMBS.index((vendor, type_, query)) + (request.node.callspec.params["asker"] == "sqlite")) % 2
    for count in (1, 200) if request.config.getoption("full") else ((1, 200)[first],):
        with bounded():
            status, body = asker.get(f"/{vendor}/fhir/{type_}?{query}&_count={count}")
        assert status == 200
        found = Counter(names(body))
        assert max(found.values()) == 1
        assert len(found) <= 200 + 1000
        brought = [entry for entry in body["entry"] if entry["search"]["mode"] == "include"]
        assert len(brought) < 1000 or "too-costly" in outcomes(body)


@pytest.mark.parametrize("vendor", VENDORS)
def test_many_includes(asker: Asker, vendor: str) -> None:
    with bounded():
        status, body = post(asker, f"/{vendor}/fhir/Patient", *[("_revinclude", "*")] * 50)
    assert (status, code(body)) == (400, "too-costly")


@PARSED
@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("name", ["_include", "_revinclude", "_include:iterate", "_revinclude:iterate"])
@pytest.mark.parametrize(
    "text",
    [
        ":", "::", ":::", "Patient", "Patient:", ":general-practitioner", "a:b:c:d", "Patient:name", "Patient:_id", "*:*", "**",
        "Patient:general-practitioner:", "Patient:general-practitioner:*:x", "patient:general-practitioner", "Nonesuch:patient",
        "Patient:nonesuch", "Patient:general-practitioner:Nonesuch", "Patient:'; DROP TABLE demographic; --", "Patient:*:*",
        "Patient:general-practitioner.name", "Patient:general-practitioner,Patient:link", " Patient:general-practitioner", "%",
    ],
)  # fmt: skip
def test_includes_that_are_none(asker: Asker, vendor: str, name: str, text: str) -> None:
    status, body = asker.get(f"/{vendor}/fhir/Patient?{name}={quote(text, safe='')}&_count=1")
    assert (status, code(body)) in ((400, "not-supported"), (400, "value"))
    assert "DROP" not in str(body)


# Sorting, elements, counting


INJECTED = [
    "family;DROP TABLE demographic", "(SELECT 1)", "family desc", "family--", "family/**/", "'", '"', "`family`", "1", "1 ASC", "--family",
    "family:exact", "general-practitioner.name", "_has:Observation:patient:code", "_score", "random()", "NULL", "*", "demographic_no",
    "last_name", "pid", "lname", "family\\", "family)", "family COLLATE x", "${family}", "%27", "х", "family\u202e", "FAMILY",
]  # fmt: skip


@PARSED
@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("text", INJECTED)
def test_sort_and_elements_take_names_only(asker: Asker, vendor: str, text: str) -> None:
    for name, issue in (("_sort", "not-supported"), ("_elements", "value")):
        for value in (text, f"_id,{text}" if name == "_sort" else f"name,{text}"):
            status, body = asker.get(f"/{vendor}/fhir/Patient?{name}={quote(value, safe='')}")
            assert (status, code(body)) == (400, issue), (name, value)
            assert text not in str(body) or len(text) < 5


@PARSED
@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(
    ("query", "issue"),
    [
        ("_sort=-", "value"),
        ("_sort=family,", "value"),
        ("_sort=family,family", "value"),
        ("_sort=family,-family", "value"),
        ("_sort=family&_sort=family", "value"),
        ("_elements=,", "value"),
        ("_elements=name,", "value"),
        ("_elements=name.family", "value"),
        ("_elements=name&_elements=gender", "value"),
        ("_summary=true&_elements=name", "value"),
        ("_summary=true&_summary=true", "value"),
        ("_summary=TRUE", "value"),
        ("_count=1&_count=1", "value"),
        ("_count=1.5", "value"),
        ("_count=0x10", "value"),
        ("_count=%2B1", "value"),
        ("_count=%D9%A1", "value"),
        ("_total=none&_total=none", "value"),
        ("_total=ACCURATE", "value"),
    ],
)
def test_controls_that_are_none(asker: Asker, vendor: str, query: str, issue: str) -> None:
    status, body = asker.get(f"/{vendor}/fhir/Patient?{query}")
    assert (status, code(body)) == (400, issue)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_count_of_any_size_is_cut_to_the_most(asker: Asker, vendor: str) -> None:
    for text in ("201", "9" * 20, "9" * 4000):
        status, body = asker.get(f"/{vendor}/fhir/Observation?_count={text}")
        assert status == 200
        assert len(names(body)) <= 200
