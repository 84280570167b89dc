"""The desk of assessment: its pages, declared."""

from kit.pages.desk import Desk

DESK = Desk(name="assessment", zh="考核", icon="flag", package="services.assessment.desk")
