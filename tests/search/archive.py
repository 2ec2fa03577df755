"""An invented archive whose maps have what the vendors' lack so far: URIs, canonicals, MIME types, meta elements,
identifiers in references, and several typed identifiers in child rows.
"""

from __future__ import annotations

from sqlalchemy import Integer, MetaData, String, Table

from facade.adapter import Adapter, ResourceMap, children, coded, coding, column, concept, identifier, reference, text
from facade.testing.clinic import Clinic, by_table_name

metadata = MetaData()
person = Table("person", metadata, column("id", Integer, primary_key=True), column("name", String(30)))
paper = Table(
    "paper", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("link", String(200)),
    column("mime", String(80)), column("author_id", String(30)), column("author_system", String(80)),
    column("tag", String(30)), column("profile", String(120)), column("origin", String(120)),
    column("kind", String(30)),
)  # fmt: skip
number = Table(
    "number", metadata,
    column("id", Integer, primary_key=True), column("paper", Integer), column("kind", String(10)),
    column("value", String(30)),
)  # fmt: skip
answer = Table(
    "answer", metadata,
    column("id", Integer, primary_key=True), column("form", String(200)), column("state", String(30)),
    column("whose", String(30)),
)  # fmt: skip

THO = "http://terminology.hl7.org/CodeSystem"
TYPES = f"{THO}/v2-0203"
p, a = paper.c, answer.c
numbers = children(number, on=[(p.id, "paper")], order=["id"])

papers = ResourceMap(
    "DocumentReference", table=paper, key=p.id,
    template={
        "meta": {"tag": [coding(text(p.tag), system="urn:archive:tags")], "profile": [text(p.profile)],
                 "source": text(p.origin),
                 "security": [coding("N", system=f"{THO}/v3-Confidentiality")]},
        "status": "current",
        "identifier": [numbers.each(identifier(
            text(numbers["value"]), type=concept(coding(text(numbers["kind"]), system=TYPES))))],
        "category": [concept(coding(text(p.kind), system=f"{THO}/v3-ActCode"))],
        "subject": reference("Patient", p.person),
        "author": [{"identifier": identifier(text(p.author_id), system=text(p.author_system)), "display": "someone"}],
        "content": [{"attachment": {"contentType": text(p.mime), "url": text(p.link)}}],
    },
)  # fmt: skip
answers = ResourceMap(
    "QuestionnaireResponse", table=answer, key=a.id,
    template={
        "questionnaire": text(a.form), "status": coded(a.state, {"new": "in-progress", "done": "completed"}),
        "subject": {"type": "Patient", "identifier": identifier(text(a.whose), system="urn:numbers")},
    },
)  # fmt: skip
people = ResourceMap("Patient", table=person, key=person.c.id, template={"name": [{"family": text(person.c.name)}]})
adapter = Adapter("archive", contract=1, maps=(people, papers, answers))

ACME = "http://acme.example"
clinic = Clinic(
    metadata,
    by_table_name(
        metadata,
        {
            "person": [{"id": 1, "name": "Ito"}],
            "paper": [
                {"id": 1, "person": 1, "link": f"{ACME}/fhir/papers/1", "mime": "text/xml", "author_id": "D1",
                 "author_system": "urn:doctors", "tag": "red", "profile": f"{ACME}/p|1.0",
                 "origin": f"{ACME}/fhir", "kind": "IMP"},
                {"id": 2, "person": 1, "link": f"{ACME}/fhir/papers", "mime": "text/xml;charset=UTF-8",
                 "author_id": "D1", "author_system": "urn:nurses", "tag": "blue", "profile": f"{ACME}/p",
                 "origin": f"{ACME}/FHIR", "kind": "ACUTE"},
                {"id": 3, "person": None, "link": f"{ACME}/fhir/paperset", "mime": "text/xmlish", "author_id": "d1",
                 "author_system": "urn:doctors", "tag": "", "profile": f"{ACME}/p/q", "origin": None,
                 "kind": "AMB"},
                {"id": 4, "person": 1, "link": ACME, "mime": "TEXT/XML;x", "author_id": None,
                 "author_system": "urn:doctors", "tag": None, "profile": None, "origin": "urn:oid:1.2", "kind": None},
                {"id": 5, "person": 1, "link": f"{ACME}/FHIR/papers/%_", "mime": "image/png", "author_id": "",
                 "author_system": None, "tag": "red", "profile": "", "origin": f"{ACME}/", "kind": "SS"},
            ],
            "number": [
                {"id": 1, "paper": 1, "kind": "MR", "value": "100"}, {"id": 2, "paper": 1, "kind": "LN", "value": "200"},
                {"id": 3, "paper": 2, "kind": "LN", "value": "100"}, {"id": 4, "paper": 3, "kind": "MR", "value": ""},
                {"id": 5, "paper": 5, "kind": None, "value": "100"},
            ],
            "answer": [
                {"id": 1, "form": f"{ACME}/q", "state": "new", "whose": "A"},
                {"id": 2, "form": f"{ACME}/q|1", "state": "done", "whose": "B"},
                {"id": 3, "form": f"{ACME}/q|1.2", "state": "done", "whose": None},
                {"id": 4, "form": f"{ACME}/q|12", "state": "new", "whose": ""},
                {"id": 5, "form": f"{ACME}/Q|1", "state": "new", "whose": "a"},
                {"id": 6, "form": None, "state": "done", "whose": "A"},
            ],
        },
    ),
)  # fmt: skip
