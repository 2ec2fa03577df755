"""Alembic's entry: migrate on the connection, and in the transaction, that `facade.store.upgrade` opened."""

from __future__ import annotations

from alembic import context

from facade.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
