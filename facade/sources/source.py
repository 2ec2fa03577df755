"""One clinic's database: its two pools, its time zone, and the connections it lends out.

Nothing connects before the first use, so a server starts whether or not its sources can be reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from sqlalchemy import Dialect, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import PoolProxiedConnection

from facade.adapter.schema import SchemaFacts
from facade.errors import DeclarationError, Finding
from facade.sources.connection import SnapshotConnection, SourceConnection, WriteConnection
from facade.sources.engines import read_engine, write_engine
from facade.sources.facts import read_facts
from facade.sources.failures import exhausted, unreachable
from facade.sources.settings import SourceSettings
from facade.sources.watched import WatchedConnection


class Source:
    """A configured source. Raises DeclarationError for settings that can never work."""

    def __init__(self, settings: SourceSettings) -> None:
        self.settings = settings
        self.name = settings.name
        self.zone = _zone(settings)
        self._readers = read_engine(settings)
        self._writers = write_engine(settings)

    @property
    def dialect(self) -> Dialect:
        """SQLAlchemy's dialect; it knows the server's version once a connection has been made."""
        return self._readers.dialect

    def facts(self, tables: Iterable[str]) -> SchemaFacts:
        """What the catalogue says about these tables, read now."""
        with self.reading() as connection:
            return read_facts(connection, tables)

    @contextmanager
    def reading(self, several: bool = False) -> Iterator[SourceConnection]:
        """Lend a connection that cannot write; `several` statements share one READ ONLY transaction."""
        connection = self._lent(self._readers)
        try:
            if several:
                seconds = self.settings.transaction_seconds
                with SnapshotConnection(connection, self._readers, self.name, seconds) as snapshot:
                    yield snapshot
            else:
                yield SourceConnection(connection, self._readers, self.name)
        finally:
            connection.close()  # back to the pool

    @contextmanager
    def watching(self) -> Iterator[WatchedConnection]:
        """Lend a connection like `reading`, which remembers what it is asked."""
        with self._lent(self._readers) as connection:
            yield WatchedConnection(connection, self._readers, self.name)

    @contextmanager
    def writing(self) -> Iterator[WriteConnection]:
        """Lend a connection that can write; what is not committed when it comes back is rolled back."""
        connection = self._lent(self._writers)
        try:
            yield WriteConnection(connection, self._writers, self.name)
        finally:
            connection.close()  # back to the pool, whose own reset is the ROLLBACK

    def dispose(self) -> None:
        """Close all connections, as before a fork: no two processes may share one. Use makes new ones."""
        self._readers.dispose()
        self._writers.dispose()

    def _lent(self, engine: Engine) -> PoolProxiedConnection:
        try:
            return engine.raw_connection()
        except PoolTimeoutError:
            raise exhausted(self.name) from None
        except Exception as error:  # the driver's own errors, and what it makes of wrong options of the URL
            cause = error.orig if isinstance(error, DBAPIError) else None
            raise unreachable(cause or error, self.name) from None


def _zone(settings: SourceSettings) -> ZoneInfo:
    try:
        return ZoneInfo(settings.time_zone)
    except (KeyError, ValueError, OSError):  # unknown; not a relative path; the name of a folder
        todo = "Give an IANA name such as America/Toronto."
        finding = Finding("source.E003", f"source {settings.name}", "The time zone is not known.", todo)
        raise DeclarationError((finding,)) from None
