"""Switches that an operator turns while the server runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v002"
down_revision = "v001"


def upgrade() -> None:
    """Create the table of switches."""
    op.create_table(
        "switch",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
    )
