"""From query strings to expressions. https://hl7.org/fhir/R4/search.html"""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facade.errors import Refused
from facade.fhir import definitions
from facade.search.expression import (
    TRUE,
    And,
    CompositeValue,
    DateValue,
    MissingValue,
    Not,
    NumberValue,
    OfTypeValue,
    Param,
    QuantityValue,
    ReferenceValue,
    StringValue,
    TokenValue,
)
from facade.search.parse import page_apart, parse
from facade.search.request import ParseSettings, dump

BASE = "https://clinic.example/fhir"
STRICT = ParseSettings()
LENIENT = ParseSettings(lenient=True)


def read(query, type_="Observation", settings=STRICT, base=BASE):
    pairs = parse_qsl(query, keep_blank_values=True) if isinstance(query, str) else query
    return parse(type_, pairs, definitions.search_parameters(type_), settings=settings, base=base)


def value(query, type_="Observation"):
    """The one value of the one parameter of a query."""
    param = read(query, type_).expression
    assert isinstance(param, Param)
    (found,) = param.values
    return found


def refused(query, type_="Observation", settings=STRICT):
    with pytest.raises(Refused) as caught:
        read(query, type_, settings)
    assert caught.value.status == 400
    return caught.value


def test_no_criteria():
    assert read("").expression == TRUE
    assert read("").count == 50
    assert read("").used == ()


def test_one_parameter_and_its_list():
    assert read("code=a,b").expression == Param("code", "", (TokenValue("a"), TokenValue("b")))


def test_repeated_parameters_are_and():
    first, second = Param("code", "", (TokenValue("a"),)), Param("code", "", (TokenValue("b"),))
    assert read("code=a&code=b").expression == And((first, second))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("family=eve", StringValue("eve")),
        (r"family=a\,b", StringValue("a,b")),
        (r"family=xx\$xx", StringValue("xx$xx")),
        (r"family=xx\|xx", StringValue("xx|xx")),
        (r"family=xx\\xx", StringValue("xx\\xx")),
        (r"family=xx\\", StringValue("xx\\")),
        ("family=xx$xx|xx", StringValue("xx$xx|xx")),
        ("family=%20eve%20", StringValue(" eve ")),
        ("family=gt5", StringValue("gt5")),
        ("family=%25_'--", StringValue("%_'--")),
        ("family=%E2%82%AC%F0%9F%98%80", StringValue("€😀")),
        ("_profile=http://acme.org/a|1", StringValue("http://acme.org/a|1")),
        ("gender=male", TokenValue("male")),
        ("gender=|male", TokenValue("male", "")),
        ("gender=http://acme.org|male", TokenValue("male", "http://acme.org")),
        ("gender=http://acme.org|", TokenValue(None, "http://acme.org")),
        (r"gender=a\|b", TokenValue("a|b")),
        (r"gender=a\|b|c\,d", TokenValue("c,d", "a|b")),
        ("_id=7", TokenValue("7")),
        ("gender=gtmale", TokenValue("gtmale")),
        ("organization=12", ReferenceValue("12")),
        ("organization=Organization/12", ReferenceValue("12", "Organization")),
        (f"organization={BASE}/Organization/12", ReferenceValue("12", "Organization")),
        (f"organization={BASE}x/Organization/12", ReferenceValue("", url=f"{BASE}x/Organization/12")),
        # search is about what is now: the version does not count
        ("organization=Organization/12/_history/3", ReferenceValue("12", "Organization")),
        (f"organization={BASE}/Organization/12/_history/3", ReferenceValue("12", "Organization")),
        ("organization:Organization=Organization/12/_history/3", ReferenceValue("12", "Organization")),
        ("organization=Organization/12/_history/", ReferenceValue("Organization/12/_history/")),
        ("organization:identifier=urn:x|7", TokenValue("7", "urn:x")),
        ("identifier:of-type=urn:t|MR|7", OfTypeValue("urn:t", "MR", "7")),
        (r"identifier:of-type=urn:t\,x|M\|R|7\$8", OfTypeValue("urn:t,x", "M|R", "7$8")),
        ("_source:below=http://acme.org/a", StringValue("http://acme.org/a")),
        ("organization=http://other.org/Organization/12", ReferenceValue("", url="http://other.org/Organization/12")),
        ("organization=urn:uuid:1", ReferenceValue("", url="urn:uuid:1")),
        ("organization:Organization=12", ReferenceValue("12", "Organization")),
        ("organization:Organization=Organization/12", ReferenceValue("12", "Organization")),
        # an impossible id is a value like any other: it finds nothing
        ("organization=Organization/1/2", ReferenceValue("Organization/1/2")),
        ("organization=é'", ReferenceValue("é'")),
        ("birthdate=2013-01", DateValue("2013-01")),
        ("birthdate=eq2013-01-14", DateValue("2013-01-14", "eq")),
        ("birthdate=ap2013", DateValue("2013", "ap")),
        ("birthdate=lt2013-01-14T10:00", DateValue("2013-01-14T10:00", "lt")),
        ("birthdate=sa2013-01-14T10:00:00.5Z", DateValue("2013-01-14T10:00:00.5Z", "sa")),
        ("birthdate=2013-01-14T10:00:00-05:00", DateValue("2013-01-14T10:00:00-05:00")),
        ("birthdate=2013-01-14T10:00:00%2B05:00", DateValue("2013-01-14T10:00:00+05:00")),
        ("birthdate=2013-01-14T10:00:00+05:00", DateValue("2013-01-14T10:00:00+05:00")),
    ],
)
def test_value(query, expected):
    assert value(query, "Patient") == expected


@pytest.mark.parametrize("prefix", ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"])
def test_prefixes(prefix):
    assert value(f"date={prefix}2013") == DateValue("2013", prefix)
    assert value(f"value-quantity={prefix}5.4").number.prefix == prefix


@pytest.mark.parametrize(
    ("text", "number", "half"),
    [
        ("100", "100", "0.5"),
        ("100.00", "100", "0.005"),
        ("5.4", "5.4", "0.05"),
        ("5.40e-3", "0.0054", "0.000005"),
        ("6.9e1", "69", "0.5"),
        ("1.00e2", "100", "0.5"),
        ("1e2", "100", "50"),
        ("-5", "-5", "0.5"),
        ("0", "0", "0.5"),
        ("007", "7", "0.5"),
        ("1E+2", "100", "50"),
    ],
)
def test_number(text, number, half):
    found = value("factor-override=" + text.replace("+", "%2B"), "ChargeItem")
    assert found == NumberValue(Decimal(number), Decimal(half))


@pytest.mark.parametrize(
    ("text", "system", "code"),
    [
        ("5.4", None, None),
        ("5.4||", None, None),
        ("5.4||mg", None, "mg"),
        ("5.4|http://unitsofmeasure.org|mg", "http://unitsofmeasure.org", "mg"),
        ("5.4|http://unitsofmeasure.org|", "http://unitsofmeasure.org", None),
        (r"5.4||a\|b", None, "a|b"),
    ],
)
def test_quantity(text, system, code):
    number = NumberValue(Decimal("5.4"), Decimal("0.05"))
    assert value(f"value-quantity={text}") == QuantityValue(number, system, code)


def test_composite():
    code, quantity = TokenValue("8480-6", "http://loinc.org"), NumberValue(Decimal(60), Decimal("0.5"), "lt")
    found = value("component-code-value-quantity=http://loinc.org|8480-6$lt60")
    assert found == CompositeValue((code, QuantityValue(quantity)))
    assert value(r"code-value-string=a\$b$c\,d") == CompositeValue((TokenValue("a$b"), StringValue("c,d")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("family:exact=Eve", Param("family", "exact", (StringValue("Eve"),))),
        ("family:contains=eve,adam", Param("family", "contains", (StringValue("eve"), StringValue("adam")))),
        ("language:text=fr|x", Param("language", "text", (StringValue("fr|x"),))),
        ("gender:not=male,female", Not(Param("gender", "", (TokenValue("male"), TokenValue("female"))))),
        ("gender:missing=true", Param("gender", "missing", (MissingValue(True),))),
        ("birthdate:missing=false", Param("birthdate", "missing", (MissingValue(False),))),
        ("link:Patient=7", Param("link", "Patient", (ReferenceValue("7", "Patient"),))),
    ],
)
def test_modifier(query, expected):
    assert read(query, "Patient").expression == expected


def test_not_twice_is_two_negations():
    found = read("gender:not=male&gender:not=female", "Patient").expression
    assert found == And(tuple(Not(Param("gender", "", (TokenValue(c),))) for c in ("male", "female")))


@pytest.mark.parametrize(
    "query",
    [
        "nonsense=1",
        "NAME=eve",
        "name.family=eve",
        "organization.name=x",
        "organization:Organization.name=x",
        "_has:Observation:patient:code=1",
        "_include=Patient:organization",
        "_sort=nonsense",
        "_sort=family,-nonsense",
        "_sort=_score",
    ],
)
def test_unknown_parameters_are_refused_or_told(query):
    assert refused(query, "Patient").code == "not-supported"
    found = read("gender=male&" + query, "Patient", LENIENT)
    assert found.expression == Param("gender", "", (TokenValue("male"),))
    assert found.ignored == (query.partition("=")[0],)
    kept = (("_sort", "family"),) if "family" in query and "_sort" in query else ()
    assert found.used == (("gender", "male"), *kept)


@pytest.mark.parametrize(
    "query",
    [
        "family:not=eve",
        "family:text=eve",
        "gender:exact=male",
        "gender:contains=male",
        "gender:in=http://acme.org",
        "gender:of-type=a|b|c",
        "gender:text=male",  # a code has no text beside it
        "identifier:in=http://hl7.org/fhir/ValueSet/identifier-type",
        "telecom:below=http://hl7.org/fhir/contact-point-system|phone",
        "active:in=http://hl7.org/fhir/ValueSet/special-values",
        "birthdate:exact=2013",
        "birthdate:text=2013",
        "organization:Patient=7",
        "organization:nonsense=7",
        "organization:below=7",
        "_profile:exact=http://acme.org",
        "gender:=male",
        "gender:missing:not=true",
        "_sort:desc=family",
        "_count:exact=5",
    ],
)
def test_unsupported_modifiers_are_refused_even_when_lenient(query):
    assert refused(query, "Patient").code == "not-supported"
    if not query.startswith("_sort") and not query.startswith("_count"):
        assert refused(query, "Patient", LENIENT).code == "not-supported"


def test_value_sets_and_hierarchies_are_read_as_the_codes_they_mean():
    system = "http://hl7.org/fhir/administrative-gender"
    genders = Param("gender", "", tuple(TokenValue(code, system) for code in ("female", "male", "other", "unknown")))
    value_set = "http://hl7.org/fhir/ValueSet/administrative-gender"
    assert read(f"gender:in={value_set}", "Patient").expression == genders
    assert read(f"gender:in={value_set},{value_set}|4.0.1", "Patient").expression == genders
    assert read(f"gender:not-in={value_set}", "Patient").expression == Not(genders)
    assert read(f"gender:below={system}|male", "Patient").expression == Param(
        "gender", "", (TokenValue("male", system),)
    )
    assert read(f"gender:in={value_set}", "Patient").used == (("gender:in", value_set),)


def test_what_value_sets_mean_is_bounded_for_the_whole_request():
    many = "code:in=http://hl7.org/fhir/ValueSet/security-labels"  # 217 codes
    assert read("&".join([many] * 4)).used
    assert refused("&".join([many] * 5)).code == "too-costly"
    assert read(f"{many},{many.removeprefix('code:in=')}").used  # twice the same codes are these codes
    deep = ",".join(f"http://a.example/{number}" + "/x" * 40 for number in range(20))
    assert refused(f"_source:above={deep}").code == "too-costly"
    assert read(f"_source:below={deep}").used


def test_full_text_and_named_queries_are_not_supported():
    for name in ("_text", "_content", "_query"):
        assert refused(f"{name}=x", "Patient").code == "not-supported"
        assert read(f"{name}=x&gender=male", "Patient", LENIENT).ignored == (name,)


def test_composites_take_no_modifier():
    assert refused("code-value-quantity:missing=true").code == "not-supported"


@pytest.mark.parametrize(
    "query",
    [
        "birthdate=23%20May%202009",
        "birthdate=2013-02-30",
        "birthdate=2013-13",
        "birthdate=0000-00-00",
        "birthdate=xx2013",
        "birthdate=2013-01-14T10",
        "birthdate=2013-01-14T25:00",
        "birthdate=gt",
        "birthdate=20130114",
        "birthdate=٢٠١٣",
        "gender:missing=yes",
        "gender:missing=true,false",
        "gender=|",
        "gender=a|b|c",
        r"family=xx\xx",
        "family=xx\\",
        "family=,",
        "family=a,,b",
        "family=a,",
        "_id=,7",
        "organization:Organization=Patient/7",
        "organization:Organization=http://other.org/Organization/7",
        "_count=-1",
        "_count=ten",
        "_count=1.5",
        "_count=%2B5",
        "_count=٥",
        "_count=5&_count=5",
        "_sort=family,",
        "_sort=-",
        "_sort=family,-family",
        "_summary=yes",
        "_summary=true&_summary=true",
        "_summary=true&_elements=name",
        "_elements=name&_summary=text",
        "_elements=nonsense",
        "_elements=name,",
        "_elements=name.family",
        "_elements=_birthDate",
        "_elements=name&_elements=gender",
        "_total=all",
        "_total=none&_total=none",
    ],
)
def test_bad_values_are_refused_even_when_lenient(query):
    assert refused(query, "Patient").code == "value"
    assert refused(query, "Patient", LENIENT).code == "value"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "5,4|",
        "1e",
        ".5",
        "5.",
        "+5",
        "0x10",
        "NaN",
        "Infinity",
        "1e999999999",
        "1e101",
        "1e-101",
        "9" * 41,
        "٥",
    ],
)
def test_numbers_that_are_none_or_not_of_this_world(text):
    query = [("factor-override", "gt" + text)]
    assert refused(query, "ChargeItem").code == "value"


@pytest.mark.parametrize(
    "text",
    [
        "5|mg",
        "5|a|b|c",
        "|http://unitsofmeasure.org|mg",
        "x||mg",
        "1e400",
        "lt1e400|http://unitsofmeasure.org|mg",
        "1e-400||mg",
    ],
)
def test_bad_quantities(text):
    assert refused(f"value-quantity={text}").code == "value"


@pytest.mark.parametrize("text", ["a", "a$b$c", "$b", "a$", "a$b|c|d", "a$nope"])
def test_bad_composites(text):
    assert refused(f"code-value-quantity={text}").code == "value"


@pytest.mark.parametrize("bad", ["\x00", "\n", "\x7f", "\x9f", "\ud800"])
def test_control_characters_are_refused(bad):
    assert refused([("family", f"a{bad}b")], "Patient").code == "value"
    assert refused([(f"fam{bad}ily", "a")], "Patient", LENIENT).code == "value"
    assert refused([(f"fam{bad}ily", "")], "Patient", LENIENT).code == "value"


def test_limits():
    assert refused([("x" * 251, "1")], "Patient", LENIENT).code == "value"
    assert read([("x" * 250, "1")], "Patient", LENIENT).ignored == ("x" * 250,)
    assert refused([("family", "é" * 4097)], "Patient").code == "value"
    assert read([("family", "é" * 4096)], "Patient").expression == Param("family", "", (StringValue("é" * 4096),))
    few = ParseSettings(max_or=2, max_parameters=2)
    assert refused("gender=a,b,c", "Patient", few).code == "too-costly"
    assert read("gender=a,b", "Patient", few).used
    assert refused("gender=a&gender=a&gender=a", "Patient", few).code == "too-costly"
    assert refused("x=a&x=a&x=a", "Patient", ParseSettings(lenient=True, max_parameters=2)).code == "too-costly"


@pytest.mark.parametrize(
    "pairs",
    [
        [("family", "Bond\x00")],
        [("birthdate", "Bond")],
        [("_count", "Bond")],
        [("_sort", "Bond")],
        [("_elements", "Bond")],
        [("gender", "Bond|Bond|Bond")],
        [("James Bond", "x")],
        [("gender:James Bond", "x")],
        [("family", "Bond" * 3000)],
        [("Bond" * 70, "x")],
        [("organization:Organization", "http://Bond/1")],
        [("gender:missing", "Bond")],
    ],
)
def test_refusals_do_not_repeat_what_was_sent(pairs):
    assert "Bond" not in str(refused(pairs, "Patient"))
    assert "http" not in str(refused(pairs, "Patient"))


def test_what_is_no_name_is_not_told_either():
    assert read([("James Bond", "x")], "Patient", LENIENT).ignored == ("A parameter",)


def test_refusals_name_the_parameter():
    assert "birthdate" in str(refused("birthdate=x", "Patient"))
    assert "nonsense" in str(refused("nonsense=x", "Patient"))
    assert "gender:exact" in str(refused("gender:exact=x", "Patient"))


def test_only_what_is_offered_can_be_used():
    offered = {"gender": definitions.search_parameters("Patient")["gender"]}
    for pair in (("family", "x"), ("_sort", "family"), ("_id", "1")):
        with pytest.raises(Refused) as caught:
            parse("Patient", [pair], offered, settings=STRICT, base=BASE)
        assert caught.value.code == "not-supported"


def test_special_parameters_are_not_read():
    assert refused("near=1|2", "Location").code == "not-supported"


@pytest.mark.parametrize("query", ["family=", "nonsense=", "family:nonsense=", "_count=", "_sort=", "_id="])
def test_a_parameter_without_value_is_ignored(query):
    found = read(query, "Patient")
    assert (found.expression, found.used, found.ignored, found.count) == (TRUE, (), (), 50)


@pytest.mark.parametrize(
    ("text", "count", "used"),
    [
        ("10", 10, "10"),
        ("200", 200, "200"),
        ("201", 200, "200"),
        ("9" * 5000, 200, "200"),
        ("0010", 10, "10"),
        ("0" * 5000 + "7", 7, "7"),
    ],
)
def test_count(text, count, used):
    found = read([("_count", text)])
    assert (found.count, found.used, found.summary) == (count, (("_count", used),), "")


def test_count_of_nothing_asks_for_the_number_only():
    assert read("_count=0").summary == "count"
    assert read("_count=0").used == (("_count", "0"),)
    assert read("_count=0&_summary=true").summary == "count"
    assert read("_summary=count").summary == "count"


def test_default_count_is_a_setting():
    assert read("", settings=ParseSettings(default_count=7)).count == 7


def test_sort():
    found = read("_sort=status,-date,code")
    assert found.sort == (("status", False), ("date", True), ("code", False))
    assert found.used == (("_sort", "status,-date,code"),)
    assert read("_sort=-_lastUpdated").sort == (("_lastUpdated", True),)
    assert read("_sort=status&_sort=-date").sort == (("status", False), ("date", True))
    assert refused("_sort=status,date,code,category").code == "not-supported"
    assert refused("_sort=status,date&_sort=code,category").code == "not-supported"


def test_lenient_sort_keeps_the_keys_that_it_knows():
    found = read("_sort=nonsense,-date,more", settings=LENIENT)
    assert found.sort == (("date", True),)
    assert found.used == (("_sort", "-date"),)
    assert found.ignored == ("_sort",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("identifier,active,link", {"identifier", "active", "link"}),
        ("deceased", {"deceased"}),
        ("deceased[x]", {"deceased"}),
        ("deceasedBoolean", {"deceased"}),
        ("id,meta,text", {"id", "meta", "text"}),
        ("name,resourceType", {"id", "name"}),  # as fhirpy asks
    ],
)
def test_elements(text, expected):
    found = read(f"_elements={text}", "Patient")
    assert found.elements == expected
    assert found.used == (("_elements", text),)


def test_elements_with_a_summary_that_says_nothing_of_elements():
    assert read("_elements=name&_summary=false", "Patient").elements == {"name"}
    assert read("_elements=name&_summary=count", "Patient").summary == "count"
    assert read("_elements=name&_count=0", "Patient").summary == "count"
    assert read("", "Patient").elements is None


@pytest.mark.parametrize("text", ["true", "text", "data", "count", "false"])
def test_summary(text):
    assert read(f"_summary={text}").summary == text


def test_total():
    assert read("").total is None
    assert read("_total=none").total == "none"
    assert read("_total=accurate").total == "accurate"
    assert read("_total=estimate").total == "estimate"


def test_negotiation_is_not_ours():
    assert read("_format=json&_pretty=true&code=a").used == (("code", "a"),)


def test_used_is_what_was_written_in_its_order():
    query = r"code=http://loinc.org|8480-6,a\,b&_count=500&status:not=final&nonsense=1&code=%20x"
    found = read(query, settings=LENIENT)
    assert found.used == (
        ("code", r"http://loinc.org|8480-6,a\,b"),
        ("_count", "200"),
        ("status:not", "final"),
        ("code", " x"),
    )
    assert found.ignored == ("nonsense",)


def test_an_ignored_name_is_told_once():
    assert read("b=1&a=1&b=2", settings=LENIENT).ignored == ("b", "a")


def test_a_page_token_is_taken_apart_from_what_is_asked():
    asked = [("code", "a"), ("_count", "10")]
    assert page_apart([asked[0], ("_page", "one"), ("_page", ""), asked[1]]) == ("one", asked)
    assert page_apart(asked) == (None, asked)


@pytest.mark.parametrize("token", ["a\x00b", "a\nb", "\x7f", "x" * 8193])
def test_a_page_token_is_text_like_any_other(token):
    with pytest.raises(Refused) as refused:
        page_apart([("code", "a"), ("_page", token)])
    assert (refused.value.status, refused.value.code) == (400, "value")


def test_one_page_is_asked_for_at_a_time():
    with pytest.raises(Refused) as refused:
        page_apart([("_page", "one"), ("code", "a"), ("_page", "one")])
    assert (refused.value.status, refused.value.code) == (400, "value")


def test_dump_is_readable_and_safe():
    assert dump((("code", "a,b"), ("date", "ge2013-01-14T10:00:00+05:00"))) == (
        "code=a,b&date=ge2013-01-14T10:00:00%2B05:00"
    )
    assert dump((("subject:Patient", "Patient/1"),)) == "subject:Patient=Patient/1"
    assert dump((("family", "a&b=c#d%"),)) == "family=a%26b%3Dc%23d%25"
    assert dump(()) == ""


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1))))
def test_dump_can_be_read_back(pairs):
    assert parse_qsl(dump(pairs), keep_blank_values=True) == pairs


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["family", "gender", "birthdate", "organization", "_sort", "_count", "_elements", "x"]),
            st.text(alphabet="a1-,|$\\:/ é\x00T[x]é+", max_size=20),
        ),
        max_size=4,
    )
)
def test_any_text_is_read_or_refused(pairs):
    """Never another error; and what was used, dumped and read again, asks the same."""
    try:
        found = read(pairs, "Patient", LENIENT)
    except Refused as refusal:
        assert refusal.status == 400
        return
    again = read(dump(found.used), "Patient")
    assert (again.expression, again.sort, again.used) == (found.expression, found.sort, found.used)
