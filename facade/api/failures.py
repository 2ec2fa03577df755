"""The one place where errors become answers: an OperationOutcome each, whatever went wrong and wherever.

Texts are ours, never the framework's or an exception's: those may quote what the client sent or a row holds.
https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from facade.api import journal, replies, routing
from facade.api.exchange import current
from facade.api.replies import Answer
from facade.errors import Issue, Refused, not_found
from facade.fhir.outcome import operation_outcome

WRONG = Issue("exception", "The server failed to answer. Tell its operator the X-Request-Id.")
_BY_STATUS: Mapping[int, Issue] = {
    400: Issue("invalid", "The request cannot be understood."),
    404: not_found().issues[0],
    405: Issue("not-supported", "This method is not offered here."),
    413: Issue("too-long", "The body is larger than this server takes."),
    414: Issue("too-long", "The URL is longer than this server takes; search with POST and _search."),
    415: Issue("not-supported", "The body is of a type that this server does not take."),
}


def install(app: Flask) -> None:
    """Answer every kind of error."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(MethodNotAllowed, _method)
    app.register_error_handler(Exception, unexpected)


def outcome(status: int, issues: Iterable[Issue], headers: Mapping[str, str] | None = None) -> Answer:
    """An OperationOutcome as answer; its first code stands in the log."""
    found = tuple(issues)
    exchange = current()
    exchange.issue = found[0].code
    return replies.document(operation_outcome(found), status=status, headers=headers, pretty=exchange.pretty)


def _refused(error: Refused) -> Answer:
    answer = outcome(error.status, error.issues, error.headers)
    if error.status == 405:
        answer.headers["Allow"] = routing.allow()
    return answer


def _http(error: HTTPException) -> Answer:
    status = error.code or 500
    issue = _BY_STATUS.get(status, WRONG if status >= 500 else _BY_STATUS[400])
    return outcome(status, [issue])


def _method(_error: MethodNotAllowed) -> Answer:
    try:
        return outcome(405, [_BY_STATUS[405]], {"Allow": routing.allow()})
    except Refused as refused:
        return _refused(refused)


def unexpected(error: Exception) -> Answer:
    """500, and where it happened in the log."""
    journal.failed(error)
    return outcome(500, [WRONG])
