"""Frozen clients of the configuration, and how many requests were taken in a minute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v007"
down_revision = "v006"


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "client_freeze",
        sa.Column("endpoint", sa.String(255), primary_key=True),
        sa.Column("client", sa.String(255), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "rate",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("minute", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("taken", sa.Integer, nullable=False),
    )
    op.create_index("ix_rate_minute", "rate", ["minute"])
