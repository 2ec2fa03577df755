"""Names under which people who were removed could come in again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v008"
down_revision = "v007"


def upgrade() -> None:
    """Create the table of departures."""
    op.create_table(
        "departure",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(32), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
    )
    op.create_index("ix_departure_person", "departure", ["person"])
