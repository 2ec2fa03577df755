"""Bad input over the whole application: each kind has the status and issue code of the design's error table.

No answer is ever a 5xx (the fixture's `send` asserts it), and every refusal is an OperationOutcome.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from adapters.oscar import adapter as oscar
from adapters.oscar.tables import metadata as oscar_tables
from facade.testing.databases import Server
from tests.hostile.conftest import Asker
from tests.serving import fill, matches, rows_of, serve

VENDORS = ["oscar", "openemr"]
STRINGS = [
    "' OR '1'='1", "'; DROP TABLE demographic; --", '" OR ""="', "1) UNION SELECT password FROM users_secure -- ", "\\", "\\\\'",
    "%", "_", "%%%", "!%", "\u202e", "\U0001f600", "é" * 50, "${jndi:ldap://x}", "{{7*7}}", "../../etc/passwd", "%00", "\u0130ß",
    "a" * 4000, "-1", "0x41", "1e999999999", "NaN", "null", "true", "1;1", "|", "||", "a|b|c|d", "$", "a$b$c", "Patient/", "/",
    "Patient/1/_history/1", "http://evil.example/Patient/1", "gt", "2020-13-45", "0000-00-00", "9999-12-31T23:59:60Z", ",", ",,",
]  # fmt: skip


MODIFIERS = {"string": ("", ":exact", ":contains"), "token": ("", ":not")}
SHARE = 12  # a text meets one parameter in so many; each parameter three texts on each engine, and so all modifiers
# Types of which the demo clinics hold rows that lack what R4 requires: a patient (`demographic_no` 0 or NULL, `pid` 0 or
# NULL), the class of an encounter, a status that nobody knows, a day that the calendar lacks, a name. The traps of
# adapters/*/demo.
BAD = {
    "oscar": {
        "AllergyIntolerance", "Appointment", "Condition", "EpisodeOfCare", "Immunization", "Provenance",
        "ServiceRequest", "Task",
    },
    "openemr": {
        "AllergyIntolerance", "Appointment", "Coverage", "Encounter", "Goal", "Immunization", "MedicationRequest",
        "Organization", "Provenance", "RelatedPerson",
    },
}  # fmt: skip


def code(body: dict[str, Any]) -> str:
    return str(body["issue"][0]["code"])


def parameters(asker: Asker, vendor: str) -> list[tuple[str, str, str]]:
    """(type, parameter, kind) of everything on offer."""
    return [
        (resource["type"], item["name"], item["type"])
        for resource in asker.statement(vendor)["rest"][0]["resource"]
        for item in resource["searchParam"]
    ]


def turn(offered: list[tuple[str, str, str]], number: int, engine: str, *, full: bool) -> list[tuple[str, str, str]]:
    """Of each kind one parameter in `SHARE`, the next ones for the next text, others on the other engine; but enough of
    them to meet every modifier. With --full all.
    """
    found, start = [], number + (SHARE // 2 if engine == "mariadb" else 0)
    for kind in dict.fromkeys(kind for _, _, kind in offered):
        alike = [item for item in offered if item[2] == kind]
        step = 1 if full else max(1, min(SHARE, len(alike) // len(MODIFIERS.get(kind, "1"))))
        found += alike[start % step :: step]
    return found


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("text", STRINGS)
def test_hostile_text_in_every_parameter(asker: Asker, vendor: str, text: str, request: pytest.FixtureRequest) -> None:
    """Each text meets each kind of parameter with each modifier; each parameter meets several texts on each engine."""
    offered, number = parameters(asker, vendor), STRINGS.index(text)
    engine = request.node.callspec.params["asker"]
    asked: Counter[tuple[str, str]] = Counter()
    for type_, name, kind in turn(offered, number, engine, full=request.config.getoption("full")):
        names, before = MODIFIERS.get(kind, ("",)), sum(asked[kind, one] for one in MODIFIERS.get(kind, ("",)))
        modifier = names[(before + number // SHARE) % len(names)]  # the next text of a parameter: another modifier
        asked[kind, modifier] += 1
        status, body = asker.get(f"/{vendor}/fhir/{type_}?{name}{modifier}={quote(text, safe='')}&_count=1")
        assert status in (200, 400), (type_, name, modifier, body)
    assert set(asked) == {(kind, modifier) for _, _, kind in offered for modifier in MODIFIERS.get(kind, ("",))}
    status, body = asker.get(f"/{vendor}/fhir/Patient?_summary=count")
    assert body["total"] == 60  # nothing was dropped or changed


def test_every_parameter_has_its_turn() -> None:
    """On each engine, with the texts that there are, those of a crowded kind too."""
    for many in (1, 2, 3, SHARE, 10 * SHARE + 5):
        offered = [("Patient", f"{kind}-{at}", kind) for kind in (*MODIFIERS, "date") for at in range(many)]
        for engine in ("sqlite", "mariadb"):
            met = {one for at in range(len(STRINGS)) for one in turn(offered, at, engine, full=False)}
            assert met == set(offered)
        assert turn(offered, 5, "sqlite", full=True) == offered


@pytest.mark.parametrize(
    ("query", "status", "issue"),
    [
        ("nonesuch=1", 400, "not-supported"),
        ("family:fuzzy=a", 400, "not-supported"),
        ("gender:exact=male", 400, "not-supported"),
        ("birthdate=2020-02-30", 400, "value"),
        ("birthdate=yesterday", 400, "value"),
        ("_count=-1", 400, "value"),
        ("_count=ten", 400, "value"),
        ("_sort=nonesuch", 400, "not-supported"),
        ("_sort=family,given,birthdate,_id", 400, "not-supported"),
        ("_total=many", 400, "value"),
        ("_page=AAAA", 400, "invalid"),
        ("family=" + "x" * 10240, 414, "too-long"),
        ("family=a%00b", 400, "value"),
        ("gender:missing=perhaps", 400, "value"),
        ("_elements=nonesuch", 400, "value"),
        ("_has:Observation:nonesuch:code=1", 400, "not-supported"),
        ("_id=" + ",".join("1" * 101), 400, "too-costly"),
    ],
)
@pytest.mark.parametrize("vendor", VENDORS)
def test_refused_searches(asker: Asker, vendor: str, query: str, status: int, issue: str) -> None:
    found, body = asker.get(f"/{vendor}/fhir/Patient?{query}")
    assert (found, code(body)) == (status, issue)
    assert "xxxx" not in json.dumps(body)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_value_of_ten_thousand_bytes_is_refused_in_a_form_too(asker: Asker, vendor: str) -> None:
    form = {"family": "x" * 10240}
    status, body = asker.send("POST", f"/{vendor}/fhir/Patient/_search", data=form)
    assert (status, code(body)) == (400, "value")


@pytest.mark.parametrize(
    "id_",
    [
        "007",
        "+7",
        "0",
        "-1",
        "99999999999999999999",
        "1.0",
        "7%20",
        "%D9%A1",
        "abc",
        "1-2",
        "a" * 65,
        "bp-1",
        "v-1",
        "v-1-zz",
        ".",
    ],
)
@pytest.mark.parametrize("vendor", VENDORS)
def test_ids_that_are_none_are_not_found_alike(asker: Asker, vendor: str, id_: str) -> None:
    status, body = asker.get(f"/{vendor}/fhir/Patient/{id_}")
    assert (status, code(body)) == (404, "not-found")
    assert body == asker.get(f"/{vendor}/fhir/Patient/123456789")[1]


@pytest.mark.parametrize("vendor", VENDORS)
def test_wildcards_are_letters(asker: Asker, vendor: str) -> None:
    everyone = asker.get(f"/{vendor}/fhir/Patient?_summary=count")[1]["total"]
    for text in ("%25", "_", "!", "%5C%5C"):
        status, body = asker.get(f"/{vendor}/fhir/Patient?family={text}&_summary=count")
        assert status == 200
        assert body["total"] < everyone / 4


# The planted one; the 100%_\\O'Neil of the demo's own traps; there on OpenEMR also a DROP TABLE patient_data.
HOLDING = [
    ("oscar", "%", "2", {"2", "26"}),
    ("oscar", "_", "3", {"3", "26"}),
    ("openemr", "%", "2", {"2", "22"}),
    ("openemr", "_", "3", {"3", "22", "24"}),
]


@pytest.mark.parametrize(("vendor", "text", "planted", "holding"), HOLDING)
def test_wildcards_find_exactly_the_names_that_hold_them(
    asker: Asker, vendor: str, text: str, planted: str, holding: set[str]
) -> None:
    status, body = asker.get(f"/{vendor}/fhir/Patient?family:contains={quote(text)}&_count=200")
    assert status == 200
    assert {entry["resource"]["id"] for entry in body["entry"] if entry["search"]["mode"] == "match"} == holding
    first = "Per%" if text == "%" else "Under_"
    status, body = asker.get(f"/{vendor}/fhir/Patient?family={quote(first)}")
    assert [entry["resource"]["id"] for entry in body["entry"]] == [planted]


@pytest.mark.parametrize("collation", ["latin1_swedish_ci", "latin1_general_ci", "latin1_general_cs"])
def test_a_latin1_table(mariadb_server: Server, collation: str) -> None:
    """What OSCAR 12 left behind: one byte a letter. Letters come whole, are found, and others find nothing."""
    with mariadb_server.fresh_database("latin1", collation) as name:
        url = mariadb_server.url_for("pymysql", name)
        people = [{"demographic_no": key, "last_name": last, "first_name": "Zoé", "lastUpdateDate": "2020-01-02 03:04:05"}
                  for key, last in ((1, "Müller"), (2, "Bénard"), (3, "Lee"))]  # fmt: skip
        fill(url, oscar_tables, {"demographic": people})
        ((stored,),) = rows_of(url, "SELECT HEX(last_name) FROM demographic WHERE demographic_no = 1")
        assert stored == "4DFC6C6C6572"  # ü is FC in latin1, C3BC in UTF-8
        clinic = serve(oscar, url)
        assert clinic.get("Patient", "1")[1]["name"][0] == {"use": "official", "family": "Müller", "given": ["Zoé"]}
        for query, expected in (
            ("family=Müller", ["1"]),
            ("family:exact=Müller", ["1"]),
            ("family:contains=ü", ["1"]),
            ("family:contains=é", ["1", "2", "3"] if collation == "latin1_swedish_ci" else ["2"]),  # there é is e
            ("given:exact=Zoé", ["1", "2", "3"]),
            ("family:exact=MüLLER", []),
            ("family:contains=漢", []),
            ("family=Ω", []),
            ("_sort=family", ["2", "3", "1"]),
        ):
            found = [patient["id"] for patient in matches(clinic.search("Patient", query)[1])]
            assert found == expected, query
        clinic.endpoint.source.source.dispose()


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_page_token_is_good_for_its_search_and_caller_only(asker: Asker, vendor: str) -> None:
    status, body = asker.get(f"/{vendor}/fhir/Patient?_count=5&_sort=family")
    link = next(item["url"] for item in body["link"] if item["relation"] == "next")
    query = dict(parse_qsl(urlsplit(link).query))
    token = query["_page"]
    assert asker.get(f"/{vendor}/fhir/Patient?_count=5&_sort=family&_page={token}")[0] == 200
    other = "openemr" if vendor == "oscar" else "oscar"
    assert asker.get(f"/{other}/fhir/Patient?_count=5&_sort=family&_page={token}")[0] == 404
    for place in range(0, len(token), 7):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        status, refused = asker.get(f"/{vendor}/fhir/Patient?_count=5&_sort=family&_page={changed}")
        assert (status, code(refused)) == (400, "invalid")
    assert asker.get(f"/{vendor}/fhir/Patient?_count=5&_sort=birthdate&_page={token}")[0] == 400


@pytest.mark.parametrize("vendor", VENDORS)
def test_unknown_parameters_are_ignored_only_when_asked(asker: Asker, vendor: str) -> None:
    lenient = {"Prefer": "handling=lenient"}
    status, body = asker.get(f"/{vendor}/fhir/Patient?nonesuch=1&gender=female&_count=1", headers=lenient)
    assert status == 200
    link = next(item["url"] for item in body["link"] if item["relation"] == "self")
    assert "nonesuch" not in link and "gender=female" in link
    assert any(entry["search"]["mode"] == "outcome" for entry in body["entry"])


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_row_of_a_dirty_clinic_is_served_or_told(asker: Asker, vendor: str) -> None:
    """Bad rows are no errors: they give an outcome entry on search, 422 on read, and are not counted."""
    types = {type_ for type_, _, _ in parameters(asker, vendor)}
    for type_ in sorted(types):
        counted = asker.get(f"/{vendor}/fhir/{type_}?_summary=count")[1]["total"]
        url, served, told = f"/{vendor}/fhir/{type_}?_count=200", 0, 0
        while url:
            status, body = asker.get(url)
            assert status == 200
            modes = [entry["search"]["mode"] for entry in body.get("entry", [])]
            served, told = served + modes.count("match"), told + modes.count("outcome")
            link = next((item["url"] for item in body["link"] if item["relation"] == "next"), None)
            url = link.removeprefix("http://localhost") if link else ""
        assert served == counted, type_
        assert (told > 0) == (type_ in BAD[vendor]), (type_, told)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b"null", 400), (b'{"resourceType":"Patient","resourceType":"Patient"}', 400),
        (b'{"resourceType":"Patient","x":NaN}', 400), (b'{"resourceType":"Patient","id":"\xff"}', 400), (b"[" * 5000, 400),
        (b'{"resourceType":"Observation"}', 400), (b'{"resourceType":"AllergyIntolerance","code":"text"}', 400),
        (b'{"resourceType":"AllergyIntolerance","code":{"text":"\\ud800"}}', 400),
        (b'{"resourceType":"AllergyIntolerance","code":{"text":"' + b"x" * 2_000_000 + b'"}}', 413),
    ],
)  # fmt: skip
@pytest.mark.parametrize("vendor", VENDORS)
def test_bodies_that_are_no_resource(asker: Asker, vendor: str, body: bytes, status: int) -> None:
    before = asker.get(f"/{vendor}/fhir/AllergyIntolerance?_summary=count")[1]["total"]
    found, _ = asker.send("POST", f"/{vendor}/fhir/AllergyIntolerance", data=body, content_type="application/fhir+json")
    assert found == status
    assert asker.get(f"/{vendor}/fhir/AllergyIntolerance?_summary=count")[1]["total"] == before


@pytest.mark.parametrize("vendor", VENDORS)
def test_nothing_without_a_token(asker: Asker, vendor: str) -> None:
    for path in ("Patient/1", "Patient", "Observation?patient=1", "Nonesuch", "Patient/1/_history", "$export"):
        for token in (None, "x", "a" * 5000, "fhir_" + "A" * 43):
            assert asker.get(f"/{vendor}/fhir/{path}", token)[0] == 401
    other = "openemr" if vendor == "oscar" else "oscar"
    assert asker.get(f"/{vendor}/fhir/Patient/1", asker.tokens[other])[0] == 401


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("method", ["PATCH", "DELETE", "TRACE", "PUT", "POST"])
def test_methods_that_are_not_offered(asker: Asker, vendor: str, method: str) -> None:
    status, _ = asker.send(method, f"/{vendor}/fhir/Observation/1", data=b"{}", content_type="application/fhir+json")
    assert status in (404, 405)
