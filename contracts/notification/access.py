"""Who does what in notification."""

from contracts.roles import Role

R = Role
SENDERS = (R.EVP, R.STAFF, R.ORG_DEPT, R.TEACHING_AFFAIRS)
