"""The desk of enrollment: its pages, declared."""

from kit.pages.desk import Desk
from services.enrollment.desk import (
    checkin,
    classes,
    imports,
    life,
    nominations,
    people,
    plans,
    roster,
    units,
)

DESK = Desk(
    name="enrollment",
    zh="教务与学员",
    icon="people",
    package="services.enrollment.desk",
    pages=(
        *nominations.PAGES,
        *plans.PAGES,
        *classes.PAGES,
        *people.PAGES,
        *units.PAGES,
        *life.PAGES,
    ),
    class_pages=(
        *nominations.CLASS_PAGES,
        *roster.CLASS_PAGES,
        *checkin.CLASS_PAGES,
        *life.CLASS_PAGES,
    ),
    looks={
        **plans.LOOKS,
        **classes.LOOKS,
        **units.LOOKS,
        **nominations.LOOKS,
        **imports.LOOKS,
        **roster.LOOKS,
        **people.LOOKS,
        **checkin.LOOKS,
        **life.LOOKS,
    },
    papers=(*plans.PAPERS, *roster.PAPERS, *life.PAPERS),
)
