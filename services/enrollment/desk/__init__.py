"""The desk of enrollment: its pages, declared."""

from kit.pages.desk import Desk

DESK = Desk(name="enrollment", zh="教务与学员", icon="people", package="services.enrollment.desk")
