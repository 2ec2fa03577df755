"""Cedar, an invented EHR that closes charts and locks notes.

| type | table | |
| --- | --- | --- |
| Patient | person | merged rows; `lock` closes a chart (`chart$3` without rights) |
| DocumentReference | note | restricted: `locked`; `program` where the newer table `secret` names it |
| Observation | reading | of a patient by its visit: the reference stands on a joined row |
| Group | panel | patients as child rows |
| Binary | note | the text alone: no reference to a patient, so `about` |
"""

from __future__ import annotations

from sqlalchemy import Integer, MetaData, String, Table, exists

from facade.adapter import (
    Adapter,
    ResourceMap,
    aliases,
    children,
    closed_charts,
    coding,
    column,
    concept,
    contains,
    is_in,
    joined,
    reference,
    restrict,
    stored_text,
    text,
)

metadata = MetaData()
person = Table("person", metadata, column("id", Integer, primary_key=True), column("family", String(20)))
merge = Table(
    "merge", metadata, column("id", Integer, primary_key=True), column("old", Integer), column("new", Integer)
)
lock = Table(
    "lock", metadata,
    column("id", Integer, primary_key=True), column("object", String(40)), column("rights", String(10)),
)  # fmt: skip
note = Table(
    "note", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("locked", String(1)),
    column("program", Integer), column("words", String(40)),
)  # fmt: skip
secret = Table("secret", metadata, column("program", Integer, primary_key=True), info={"since": "2"})
visit = Table("visit", metadata, column("id", Integer, primary_key=True), column("person", Integer))
reading = Table(
    "reading", metadata,
    column("id", Integer, primary_key=True), column("visit", Integer), column("words", String(20)),
)  # fmt: skip
panel = Table("panel", metadata, column("id", Integer, primary_key=True), column("title", String(20)))
seat = Table(
    "seat", metadata, column("id", Integer, primary_key=True), column("panel", Integer), column("person", Integer)
)

n, its_visit = note.c, joined(visit, on=(reading.c.visit, "id"))
seats = children(seat, on=(panel.c.id, "panel"), order=["id"])
hidden = exists().where(secret.c.program == n.program).correlate(note)
RESTRICT = [
    restrict("locked", is_in(n.locked, "0", None), unless="confidential"),
    restrict("program", ~hidden, unless="confidential"),
]
patient = ResourceMap(
    "Patient", table=person, key=person.c.id, aliases=aliases(merge, from_=merge.c.old, to=merge.c.new),
    template={"name": [{"family": text(person.c.family)}]},
)  # fmt: skip
document = ResourceMap(
    "DocumentReference", table=note, key=n.id, restrict=RESTRICT,
    template={
        "status": "current", "subject": reference("Patient", n.person), "description": text(n.words),
        "content": [{"attachment": {"contentType": "text/plain"}}],
    },
)  # fmt: skip
binary = ResourceMap(
    "Binary", table=note, key=n.id, restrict=RESTRICT, about=n.person,
    template={"contentType": "text/plain", "data": stored_text(n.words)},
)  # fmt: skip
observation = ResourceMap(
    "Observation", table=reading, key=reading.c.id,
    template={
        "status": "final", "code": concept(coding("8716-3", system="http://loinc.org")),
        "subject": reference("Patient", its_visit["person"]), "valueString": text(reading.c.words),
    },
)  # fmt: skip
group = ResourceMap(
    "Group", table=panel, key=panel.c.id,
    template={
        "type": "person", "actual": True, "name": text(panel.c.title),
        "member": [seats.each({"entity": reference("Patient", seats["person"])})],
    },
)  # fmt: skip
adapter = Adapter(
    "cedar", contract=1, maps=[patient, document, binary, observation, group],
    closed=closed_charts(lock.c.object, behind="$", only=[contains(lock.c.rights, "o")]),
)  # fmt: skip

#: 3 is closed, 4 was merged into 3; 30 was merged into 5 by way of 31, and 31 is closed.
ROWS = {
    "person": [{"id": n, "family": "Roy"} for n in (1, 2, 3, 4, 5, 30, 31)],
    "merge": [{"id": 1, "old": 4, "new": 3}, {"id": 2, "old": 30, "new": 31}, {"id": 3, "old": 31, "new": 5}],
    "lock": [
        {"id": 1, "object": "chart$3", "rights": "|o|"}, {"id": 2, "object": "chart$2", "rights": "|r|w|"},
        {"id": 3, "object": "_chart", "rights": "|o|"}, {"id": 4, "object": "chart$31", "rights": "O"},
        {"id": 5, "object": "chart$02", "rights": "o"}, {"id": 6, "object": "chart$x", "rights": "o"},
    ],
    "secret": [{"program": 9}],
    "note": [
        {"id": 1, "person": 1, "locked": "0", "program": 1, "words": "open"},
        {"id": 2, "person": 1, "locked": "1", "program": 1, "words": "locked"},
        {"id": 3, "person": 1, "locked": None, "program": 9, "words": "program"},
        {"id": 4, "person": 1, "locked": None, "program": None, "words": "old"},
        {"id": 5, "person": 3, "locked": "0", "program": 1, "words": "closed"},
        {"id": 6, "person": 4, "locked": "0", "program": 1, "words": "absorbed"},
        {"id": 7, "person": 30, "locked": "0", "program": 1, "words": "chain"},
        {"id": 8, "person": None, "locked": "0", "program": 1, "words": "nobody"},
        {"id": 9, "person": 2, "locked": "1", "program": 9, "words": "both"},
    ],
    "visit": [{"id": 1, "person": 1}, {"id": 3, "person": 3}],
    "reading": [{"id": 1, "visit": 1, "words": "a"}, {"id": 2, "visit": 3, "words": "b"}, {"id": 3, "visit": 7, "words": "c"}],
    "panel": [{"id": 1, "title": "open"}, {"id": 2, "title": "with 3"}],
    "seat": [{"id": 1, "panel": 1, "person": 1}, {"id": 2, "panel": 2, "person": 1}, {"id": 3, "panel": 2, "person": 3}],
}  # fmt: skip
