"""Authorization requests, codes, families of tokens, refresh tokens; whose a token is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v005"
down_revision = "v004"


def upgrade() -> None:
    """Create four tables and add three columns to the access tokens."""
    op.add_column("access_token", sa.Column("client", sa.String(255), nullable=True))
    op.add_column("access_token", sa.Column("family", sa.String(32), nullable=True))
    op.add_column("access_token", sa.Column("person", sa.String(64), nullable=True))
    for name in ("client", "family", "person"):
        op.create_index(f"ix_access_token_{name}", "access_token", [name])
    op.create_table(
        "authorization_request",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_authorization_request_expires", "authorization_request", ["expires"])
    op.create_table(
        "authorization_code",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("family", sa.String(32), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_authorization_code_expires", "authorization_code", ["expires"])
    op.create_table(
        "token_family",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("endpoint", sa.String(255), nullable=False),
        sa.Column("app", sa.String(255), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
    )
    for name, columns in (("person", ["person"]), ("session", ["session"]), ("app", ["endpoint", "app"])):
        op.create_index(f"ix_token_family_{name}", "token_family", columns)
    op.create_table(
        "refresh_token",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("family", sa.String(32), nullable=False),
        sa.Column("rotated", sa.DateTime(timezone=True), nullable=True),
        sa.Column("salt", sa.LargeBinary, nullable=True),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_refresh_token_family", "refresh_token", ["family"])
    op.create_index("ix_refresh_token_ends", "refresh_token", ["ends"])
