"""The same clinical answer from both vendors' tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from adapters import openemr, oscar
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar.tables import metadata as oscar_tables
from facade.testing.databases import Server
from tests.cross_vendor import clinic
from tests.cross_vendor import openemr as in_openemr
from tests.cross_vendor import oscar as in_oscar
from tests.cross_vendor.questions import QUESTIONS, Question, Say, who
from tests.serving import Service, fill, serve

VENDORS: Mapping[str, tuple[Any, Any, Callable[[], Mapping[str, list[dict[str, Any]]]]]] = {
    "oscar": (oscar.adapter, oscar_tables, in_oscar.rows),
    "openemr": (openemr.adapter, openemr_tables, in_openemr.rows),
}


@pytest.fixture(scope="module", params=list(VENDORS))
def service(request: pytest.FixtureRequest, mariadb_server: Server) -> Iterator[Service]:
    """The clinic in one vendor's tables, on MariaDB."""
    adapter, tables, rows = VENDORS[request.param]
    with mariadb_server.fresh_database() as name:
        url = mariadb_server.url_for("pymysql", name)
        fill(url, tables, rows())
        made = serve(adapter, url)
        yield made
        made.endpoint.source.source.dispose()


def answers(service: Service, search: str, say: Say) -> frozenset[Any]:
    """What is said of all that a search finds, page by page; of the first page only, where it asks for that many."""
    type_, _, query = search.partition("?")
    if "_count=" not in query:
        return frozenset(map(say, service.pages(type_, query)))
    status, bundle = service.search(type_, query)
    assert status == 200, bundle
    return frozenset(say(entry["resource"]) for entry in bundle["entry"])


def test_there_are_thirty_patients_and_forty_questions() -> None:
    assert len(clinic.PEOPLE) == 30
    assert len(QUESTIONS) >= 40


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.words)
def test_the_answer(service: Service, question: Question) -> None:
    found = answers(service, question.search, question.say)
    if question.less:
        found -= answers(service, question.less, question.less_says or who)
    assert found == question.answer
