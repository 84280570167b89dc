"""Enrollment and class administration: plans, units, classes, quotas, nominations, rosters,
check-in, archive.
"""

from contracts.enrollment.access import *
from contracts.enrollment.archive import *
from contracts.enrollment.audit import *
from contracts.enrollment.checkin import *
from contracts.enrollment.classes import *
from contracts.enrollment.events import *
from contracts.enrollment.handover import *
from contracts.enrollment.implementation import *
from contracts.enrollment.nominations import *
from contracts.enrollment.operations import *
from contracts.enrollment.own import *
from contracts.enrollment.people import *
from contracts.enrollment.plans import *
from contracts.enrollment.project import *
from contracts.enrollment.roster import *
from contracts.enrollment.running import *
from contracts.enrollment.team import *
from contracts.enrollment.units import *
