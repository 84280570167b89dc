"""The portal's own desk: the leaders' board, accounts, the audit log, the policy library, the use
of the seal, and how a class kept the clauses.
"""

from contracts.portal import KeepPolicy, RequestSeal
from gateway.desk.accounts import ACCOUNTS
from gateway.desk.accounts import LOOKS as ACCOUNT_LOOKS
from gateway.desk.audit import AUDIT
from gateway.desk.chain import CHAIN
from gateway.desk.conformity import CONFORMITY
from gateway.desk.leading import BOARD
from gateway.desk.operations import OPERATIONS, looks
from gateway.desk.policies import KEEPING, POLICIES
from gateway.desk.seals import REQUESTING, SEALS
from kit.pages.desk import Desk

DESK = Desk(
    name="portal",
    zh="门户",
    icon="home",
    package="gateway.desk",
    pages=(BOARD, POLICIES, ACCOUNTS, AUDIT, CHAIN, OPERATIONS),
    class_pages=(CONFORMITY, SEALS, CHAIN),
    looks={
        **ACCOUNT_LOOKS,
        KeepPolicy: KEEPING,
        RequestSeal: REQUESTING,
        **looks(),
    },
)
