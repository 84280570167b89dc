"""Who reads and who does what in scheduling."""

from enum import StrEnum

from contracts.roles import Role

R = Role
SCHEDULERS = (R.STAFF, R.TEACHING_AFFAIRS, R.EVP)
READERS = (
    *SCHEDULERS,
    R.ORG_DEPT,
    R.PARTY_COMMITTEE,
    R.PRESIDENT,
    R.COLLEGE_LEADER,
    R.STUDENT_WORK,
    R.COUNSELOR,
    R.PROJECT_LEAD,
    R.TEACHING_DEPT,
    R.FIN_LOGISTICS,
    R.LIBRARY_IT,
    R.EXAM_ADMIN,
    R.VETTING_PANEL,
    R.AUDITOR,
    R.DEPARTMENT,
)


class Decision(StrEnum):
    """What a reviewer decides."""

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
