"""Larch, an invented EHR for pages and sorting: two tables for one type, two types in one table, rows that give several.

| type | table | |
| --- | --- | --- |
| Patient | person | with former names (child rows) and a mobile number (an attribute) |
| Observation | lab | `state` X cannot be read, and a status is required: a bad row |
| Observation, tag v | vital | spread: weight, height, pulse, each where it has a value |
| Condition, AllergyIntolerance | entry | by `kind` |
| Practitioner | doctor | |
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, DateTime, Float, Integer, MetaData, Numeric, String, Table

from facade.adapter import (
    Adapter,
    Part,
    ResourceMap,
    attributes,
    cases,
    children,
    coded,
    coding,
    column,
    concept,
    date,
    date_parts,
    date_time,
    eq,
    first,
    joined,
    last,
    number,
    number_text,
    phone,
    quantity,
    reference,
    spread,
    text,
)

metadata = MetaData()
LOINC = "http://loinc.org"
CLINICAL = "http://terminology.hl7.org/CodeSystem/{}-clinical"

person = Table(
    "person", metadata,
    column("id", Integer, primary_key=True), column("family", String(30)), column("nick", String(30)),
    column("yob", String(4)), column("mob", String(2)), column("dob", String(2)), column("sex", String(1)),
    column("doctor", String(8)),
)  # fmt: skip
extra = Table(
    "extra", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("name", String(10)),
    column("value", String(20)),
)  # fmt: skip
former = Table(
    "former", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("family", String(30)),
)  # fmt: skip
doctor = Table(
    "doctor", metadata, column("code", String(8), primary_key=True), column("family", String(30)),
)  # fmt: skip
lab = Table(
    "lab", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("kind", String(4)),
    column("state", String(1)), column("value", String(12)), column("taken", DateTime), column("visit", Integer),
)  # fmt: skip
vital = Table(
    "vital", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("taken", DateTime),
    column("weight", Numeric(8, 2)), column("height", Float), column("pulse", Integer),
)  # fmt: skip
visit = Table(
    "visit", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("begun", DateTime),
)  # fmt: skip
entry = Table(
    "entry", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("kind", String(10)),
    column("title", String(30)), column("begun", Date), column("over", Integer),
)  # fmt: skip

p, o, v, e = person.c, lab.c, vital.c, entry.c
ext = attributes(extra, on=(p.id, "person"), name="name", value="value", pick=last("id"))
old = children(former, on=(p.id, "person"), order=["id"])
seen = joined(visit, on=(o.visit, "id"), pick=first("id"))


def measured(key: str, code: str, col: Any) -> Part:
    """One number of a row."""
    return Part(
        key, {"code": concept(coding(code, system=LOINC)), "valueQuantity": quantity(number(col), unit="1", code="1")}
    )


adapter = Adapter(
    name="larch",
    contract=1,
    maps=[
        ResourceMap("Patient", table=person, key=p.id, template={
            "name": [{"use": "official", "family": text(p.family), "given": [text(p.nick)]},
                     old.each({"use": "old", "family": text(old["family"])})],
            "telecom": [phone(ext["cell"], "mobile")],
            "gender": coded(p.sex, {"M": "male", "F": "female", "X": "other"}),
            "birthDate": date_parts(p.yob, p.mob, p.dob),
            "generalPractitioner": [reference("Practitioner", p.doctor)],
        }),
        ResourceMap("Practitioner", table=doctor, key=doctor.c.code, template={"name": [{"family": text(doctor.c.family)}]}),
        ResourceMap("Encounter", table=visit, key=visit.c.id, template={
            "status": "finished", "class": coding("AMB", system="http://terminology.hl7.org/CodeSystem/v3-ActCode"),
            "subject": reference("Patient", visit.c.person), "period": {"start": date_time(visit.c.begun)},
        }),
        ResourceMap("Observation", table=lab, key=o.id, template={
            "status": coded(o.state, {"F": "final", "P": "preliminary"}),
            "code": concept(coding(coded(o.kind, {"K": "2823-3", "NA": "2951-2"}), system=LOINC)),
            "subject": reference("Patient", o.person),
            "encounter": reference("Encounter", seen["id"]),
            "effectiveDateTime": date_time(o.taken),
            "valueQuantity": quantity(
                cases((eq(o.kind, "K"), number_text(o.value, most="50")), otherwise=number_text(o.value)), unit="mmol/L", code="mmol/L",
            ),
        }),
        ResourceMap("Observation", tag="v", table=vital, key=v.id, spread=spread(
            common={"status": "final", "subject": reference("Patient", v.person),
                    "effectiveDateTime": date_time(v.taken)},
            parts=[measured("w", "29463-7", v.weight), measured("h", "8302-2", v.height),
                   measured("p", "8867-4", v.pulse)],
        )),
        *(ResourceMap(type_, table=entry, key=e.id, only=[eq(e.kind, kind)], template={
            owner: reference("Patient", e.person), "code": concept(text=text(e.title)),
            "clinicalStatus": concept(coding(coded(e.over, {1: "inactive", 0: "active"}), system=CLINICAL.format(type_.lower()))),
            "onsetDateTime": date(e.begun),
        }) for type_, kind, owner in (("Condition", "problem", "subject"), ("AllergyIntolerance", "allergy", "patient"))),
    ],
)  # fmt: skip

by_former_name = Adapter(
    name="larch",
    contract=1,
    maps=[
        ResourceMap("Patient", table=person, key=p.id, template={"name": [old.each({"family": text(old["family"])})]}),
    ],
)

strict = Adapter(
    name="larch",
    contract=1,
    maps=[
        ResourceMap("Patient", table=person, key=p.id, template={"name": [{"family": text(p.family)}]}),
        ResourceMap("Encounter", table=visit, key=visit.c.id, template={
            "status": coded(visit.c.person, {1: "finished"}), "subject": reference("Patient", visit.c.person),
            "class": coding("AMB", system="http://terminology.hl7.org/CodeSystem/v3-ActCode"),
        }),
        ResourceMap("Observation", table=lab, key=o.id, template={
            "status": "final", "code": concept(text=text(o.kind)), "encounter": reference("Encounter", o.visit),
        }),
    ],
)  # fmt: skip
