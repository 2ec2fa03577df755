"""What a source must prove at start: long text arrives whole, and its sessions are set as we asked.

Numbered findings, as the checks of adapters give them; an unreachable source is a finding too, never a crash.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

from facade.errors import Finding, Refused
from facade.sources.connection import SourceConnection
from facade.sources.failures import SourceFault
from facade.sources.session import agrees
from facade.sources.source import Source

# pyodbc without its encoding set breaks text from 128 characters on; four bytes for the last character.
LONG_TEXT = "Zoë Łukasz \U0001f9ec " * 77


_QUESTIONS = {
    "sqlite": "PRAGMA {0}",
    "postgresql": "SELECT setting FROM pg_settings WHERE name = '{0}'",
}


def examine(source: Source) -> list[Finding]:
    """The findings of the reading and the writing pool; none means that all is well."""
    where = f"source {source.name}"
    return [*_pool(source.reading(), f"{where} (read)"), *_pool(source.writing(), f"{where} (write)")]


def _pool(lent: AbstractContextManager[SourceConnection], where: str) -> list[Finding]:
    try:
        with lent as connection:
            return [*_text(connection, where), *_session(connection, where)]
    except (Refused, SourceFault) as error:
        todo = "Check that the server runs, and the account, address and database of the URL."
        return [Finding("source.E004", where, f"The database cannot be used: {error}.", todo)]


def _text(connection: SourceConnection, where: str) -> Iterator[Finding]:
    mark = "?" if connection.paramstyle == "qmark" else "%s"
    ((echo,),) = connection.execute(f"SELECT {mark}", (LONG_TEXT,))
    if echo != LONG_TEXT:
        todo = "Use another driver, or one of the versions that are tested."
        yield Finding("source.E005", where, "Text is altered on its way to the database and back.", todo)


def _session(connection: SourceConnection, where: str) -> Iterator[Finding]:
    for name, wanted in connection.session.items():
        question = _QUESTIONS.get(connection.dialect.name, "SELECT @@session.{0}").format(name)
        ((found,),) = connection.execute(question)
        if not agrees(wanted, found):
            todo = "Look for a proxy or an init_connect that resets sessions."
            yield Finding("source.E006", where, f"The session setting {name} is not in force.", todo)
