"""Who reads and who does what in finance."""

from contracts.roles import Role

R = Role
READERS = (
    R.FIN_LOGISTICS,
    R.EVP,
    R.STAFF,
    R.ORG_DEPT,
    R.TEACHING_AFFAIRS,
    R.PROJECT_LEAD,
    R.PARTY_COMMITTEE,
    R.COLLEGE_LEADER,
    R.AUDITOR,
    R.DEPARTMENT,
)
