"""The desk of assessment: exams and their papers, summaries and evaluations, certificates."""

from kit.pages.desk import Desk
from services.assessment.desk.certificates import CERTIFICATE, CERTIFICATES
from services.assessment.desk.concluding import CONCLUDING, LOOKS, SUMMARY
from services.assessment.desk.exam import EXAM, EXAM_LOOKS
from services.assessment.desk.examining import DUTIES, DUTY_LOOKS
from services.assessment.desk.improvements import IMPROVEMENTS
from services.assessment.desk.marking import MARKING
from services.assessment.desk.papers import PAPERS

DESK = Desk(
    name="assessment",
    zh="考核",
    icon="flag",
    package="services.assessment.desk",
    pages=(DUTIES, MARKING, IMPROVEMENTS, CERTIFICATE),
    class_pages=(EXAM, CONCLUDING, CERTIFICATES, SUMMARY),
    looks={**EXAM_LOOKS, **DUTY_LOOKS, **LOOKS},
    papers=PAPERS,
)
