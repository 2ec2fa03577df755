"""Tokens that may see little, and what that is: worked out by the evaluator over all built resources, not by SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from facade.access.denial import Denied
from facade.access.grant import Grant, Interaction
from facade.fhir import definitions
from facade.search import evaluate
from facade.search.expression import Expression
from facade.store.people import Link
from facade.testing.access import widened
from facade.testing.judge import Judge, Universe
from tests.leaks.canaries import marks

ENDPOINT = "kit"
PATIENT_WORDS = ("patient", "subject", "beneficiary")
POINTING = ("DocumentReference", "DiagnosticReport")  # at a Binary


@dataclass(frozen=True)
class Caller:
    """A name for messages, and what the token holds."""

    name: str
    scopes: tuple[str, ...]
    patient: str | None = None
    user: str | None = None
    masks: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    patients: tuple[str, ...] = ()

    @property
    def grant(self) -> Grant:
        """As the token store gives it."""
        more: dict[str, Any] = {"patient": self.patient, "user": self.user, "masks": self.masks}
        return Grant(f"client of {self.name}", ENDPOINT, self.scopes, patients=self.patients, **more)

    def __str__(self) -> str:
        return self.name


def callers(patient: str, types: Sequence[str]) -> list[Caller]:
    """Patient A, one type, one category, nothing; everything but masked elements."""
    found = [
        Caller("all of A", ("patient/*.rs",), patient),
        Caller("all of A, writing too", ("patient/*.cruds",), patient),
        Caller("A's vital signs", ("patient/Observation.rs?category=vital-signs",), patient),
        Caller("A and A's vital signs", ("patient/Patient.rs", "patient/Observation.rs?category=vital-signs"), patient),
        Caller("A's problems, searched only", ("patient/Condition.s", "patient/Patient.s"), patient),
        Caller("A's problems, read only", ("patient/Condition.r", "patient/Observation.s"), patient),
        Caller("nobody's patient", ("patient/*.rs",), "0815"),
        Caller("a patient without a name", ("patient/*.rs",)),
        Caller("nothing", ("launch", "openid")),
        Caller("a user who is no clinician", ("user/*.rs",), user="Patient/1"),
        Caller("active allergies of all", ("system/AllergyIntolerance.rs?clinical-status=active", "system/Patient.s")),
        Caller(
            "everything, names and notes masked",
            ("system/*.rs",),
            masks={
                "Patient": frozenset({"Patient.name", "Patient.telecom"}),
                "Condition": frozenset({"Condition.code"}),
            },
        ),
        Caller(
            "all of A, subjects masked",
            ("patient/*.rs",),
            patient,
            masks={"Observation": frozenset({"Observation.performer"}), "Patient": frozenset({"Patient.identifier"})},
        ),
    ]
    return found + [Caller(f"{type_} of A", (f"patient/{type_}.rs",), patient) for type_ in types]


IDENTITY = ("openid", "fhirUser")


def of_people(patient: str, other: str, practitioner: str) -> Mapping[Caller, tuple[Link, ...]]:
    """One token of each kind that the authorization server gives to the apps of people, with the people's links.

    A patient on their own, who acts for another; one who acts for A; a relative; a clinician at A's chart, and at all.
    """
    own, doctor = f"Patient/{patient}", f"Practitioner/{practitioner}"
    granular = ("patient/Observation.rs?category=laboratory", "patient/Condition.rs?category=problem-list-item")
    is_a, acts_for_a = Link("p", ENDPOINT, own), Link("p", ENDPOINT, own, proxy=True)
    is_other, acts_for_other = (Link("p", ENDPOINT, f"Patient/{other}", proxy=proxy) for proxy in (False, True))
    relative, is_doctor = Link("p", ENDPOINT, "RelatedPerson/1"), Link("p", ENDPOINT, doctor)
    return {
        Caller("A, standalone", ("launch/patient", *IDENTITY, "patient/*.rs"), patient, own): (is_a,),
        Caller("A, writing too, by version 1", ("patient/*.*",), patient, own): (is_a, acts_for_other),
        Caller("A by version 1", ("patient/Patient.read", "patient/Observation.read"), patient, own): (is_a,),
        Caller("A, granular", ("patient/Patient.rs", *granular), patient, own): (is_a,),
        Caller("A, two categories", ("patient/Observation.rs?category=vital-signs", *granular), patient, own): (is_a,),
        Caller("a proxy at A", (*IDENTITY, "patient/*.rs"), patient, is_other.reference): (is_other, acts_for_a),
        Caller("A and who A acts for", ("user/*.rs",), None, own, patients=(patient, other)): (is_a, acts_for_other),
        Caller("a relative of A", (*IDENTITY, "user/*.rs"), None, relative.reference, patients=(patient,)): (
            relative, acts_for_a,
        ),
        Caller("a proxy, one category", ("user/Observation.rs?category=vital-signs", "user/Patient.s"),
               patients=(other,)): (acts_for_other,),
        Caller("a clinician at A", ("launch", *IDENTITY, "patient/*.rs"), patient, doctor): (is_doctor,),
        Caller("a clinician at A, with colleagues", ("patient/*.rs", "user/Practitioner.rs"), patient, doctor): (
            is_doctor,
        ),
        Caller("a clinician who only says who it is", IDENTITY, None, doctor): (is_doctor, acts_for_a),
        Caller("a clinician by version 1", ("user/Condition.read", "user/Patient.read"), None, doctor): (is_doctor,),
        Caller("a clinician, one category", ("user/Observation.rs?category=laboratory",), None, doctor): (is_doctor,),
        Caller("a clinician", (*IDENTITY, "user/*.rs"), None, doctor): (is_doctor,),
    }  # fmt: skip


@dataclass(eq=False)
class View:
    """What one caller may see. `judges`: one for each type, over everything."""

    caller: Caller
    judges: Mapping[str, Judge]

    @cached_property
    def searchable(self) -> Mapping[str, Universe]:
        """By type, what a search may find, less masked elements."""
        return {type_: self._seen(judge, "search") for type_, judge in self.judges.items()}

    @cached_property
    def readable(self) -> Mapping[str, Universe]:
        """By type, what a read may show, less masked elements."""
        return {type_: self._seen(judge, "read") for type_, judge in self.judges.items()}

    @cached_property
    def allowed(self) -> frozenset[str]:
        """The marks that this caller may meet: those in what may be shown."""
        shown = [
            resource
            for side in (self.searchable, self.readable)
            for found in side.values()
            for resource in found.resources.values()
        ]
        return frozenset(marks(orjson.dumps(shown, default=str).decode()))

    def may_see(self, type_: str, id_: str) -> bool:
        """Whether a bundle may hold that resource."""
        return type_ in self.searchable and id_ in self.searchable[type_].resources

    def may_read(self, type_: str, id_: str) -> bool:
        """Whether a read may show it."""
        return type_ in self.readable and id_ in self.readable[type_].resources

    def verdict(self, type_: str, expression: Expression) -> tuple[set[str], set[str]]:
        """Ids that a search must find and those that it may."""
        judge = self.judges[type_]
        return Judge(judge.place, type_, self.searchable[type_]).verdict(expression, self._contexts)

    @cached_property
    def _contexts(self) -> list[evaluate.Context]:
        met = {f"{type_}/{id_}": item for type_, found in self.searchable.items() for id_, item in found.met.items()}
        (any_judge, *_) = self.judges.values()
        return any_judge.among(met)

    @cached_property
    def _pointing(self) -> list[evaluate.Context]:
        """What may make a Binary visible: what points at one and may be searched, whatever of it is masked."""
        judges = [self.judges[type_] for type_ in POINTING if type_ in self.judges]
        met = {
            f"{judge.type}/{id_}": judge.universe.met[id_]
            for judge in judges
            for id_ in self._seen(judge, "search").met
        }
        (any_judge, *_) = self.judges.values()
        return any_judge.among(met)

    def _seen(self, judge: Judge, interaction: Interaction) -> Universe:
        verdict = self.caller.grant.visible(judge.type, interaction)
        if isinstance(verdict, Denied):
            return Universe()
        rule, whole = widened(judge, verdict.expression), judge.universe
        ghosts = Judge(judge.place, judge.type, Universe(dict(whole.ghosts)), judge.others)
        seen = self._pointing if judge.type == "Binary" else None
        found, bad = judge.verdict(rule, seen)[0], ghosts.verdict(rule, seen)[0]
        mask = self.caller.grant.mask(judge.type)
        return Universe(
            {id_: bare(item, mask) for id_, item in whole.resources.items() if id_ in found},
            {id_: path for id_, path in whole.bad.items() if id_ in bad},
            {},
            {id_: bare(item, mask) for id_, item in whole.ghosts.items() if id_ in bad},
        )


def bare(resource: Mapping[str, Any], mask: frozenset[str]) -> dict[str, Any]:
    """The resource without the masked elements, which are top elements here."""
    type_ = resource["resourceType"]
    return {key: value for key, value in resource.items() if f"{type_}.{_element(type_, key)}" not in mask}


def _element(type_: str, key: str) -> str:
    child = definitions.child(type_, key)
    return key if child is None else child.element.name


def owner(resource: Mapping[str, Any]) -> str | None:
    """Whose chart a resource says that it is in: read off its JSON, by no rule of the product."""
    if resource["resourceType"] == "Patient":
        return f"Patient/{resource['id']}"
    if resource["resourceType"] == "Provenance":  # about a patient's own record, or about some other resource
        targets = (target["reference"] for target in resource["target"])
        return next((reference for reference in targets if reference.startswith("Patient/")), None)
    if resource["resourceType"] == "Appointment":
        actors = (entry.get("actor", {}).get("reference", "") for entry in resource.get("participant", ()))
        return next((reference for reference in actors if reference.startswith("Patient/")), None)
    found = (resource.get(word, {}).get("reference") for word in PATIENT_WORDS)
    return next((reference for reference in found if reference is not None), None)
