"""The choice of a patient and an encounter, by the rights of the person who chooses.

Every list here is an ordinary search under the person's own grant, so the access rules hold for it as for any client.
A clinician asks by name, birth date or number, and gets 20 rows at most; without a question there is no answer. Anybody
else chooses among the own chart and those of the patients that the person acts for. SMART LA-01, LA-02.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from facade.errors import Refused
from facade.fhir import dates
from facade.interactions import read, search
from facade.interactions.charts import TYPE as PATIENT
from facade.interactions.charts import head_of
from facade.interactions.context import Context, Endpoint
from facade.interactions.events import Event
from facade.smart import rights
from facade.store.people import Link

MOST = 20
_MOST_WORDS = 5
_LONGEST = 100
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_HEALTH_NUMBER = "JHN"  # http://terminology.hl7.org/CodeSystem/v2-0203
_BY_USE = ("official", "usual")
_SHOWN = ("_elements", "name,birthDate,identifier")

Pairs = list[tuple[str, str]]


class BadQuestion(ValueError):
    """Its text is the name of the field that cannot be asked."""


@dataclass(frozen=True)
class Question:
    """What a clinician types. Empty fields ask nothing; those that are not empty must all hold."""

    name: str = ""
    birth_date: str = ""
    number: str = ""

    def pairs(self) -> Pairs:
        """The search parameters. BadQuestion."""
        return [*_by_name(self.name), *_by_date(self.birth_date), *_by_number(self.number)]


@dataclass(frozen=True)
class Choice:
    """A patient as the person sees it."""

    id: str
    name: str
    birth_date: str = ""
    number: str = ""


@dataclass(frozen=True)
class Found:
    """`more`: there are others, which a narrower question would show."""

    choices: tuple[Choice, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class Visit:
    """An encounter as the person sees it."""

    id: str
    start: str = ""
    text: str = ""


@dataclass(frozen=True, eq=False)
class Picker:
    """What one person may choose at one endpoint. Refused 503 while the EHR cannot be asked."""

    endpoint: Endpoint
    links: Sequence[Link]
    now: datetime
    record: Callable[[Event], None]

    @property
    def asks(self) -> bool:
        """Whether the person has to ask for a patient: a clinician, who may open anybody's chart."""
        return rights.is_clinician(self._links)

    def mine(self) -> tuple[Choice, ...]:
        """The charts of a person who is no clinician, the own one first; none for a clinician."""
        if self._context is None:
            return ()
        wanted = self._context.grant.patients
        found: dict[str, Choice] = {}
        for start in range(0, len(wanted), MOST):
            ids = ",".join(wanted[start : start + MOST])
            found |= {choice.id: choice for choice in self._patients([("_id", ids)]).choices}
        return tuple(found[id_] for id_ in wanted if id_ in found)

    def search(self, question: Question) -> Found:
        """Patients by name, birth date, number. BadQuestion."""
        pairs = question.pairs()
        return self._patients(pairs) if pairs else Found()

    def patient(self, id_: str) -> Choice | None:
        """The patient, if the person may open that chart."""
        resource = self._read(PATIENT, id_, [_SHOWN])
        return None if resource is None or not self._is_head(id_) else _choice(resource)

    def encounters(self, patient: str) -> tuple[Visit, ...]:
        """The latest encounters of a patient, newest first."""
        return self._encounters(patient, [("_sort", "-date")])

    def encounter(self, patient: str, id_: str) -> Visit | None:
        """The encounter, if it is of this patient and the person may see it."""
        found = self._encounters(patient, [("_id", _escaped(id_))])
        return next((visit for visit in found if visit.id == id_), None)

    @property
    def _links(self) -> Sequence[Link]:
        return rights.in_force(self.links, self.endpoint, self.now)

    @cached_property
    def _context(self) -> Context | None:
        """The context of the person's own searches; None for who is nobody at this endpoint."""
        try:
            grant = rights.own_grant(self.links, endpoint=self.endpoint, now=self.now)
        except rights.NotHeld:
            return None
        return Context(self.endpoint, grant, self.now, self.record)

    def _patients(self, pairs: Pairs) -> Found:
        resources, more = self._search(PATIENT, [*pairs, _SHOWN])
        heads = [resource for resource in resources if self._is_head(resource["id"])]
        return Found(tuple(map(_choice, heads)), more)

    def _encounters(self, patient: str, pairs: Pairs) -> tuple[Visit, ...]:
        resources, _ = self._search("Encounter", [("patient", f"{PATIENT}/{_escaped(patient)}"), *pairs])
        return tuple(map(_visit, resources))

    def _is_head(self, patient: str) -> bool:
        return head_of(self.endpoint.source.ready(), patient) == patient

    def _search(self, type_: str, pairs: Pairs) -> tuple[list[dict[str, Any]], bool]:
        """The resources of the first page, and whether there are others; nothing where the search is refused."""
        if self._context is None:
            return [], False
        with_count = [*pairs, ("_count", str(MOST))]
        # Never lenient: a parameter that was ignored would leave everybody.
        bundle = _answer(lambda context: search.search(context, type_, with_count, lenient=False), self._context)
        if bundle is None:
            return [], False
        found = [entry["resource"] for entry in bundle.get("entry", ()) if entry["search"]["mode"] == "match"]
        return found, any(link["relation"] == "next" for link in bundle["link"])

    def _read(self, type_: str, id_: str, pairs: Pairs) -> Mapping[str, Any] | None:
        if self._context is None:
            return None
        found: Mapping[str, Any] | None = _answer(lambda context: read.read(context, type_, id_, pairs), self._context)
        return found


def _answer(ask: Callable[[Context], Any], context: Context) -> Any:
    """The body, or None where it is refused to this person; what is out of order stays an error."""
    try:
        return ask(context).body
    except Refused as refused:
        if refused.status >= 500:
            raise
        return None


def _by_name(text: str) -> Pairs:
    words = text.replace(",", " ").split()
    if not words:
        return []
    if len(text) > _LONGEST or len(words) > _MOST_WORDS or not all(any(map(str.isalnum, word)) for word in words):
        raise BadQuestion("name")
    return [("name", _escaped(word)) for word in words]


def _by_date(text: str) -> Pairs:
    date = text.strip()
    if not date:
        return []
    try:
        dates.parse_partial(date if _DATE.fullmatch(date) else "")
    except ValueError:
        raise BadQuestion("birth_date") from None
    return [("birthdate", date)]


def _by_number(text: str) -> Pairs:
    number = text.strip()
    if not number:
        return []
    if len(number) > _LONGEST or not any(map(str.isalnum, number)):
        raise BadQuestion("number")
    written = dict.fromkeys((number, re.sub(r"[\s-]+", "", number)))  # as on the card, and as it may be stored
    return [("identifier", ",".join(map(_escaped, written)))]


def _escaped(text: str) -> str:
    """https://hl7.org/fhir/R4/search.html#escaping"""
    return re.sub(r"([\\$,|])", r"\\\1", text)


def _choice(resource: Mapping[str, Any]) -> Choice:
    return Choice(resource["id"], _name(resource), resource.get("birthDate", ""), _number(resource))


def _name(resource: Mapping[str, Any]) -> str:
    names = sorted(resource.get("name", ()), key=lambda name: name.get("use") not in _BY_USE)
    for name in names:
        text = name.get("text") or " ".join([*name.get("given", ()), name.get("family", "")]).strip()
        if text:
            return str(text)
    return ""


def _number(resource: Mapping[str, Any]) -> str:
    """The health number, else the number of the chart."""
    typed = [item for item in resource.get("identifier", ()) if "value" in item and "type" in item]
    found = sorted(typed, key=lambda item: _HEALTH_NUMBER not in _codes(item["type"]))
    return str(found[0]["value"]) if found else ""


def _visit(resource: Mapping[str, Any]) -> Visit:
    start = resource.get("period", {}).get("start", "")
    return Visit(resource["id"], start, next(_texts(resource), ""))


def _texts(resource: Mapping[str, Any]) -> Iterator[str]:
    """What the encounter was about, in the words that the EHR has."""
    for name in ("type", "reasonCode"):
        for concept in resource.get(name, ()):
            texts = [concept.get("text"), *(coding.get("display") for coding in concept.get("coding", ()))]
            yield from (text for text in texts if text)
    display = resource.get("class", {}).get("display")
    if display:
        yield display


def _codes(concept: Mapping[str, Any]) -> set[str]:
    return {coding.get("code", "") for coding in concept.get("coding", ())}
