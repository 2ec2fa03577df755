"""DocumentReference/$docref: a patient's documents, of a kind and of a time of care.

Documents are stored here, none is made for the asking: `on-demand=true` asks for those alone, so it finds none, and
where nothing but the patient is given all stored ones are meant. The time is that of the care, `period`; of a document
without one, its own `date`; a document without either is in. `profile` asks what the DocumentReference claims.

http://hl7.org/fhir/uv/ipa/OperationDefinition-docref.html
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from facade.errors import Refused, bad_value, not_supported
from facade.fhir import definitions
from facade.interactions.answering import answered
from facade.interactions.asking import Asking, question
from facade.interactions.context import Context, Reply
from facade.interactions.operations import arguments
from facade.search import values
from facade.search.expression import (
    FALSE,
    TRUE,
    DateValue,
    Expression,
    MissingValue,
    Not,
    Param,
    ReferenceValue,
    conjunction,
    disjunction,
)
from facade.search.parse import page_apart, parse

TYPE = "DocumentReference"
DEFINITION = "http://hl7.org/fhir/uv/ipa/OperationDefinition/docref"
_PATH = f"{TYPE}/$docref"
_OWN = frozenset({"patient", "start", "end", "type", "on-demand", "profile"})
_PAGING = frozenset({"_count", "_page"})
_PATIENT = re.compile(r"(?:Patient/)?([A-Za-z0-9.-]{1,64})")
_ON_DEMAND = {"true": FALSE, "false": TRUE, None: TRUE}


def docref(context: Context, pairs: Sequence[tuple[str, str]], *, lenient: bool | None = None) -> Reply:
    """200 with a searchset Bundle, page by page. Refused 400 without a patient, and as a search is."""
    ready = context.endpoint.source.fresh()
    offered = context.search_of(ready, TYPE).offer.parameters
    context.visible(ready, TYPE, "search")  # a closed type tells nothing of its parameters
    settings = context.settings(lenient)
    token, pairs = page_apart(pairs)
    given = arguments.taken(pairs, _OWN | _PAGING, lenient=settings.lenient)
    wanted = _wanted(given, offered)
    paging = [pair for pair in pairs if pair[0] in _PAGING]
    request = parse(TYPE, paging, {}, settings=settings, base=context.endpoint.base)
    own = [(name, text) for name, text in pairs if name in _OWN and text]
    ignored = arguments.ignored(pairs, _OWN | _PAGING)
    request = replace(request, used=(*own, *request.used), ignored=ignored)
    asked = question(context, ready, TYPE, request, wanted)
    return answered(context, ready, Asking(_PATH, [asked], request, interaction="docref", page=token))


def _wanted(given: Mapping[str, Sequence[str]], offered: Container[str]) -> Expression:
    patient = _PATIENT.fullmatch(arguments.once(given, "patient") or "")
    if not given.get("patient"):
        raise Refused(400, "required", "$docref needs to know whose documents: give patient.")
    if patient is None:
        raise bad_value("patient takes the id of a Patient.")
    if "patient" not in offered:
        raise not_supported("The documents here cannot be told by patient.")
    on_demand = arguments.once(given, "on-demand")
    if on_demand not in _ON_DEMAND:
        raise bad_value("on-demand takes true or false.")
    return conjunction(
        Param("patient", "", (ReferenceValue(patient[1], "Patient"),)),
        _ON_DEMAND[on_demand],
        _of_kind("type", given.get("type", ()), offered),
        _of_kind("_profile", given.get("profile", ()), offered),
        _of_time(*arguments.period(given), offered),
    )


def _of_kind(code: str, texts: Sequence[str], offered: Container[str]) -> Expression:
    """One of the values of a search parameter; nothing is one where the documents do not tell."""
    if not texts:
        return TRUE
    if code not in offered:
        return FALSE
    parameter = definitions.search_parameters(TYPE)[code]
    parts = [part for text in texts for part in values.alternatives(code, text)]
    return Param(code, "", tuple(values.read(parameter, code, part, "") for part in parts))


def _of_time(start: str, end: str, offered: Container[str]) -> Expression:
    """What is not wholly outside, by `period`, and by `date` where there is none."""
    by = [code for code in ("period", "date") if code in offered]
    if not by or not (start or end):
        return TRUE
    first, *rest = ([Not(item) for item in _outside(code, start, end)] for code in by)
    if not rest:
        return conjunction(*first)
    without = Param(by[0], "missing", (MissingValue(True),))
    return disjunction(conjunction(Not(without), *first), conjunction(without, *rest[0]))


def _outside(code: str, start: str, end: str) -> Iterator[Param]:
    if start:
        yield Param(code, "", (DateValue(start, "eb"),))
    if end:
        yield Param(code, "", (DateValue(end, "sa"),))
