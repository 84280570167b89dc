"""Enrollment: annual plans, units, classes, nominations, rosters, check-in and the class file."""
