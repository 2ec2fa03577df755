"""Launches of apps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v006"
down_revision = "v005"


def upgrade() -> None:
    """Create the table of launches."""
    op.create_table(
        "launch",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_launch_expires", "launch", ["expires"])
