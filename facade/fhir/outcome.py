"""OperationOutcome. https://hl7.org/fhir/R4/operationoutcome.html"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from facade.errors import Issue


def _issue(issue: Issue) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "severity": issue.severity,
        "code": issue.code,
        "diagnostics": issue.text,
    }
    if issue.expression:
        shown["expression"] = list(issue.expression)
    return shown


def operation_outcome(issues: Iterable[Issue]) -> dict[str, Any]:
    """The resource; ValueError without issues, since R4 asks for at least one."""
    shown = [_issue(issue) for issue in issues]
    if not shown:
        raise ValueError("an OperationOutcome has at least one issue")
    return {"resourceType": "OperationOutcome", "issue": shown}
