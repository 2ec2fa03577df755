"""The tables of our own database. What a table looked like earlier stands in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Index, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time on every database; SQLite has no zone, so UTC is stored there without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

access_token = Table(
    "access_token",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the token; the token itself is never stored
    Column("content", Text, nullable=False),  # the fields of a Grant as JSON
    Column("endpoint", String(255), nullable=False),
    Column("origin", String(32), nullable=False),
    Column("expires", UtcTime, nullable=False, index=True),
    Column("client", String(255), nullable=True, index=True),
    Column("family", String(32), nullable=True, index=True),  # of a person's consent; a token dies with it
    Column("person", String(64), nullable=True, index=True),
)

authorization_request = Table(
    "authorization_request",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of its id
    Column("content", Text, nullable=False),  # a Pending as JSON
    Column("expires", UtcTime, nullable=False, index=True),
)

authorization_code = Table(
    "authorization_code",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("family", String(32), nullable=False),  # what it begins when it is redeemed
    Column("content", Text, nullable=False),
    Column("expires", UtcTime, nullable=False, index=True),
    Column("used", UtcTime, nullable=True),
)

token_family = Table(
    "token_family",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("endpoint", String(255), nullable=False),
    Column("app", String(255), nullable=False),
    Column("person", String(64), nullable=False, index=True),
    Column("session", String(64), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("content", Text, nullable=False),  # the other fields of a Family as JSON
    Column("created", UtcTime, nullable=False),
    Column("used", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False),
    Column("ends", UtcTime, nullable=False),
    Index("ix_token_family_app", "endpoint", "app"),
)

refresh_token = Table(
    "refresh_token",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("family", String(32), nullable=False, index=True),
    Column("rotated", UtcTime, nullable=True),  # when its successor was made
    Column("salt", LargeBinary, nullable=True),  # with which the successor follows from the token
    Column("ends", UtcTime, nullable=False, index=True),
)

launch = Table(
    "launch",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of its id
    Column("content", Text, nullable=False),  # a Launch as JSON
    Column("expires", UtcTime, nullable=False, index=True),
)

assertion_used = Table(
    "assertion_used",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("jti_hash", String(64), primary_key=True),
    Column("expires", UtcTime, nullable=False, index=True),
)

switch = Table(
    "switch",
    metadata,
    Column("name", String(32), primary_key=True),  # a switch is on while its row is there
    Column("changed", UtcTime, nullable=False),
)

app = Table(
    "app",
    metadata,
    Column("endpoint", String(255), primary_key=True),
    Column("id", String(255), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("content", Text, nullable=False),  # the other fields of an App as JSON
    Column("created", UtcTime, nullable=False),
    Column("changed", UtcTime, nullable=False),
)

initial_token = Table(
    "initial_token",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("endpoint", String(255), nullable=False),
    Column("uses", Integer, nullable=False),  # how many apps it may still register
    Column("expires", UtcTime, nullable=False),
)

secret_key = Table(
    "secret_key",
    metadata,
    Column("purpose", String(32), primary_key=True),
    Column("serial", Integer, primary_key=True, autoincrement=False),  # 1, 2, …: the highest is the newest
    Column("id", String(32), nullable=False, unique=True),
    Column("secret", LargeBinary, nullable=False),
    Column("created", UtcTime, nullable=False),
)

client_freeze = Table(
    "client_freeze",
    metadata,
    Column("endpoint", String(255), primary_key=True),
    Column("client", String(255), primary_key=True),  # of the configuration: an app has its status
    Column("since", UtcTime, nullable=False),
)

rate = Table(
    "rate",
    metadata,
    Column("key", String(64), primary_key=True),  # SHA-256 of what is counted: it may hold an address
    Column("minute", BigInteger, primary_key=True, autoincrement=False, index=True),  # since 1970
    Column("taken", Integer, nullable=False),
)
