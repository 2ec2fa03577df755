"""Every operation that is served: what it is called, on what, and what answers it.

The routes, the batch and the CapabilityStatement are made from this table. https://hl7.org/fhir/R4/operationslist.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from facade.interactions.context import Context, Reply
from facade.interactions.operations.docref import DEFINITION as DOCREF
from facade.interactions.operations.docref import docref
from facade.interactions.operations.everything import everything
from facade.interactions.operations.lastn import lastn
from facade.interactions.operations.stats import stats

_DEFINITIONS = "http://hl7.org/fhir/OperationDefinition"
Pairs = Sequence[tuple[str, str]]


class _Answers(Protocol):
    def __call__(self, context: Context, id_: str | None, pairs: Pairs, *, lenient: bool | None) -> Reply: ...


@dataclass(frozen=True)
class Operation:
    """One operation of one type. `on_type`, `on_instance`: what it may be called on; `guide`: who else defines it."""

    type: str
    name: str
    answer: _Answers
    on_type: bool = False
    on_instance: bool = False
    guide: str = ""

    @property
    def definition(self) -> str:
        """The canonical URL of its OperationDefinition: R4's, if no guide's."""
        return self.guide or f"{_DEFINITIONS}/{self.type}-{self.name}"


def _lastn(context: Context, id_: str | None, pairs: Pairs, *, lenient: bool | None) -> Reply:
    return lastn(context, pairs, lenient=lenient)


def _stats(context: Context, id_: str | None, pairs: Pairs, *, lenient: bool | None) -> Reply:
    return stats(context, pairs, lenient=lenient)


def _docref(context: Context, id_: str | None, pairs: Pairs, *, lenient: bool | None) -> Reply:
    return docref(context, pairs, lenient=lenient)


def _patient(context: Context, id_: str | None, pairs: Pairs, *, lenient: bool | None) -> Reply:
    return everything(context, "Patient", id_, pairs, lenient=lenient)


def _encounter(context: Context, id_: str | None, pairs: Pairs, *, lenient: bool | None) -> Reply:
    return everything(context, "Encounter", id_, pairs, lenient=lenient)


OPERATIONS: tuple[Operation, ...] = (
    Operation("DocumentReference", "docref", _docref, on_type=True, guide=DOCREF),
    Operation("Observation", "lastn", _lastn, on_type=True),
    Operation("Observation", "stats", _stats, on_type=True),
    Operation("Patient", "everything", _patient, on_type=True, on_instance=True),
    Operation("Encounter", "everything", _encounter, on_instance=True),
)


def operation(type_: str, id_: str | None, name: str) -> Operation | None:
    """The operation of that name on a type, or on one resource of it."""
    return next(
        (
            found
            for found in OPERATIONS
            if (found.type, found.name) == (type_, name) and (found.on_type if id_ is None else found.on_instance)
        ),
        None,
    )
