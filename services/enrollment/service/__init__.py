"""Everything enrollment can be asked and reacts to, one module per matter."""

from kit.department import Department
from services.enrollment.service.archives import Archives
from services.enrollment.service.classes import Classes
from services.enrollment.service.nominations import Nominations
from services.enrollment.service.plans import Plans
from services.enrollment.service.reactions import Reactions
from services.enrollment.service.rosters import Rosters
from services.enrollment.store import EnrollmentStore


class EnrollmentService(Plans, Classes, Nominations, Rosters, Archives, Reactions, Department):
    """Plans, units, classes, nominations, rosters, check-in and the class file."""

    name = "enrollment"
    store_type = EnrollmentStore
