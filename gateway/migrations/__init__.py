"""Alembic versions of the portal's database."""
