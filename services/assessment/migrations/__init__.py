"""Alembic versions of the assessment database."""
