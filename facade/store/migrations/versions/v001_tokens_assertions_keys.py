"""Access tokens, used assertions, keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v001"
down_revision = None


def upgrade() -> None:
    """Create the first three tables."""
    op.create_table(
        "access_token",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("endpoint", sa.String(255), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_access_token_expires", "access_token", ["expires"])
    op.create_table(
        "assertion_used",
        sa.Column("issuer", sa.String(255), primary_key=True),
        sa.Column("jti_hash", sa.String(64), primary_key=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_assertion_used_expires", "assertion_used", ["expires"])
    op.create_table(
        "secret_key",
        sa.Column("purpose", sa.String(32), primary_key=True),
        sa.Column("serial", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
