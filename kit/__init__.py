"""Mechanism only: bus, outbox, inbox, store, clock, rights, metrics. It knows no department."""
