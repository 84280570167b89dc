"""Scheduling: courses, teachers and venues with their vetting, timetables, attendance and leave."""
