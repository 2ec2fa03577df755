"""What one clinic's database is reached by: the part of `[sources.NAME]` that connections need."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class SourceSettings:
    """Addresses, limits and the site's time zone of one source. Sizes are per worker process.

    `write_url` belongs to the account that may write; without it the account of `url` is used for both.
    """

    name: str
    url: str = field(repr=False)  # may hold a password
    time_zone: str  # IANA name; legacy date-times are wall clock time of this zone
    write_url: str | None = field(default=None, repr=False)
    statement_seconds: float = 2.0  # the database itself ends a statement after this time
    rows: int = 100_000_000  # the most that one statement may be expected to read
    window: int = 500  # stored rows that one answer may read resources out of
    window_bytes: int = 64 * 1024 * 1024  # what is read out of them at most; as much is kept for the next answer
    transaction_seconds: float = 1.0  # a reading transaction is begun anew after this time
    connect_seconds: int = 2
    pool_size: int = 3
    write_pool_size: int = 1
    pool_seconds: float = 1.0  # how long a request waits for a free connection
