"""Who reads and who does what in assessment."""

from typing import Annotated

from annotated_types import Ge, Le

from contracts.base import Title
from contracts.roles import Role

R = Role
READERS = (
    R.STAFF,
    R.EVP,
    R.ORG_DEPT,
    R.EXAM_ADMIN,
    R.TEACHING_AFFAIRS,
    R.PARTY_COMMITTEE,
    R.PRESIDENT,
    R.COLLEGE_LEADER,
    R.AUDITOR,
    R.DEPARTMENT,
)

Score = Annotated[int, Title("成绩（分）", "Score (whole points of 100)"), Ge(0), Le(100)]
