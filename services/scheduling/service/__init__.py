"""Everything scheduling can be asked and reacts to, one module per matter."""

from kit.department import Department
from services.scheduling.service.attendance import Attendance
from services.scheduling.service.catalogue import Catalogue
from services.scheduling.service.reactions import Reactions
from services.scheduling.service.timetables import Timetables
from services.scheduling.store import SchedulingStore


class SchedulingService(Catalogue, Timetables, Attendance, Reactions, Department):
    """Courses, teachers, venues, timetables, attendance and leave."""

    name = "scheduling"
    store_type = SchedulingStore
