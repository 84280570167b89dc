"""Notification: who was told what, when, and what waits for whom."""
