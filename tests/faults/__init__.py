"""Faults under load: a generator of commands, a nemesis that breaks something, and a checker that
compares by ids. `python -m tests.faults` runs the matrix.
"""
