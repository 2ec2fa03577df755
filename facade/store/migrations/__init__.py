"""The history of our tables, run by Alembic at start. https://alembic.sqlalchemy.org"""
