"""Who reads and who does what in enrollment."""

from typing import Annotated

from annotated_types import MaxLen

from contracts.base import Title
from contracts.roles import Role

R = Role
PLANNERS = (R.EVP, R.ORG_DEPT, R.TEACHING_AFFAIRS)
SCHOOL = (
    R.EVP,
    R.STAFF,
    R.ORG_DEPT,
    R.TEACHING_AFFAIRS,
    R.STUDENT_WORK,
    R.COUNSELOR,
    R.PROJECT_LEAD,
)
READERS = (
    *SCHOOL,
    R.PARTY_COMMITTEE,
    R.PRESIDENT,
    R.COLLEGE_LEADER,
    R.FIN_LOGISTICS,
    R.EXAM_ADMIN,
    R.AUDITOR,
    R.DEPARTMENT,
)

DocNo = Annotated[str, Title("文号", "Document number"), MaxLen(60)]
