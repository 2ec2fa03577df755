"""Each number of the system checks on a map that is deliberately wrong in one way, the whole message compared.

What is expected is written from docs/vendors/checks.md: where (adapter, resource, path), what (the column), what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Date, Integer, MetaData, String, Table

from facade.adapter import (
    Adapter,
    Part,
    ResourceMap,
    Writes,
    aliases,
    cannot,
    cases,
    coded,
    column,
    date,
    eq,
    exploded,
    joined,
    not_yet,
    number,
    reference,
    site,
    spread,
    text,
    virtual,
)
from facade.adapter.codecs.base import Codec
from facade.adapter.schema import SchemaFacts
from facade.compiler import checks
from facade.compiler.declared import declared_facts
from facade.compiler.source import CompiledSource, compile_source
from facade.search.advice import unindexed
from facade.search.dictionary import describe, markdown

metadata = MetaData()
person = Table(
    "person", metadata,
    column("id", Integer, primary_key=True), column("code", String(80), unique=True), column("last", String(30)),
    column("first", String(30)), column("sex", String(1)), column("born", Date), column("doctor", Integer),
    column("dead", String(1)), column("city", String(20)),
)  # fmt: skip
doctor = Table(
    "doctor", metadata,
    column("id", Integer, primary_key=True), column("last", String(30)), column("number", Integer),
)  # fmt: skip
p, d = person.c, doctor.c
NAME = [{"family": text(p.last)}]


def patient(template: dict | None = None, **more) -> ResourceMap:
    return ResourceMap(
        **{"type": "Patient", "table": person, "key": p.id, **more},
        **({} if "spread" in more else {"template": {"name": NAME} if template is None else template}),
    )


line = virtual("line", Column("key", String(40), primary_key=True), Column("code", String(9)))
other = virtual("other", Column("key", String(40), primary_key=True))


def over_lines(tables=(line,), key=line.c.key, stored=p.id, code=line.c.code, **more) -> ResourceMap:
    messages = exploded(stored=person, key=stored, columns={"code": p.code}, read=lambda _: {}, tables=tables)
    template = {"status": "final", "code": {"text": text(code)}}
    return ResourceMap("Observation", table=line, key=key, template=template, exploded=messages, **more)


PRACTITIONER = ResourceMap("Practitioner", table=doctor, key=d.id, template={"name": [{"family": text(d.last)}]})


def elm(*maps: ResourceMap) -> Adapter:
    return Adapter("elm", contract=1, maps=maps)


def compiled(
    *maps: ResourceMap, facts: Callable[[SchemaFacts], SchemaFacts] = lambda found: found, **more
) -> CompiledSource:
    return compile_source(elm(*maps), facts(declared_facts(elm(*maps))), ZoneInfo("UTC"), **more)


def without_table(name: str) -> Callable[[SchemaFacts], SchemaFacts]:
    return lambda facts: replace(facts, tables={key: item for key, item in facts.tables.items() if key != name})


def without_column(name: str) -> Callable[[SchemaFacts], SchemaFacts]:
    def without(facts: SchemaFacts) -> SchemaFacts:
        table = facts.tables["person"]
        columns = {key: item for key, item in table.columns.items() if key != name}
        return replace(facts, tables={**facts.tables, "person": replace(table, columns=columns)})

    return without


def changed(**values) -> Callable[[SchemaFacts], SchemaFacts]:
    return lambda facts: replace(facts, tables={**facts.tables, "person": replace(facts.tables["person"], **values)})


@dataclass(frozen=True, eq=False)
class Sorted(Codec):
    """A vendor's own codec, which does not say in SQL where it has a value."""

    gives = "string"
    col: object

    @property
    def columns(self):
        return (self.col,)

    def decode(self, *raw):
        return "".join(sorted(raw[0])) if raw[0] else None


CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"


def condition(code: object) -> ResourceMap:
    status = {"coding": [{"system": CLINICAL, "code": code}]}
    template = {"subject": reference("Patient", p.doctor), "clinicalStatus": status}
    return ResourceMap("Condition", table=person, key=p.id, template=template)


WRITES = Writes(update=True)
by_number = joined(doctor, on=(p.doctor, "number"))
by_day = joined(doctor, on=(p.born, "id"))
OFFICIAL = {"use": "official", "family": text(p.last)}
MISFIT = "adapter.E005 elm"

BROKEN: dict[str, list[tuple[Callable[[], CompiledSource], str]]] = {
    "E001": [
        (
            lambda: compiled(patient({"birthdate": date(p.born)})),
            "adapter.E001 elm Patient Patient.birthdate: is no element of R4. Correct the name.",
        ),
        (
            lambda: compiled(patient({"deceased": coded(p.dead, {"Y": True})})),
            "adapter.E001 elm Patient Patient.deceased: is no element of R4."
            " Say its type: deceasedBoolean or deceasedDateTime.",
        ),
    ],
    "E002": [
        (
            lambda: compiled(patient({"communication": [{"preferred": True}]})),
            "adapter.E002 elm Patient Patient.communication.language: is required by R4 and has no leaf here."
            " Map it, or leave the object out.",
        )
    ],
    "E003": [
        (
            lambda: compiled(patient({"name": {"family": text(p.last)}})),
            "adapter.E003 elm Patient Patient.name: takes a list. Put the template in brackets.",
        ),
        (
            lambda: compiled(patient({"gender": ["male"]})),
            "adapter.E003 elm Patient Patient.gender: takes one value, not a list. Drop the brackets.",
        ),
    ],
    "E004": [
        (
            lambda: compiled(patient({"name": [{"family": text(p.last), "text": text(p.last)}]}, writes=WRITES)),
            "adapter.E004 elm Patient Patient.name.text: writes person.last, as Patient.name.family does."
            " Make one of them read_only.",
        )
    ],
    "E005": [
        (
            lambda: compiled(patient(), patient()),
            f"{MISFIT} Patient: has the tag of another map of its type. Give it a tag of its own.",
        ),
        (
            lambda: compiled(patient(tag="Two")),
            f"{MISFIT} Patient/Two: has a malformed tag. A tag is [a-z][a-z0-9]{{0,7}}.",
        ),
        (
            lambda: compiled(patient(tag="main"), id_prefix="main"),
            f"{MISFIT} Patient/main: has a source's id prefix as its tag. Rename the prefix.",
        ),
        (
            lambda: compiled(patient(spread=spread(common={}, parts=[Part("a-b", {"name": NAME})]))),
            f"{MISFIT} Patient: has the malformed part a-b. A part is [a-z0-9]{{1,16}}.",
        ),
        (
            lambda: compiled(patient(tag="t"), patient(spread=spread(common={}, parts=[Part("ab", {"name": NAME})]))),
            f"{MISFIT} Patient: is an untagged spread beside a tagged map. Give it a tag.",
        ),
    ],
    "E006": [
        (
            lambda: compiled(patient({"name": [{"text": text(by_number["last"])}]})),
            "adapter.E006 elm Patient Patient.name.text: is joined by doctor.number, which is not unique there."
            " Say which row counts: pick=first(…) or last(…).",
        )
    ],
    "E007": [
        (
            # 80 characters, each of which may need three bytes as .xx or more
            lambda: compiled(patient(key=p.code)),
            "adapter.E007 elm Patient Patient.id: is made of person.code and can have 240 characters; R4 allows 64."
            " Choose a shorter key.",
        )
    ],
    "E008": [
        (
            lambda: compiled(
                patient({"name": [OFFICIAL, {"use": "official", "family": text(p.first)}]}, writes=Writes(update=True))
            ),
            "adapter.E008 elm Patient Patient.name: has two slices with the same constants."
            " Tell them apart by use, system or type.",
        )
    ],
    "E010": [
        (
            lambda: compiled(patient(), facts=without_table("person")),
            "adapter.E010 elm Patient: table person is not in this database."
            " Grant SELECT on it or check the URL; the resource is out of service.",
        )
    ],
    "E011": [
        (
            lambda: compiled(patient({"name": NAME, "generalPractitioner": [reference("Practitioner", p.doctor)]})),
            "adapter.E011 elm Patient Patient.generalPractitioner.reference: refers by person.doctor to the map"
            " Practitioner (no tag), which this adapter does not have. Name type and tag of one of its maps.",
        ),
        (
            lambda: compiled(
                patient({"name": NAME, "generalPractitioner": [reference("Practitioner", p.doctor, tag="ext")]}),
                PRACTITIONER,
            ),
            "adapter.E011 elm Patient Patient.generalPractitioner.reference: refers by person.doctor to the map"
            " Practitioner (tag ext), which this adapter does not have. Name type and tag of one of its maps.",
        ),
    ],
    "E012": [
        (
            lambda: compiled(patient(), facts=without_column("last")),
            "adapter.E012 elm Patient: column person.last is not in this database."
            " Declare it with since= if older releases lack it; the resource is out of service.",
        )
    ],
    "E013": [
        (
            lambda: compiled(patient({"birthDate": text(p.first)})),
            "adapter.E013 elm Patient Patient.birthDate: is a date, but its leaf over person.first gives a string."
            " Use a codec of that type.",
        )
    ],
    "E014": [
        (
            lambda: compiled(patient(gaps={"Patient.nickname": cannot("no column")})),
            "adapter.E014 elm Patient Patient.nickname: is a gap for no element of R4. Correct the path.",
        ),
        (
            lambda: compiled(patient(gaps={"Patient.name": cannot("no column")})),
            "adapter.E014 elm Patient Patient.name: is a gap, yet the element is mapped. Remove the gap.",
        ),
    ],
    "E015": [
        (
            lambda: compiled(patient({"name": [{"family": 5}]})),
            "adapter.E015 elm Patient Patient.name.family: is a string, and the constant 5 is none."
            " Write a value of that type.",
        ),
        (
            lambda: compiled(patient({"active": "true"})),
            "adapter.E015 elm Patient Patient.active: is a boolean, and the constant 'true' is none."
            " Write a value of that type.",
        ),
        (
            lambda: compiled(patient({"name": ["Anna"]})),
            "adapter.E015 elm Patient Patient.name: is a HumanName, and the constant 'Anna' is none."
            " Write a value of that type.",
        ),
        (
            lambda: compiled(
                patient({"identifier": [{"system": site("card"), "value": text(p.code)}]}), site={"card": "no uri"}
            ),
            "adapter.E015 elm Patient Patient.identifier.system: is a uri, and the constant 'no uri' is none."
            " Write a value of that type.",
        ),
    ],
    "E016": [
        (
            lambda: compiled(patient({"gender": "M"})),
            "adapter.E016 elm Patient Patient.gender: has M, outside the codes that R4 requires."
            " Use codes of http://hl7.org/fhir/ValueSet/administrative-gender.",
        ),
        (
            lambda: compiled(
                patient({"gender": coded(p.sex, {"F": "female", "M": "man", "X": "other"}, other="none")})
            ),
            "adapter.E016 elm Patient Patient.gender: has man, none from person.sex, outside the codes that R4 requires."
            " Use codes of http://hl7.org/fhir/ValueSet/administrative-gender.",
        ),
        (
            lambda: compiled(patient({"gender": cases((eq(p.sex, "F"), "woman"), otherwise="unknown")})),
            "adapter.E016 elm Patient Patient.gender: has woman from person.sex, outside the codes that R4 requires."
            " Use codes of http://hl7.org/fhir/ValueSet/administrative-gender.",
        ),
        (
            # an unsuitable code of a Coding in a CodeableConcept: R4 binds clinicalStatus as "required"
            lambda: compiled(patient(), condition(coded(p.dead, {"Y": "inactive", "N": "alive"}))),
            "adapter.E016 elm Condition Condition.clinicalStatus: has alive from person.dead, outside the codes that R4 requires."
            " Use codes of http://hl7.org/fhir/ValueSet/condition-clinical.",
        ),
        (
            lambda: compiled(patient(), condition("alive")),
            f"adapter.E016 elm Condition Condition.clinicalStatus: has {CLINICAL}|alive, outside the codes that R4"
            " requires. Use codes of http://hl7.org/fhir/ValueSet/condition-clinical.",
        ),
    ],
    "E017": [
        (
            lambda: compiled(
                patient({"name": NAME, "managingOrganization": reference("Practitioner", p.doctor)}), PRACTITIONER
            ),
            "adapter.E017 elm Patient Patient.managingOrganization.reference: refers to Practitioner from"
            " person.doctor, which R4 does not allow here. Refer to Organization.",
        ),
        (
            lambda: compiled(patient({"name": NAME, "managingOrganization": {"reference": "Patient/1"}})),
            "adapter.E017 elm Patient Patient.managingOrganization.reference: refers to Patient,"
            " which R4 does not allow here. Refer to Organization.",
        ),
    ],
    "E018": [
        (
            lambda: compiled(
                patient({"deceasedBoolean": coded(p.dead, {"Y": True}), "deceasedDateTime": date(p.born)})
            ),
            "adapter.E018 elm Patient Patient.deceased: is one element, but the template has deceasedBoolean and"
            " deceasedDateTime. Keep one of them.",
        )
    ],
    "E019": [
        (
            lambda: compiled(patient({"name": NAME, "birthDate": date(p.born)}, unknown=["birthDate"])),
            "adapter.E019 elm Patient Patient.birthDate: is told as unknown, but is no leaf that R4 requires."
            " Say it of a required member alone.",
        )
    ],
    "E021": [
        (
            lambda: compiled(over_lines(tables=[other])),
            "adapter.E021 elm Observation: is read by exploded=, but its table is not one of its virtual tables. List"
            " it in tables=.",
        ),
        (
            lambda: compiled(over_lines(key=line.c.code)),
            "adapter.E021 elm Observation: has a key that is not the primary key of line. Declare the key with"
            " primary_key=True.",
        ),
        (
            lambda: compiled(over_lines(aliases=aliases(doctor, from_=d.id, to=d.number))),
            "adapter.E021 elm Observation: is read by exploded=, so it can have no writes, aliases or spread. Leave"
            " them out.",
        ),
        (
            lambda: compiled(over_lines(code=p.code)),
            "adapter.E021 elm Observation: reads person, which is not a table of its exploded=. Give the columns to"
            " read= by columns= or along=, and put them into a virtual table.",
        ),
        (
            lambda: compiled(over_lines(stored=p.code)),
            "adapter.E021 elm Observation: stands in rows whose key code is not an integer. Choose an integer key of"
            " the stored table.",
        ),
        (
            lambda: compiled(over_lines(tables=[line, virtual("person", Column("key", String(9), primary_key=True))])),
            "adapter.E021 elm Observation: has a virtual table of a name that is taken: person. Name it otherwise.",
        ),
    ],
    "W001": [
        (
            lambda: compiled(
                patient(),
                ResourceMap(
                    "Observation",
                    table=person,
                    key=p.id,
                    template={"status": "final", "code": {"text": Sorted(p.code)}},
                ),
            ),
            "adapter.W001 elm Observation Observation.code.text: is required, but SQL cannot tell where it is readable."
            " Accurate totals are refused; use a codec whose presence SQL can tell.",
        )
    ],
    "W002": [
        (
            lambda: compiled(patient({"birthDate": date(p.born)})),
            "adapter.W002 elm Patient: birthdate: no index begins with person.born."
            " A search by it alone reads the whole table; an index would help: person (born).",
        ),
    ],
    "W003": [
        (
            lambda: compiled(patient({"name": [{"text": text(by_day["last"])}]})),
            "adapter.W003 elm Patient Patient.name.text: is reached by joining person.born with doctor.id,"
            " of another type. No index can serve the join: declare the columns as the vendor does.",
        )
    ],
    "W004": [
        (
            lambda: compiled(patient(writes=WRITES), facts=changed(engine="MyISAM", transactional=False)),
            "adapter.W004 elm Patient: cannot be written: person is on MyISAM, which knows no transactions."
            " Convert it to InnoDB.",
        )
    ],
    "W005": [
        (
            lambda: compiled(patient(key=p.doctor)),
            "adapter.W005 elm Patient Patient.id: is made of person.doctor, which no unique index guards."
            " Reads by id scan and rows may share an id: choose a unique key, or ask the clinic why it is none.",
        )
    ],
}


CASES = [(name, make, message) for name, cases_ in BROKEN.items() for make, message in cases_]
IDS = [f"{case[0]}-{place}" for place, case in enumerate(CASES)]


@pytest.mark.parametrize(("code", "make", "message"), CASES, ids=IDS)
def test_the_message_is(code: str, make: Callable[[], CompiledSource], message: str) -> None:
    source = make()
    told = [str(finding) for finding in (*source.findings, *unindexed(source))]
    assert [line for line in told if line.startswith(f"adapter.{code} ")] == [message]


@pytest.mark.parametrize(("code", "make", "message"), CASES, ids=IDS)
def test_an_error_takes_the_map_out_of_service_and_a_warning_does_not(
    code: str, make: Callable[[], CompiledSource], message: str
) -> None:
    label = message.split()[2].rstrip(":")
    served = label in {unit.map.label for unit in make().units}
    assert served == code.startswith("W")


def test_every_number_has_a_case() -> None:
    listed = re.findall(r"\b([EW]\d{3})\b ", str(checks.__doc__))
    assert len(listed) >= 22
    assert sorted(BROKEN) == sorted(listed)


def test_a_sound_adapter_has_no_finding() -> None:
    sound = patient({
        "active": True,
        "name": NAME,
        "gender": coded(p.sex, {"F": "female", "M": "male"}, other="unknown"),
        "generalPractitioner": [reference("Practitioner", p.doctor)],
        "deceasedBoolean": coded(p.dead, {"Y": True}),
    })  # fmt: skip
    source = compiled(sound, PRACTITIONER, condition(coded(p.dead, {"Y": "inactive", "N": "active"})))
    assert source.findings == ()
    assert len(source.units) == 3


def test_a_wrong_map_does_not_take_its_namesake_out_of_service() -> None:
    source = compiled(patient(), patient({"generalPractitioner": [reference("Practitioner", p.doctor)]}, tag="gp"))
    assert [unit.label for unit in source.units] == ["Patient"]


def test_a_table_that_came_later_may_be_missing() -> None:
    columns = (column("id", Integer, primary_key=True), column("last", String(30)))
    later = Table("later", MetaData(), *columns, info={"since": "2"})
    newer = ResourceMap(
        "Patient", tag="new", table=later, key=later.c.id, template={"name": [{"family": text(later.c.last)}]}
    )
    source = compiled(patient(), newer, facts=without_table("later"))
    assert [(found.number, found.where, found.is_error) for found in source.findings] == [
        ("adapter.W009", "elm Patient/new", False)
    ]
    assert [unit.label for unit in source.units] == ["Patient"]


def test_a_parameter_that_some_index_serves_is_not_told() -> None:
    source = compiled(patient({"identifier": [{"value": text(p.code)}, {"value": text(p.last)}]}))
    assert [str(finding) for finding in unindexed(source)] == []


def test_of_a_composite_only_the_components_count() -> None:
    observed = {
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2"}]},
        "subject": reference("Patient", p.doctor),
        "note": [{"text": text(p.city)}],
        "valueQuantity": {"value": number(p.doctor), "unit": "cm"},
    }
    source = compiled(patient({"name": NAME}), ResourceMap("Observation", table=person, key=p.id, template=observed))
    told = [str(finding) for finding in unindexed(source) if " code-value-quantity:" in str(finding)]
    assert told == [
        "adapter.W002 elm Observation: code-value-quantity: no index begins with person.doctor."
        " A search by it alone reads the whole table; an index would help: person (doctor)."
    ]


def test_each_column_that_a_parameter_compares_is_told() -> None:
    source = compiled(patient({"name": [{"family": text(p.last), "given": [text(p.first)]}]}))
    assert [str(finding) for finding in unindexed(source) if " name:" in str(finding)] == [
        "adapter.W002 elm Patient: name: no index begins with person.last, person.first. A search by it alone"
        " reads the whole table; an index on each would help: person (last), person (first)."
    ]


def test_what_is_only_read_may_have_equal_slices() -> None:
    assert compiled(patient({"name": [OFFICIAL, {"use": "official", "family": text(p.first)}]})).findings == ()


def test_a_type_that_is_not_there_is_one_of_r4_and_not_mapped() -> None:
    reasons = {"CarePlan": cannot("no table"), "Patient": cannot("no table"), "Nonesuch": cannot("no table")}
    found = checks.check_declaration(Adapter("elm", contract=1, maps=[patient()], cannot=reasons))
    assert [str(finding) for finding in found] == [
        "adapter.E014 elm Patient: is given as a type that is not there, but is mapped. Remove the reason.",
        "adapter.E014 elm Nonesuch: is given as a type that is not there, but is no type of R4. Remove the reason.",
    ]


def test_the_page_says_which_types_are_not_there() -> None:
    reasons = {"Goal": not_yet("a table of goals"), "CarePlan": cannot("no table")}
    adapter = Adapter("elm", contract=1, maps=[patient()], cannot=reasons)
    page = markdown(describe(compile_source(adapter, declared_facts(adapter), ZoneInfo("UTC"))))
    assert page.endswith(
        "## Types that are not there\n\n- `CarePlan`: cannot: no table\n- `Goal`: not yet: a table of goals\n"
    )
