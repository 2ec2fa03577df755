"""Modifiers on every database: worked out by hand over the rows of the archive, and judged by the evaluator too.

https://hl7.org/fhir/R4/search.html#modifiers
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam

from facade.compiler.declared import declared_facts
from facade.compiler.source import compile_source
from facade.errors import Refused
from facade.fhir import definitions
from facade.interactions.fetch import Reader
from facade.interactions.views import View
from facade.search import modifiers
from facade.search.expression import TRUE
from facade.search.offered import ASKED
from facade.search.pushdown.parameters import Resolver
from facade.testing.judge import Judge
from facade.testing.places import KINDS, Place, place
from facade.testing.searching import Searcher
from tests.search import archive

THO = archive.THO
ACME = archive.ACME
TYPES = archive.TYPES
SETS = "http://hl7.org/fhir/ValueSet"


@pytest.fixture(scope="module", params=[*KINDS, "postgresql"])
def served(request, tmp_path_factory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("archive")
    engine = request.param.partition("-")[0]
    server = None if engine == "sqlite" else request.getfixturevalue(f"{engine}_server")
    with place(request.param, archive.adapter, archive.clinic, folder, server) as made:
        assert not [str(finding) for finding in made.ready.source.findings if finding.is_error]
        yield made


def found(served: Place, type_: str, query: str) -> str:
    """The ids that SQL finds, which are those that the evaluator keeps."""
    judge = Judge.of(served, type_)
    searcher = Searcher.of(judge)
    expression = searcher.expression(tuple(parse_qsl(query, keep_blank_values=True)))
    ids = sorted(searcher.ids(expression).ids)
    must, may = judge.verdict(expression)
    assert sorted(must) == sorted(may) == ids
    return "".join(ids)


def by_collation(served: Place, ids: str | dict[str, str]) -> str:
    """What is expected where case and accents count, and where they do not."""
    return ids if isinstance(ids, str) else ids[served.kind.partition("-")[2] or "bin"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        # of-type: type and value of one and the same identifier
        (f"identifier:of-type={TYPES}|MR|100", "1"),
        (f"identifier:of-type={TYPES}|LN|100", "2"),
        (f"identifier:of-type={TYPES}|LN|200", "1"),
        (f"identifier:of-type={TYPES}|MR|200", ""),
        (f"identifier:of-type={TYPES}|LN|100,{TYPES}|LN|200", "12"),
        ("identifier:of-type=urn:other|MR|100", ""),
        ("identifier=100", "125"),
        # identifier of the reference itself; no identifier without a value
        ("author:identifier=urn:doctors|D1", {"ci": "13", "bin": "1"}),
        ("author:identifier=urn:doctors|", "13"),
        ("author:identifier=D1", {"ci": "123", "bin": "12"}),
        ("author:identifier=|D1", ""),
        ("subject:identifier=D1", ""),
        # where the template has no such identifier
        ("subject:Patient=1", "1245"),
        # URLs: whole segments, letter for letter
        (f"location={ACME}/fhir/papers", "2"),
        (f"location:below={ACME}/fhir/papers", "12"),
        (f"location:below={ACME}/fhir/papers/", "1"),
        (f"location:below={ACME}/fhir", "123"),
        (f"location:below={ACME}", "12345"),
        (f"location:below={ACME}/fhir/paper", ""),
        (f"location:below={ACME}/FHIR", "5"),
        (f"location:below={ACME}/FHIR/papers/%25_", "5"),
        (f"location:below={ACME}/FHIR/papers/__", ""),
        (f"location:above={ACME}/fhir/papers/1/2", "124"),
        (f"location:above={ACME}/fhir/papers", "24"),
        (f"location:above={ACME}/fhir/paperset", "34"),
        (f"location:above={ACME}", "4"),
        ("location:above=http://acme.example.org/fhir", ""),
        (f"location:above={ACME}/x,{ACME}/fhir/papers", "24"),
        # MIME types with and without parameters
        ("contenttype=text/xml", {"ci": "1", "bin": "1"}),
        ("contenttype:below=text/xml", {"ci": "12", "bin": "12"}),
        ("contenttype:below=image/png", "5"),
        ("contenttype:below=text", ""),
        ("contenttype:missing=true", ""),
        # what subsumes what
        (f"category:below={THO}/v3-ActCode|IMP", "12"),
        (f"category:above={THO}/v3-ActCode|ACUTE", "12"),
        (f"category:above={THO}/v3-ActCode|IMP", "1"),
        (f"category:below={THO}/v3-ActCode|_ActEncounterCode", "1235"),
        (f"category:below={THO}/condition-clinical|active", ""),
        ("category:in=http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", "1235"),
        ("category:not-in=http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", "4"),
        (f"category:in={SETS}/administrative-gender", ""),
        (f"category:not-in={SETS}/administrative-gender", "12345"),
        (f"status:in={SETS}/document-reference-status", "12345"),
        # of the meta element
        ("_tag=red", "15"),
        ("_tag=urn:archive:tags|blue", "2"),
        ("_tag:not=red", "234"),
        ("_tag:missing=true", "34"),
        (f"_security={THO}/v3-Confidentiality|N", "12345"),
        (f"_security:below={THO}/v3-Confidentiality|_Confidentiality", "12345"),
        (f"_profile={ACME}/p", "12"),
        (f"_profile={ACME}/p|1.0", "1"),
        (f"_profile={ACME}/p|2.0", ""),
        (f"_profile:below={ACME}/p", "23"),
        ("_profile:missing=true", "45"),
        (f"_source={ACME}/fhir", "1"),
        (f"_source:above={ACME}/fhir/x", "15"),
        ("_source=urn:oid:1.2", "4"),
    ],
)
def test_papers(served, query, ids):
    assert found(served, "DocumentReference", query) == by_collation(served, ids)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (f"questionnaire={ACME}/q", "1234"),
        (f"questionnaire={ACME}/q|", "1234"),
        (f"questionnaire={ACME}/q|1", "2"),
        (f"questionnaire={ACME}/q|1.3", ""),
        (f"questionnaire:below={ACME}/q", "1234"),
        (f"questionnaire:below={ACME}/q|1", "23"),
        (f"questionnaire:below={ACME}/Q|1", "5"),
        ("questionnaire=q", ""),
        ("questionnaire=Questionnaire/q", ""),
        ("questionnaire:missing=true", "6"),
        (f"status:in={SETS}/questionnaire-answers-status", "123456"),
        # a reference that says its type and an identifier, and leads nowhere
        ("patient:identifier=urn:numbers|B", "2"),
        ("subject:identifier=A", {"ci": "156", "bin": "16"}),
        ("subject:identifier=urn:other|A", ""),
        ("patient:missing=true", "34"),
        ("subject:missing=false", "1256"),
        ("patient=A", ""),
        ("patient=Patient/A", ""),
        ("status:below=http://hl7.org/fhir/questionnaire-answers-status|completed", "236"),
        ("status:above=http://hl7.org/fhir/questionnaire-answers-status|stopped", ""),
        # nothing here is mapped: the answer is empty, not an error
        ("_tag=red", ""),
        ("_tag:not=red", "123456"),
        ("_tag:missing=true", "123456"),
        ("_profile=http://acme.example/p", ""),
        ("_security:missing=false", ""),
        ("_source:below=http://acme.example", ""),
    ],
)
def test_answers(served, query, ids):
    assert found(served, "QuestionnaireResponse", query) == by_collation(served, ids)


def test_a_tag_stands_beside_the_mark_of_a_narrowed_resource(served):
    ready, context = served.ready, served.context()
    (plan,) = ready.search("DocumentReference").plans(TRUE, TRUE, context.asked, context.sight(ready))
    with served.source.reading(several=True) as connection:
        narrowed = Reader(ready, connection, View(elements=frozenset({"meta", "status"})), context.today)
        tags = {item.resource["id"]: item.resource["meta"]["tag"] for item in narrowed.page(plan, 10, (), None).found}
    mark = [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}]
    assert tags["1"] == [{"system": "urn:archive:tags", "code": "red"}, *mark]
    assert tags["4"] == mark


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("category:in=http://acme.example/ValueSet/mine", "not-supported"),
        ("category:not-in=ValueSet/mine", "not-supported"),
        (f"category:in={SETS}/administrative-gender|5.0.0", "not-supported"),
        ("category:below=http://snomed.info/sct|73211009", "not-supported"),
        ("category:above=IMP", "value"),
        ("category:below=|IMP", "value"),
        (f"category:below={THO}/v3-ActCode|", "value"),
        (f"category:below={THO}/v3-ActCode|IMP|x", "value"),
        (f"identifier:of-type={TYPES}|MR", "value"),
        (f"identifier:of-type={TYPES}|MR|", "value"),
        ("identifier:of-type=|MR|100", "value"),
        (f"identifier:of-type={TYPES}|MR|100|2", "value"),
        ("location:below=urn:oid:1.2", "value"),
        ("location:above=papers/1", "value"),
        ("location:below=http://", "value"),
        ("location:above=http://acme.example" + "/x" * 60, "too-costly"),
        ("contenttype:above=text/xml", "not-supported"),
        ("contenttype:in=http://hl7.org/fhir/ValueSet/mimetypes", "not-supported"),
        ("author:identifier=a|b|c", "value"),
        ("author:below=1", "not-supported"),
        ("date:above=2020", "not-supported"),
    ],
)
def test_refusals(served, query, code):
    searcher = Searcher.of(Judge.of(served, "DocumentReference"))
    with pytest.raises(Refused) as caught:
        searcher.expression(tuple(parse_qsl(query, keep_blank_values=True)))
    assert (caught.value.status, caught.value.code) == (400, code)


def test_several_values_in_child_rows_are_asked_for_in_one_exists():
    (unit,) = compile_source(archive.adapter, declared_facts(archive.adapter), ZoneInfo("UTC")).by_type[
        "DocumentReference"
    ]
    parameter = definitions.search_parameters("DocumentReference")["identifier"]
    parts = [f"{TYPES}|MR|100", f"{TYPES}|LN|200"]
    asked = modifiers.applied(parameter, "of-type", "identifier", parts, "")
    predicate = Resolver(unit, unit.root).predicate(asked, ASKED)
    assert str(predicate.sql(lambda: bindparam(None, "x"))).count("EXISTS") == 1
    assert predicate.binds == ("MR", "100", "LN", "200")
