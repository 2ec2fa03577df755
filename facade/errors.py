"""The one exception family: status, FHIR issue code and a PHI-free text travel together.

    Refused                      any request we answer with an OperationOutcome
    DeclarationError             an adapter's or a configuration's declaration is wrong; at start, never later

Raised where the fact is known, rendered in one place (`facade.api.failures`).
Issue codes: https://hl7.org/fhir/R4/valueset-issue-type.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Issue:
    """One entry of an OperationOutcome. `expression` holds FHIRPath-like paths, never values."""

    code: str
    text: str
    severity: str = "error"
    expression: tuple[str, ...] = ()


class Refused(Exception):
    """A request that is answered with `status` and an OperationOutcome of `issues`.

    The text must be safe to show to anyone: no value from a row, no key, no SQL.
    """

    def __init__(
        self,
        status: int,
        code: str,
        text: str,
        *,
        expression: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
        more: Sequence[Issue] = (),
    ) -> None:
        super().__init__(text)
        self.status = status
        self.headers: Mapping[str, str] = headers or {}
        self.issues: tuple[Issue, ...] = (Issue(code, text, expression=tuple(expression)), *more)

    @property
    def code(self) -> str:
        """The issue code of the first (main) issue."""
        return self.issues[0].code


def not_found() -> Refused:
    """Absent, hidden and malformed ids answer alike, so that a refusal tells nothing about existence."""
    return Refused(404, "not-found", "The resource is not known here.")


def not_supported(text: str, *, expression: Sequence[str] = ()) -> Refused:
    """400 for a parameter, modifier or sort key that this server does not offer."""
    return Refused(400, "not-supported", text, expression=expression)


def bad_value(text: str, *, expression: Sequence[str] = ()) -> Refused:
    """400 for a value that does not have the form its parameter or element needs."""
    return Refused(400, "value", text, expression=expression)


@dataclass(frozen=True)
class Finding:
    """One numbered message of the system checks: `adapter.E012 oscar Patient.birthDate: … what to do`."""

    number: str
    where: str
    text: str
    todo: str = ""

    @property
    def is_error(self) -> bool:
        """Numbers E… take something out of service; W… are only told."""
        return self.number.split(".")[-1].startswith("E")

    def __str__(self) -> str:
        return f"{self.number} {self.where}: {self.text}" + (f" {self.todo}" if self.todo else "")


@dataclass
class DeclarationError(Exception):
    """A declaration that cannot be compiled; holds every finding, not just the first."""

    findings: Sequence[Finding] = field(default_factory=tuple)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)
