"""Everything assessment can be asked and reacts to, one module per matter."""

from kit.department import Department
from services.assessment.service.certificates import Certificates
from services.assessment.service.closing import Closing
from services.assessment.service.custody import Custody
from services.assessment.service.evaluations import Evaluations
from services.assessment.service.exams import Exams
from services.assessment.service.marking import Marking
from services.assessment.service.own import Own
from services.assessment.service.paper import Paper
from services.assessment.service.reactions import Reactions
from services.assessment.service.summaries import Summaries
from services.assessment.store import AssessmentStore


class AssessmentService(
    Exams,
    Paper,
    Custody,
    Marking,
    Summaries,
    Certificates,
    Evaluations,
    Closing,
    Own,
    Reactions,
    Department,
):
    """Exams, summaries, certificates, evaluations, performance and work summaries."""

    name = "assessment"
    store_type = AssessmentStore
