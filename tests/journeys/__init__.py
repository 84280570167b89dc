"""Whole flows through the running suite, over its public REST API."""
