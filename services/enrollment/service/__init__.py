"""Everything enrollment can be asked and reacts to, one module per matter."""

from kit.department import Department
from services.enrollment.service.archives import Archives
from services.enrollment.service.arrivals import Arrivals
from services.enrollment.service.classes import Classes
from services.enrollment.service.duty_rosters import DutyRosters
from services.enrollment.service.emergencies import Emergencies
from services.enrollment.service.handovers import HandOvers
from services.enrollment.service.hosts import Hosts
from services.enrollment.service.implementations import Implementations
from services.enrollment.service.meetings import Meetings
from services.enrollment.service.mentors import Mentors
from services.enrollment.service.nominations import Nominations
from services.enrollment.service.own import Own
from services.enrollment.service.people import People
from services.enrollment.service.plans import Plans
from services.enrollment.service.preparing import Preparing
from services.enrollment.service.projects import Projects
from services.enrollment.service.reactions import Reactions
from services.enrollment.service.reports import Reports
from services.enrollment.service.rosters import Rosters
from services.enrollment.service.running import Running
from services.enrollment.service.tasks import Tasks
from services.enrollment.service.teams import Teams
from services.enrollment.store import EnrollmentStore


class EnrollmentService(
    Plans,
    Hosts,
    Projects,
    Implementations,
    Tasks,
    Meetings,
    Classes,
    Nominations,
    Rosters,
    Teams,
    Mentors,
    DutyRosters,
    Preparing,
    Arrivals,
    Running,
    Emergencies,
    Reports,
    Archives,
    HandOvers,
    Own,
    People,
    Reactions,
    Department,
):
    """Plans, units, classes, nominations, rosters, check-in and the class file."""

    name = "enrollment"
    store_type = EnrollmentStore
