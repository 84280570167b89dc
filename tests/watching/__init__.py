"""Metrics, rules, runbook and dashboards, each held to the others and to a running suite."""
