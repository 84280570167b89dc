"""The desk of scheduling: its pages, declared."""

from kit.pages.desk import Desk

DESK = Desk(name="scheduling", zh="排课与场地", icon="calendar", package="services.scheduling.desk")
