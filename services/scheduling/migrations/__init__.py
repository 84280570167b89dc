"""Scheduling's schema, version by version."""
