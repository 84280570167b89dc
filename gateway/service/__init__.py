"""The portal department: everything it can be asked and reacts to, one module per matter."""

from gateway.service.accounts import Accounts
from gateway.service.boards import Boards
from gateway.service.colleagues import Colleagues
from gateway.service.duties import Duties
from gateway.service.performance import Performance
from gateway.service.policies import Policies
from gateway.service.seals import Seals
from gateway.store import PortalStore
from kit.department import Department


class PortalService(Accounts, Colleagues, Duties, Boards, Policies, Seals, Performance, Department):
    """Who may sign in, as what; and what all departments together have to show."""

    name = "portal"
    store_type = PortalStore
