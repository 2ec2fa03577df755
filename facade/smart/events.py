"""What the authorization server decided, for the journal: who asked, about whom, how it ended. No PHI, no secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class AuthEvent:
    """One decision. `person` is the id of the account, `reason` a word of ours or an OAuth error code."""

    action: str
    endpoint: str
    outcome: str  # "granted", "refused", "revoked", …
    client: str = ""
    person: str = ""
    reason: str = ""
    by: str = ""  # who did it, if another: the id of a person, or "cli:" and an account of this machine


Record = Callable[[AuthEvent], None]


def unheard(_event: AuthEvent) -> None:
    """For callers that have no journal: tests and the command line."""
