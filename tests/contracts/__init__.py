"""Tests of what crosses the bus."""
