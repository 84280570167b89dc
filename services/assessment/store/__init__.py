"""What assessment keeps, and the questions its records answer."""

from services.assessment.store.evaluations import EvaluationLookups
from services.assessment.store.exams import ExamLookups
from services.assessment.store.invariants import FACTS, INVARIANTS
from services.assessment.store.results import ResultLookups
from services.assessment.store.summaries import SummaryLookups
from services.assessment.store.tables import tables as tables


class AssessmentStore(ExamLookups, SummaryLookups, ResultLookups, EvaluationLookups):
    """One transaction on the assessment database."""

    tables = tables
    invariants = INVARIANTS
    facts = FACTS
