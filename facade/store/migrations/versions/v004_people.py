"""People: who they are, what they sign in with, their sessions and the codes that bring them in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v004"
down_revision = "v003"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables of people."""
    _people()
    _credentials()
    _sessions()
    _codes()


def _person(*, primary_key: bool = False, nullable: bool = False) -> sa.Column[str]:
    return sa.Column("person", sa.String(32), sa.ForeignKey("person.id"), primary_key=primary_key, nullable=nullable)


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("login", sa.String(255), nullable=False, unique=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("roles", sa.String(255), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.Column("changed", _TIME, nullable=False),
    )
    op.create_table(
        "person_link",
        _person(primary_key=True),
        sa.Column("endpoint", sa.String(255), primary_key=True),
        sa.Column("slot", sa.String(255), primary_key=True),
        sa.Column("reference", sa.String(255), nullable=False),
        sa.Column("provider", sa.String(255)),
        sa.Column("expires", _TIME),
        sa.Column("created", _TIME, nullable=False),
    )
    op.create_table(
        "outside_identity",
        sa.Column("issuer", sa.String(255), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        _person(),
        sa.Column("created", _TIME, nullable=False),
    )
    op.create_index("ix_outside_identity_person", "outside_identity", ["person"])


def _credentials() -> None:
    op.create_table(
        "password",
        _person(primary_key=True),
        sa.Column("hash", sa.String(255), nullable=False),
        sa.Column("temporary", sa.Boolean, nullable=False),
        sa.Column("changed", _TIME, nullable=False),
    )
    op.create_table(
        "one_time_secret",
        _person(primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("created", _TIME, nullable=False),
    )
    op.create_table(
        "passkey",
        sa.Column("hash", sa.String(64), primary_key=True),
        _person(),
        sa.Column("credential", sa.LargeBinary, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("signatures", sa.BigInteger, nullable=False),
        sa.Column("label", sa.String(64), nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.Column("used", _TIME),
    )
    op.create_index("ix_passkey_person", "passkey", ["person"])
    op.create_table(
        "recovery_code",
        _person(primary_key=True),
        sa.Column("hash", sa.String(64), primary_key=True),
    )


def _sessions() -> None:
    op.create_table(
        "person_session",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(32), nullable=False),
        _person(),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("strength", sa.String(16), nullable=False),
        sa.Column("idle_seconds", sa.Integer, nullable=False),
        sa.Column("started", _TIME, nullable=False),
        sa.Column("auth_time", _TIME, nullable=False),
        sa.Column("seen", _TIME, nullable=False),
        sa.Column("ends", _TIME, nullable=False),
    )
    for column in ("id", "person", "ends"):
        op.create_index(f"ix_person_session_{column}", "person_session", [column])
    op.create_table(
        "ceremony",
        sa.Column("browser", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("expires", _TIME, nullable=False),
    )
    op.create_index("ix_ceremony_expires", "ceremony", ["expires"])


def _codes() -> None:
    op.create_table(
        "attempt",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last", _TIME, nullable=False),
        sa.Column("until", _TIME, nullable=False),
    )
    op.create_index("ix_attempt_last", "attempt", ["last"])
    op.create_table(
        "enrolment_code",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("endpoint", sa.String(255), nullable=False),
        sa.Column("reference", sa.String(255), nullable=False),
        sa.Column("proxy", sa.Boolean, nullable=False),
        sa.Column("link_expires", _TIME),
        sa.Column("maker", sa.String(255), nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.Column("expires", _TIME, nullable=False),
    )
    op.create_index("ix_enrolment_code_expires", "enrolment_code", ["expires"])
