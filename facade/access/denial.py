"""The denial policy: what a caller is told, by the kind of refusal, and nothing more.

A refusal must not tell whether a resource exists: absent, hidden and foreign ones are one kind.
https://www.rfc-editor.org/rfc/rfc6750#section-3, https://hl7.org/fhir/R4/security.html#AccessDenied
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from facade.errors import Refused, not_found


class Denial(Enum):
    """Why a request is refused."""

    NO_TOKEN = auto()
    BAD_TOKEN = auto()  # unknown, malformed, expired, revoked, of another endpoint
    NO_SCOPE = auto()  # a valid token that does not reach this type or interaction
    BAD_CONTEXT = auto()  # a token whose patient or user is missing, malformed or no longer valid
    MASKED = auto()  # writing a type of which the caller may not see every element
    OUTSIDE = auto()  # creating a resource that the caller could not see
    HIDDEN = auto()  # absent, archived, blocked, outside the compartment
    UNKNOWN_PARAMETER = auto()
    TOO_COSTLY = auto()
    THROTTLED = auto()
    UNAVAILABLE = auto()  # a database that is needed does not answer
    TIMEOUT = auto()
    CONFLICT = auto()
    NO_VERSION = auto()
    UNMAPPED = auto()
    ADDRESS = auto()  # a client from outside the networks that it may come from
    MOVED = auto()  # a write that gives a record to another patient


@dataclass(frozen=True)
class Denied:
    """An answer of the policy: status, issue code, text and headers."""

    status: int
    code: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)

    def refused(self) -> Refused:
        """The exception that the interactions raise."""
        return Refused(self.status, self.code, self.text, headers=self.headers)


_INVALID_TOKEN = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
_NO_SCOPE = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
_ABSENT = not_found()

POLICY: Mapping[Denial, Denied] = {
    Denial.NO_TOKEN: Denied(401, "login", "An access token is needed.", _INVALID_TOKEN),
    Denial.BAD_TOKEN: Denied(401, "login", "The access token is not valid here, or no longer.", _INVALID_TOKEN),
    Denial.NO_SCOPE: Denied(403, "forbidden", "The access token does not allow this.", _NO_SCOPE),
    Denial.BAD_CONTEXT: Denied(403, "forbidden", "The context of the access token does not allow this."),
    Denial.MASKED: Denied(403, "forbidden", "This client may not write this type: it cannot see all of it."),
    Denial.OUTSIDE: Denied(403, "forbidden", "The access token does not allow a resource like this one."),
    Denial.HIDDEN: Denied(_ABSENT.status, _ABSENT.code, _ABSENT.issues[0].text),
    Denial.UNKNOWN_PARAMETER: Denied(400, "not-supported", "A search parameter is not supported."),
    Denial.TOO_COSTLY: Denied(400, "too-costly", "The request would cost the EHR too much."),
    Denial.THROTTLED: Denied(429, "throttled", "Too many requests; try again later.", {"Retry-After": "10"}),
    Denial.UNAVAILABLE: Denied(503, "transient", "The database does not answer now.", {"Retry-After": "5"}),
    Denial.TIMEOUT: Denied(503, "timeout", "The database took too long to answer.", {"Retry-After": "5"}),
    Denial.CONFLICT: Denied(412, "conflict", "The resource has changed since that version."),
    Denial.NO_VERSION: Denied(428, "required", "Send the version that you have read as If-Match."),
    Denial.UNMAPPED: Denied(422, "not-supported", "Some content has no place in this EHR."),
    Denial.ADDRESS: Denied(403, "forbidden", "This client may not be used from this address."),
    Denial.MOVED: Denied(422, "business-rule", "A record cannot be moved to another patient."),
}


def denial(
    kind: Denial, *, text: str | None = None, expression: Sequence[str] = (), retry_after: int | None = None
) -> Refused:
    """The refusal of one kind. `text`, if given, must be safe to show to anyone."""
    policy = POLICY[kind]
    headers = dict(policy.headers)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Refused(policy.status, policy.code, text or policy.text, expression=expression, headers=headers)
