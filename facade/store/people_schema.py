"""The tables of people: who they are, what they sign in with, their sessions and the codes that bring them in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from facade.store.schema import UtcTime, metadata

person = Table(
    "person",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("login", String(255), nullable=False, unique=True),  # as normalised: two spellings are one login
    Column("name", String(255), nullable=False),
    Column("language", String(8), nullable=False),
    Column("roles", String(255), nullable=False),  # their names with spaces between, in alphabetical order
    Column("status", String(16), nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("changed", UtcTime, nullable=False),
)


def _of_person(*, primary_key: bool = False, index: bool = False) -> Column[str]:
    kind, owner = String(32), ForeignKey("person.id")
    return Column("person", kind, owner, primary_key=primary_key, nullable=False, index=index)


person_link = Table(
    "person_link",
    metadata,
    _of_person(primary_key=True),
    Column("endpoint", String(255), primary_key=True),
    Column("slot", String(255), primary_key=True),  # "own", so that there is one, or the patient a proxy acts for
    Column("reference", String(255), nullable=False),
    Column("provider", String(255)),
    Column("expires", UtcTime),
    Column("created", UtcTime, nullable=False),
)

outside_identity = Table(
    "outside_identity",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    _of_person(index=True),
    Column("created", UtcTime, nullable=False),
)

password = Table(
    "password",
    metadata,
    _of_person(primary_key=True),
    Column("hash", String(255), nullable=False),  # argon2id in its own text form
    Column("temporary", Boolean, nullable=False),  # set by somebody else: must be changed at the next sign-in
    Column("changed", UtcTime, nullable=False),
)

one_time_secret = Table(
    "one_time_secret",
    metadata,
    _of_person(primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # encrypted with a key of the store
    Column("last_step", Integer, nullable=False),  # the newest step of thirty seconds that was used
    Column("created", UtcTime, nullable=False),
)

passkey = Table(
    "passkey",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the credential's id, which may be long
    _of_person(index=True),
    Column("credential", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("signatures", BigInteger, nullable=False),
    Column("label", String(64), nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("used", UtcTime),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    _of_person(primary_key=True),
    Column("hash", String(64), primary_key=True),
)

person_session = Table(
    "person_session",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the cookie
    Column("id", String(32), nullable=False, index=True),
    _of_person(index=True),
    Column("stage", String(16), nullable=False),
    Column("strength", String(16), nullable=False),
    Column("idle_seconds", Integer, nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("auth_time", UtcTime, nullable=False),
    Column("seen", UtcTime, nullable=False),
    Column("ends", UtcTime, nullable=False, index=True),
)

ceremony = Table(
    "ceremony",
    metadata,
    Column("browser", String(64), primary_key=True),  # SHA-256 of the cookie that it began under
    Column("kind", String(16), primary_key=True),
    Column("content", Text, nullable=False),
    Column("expires", UtcTime, nullable=False, index=True),
)

attempt = Table(
    "attempt",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of what is guessed at or from: no names, no addresses
    Column("failures", Integer, nullable=False),
    Column("last", UtcTime, nullable=False, index=True),
    Column("until", UtcTime, nullable=False),
)

enrolment_code = Table(
    "enrolment_code",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("endpoint", String(255), nullable=False),
    Column("reference", String(255), nullable=False),
    Column("proxy", Boolean, nullable=False),
    Column("link_expires", UtcTime),
    Column("maker", String(255), nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False, index=True),
)

departure = Table(
    "departure",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of a name that a removed person could come in by
    _of_person(primary_key=True, index=True),
    Column("kind", String(16), nullable=False),
)
