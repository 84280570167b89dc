"""The portal's own desk: the leaders' board, accounts, the audit log, the policy library, the use
of the seal, and how a class kept the clauses.
"""

from contracts.portal import (
    GrantRole,
    KeepPolicy,
    OpenAccount,
    RequestSeal,
    RevokeRole,
    SetFirstPassword,
)
from gateway.desk.accounts import ACCOUNTS, GRANTING, OPENING, RESETTING
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
        OpenAccount: OPENING,
        GrantRole: GRANTING,
        RevokeRole: GRANTING,
        SetFirstPassword: RESETTING,
        KeepPolicy: KEEPING,
        RequestSeal: REQUESTING,
        **looks(),
    },
)
