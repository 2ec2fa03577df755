"""Willow, an invented EHR that uses every codec, relation and condition of the adapter contract.

No vendor has all of these oddities in one place; the kit's own tests need them together.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CHAR,
    TIMESTAMP,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    exists,
)
from sqlalchemy.dialects import mysql

from facade.adapter import (
    ABSENT_OTHERWISE,
    Adapter,
    Part,
    ResourceMap,
    Writes,
    absent,
    aliases,
    all_of,
    any_of,
    archive,
    attributes,
    before_today,
    cases,
    children,
    coded,
    coding,
    column,
    companion_row,
    computed,
    concept,
    contains,
    converted,
    converted_quantity,
    date,
    date_and_time,
    date_parts,
    date_time,
    date_with_precision,
    email,
    eq,
    fax,
    first,
    identifier,
    instant,
    is_in,
    is_null,
    joined,
    last,
    narrative,
    native_uuid,
    none_of,
    not_in,
    now,
    number,
    number_text,
    phone,
    pointless_icd9,
    postal_address,
    present_as,
    quantity,
    ratio_text,
    read_only,
    reference,
    restrict,
    row_key,
    shaped,
    site,
    spread,
    text,
    typed_codes,
    unreadable,
    when,
    who,
    whole,
)
from facade.testing import Clinic

metadata = MetaData()

person = Table(
    "person", metadata,
    column("id", Integer, primary_key=True),
    column("title", String(8)), column("last", String(30), index=True), column("first", String(30), nullable=False),
    column("middle", String(30), since="2"), column("nick", String(20), nullable=False, server_default=""),
    column("yob", String(4)), column("mob", CHAR(2)), column("dob", CHAR(2)),
    column("sex", CHAR(1)), column("status", String(6)), column("died", Date),
    column("card", String(20), index=True), column("card_version", String(3)), column("card_kind", String(10)),
    column("chart", String(10)), column("uuid", LargeBinary(16).with_variant(mysql.BINARY(16), "mysql", "mariadb")),
    column("language", String(20)), column("phone", String(20)), column("office_fax", String(20)),
    column("mail", String(60)), column("street", String(40)), column("street2", String(40)), column("town", String(30)),
    column("region", String(20)), column("zip", String(9)), column("land", String(20)),
    column("doctor", String(8)), column("changed", DateTime, nullable=False), column("changed_by", String(8)),
)  # fmt: skip
person_archive = Table(
    "person_archive", metadata,
    column("no", Integer, primary_key=True), column("id", Integer), column("last", String(30)),
    column("first", String(30)), column("changed", DateTime),
)  # fmt: skip
person_extra = Table(
    "person_extra", metadata,
    column("id", Integer, primary_key=True), column("person", Integer, index=True), column("name", String(20)),
    column("value", Text),
)  # fmt: skip
person_merge = Table(
    "person_merge", metadata,
    column("id", Integer, primary_key=True), column("old", Integer), column("new", Integer),
    column("undone", SmallInteger, nullable=False, server_default="0"),
)  # fmt: skip
doctor = Table(
    "doctor", metadata,
    column("code", String(8), primary_key=True), column("last", String(30)), column("first", String(30)),
    column("login", String(20)), column("licence", String(12)), column("licence_kind", String(12)),
    column("active", SmallInteger), column("sex", CHAR(1)), column("born", Date), column("pager", String(20)),
)  # fmt: skip
practice = Table(
    "practice", metadata,
    column("id", Integer, primary_key=True), column("name", String(40)), column("phone", String(20)),
    column("street", String(40)), column("town", String(30)), column("region", String(20)), column("zip", String(9)),
    column("number", Integer), column("closed", SmallInteger),
)  # fmt: skip
issue = Table(
    "issue", metadata,
    column("id", Integer, primary_key=True), column("person", Integer, nullable=False), column("kind", String(10)),
    column("gone", SmallInteger), column("title", String(60)), column("codes", String(80)), column("icd9", String(8)),
    column("scheme", String(10)), column("begun", Date), column("over", Date), column("noted", TIMESTAMP),
    column("touched", DateTime), column("outcome", Integer), column("grade", String(10)), column("author", String(20)),
    column("remark", String(60)),
    Index("ix_issue_person", "person", "kind"),
)  # fmt: skip
booking = Table(
    "booking", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("day", Date), column("clock", Time),
    column("until", Time), column("kept", CHAR(1)), column("words", Text), column("room", String(20)),
    column("host", String(20)),
)  # fmt: skip
icd9_text = Table(
    "icd9_text", metadata,
    column("id", Integer, primary_key=True), column("code", String(8), index=True), column("description", String(60)),
)  # fmt: skip
precision = Table(
    "precision_note", metadata,
    column("id", Integer, primary_key=True), column("what", Integer), column("row_id", Integer, index=True),
    column("form", String(10)),
)  # fmt: skip
reaction = Table(
    "reaction", metadata,
    column("id", Integer, primary_key=True), column("issue", Integer, index=True), column("seq", Integer),
    column("words", String(60)), column("severity", SmallInteger), column("gone", SmallInteger),
)  # fmt: skip
visit = Table(
    "visit", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("number", Integer),
    column("doctor", String(8)), column("begun", DateTime), column("ended", DateTime), column("kind", String(4)),
    column("reason", String(60)), column("deleted", DateTime),
)  # fmt: skip
visit_issue = Table(
    "visit_issue", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("number", Integer),
    column("issue", Integer),
)  # fmt: skip
reading = Table(
    "reading", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("kind", String(10)),
    column("result", String(30)), column("unit_note", String(30)), column("at", DateTime), column("stored", TIMESTAMP),
    column("doctor", String(8)), column("words", String(60)),
)  # fmt: skip
vitals = Table(
    "vitals", metadata,
    column("id", Integer, primary_key=True), column("person", Integer), column("visit", Integer), column("at", DateTime),
    column("weight", Numeric(12, 6)), column("height", Numeric(8, 2)), column("temp", Float), column("pulse", Integer),
    column("upper", String(10)), column("lower", String(10)),
)  # fmt: skip
form = Table(
    "form", metadata,
    column("id", Integer, primary_key=True), column("kind", String(10)), column("of", Integer, index=True),
    column("deleted", SmallInteger),
)  # fmt: skip

LOINC, SNOMED, ICD9, ICD10 = (
    "http://loinc.org", "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-9-cm", "http://hl7.org/fhir/sid/icd-10",
)  # fmt: skip
HL7 = "http://terminology.hl7.org/CodeSystem"
GENDER = {"M": "male", "F": "female", "X": "other"}
ON, BC = "urn:card:on", "urn:card:bc"

p = person.c
extra = attributes(person_extra, on=(p.id, "person"), name="name", value="value", pick=last("id"))
card_system = coded(p.card_kind, {"ON": ON, "BC": BC}, other=ABSENT_OTHERWISE)
patient = ResourceMap(
    "Patient", table=person, key=p.id, last_updated=instant(p.changed),
    aliases=aliases(person_merge, from_=person_merge.c.old, to=person_merge.c.new, only=[eq(person_merge.c.undone, 0)]),
    template={
        "identifier": [
            identifier(text(p.card), system=card_system, extension=[{"url": "urn:v", "valueString": text(p.card_version)}]),
            identifier(text(p.chart), system=site("chart_system")),
            native_uuid(p.uuid),
        ],
        "active": coded(p.status, {"AC": True, "IN": False, "DE": False}, write={True: "AC", False: "IN"}),
        "deceasedDateTime": date(p.died, absent=["1800-01-01"]),
        "name": [
            {"use": "official", "prefix": [text(p.title)], "family": text(p.last), "given": [text(p.first), text(p.middle)]},
            {"use": "nickname", "given": [text(p.nick)]},
        ],
        "telecom": [phone(p.phone, "home"), phone(extra["cell"], "mobile"), fax(p.office_fax, "work"), email(p.mail),
                    phone(extra["cottage"], "temp")],
        "gender": coded(p.sex, {**GENDER, None: "unknown"}, write={"unknown": "U"}, other="other"),
        "birthDate": date_parts(p.yob, p.mob, p.dob),
        "address": [postal_address([p.street, p.street2], p.town, p.region, p.zip, country=p.land, use="home")],
        "communication": [{
            "language": concept(coding(present_as(p.language, {"English": "en", "French": "fr"}), system="urn:ietf:bcp:47")),
            "preferred": True,
        }],
        "generalPractitioner": [reference("Practitioner", p.doctor, none={"", "0", "-1"})],
    },
    writes=Writes(
        update=True, stamp={p.changed: now, p.changed_by: who.provider}, companions=[archive(to=person_archive, without=("no",))],
    ),
)  # fmt: skip

d = doctor.c
practitioner = ResourceMap(
    "Practitioner", table=doctor, key=d.code, only=[is_in(d.active, 1, None)],
    restrict=[restrict("no-robots", d.code.not_like("-%"))],
    template={
        "identifier": [identifier(text(d.licence), system=coded(d.licence_kind, {"CPSO": "urn:cpso", "CNO": "urn:cno"}))],
        "active": coded(d.active, {1: True, None: False}),
        "name": [{"family": text(d.last), "given": [text(d.first)]}],
        "telecom": [{"system": "pager", "value": text(d.pager)}],
        "gender": read_only(coded(d.sex, GENDER)),
        "birthDate": date(d.born),
    },
)  # fmt: skip

o = practice.c
organization = ResourceMap(
    "Organization", table=practice, key=o.id, only=[is_null(o.closed)],
    template={
        "identifier": [identifier(text(o.number), system=site("practice_system"))],
        "name": text(o.name, absent=["unknown", "none"]),
        "telecom": [phone(o.phone, "work")],
        "address": [postal_address(o.street, o.town, o.region, o.zip, use="work")],
    },
)  # fmt: skip

i = issue.c
author = joined(doctor, on=(i.author, "login"), pick=first("code"), only={"active": 1})
reactions = children(reaction, on=(i.id, "issue"), order=["seq", "id"], only={"gone": 0})
CODES = {"ICD10": ICD10, "SNOMED-CT": SNOMED}
clinical = cases(
    (eq(i.outcome, 9), absent()),
    (eq(i.outcome, 1), "resolved"),
    (before_today(i.over), "inactive"),
    otherwise="active",
)
allergy = ResourceMap(
    "AllergyIntolerance", table=issue, key=i.id, only=[eq(i.kind, "allergy"), is_in(i.gone, 0, None)],
    last_updated=instant(i.touched),
    template={
        "clinicalStatus": concept(coding(clinical, system=f"{HL7}/allergyintolerance-clinical")),
        "criticality": present_as(i.grade, {"high": "high", "low": "low"}),
        "code": concept(typed_codes(i.codes, CODES), text=text(i.title)),
        "patient": reference("Patient", i.person),
        "onsetDateTime": date(i.begun),
        "recordedDate": date_time(i.noted),
        "recorder": reference("Practitioner", author["code"]),
        "note": [{"text": text(i.remark)}],
        "reaction": [reactions.each({
            "manifestation": [concept(text=text(reactions["words"]))],
            "severity": coded(reactions["severity"], {1: "mild", 2: "moderate", 3: "severe"}),
        })],
    },
    writes=Writes(
        create=True, defaults={i.touched: now, i.author: who.provider},
        companions=[companion_row(precision, {precision.c.what: 9, precision.c.row_id: row_key, precision.c.form: "new"})],
    ),
)  # fmt: skip

noted = joined(precision, on=(i.id, "row_id"), pick=first("id"), only={"what": 1})
is_icd9 = is_in(i.scheme, "icd9", None, "")
described = joined(icd9_text, on=(i.icd9, "code"), pick=first("id"), when=[is_icd9])
condition = ResourceMap(
    "Condition", table=issue, key=i.id, only=[eq(i.kind, "problem"), is_in(i.gone, 0, None)], order=i.id,
    last_updated=instant(i.touched),
    template={
        "clinicalStatus": concept(coding(clinical, system=f"{HL7}/condition-clinical")),
        "category": [concept(coding("problem-list-item", system="urn:category"))],
        "code": concept(
            coding(when(is_icd9, pointless_icd9(i.icd9)), system=ICD9),
            coding(when(eq(i.scheme, "snomed"), text(i.icd9)), system=SNOMED),
            text=text(described["description"]),
        ),
        "subject": reference("Patient", i.person),
        "onsetDateTime": date_with_precision(i.begun, noted["form"], absent=["0001-01-01"]),
        "abatementDateTime": date(i.over),
    },
)  # fmt: skip

v = visit.c
problems = children(visit_issue, on=[(v.person, "person"), (v.number, "number")], order=["id"])
encounter = ResourceMap(
    "Encounter", table=visit, key=v.id, only=[is_null(v.deleted)],
    template={
        "identifier": [identifier(text(v.number), system=site("visit_system"))],
        "status": "finished",
        "class": coding(coded(v.kind, {"AMB": "AMB", "V": "VR", "H": "HH"}), system="urn:act"),
        "subject": reference("Patient", v.person),
        "participant": [{"individual": reference("Practitioner", v.doctor)}],
        "period": {"start": date_time(v.begun), "end": date_time(v.ended, absent=["1900-01-01"])},
        "reasonCode": [concept(text=text(v.reason))],
        "diagnosis": [problems.each({"condition": reference("Condition", problems["issue"])})],
    },
)  # fmt: skip

r = reading.c
READING = {"WT": "29463-7", "HT": "8302-2", "TEMP": "8310-5"}
UNIT = {"WT": "kg", "HT": "cm", "TEMP": "Cel"}
about_reading: dict[str, Any] = {
    "status": "final",
    "category": [concept(coding("vital-signs", system="urn:category"))],
    "subject": reference("Patient", r.person),
    "effectiveDateTime": date_time(r.at),
    "issued": instant(r.stored),
    "performer": [reference("Practitioner", r.doctor, none={"", "-1"})],
}
measured = cases(
    (eq(r.kind, "TEMP"), number_text(r.result, most="50")),
    ((eq(r.kind, "WT"), contains(r.unit_note, "lb", "pound")), unreadable(r.result, "weight in pounds")),
    otherwise=number_text(r.result),
)
MMHG = {"unit": "mmHg", "code": "mm[Hg]"}
single = ResourceMap(
    "Observation", table=reading, key=r.id, only=[is_in(r.kind, *READING)],
    template={
        **about_reading,
        "code": concept(coding(coded(r.kind, READING), system=LOINC)),
        "valueQuantity": quantity(measured, unit=read_only(coded(r.kind, UNIT)), code=read_only(coded(r.kind, UNIT))),
    },
)  # fmt: skip
pressure = ResourceMap(
    "Observation", tag="bp", table=reading, key=r.id, only=[eq(r.kind, "BP")],
    template={
        **about_reading,
        "code": concept(coding("85354-9", system=LOINC, display="Blood pressure panel")),
        "method": concept(text=text(r.unit_note)),
        "component": [
            {"code": concept(coding(code, system=LOINC)), "valueQuantity": quantity(ratio_text(r.result, side), **MMHG)}
            for side, code in ((0, "8480-6"), (1, "8462-4"))
        ],
    },
)  # fmt: skip
told = attributes(person_extra, on=(r.person, "person"), name="name", value="value", pick=last("id"))
words = ResourceMap(
    "Observation", tag="w", table=reading, key=r.id, only=[eq(r.kind, "NOTE")],
    template={
        **about_reading,
        "code": concept(coding("8716-3", system=LOINC)),
        "performer": [{"reference": cases(
            (eq(r.unit_note, "self"), reference("Patient", r.person)["reference"]),
            otherwise=reference("Practitioner", r.doctor)["reference"],
        )}],
        "valueString": cases(
            (eq(told["cottage"], "555-5"), text(r.result)), (eq(r.unit_note, "self"), text(told["cell"])),
            otherwise=text(r.words),
        ),
    },
)  # fmt: skip

m = vitals.c
its_visit = joined(visit, on=(m.visit, "number"), pick=first("id"))
undeleted = exists().where(form.c.kind == "vitals", form.c.of == m.id, form.c.deleted == 0).correlate(vitals)


def vital(key: str, code: str, value: dict[str, Any]) -> Part:
    """One observation of a row of vital signs."""
    return Part(key, {"code": concept(coding(code, system=LOINC)), **value})


vital_signs = ResourceMap(
    "Observation", tag="v", table=vitals, key=m.id, restrict=[restrict("undeleted", undeleted)],
    spread=spread(
        common={
            "status": "final",
            "subject": reference("Patient", m.person),
            "encounter": reference("Encounter", its_visit["id"]),
            "effectiveDateTime": date_time(m.at),
        },
        parts=[
            vital("bp", "85354-9", {"component": [
                {"code": concept(coding(code, system=LOINC)),
                 "valueQuantity": quantity(number_text(col, zero_absent=True), **MMHG)}
                for col, code in ((m.upper, "8480-6"), (m.lower, "8462-4"))
            ]}),
            vital("w", "29463-7", {"valueQuantity": converted_quantity(
                converted(m.weight, "0.45359237", places=2, zero_absent=True), unit="kg", code="kg",
                stored=read_only(number(m.weight, zero_absent=True)), stored_unit="lb", stored_code="[lb_av]",
            )}),
            vital("h", "8302-2", {"valueQuantity": quantity(converted(m.height, "2.54", places=1, zero_absent=True), unit="cm", code="cm")}),
            vital("t", "8310-5", {"valueQuantity": quantity(
                converted(m.temp, "0.555555555555555555555555555556", offset="-17.7777777777777777777777777778", places=1, zero_absent=True),
                unit="°C", code="Cel",
            )}),
            vital("p", "8867-4", {"valueQuantity": quantity(number(m.pulse), unit="/min", code="/min")}),
        ],
    ),
)  # fmt: skip

b = booking.c
the_host = joined(person, on=(b.host, "id"))
appointment = ResourceMap(
    "Appointment", table=booking, key=b.id, only=[not_in(b.room, "", "none"), any_of(eq(b.kept, "Y"), is_null(b.kept))],
    template={
        "text": narrative(b.words),
        "status": cases((all_of(eq(b.kept, "Y"), before_today(b.day)), "fulfilled"), otherwise="booked"),
        "start": date_and_time(b.day, b.clock, gives="instant", absent=["2020-12-31"]),
        "end": date_and_time(b.day, b.until, gives="instant", plus_minutes=1),
        "description": computed(lambda room: f"Room {int(room)}", b.room),
        "participant": [
            {"actor": reference("Patient", b.person), "status": "accepted"},
            {"actor": {"type": "Patient", "display": text(the_host["last"])}, "status": "accepted"},
        ],
        "extension": [{
            "url": "http://example.org/room",
            "value[x]": {"valueInteger": whole(b.room), "valueString": when(none_of(shaped(b.room, r"[0-9]+")), text(b.room))},
        }],
    },
)  # fmt: skip

adapter = Adapter(
    "willow", contract=1, versions="1 to 2",
    maps=[patient, practitioner, organization, allergy, condition, encounter, single, pressure, words, vital_signs, appointment],
)  # fmt: skip

ANNA = {
    "id": 1, "title": "Ms", "last": "Tremblay", "first": "Anna", "middle": "Zoé", "nick": "Annie", "yob": "1980", "mob": "5",
    "dob": "07", "sex": "F", "status": "AC", "died": None, "card": "1234567890", "card_version": "AB", "card_kind": "ON",
    "chart": "C-1", "uuid": bytes(15) + b"\x07", "language": "French", "phone": "416-555-0101", "office_fax": "416-555-0102",
    "mail": "anna@example.org", "street": "1 Main St", "street2": "Apt 2", "town": "Ottawa", "region": "ON", "zip": "K1A 0A1",
    "land": "CA", "doctor": "7", "changed": "2020-03-01 10:00:00", "changed_by": "7",
}  # fmt: skip
ROWS: dict[Table, list[dict[str, Any]]] = {
    booking: [
        {"id": 1, "host": "3", "person": 1, "day": "2020-06-01", "clock": "09:00:00", "until": "09:14:00", "kept": "Y",
         "words": "a < b & c\r\nline two", "room": "7"},
        {"id": 2, "host": " 3", "person": 2, "day": "2027-06-01", "clock": "10:00:00", "until": None, "kept": None, "words": None,
         "room": "east"},
        {"id": 3, "host": "3x", "person": 1, "day": "2020-06-01", "clock": "11:00:00", "until": "11:14:00", "kept": "N", "room": "7"},
        {"id": 4, "host": "03", "person": 1, "day": "2020-06-01", "clock": "11:00:00", "until": "11:14:00", "kept": "Y", "room": "NONE "},
    ],
    person: [
        ANNA,
        {"id": 2, "last": "smith", "first": "Bob", "yob": "1980", "mob": "05", "sex": "M", "status": "IN", "card": "99",
         "card_kind": "BC", "phone": "555", "doctor": "ab", "died": "2021-00-00", "changed": "2020-07-01 10:00:00"},
        {"id": 3, "last": "Smith ", "first": "Éric", "yob": "1990", "sex": "X", "status": "AC", "language": "English",
         "zip": "H2X 1Y4", "town": "Montréal", "changed": "2021-01-01 00:00:00"},
        {"id": 4, "last": "Old", "first": "Anna", "yob": "1980", "mob": "5", "dob": "7", "status": "AC", "sex": "F",
         "changed": "2015-01-01 00:00:00"},
    ],
    person_extra: [
        {"id": 1, "person": 1, "name": "cell", "value": "555-1"}, {"id": 2, "person": 1, "name": "cell", "value": "555-2"},
        {"id": 3, "person": 2, "name": "cell", "value": "555-3"}, {"id": 4, "person": 2, "name": "Cell", "value": ""},
        {"id": 5, "person": 3, "name": "cottage", "value": "555-5"},
    ],
    person_merge: [{"id": 1, "old": 4, "new": 1, "undone": 0}, {"id": 2, "old": 2, "new": 1, "undone": 1}],
    doctor: [
        {"code": "7", "last": "Bond", "first": "James", "login": "jb", "licence": "L1", "licence_kind": "CPSO", "active": 1,
         "sex": "M", "born": "1960-04-13", "pager": "007"},
        {"code": "ab", "last": "Ng", "first": "Lý", "login": "ng", "licence": "L2", "licence_kind": "CNO", "active": None},
        {"code": "old", "last": "Gone", "first": "Ann", "login": "jb", "active": 0},
        {"code": "-9", "last": "Robot", "first": "R", "active": 1},
    ],
    practice: [
        {"id": 1, "name": "Willow Clinic", "phone": "555-9", "street": "5 Oak", "town": "Ottawa", "region": "ON",
         "zip": "K1A", "number": 77},
        {"id": 2, "name": "Closed", "closed": 1},
    ],
    issue: [
        {"id": 1, "person": 1, "kind": "allergy", "gone": 0, "title": "Peanut", "codes": "SNOMED-CT:91935009;ICD10:T78.1",
         "begun": "2010-05-00", "over": None, "noted": "2020-01-01 12:00:00", "touched": "2020-01-01 12:00:00",
         "outcome": 0, "grade": "high", "author": "jb", "remark": "hives"},
        {"id": 2, "person": 2, "kind": "allergy", "gone": None, "title": "Cats", "codes": "", "over": "2015-01-01",
         "noted": "2014-06-01 12:00:00", "touched": "2020-01-02 12:00:00", "outcome": 1, "grade": "x"},
        {"id": 3, "person": 1, "kind": "problem", "gone": 0, "icd9": "25000", "scheme": "icd9", "begun": "2001-01-01",
         "touched": "2020-01-01 12:00:00", "over": "2099-01-01"},
        {"id": 4, "person": 4, "kind": "problem", "gone": 0, "icd9": "44054006", "scheme": "snomed", "begun": "2003-04-05",
         "touched": "2020-01-03 12:00:00", "over": "2015-03-04"},
        {"id": 5, "person": 1, "kind": "allergy", "gone": 1, "title": "Entered in error"},
        {"id": 6, "person": 3, "kind": "problem", "icd9": "4019", "begun": "0001-01-01"},
    ],
    icd9_text: [
        {"id": 1, "code": "25000", "description": "Diabetes"}, {"id": 2, "code": "25000", "description": "Diabetes II"},
        {"id": 3, "code": "4019", "description": "Hypertension"},
    ],
    precision: [
        {"id": 1, "what": 1, "row_id": 3, "form": "YYYY"}, {"id": 2, "what": 2, "row_id": 4, "form": "YYYY"},
        {"id": 3, "what": 1, "row_id": 3, "form": "YYYY-MM"},
    ],
    reaction: [
        {"id": 1, "issue": 1, "seq": 2, "words": "Hives", "severity": 1, "gone": 0},
        {"id": 2, "issue": 1, "seq": 1, "words": "Swelling", "severity": 3, "gone": 0},
        {"id": 3, "issue": 2, "seq": 1, "words": "Sneezing", "severity": 2, "gone": 1},
    ],
    visit: [
        {"id": 1, "person": 1, "number": 11, "doctor": "7", "begun": "2020-03-01 09:00:00", "ended": "2020-03-01 09:20:00",
         "kind": "AMB", "reason": "Cough"},
        {"id": 2, "person": 2, "number": 12, "doctor": "ab", "begun": "2020-11-01 01:30:00", "kind": "V", "reason": "Fever"},
        {"id": 3, "person": 2, "number": 13, "kind": "V", "deleted": "2020-11-01 01:30:00"},
    ],
    visit_issue: [
        {"id": 1, "person": 1, "number": 11, "issue": 3}, {"id": 2, "person": 1, "number": 11, "issue": 6},
        {"id": 3, "person": 2, "number": 11, "issue": 4},
    ],
    reading: [
        {"id": 1, "person": 1, "kind": "WT", "result": "70.5", "unit_note": "in kg", "at": "2020-03-01 09:10:00",
         "stored": "2020-03-01 14:11:00", "doctor": "7"},
        {"id": 2, "person": 2, "kind": "BP", "result": "120/80", "unit_note": "sitting", "at": "2020-11-01 01:30:00",
         "stored": "2020-11-01 06:00:00", "doctor": "ab"},
        {"id": 3, "person": 4, "kind": "TEMP", "result": "36,6", "at": "2019-03-01 09:10:00"},
        {"id": 4, "person": 3, "kind": "NOTE", "words": "Well nourished", "at": "2019-04-01 09:10:00"},
        {"id": 7, "person": 2, "kind": "NOTE", "unit_note": "self", "words": "By phone", "at": "2019-04-02 09:10:00", "doctor": "7"},
        {"id": 8, "person": 4, "kind": "NOTE", "unit_note": "self", "words": "Felt well", "at": "2019-04-03 09:10:00"},
        {"id": 9, "person": 2, "kind": "NOTE", "words": "Fed", "at": "2019-04-04 09:10:00", "doctor": "7"},
        {"id": 10, "person": 4, "kind": "NOTE", "words": "Slept", "at": "2019-04-05 09:10:00"},
        {"id": 5, "person": 3, "kind": "SMOKE", "words": "no", "at": "2019-04-01 09:10:00"},
        {"id": 6, "person": 1, "kind": "HT", "result": "170", "at": "2020-03-01 09:10:00"},
    ],
    vitals: [
        {"id": 1, "person": 1, "visit": 11, "at": "2020-03-01 09:12:00", "weight": "154.323584", "height": "66.93",
         "temp": "98.6", "pulse": 60, "upper": "120", "lower": "80"},
        {"id": 2, "person": 2, "visit": 12, "at": "2020-11-01 01:31:00", "weight": "0", "temp": "100.4", "upper": "99"},
        {"id": 3, "person": 2, "visit": 12, "at": "2020-11-01 01:31:00", "weight": "200"},
    ],
    form: [
        {"id": 1, "kind": "vitals", "of": 1, "deleted": 0}, {"id": 2, "kind": "vitals", "of": 2, "deleted": 0},
        {"id": 3, "kind": "vitals", "of": 3, "deleted": 1}, {"id": 4, "kind": "other", "of": 3, "deleted": 0},
    ],
}  # fmt: skip
clinic = Clinic(
    metadata,
    ROWS,
    site={"chart_system": "urn:chart", "practice_system": "urn:practice", "visit_system": "urn:visit"},
    along=[(m.id, form.c.of)],
    provider="7",
)
