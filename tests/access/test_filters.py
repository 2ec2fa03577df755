"""Filters of scopes: what can be asked becomes an expression, anything else grants nothing."""

from __future__ import annotations

import pytest

from facade.access.filters import condition, is_usable
from facade.access.scopes import parse
from facade.search.expression import TRUE, And, Param, ReferenceValue, StringValue, TokenValue

VITALS = "http://terminology.hl7.org/CodeSystem/observation-category"


@pytest.mark.parametrize(
    ("type", "query", "expected"),
    [
        ("Observation", f"category={VITALS}|vital-signs",
         Param("category", "", (TokenValue("vital-signs", VITALS),))),
        ("Observation", "category=vital-signs,laboratory",
         Param("category", "", (TokenValue("vital-signs"), TokenValue("laboratory")))),
        ("Observation", "category=%7Cvital-signs", Param("category", "", (TokenValue("vital-signs", ""),))),
        ("Observation", f"category={VITALS}|", Param("category", "", (TokenValue(None, VITALS),))),
        ("Observation", "subject=Patient/5", Param("subject", "", (ReferenceValue("5", "Patient"),))),
        ("Patient", "family=O%27Neil%20X", Param("family", "", (StringValue("O'Neil X"),))),
        ("Patient", "_id=7", Param("_id", "", (TokenValue("7"),))),
        ("Patient", "name=a%5C,b", Param("name", "", (StringValue("a,b"),))),
        ("Observation", "category=a&status=final",
         And((Param("category", "", (TokenValue("a"),)), Param("status", "", (TokenValue("final"),))))),
    ],
)  # fmt: skip
def test_what_is_asked(type, query, expected):
    assert condition(parse(f"system/{type}.rs?{query}"), type) == expected


def test_no_filter_asks_nothing():
    assert condition(parse("system/*.rs"), "Patient") == TRUE


@pytest.mark.parametrize(
    ("type", "query"),
    [
        ("Observation", "performer=https%3A%2F%2Fehr.example%2Ffhir%2FPractitioner%2F2"),
        ("Patient", "category=a"),  # not a parameter of the type
        ("Patient", "nonsense=a"),
        ("Observation", "category:not=a"),  # modifiers
        ("Observation", "category:missing=true"),
        ("Observation", "patient.name=a"),  # chains
        ("Observation", "_has:Provenance:target:agent=1"),
        ("Observation", "date=2020"),  # types other than token, reference, string
        ("Observation", "value-quantity=5"),
        ("Observation", "code-value-quantity=1$2"),
        ("Observation", "_lastUpdated=gt2020"),
        ("Patient", "_profile=http://x"),
        ("Observation", "category=a,"),  # values that cannot be read
        ("Observation", "category=|"),
        ("Observation", "category=a|b|c"),
        ("Observation", "category=a%5Cb"),
        ("Nonsense", "_id=5"),  # unknown type
        ("Observation", "status=final&nonsense=a"),  # one that cannot be asked spoils all
    ],
)
def test_what_cannot_be_asked_grants_nothing(type, query):
    assert condition(parse(f"system/{type}.rs?{query}"), type) is None


def test_a_filtered_wildcard_counts_for_the_types_that_can_be_asked():
    scope = parse("system/*.rs?category=a")
    assert condition(scope, "Observation") == Param("category", "", (TokenValue("a"),))
    assert condition(scope, "Patient") is None


@pytest.mark.parametrize(
    ("text", "usable"),
    [
        ("system/*.rs", True),
        ("system/Patient.rs", True),
        ("system/*.rs?category=a", True),
        ("system/Observation.rs?category=a", True),
        ("system/Patient.rs?category=a", False),
        ("system/*.rs?nonsense=a", False),
        ("system/Nonsense.rs", False),
        ("system/Resource.rs", False),
    ],
)
def test_usable(text, usable):
    assert is_usable(parse(text)) is usable
