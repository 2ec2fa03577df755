"""Who was removed, known by hashes alone, so that nobody whom the clinic took away comes in again by itself.

An account may be made by a sign-in: with the EHR's own account, or with an outside provider's. Removing a person leaves
the hash of each name under which that person could come back so: the login, the outside accounts, and what the
person was at each endpoint. Whatever bears one of these names is not made an account of. A new link by the clinic to
what the person was takes that name back, and with the last of these also login and outside accounts; a new account
that the clinic makes under the login takes back the login.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, insert, select

from facade.store.database import StoreConnection
from facade.store.hashed import hashed
from facade.store.people_schema import departure

Kind = Literal["login", "identity", "own"]


@dataclass(frozen=True)
class Trace:
    """A name under which somebody could come in: a login, issuer and subject, or endpoint and reference."""

    kind: Kind
    words: tuple[str, ...]

    @property
    def hash(self) -> str:
        """What is kept of it. Names can be guessed from it, as from any hash of a name; it is not one."""
        return hashed(json.dumps([self.kind, *self.words]))


def remember(connection: StoreConnection, person: str, traces: Iterable[Trace]) -> None:
    """Keep the traces of a person who is being removed."""
    rows = [{"hash": trace.hash, "person": person, "kind": trace.kind} for trace in traces]
    if rows:
        connection.execute(insert(departure), rows)


def are_known(connection: StoreConnection, traces: Iterable[Trace]) -> bool:
    """Whether one of these names is that of somebody who was removed."""
    query = select(departure.c.hash).where(departure.c.hash.in_([trace.hash for trace in traces]))
    return connection.execute(query.limit(1)).first() is not None


def forget(connection: StoreConnection, trace: Trace) -> None:
    """Take a name back, and all of the people who bore it once nothing is left that they were."""
    people = list(connection.execute(select(departure.c.person).where(departure.c.hash == trace.hash)).scalars())
    connection.execute(delete(departure).where(departure.c.hash == trace.hash))
    if trace.kind == "own" and people:
        left = select(departure.c.person).where(departure.c.kind == "own", departure.c.person.in_(people))
        still = set(connection.execute(left).scalars())
        back = [person for person in people if person not in still]
        connection.execute(delete(departure).where(departure.c.person.in_(back)))
