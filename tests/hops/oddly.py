"""An invented EHR whose tables refer to one another in every way that no foreign key would allow.

| element | column | key referred to |
| --- | --- | --- |
| Encounter.subject | text | integer, with merged rows |
| Encounter.participant.individual | text of another collation | text |
| Encounter.partOf | integer | the same table |
| Encounter.serviceProvider | none: a constant | text |
| Encounter.diagnosis.condition | integer of a child row | integer |
| Condition.subject | integer | integer, with merged rows |
| Patient.generalPractitioner | text | text |
| Condition.asserter | an attribute's value, text | text |
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, MetaData, String, Table

from facade.adapter import Adapter, ResourceMap, aliases, attributes, children, column, last, reference, text

metadata = MetaData()

person = Table(
    "person",
    metadata,
    column("id", Integer, primary_key=True),
    column("family", String(30)),
    column("doctor", String(10)),
)
merged = Table(
    "merged",
    metadata,
    column("id", Integer, primary_key=True),
    column("absorbed", Integer),
    column("into", Integer),
)
staff = Table(
    "staff",
    metadata,
    column("code", String(10), primary_key=True),
    column("family", String(30)),
)
house = Table(
    "house",
    metadata,
    column("code", String(10), primary_key=True),
    column("name", String(30)),
)
visit = Table(
    "visit",
    metadata,
    column("id", Integer, primary_key=True),
    column("person", String(12)),
    column(
        "staff", String(10, collation="utf8mb4_unicode_ci").with_variant(String(10, collation="facade_ci"), "sqlite")
    ),
    column("part_of", Integer),
    column("status", String(10)),
)
visit_reason = Table(
    "visit_reason",
    metadata,
    column("id", Integer, primary_key=True),
    column("visit", Integer),
    column("problem", Integer),
)
problem = Table(
    "problem",
    metadata,
    column("id", Integer, primary_key=True),
    column("person", Integer),
    column("name", String(30)),
)
problem_more = Table(
    "problem_more",
    metadata,
    column("id", Integer, primary_key=True),
    column("problem", Integer),
    column("name", String(20)),
    column("value", String(20)),
)

_p, _s, _h, _v, _c = person.c, staff.c, house.c, visit.c, problem.c
_reasons = children(visit_reason, on=(_v.id, "visit"), order=("id",))
_more = attributes(problem_more, on=(_c.id, "problem"), name="name", value="value", pick=last("id"))

adapter = Adapter(
    name="oddly",
    contract=1,
    maps=[
        ResourceMap(
            "Patient",
            table=person,
            key=_p.id,
            aliases=aliases(merged, from_=merged.c.absorbed, to=merged.c.into),
            template={
                "name": [{"family": text(_p.family)}],
                "generalPractitioner": [reference("Practitioner", _p.doctor)],
            },
        ),
        ResourceMap("Practitioner", table=staff, key=_s.code, template={"name": [{"family": text(_s.family)}]}),
        ResourceMap("Organization", table=house, key=_h.code, template={"name": text(_h.name)}),
        ResourceMap(
            "Encounter",
            table=visit,
            key=_v.id,
            template={
                "status": "finished",
                "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
                "subject": reference("Patient", _v.person),
                "participant": [{"individual": reference("Practitioner", _v.staff)}],
                "partOf": reference("Encounter", _v.part_of),
                "serviceProvider": {"reference": "Organization/main"},
                "diagnosis": [_reasons.each({"condition": reference("Condition", _reasons["problem"])})],
            },
        ),
        ResourceMap(
            "Condition",
            table=problem,
            key=_c.id,
            template={
                "subject": reference("Patient", _c.person),
                "code": {"text": text(_c.name)},
                "asserter": reference("Practitioner", _more["asserter"]),
            },
        ),
    ],
)


def _rows(table: Table, *rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [dict(zip((col.name for col in table.columns), row, strict=True)) for row in rows]


#: 3 was merged into 2, which was merged into 1. 4 was merged into 5, of which there is no row.
ROWS = {
    "person": _rows(
        person,
        (1, "Able", "zz"),
        (2, "Baker", "ab"),
        (3, "Able", None),
        (4, "Cole", "101"),
        (6, "Dean", "AB"),
        (7, None, "ab "),  # trailing blanks do not count
    ),
    "merged": _rows(merged, (1, 3, 2), (2, 2, 1), (3, 4, 5)),
    "staff": _rows(staff, ("ab", "Low"), ("101", "Num"), ("zz", "Zeta")),
    "house": _rows(house, ("main", "Main House"), ("other", "Other House")),
    "visit": _rows(
        visit,
        (1, "1", "ab", None, "x"),  # Able, seen by Low
        (2, "3", "AB", 1, "x"),  # Able (merged twice); nobody is called AB
        (3, "4", "101", 2, "x"),  # refers to 5, who is not there
        (4, "007", "101 ", 1, "x"),  # no number in normal form; trailing blanks do not count
        (5, "6", None, 5, "x"),  # Dean; part of itself
        (6, "99", "nobody", 99, "x"),  # all dangling
        (7, None, "zz", 0, "x"),
        (8, "6 ", "zz", 3, "x"),  # Dean; trailing blanks do not count
    ),
    "visit_reason": _rows(visit_reason, (1, 1, 1), (2, 1, 2), (3, 3, 3), (4, 5, 99), (5, 6, None), (6, 8, 1)),
    "problem": _rows(
        problem, (1, 1, "asthma"), (2, 2, "gout"), (3, 6, "asthma"), (4, 4, "gout"), (5, None, "flu"), (6, 0, "flu")
    ),
    "problem_more": _rows(
        problem_more,
        (1, 1, "asserter", "zz"),
        (2, 1, "asserter", "ab"),  # the last one counts
        (3, 2, "asserter", "AB"),
        (4, 3, "asserter", "101"),
        (5, 4, "other", "101"),
    ),
}
