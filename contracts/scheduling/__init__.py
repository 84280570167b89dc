"""Scheduling: courses and their content review, teachers and venues with their vetting,
timetables, attendance, leave.
"""

from contracts.scheduling.access import *
from contracts.scheduling.attendance import *
from contracts.scheduling.audit import *
from contracts.scheduling.calendar import *
from contracts.scheduling.courses import *
from contracts.scheduling.events import *
from contracts.scheduling.leave import *
from contracts.scheduling.lodging import *
from contracts.scheduling.online import *
from contracts.scheduling.operations import *
from contracts.scheduling.own import *
from contracts.scheduling.reviews import *
from contracts.scheduling.safety import *
from contracts.scheduling.sign_in import *
from contracts.scheduling.slots import *
from contracts.scheduling.teachers import *
from contracts.scheduling.timetable import *
from contracts.scheduling.venues import *
