"""Assessment: exams and the custody of papers, results, certificates, performance, the work
summary.
"""

from contracts.assessment.access import *
from contracts.assessment.audit import *
from contracts.assessment.certificates import *
from contracts.assessment.closing import *
from contracts.assessment.custody import *
from contracts.assessment.duties import *
from contracts.assessment.evaluation import *
from contracts.assessment.events import *
from contracts.assessment.exam import *
from contracts.assessment.operations import *
from contracts.assessment.own import *
from contracts.assessment.summaries import *
