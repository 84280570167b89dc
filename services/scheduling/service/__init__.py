"""Everything scheduling can be asked and reacts to, one module per matter."""

from kit.department import Department
from services.scheduling.service.attendance import Attendance
from services.scheduling.service.calendar import Calendar
from services.scheduling.service.catalogue import Catalogue
from services.scheduling.service.changes import Changes
from services.scheduling.service.lodging import Lodging
from services.scheduling.service.online import Online
from services.scheduling.service.orders import Orders
from services.scheduling.service.own import Own
from services.scheduling.service.reactions import Reactions
from services.scheduling.service.reviews import Reviews
from services.scheduling.service.safety import Safety
from services.scheduling.service.sign_in import SignIn
from services.scheduling.service.timetables import Timetables
from services.scheduling.store import SchedulingStore


class SchedulingService(
    Catalogue,
    Timetables,
    Calendar,
    Attendance,
    SignIn,
    Own,
    Online,
    Safety,
    Lodging,
    Orders,
    Reviews,
    Reactions,
    Changes,
    Department,
):
    """Courses, teachers, venues, timetables, attendance and leave; safety, lodging, reviews."""

    name = "scheduling"
    store_type = SchedulingStore
