"""The desk of scheduling: its pages, declared."""

from kit.pages.desk import Desk
from services.scheduling.desk import attendance, lodging, teachers, timetable
from services.scheduling.desk.calendar import CALENDAR
from services.scheduling.desk.courses import COURSES
from services.scheduling.desk.session import CODE, SESSION
from services.scheduling.desk.venues import ROOMS, SAFETY, VENUE, VENUES

DESK = Desk(
    name="scheduling",
    zh="排课与场地",
    icon="calendar",
    package="services.scheduling.desk",
    pages=(
        CALENDAR,
        teachers.TEACHERS,
        teachers.TEACHER,
        COURSES,
        VENUES,
        VENUE,
        SAFETY,
        ROOMS,
    ),
    class_pages=(timetable.TIMETABLE, attendance.ATTENDANCE, lodging.LODGING, SESSION, CODE),
    looks={**teachers.LOOKS, **timetable.LOOKS, **attendance.LOOKS, **lodging.LOOKS},
    papers=(timetable.PAPER, attendance.PAPER, lodging.PAPER),
)
