"""What the ids in assessment's records are called."""

from dataclasses import replace

from contracts.lookups import DEPARTMENTS, TEACHERS, VENUES
from kit.pages.choosing import naming

NAME = ("name",)

# Departments, teachers and venues: whatever an evaluation is about.
named = naming(DEPARTMENTS, replace(TEACHERS, words=NAME), replace(VENUES, words=NAME))
