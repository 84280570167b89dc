"""The rules of enrollment: plans, classes, seats, people and files, one life per module."""
