"""Everything assessment can be asked and reacts to, one module per matter."""

from kit.department import Department
from services.assessment.service.certificates import Certificates
from services.assessment.service.closing import Closing
from services.assessment.service.exams import Exams
from services.assessment.service.marking import Marking
from services.assessment.service.paper import Paper
from services.assessment.service.reactions import Reactions
from services.assessment.store import AssessmentStore


class AssessmentService(Exams, Paper, Marking, Certificates, Closing, Reactions, Department):
    """Exams, certificates, performance and work summaries."""

    name = "assessment"
    store_type = AssessmentStore
