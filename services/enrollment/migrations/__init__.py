"""Alembic versions of the enrollment database."""
