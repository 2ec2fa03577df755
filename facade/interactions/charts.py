"""Ids of patients: whose chart an id names now, and which id a key of the EHR has."""

from __future__ import annotations

from collections.abc import Iterator

from facade.compiler.identity import Identity
from facade.interactions.served import Ready

TYPE = "Patient"


def head_of(ready: Ready, patient: str) -> str:
    """The id of the patient whom the EHR merged this one into; the same id if it did not."""
    for identity in _identities(ready):
        parsed = identity.parse(patient)
        if parsed is not None and parsed[0] in identity.merges.heads:
            return identity.id_of(identity.merges.heads[parsed[0]])
    return patient


def id_of_key(ready: Ready, key: str) -> str | None:
    """The id that a row with this key of the EHR has; None for what is no key in the form that the EHR writes.

    Whether there is such a row is not asked. Where several maps give patients, a key says not which.
    """
    found = list(_identities(ready))
    if len(found) != 1 or not key:
        return None
    reference = found[0].reference(key)
    id_ = None if reference is None else reference.partition("/")[2]
    return id_ if id_ is not None and found[0].parse(id_) is not None else None


def _identities(ready: Ready) -> Iterator[Identity]:
    return (identity for (type_, _), identity in ready.source.identities.items() if type_ == TYPE)
