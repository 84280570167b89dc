"""Who can be picked for a duty."""

from collections.abc import Sequence

from contracts.base import Page
from contracts.portal import COLLEAGUES, ColleagueView, DutyTitle, ListColleagues, ListHostPeople
from contracts.roles import ROLE_TITLES, Role
from gateway.accounts import Account
from gateway.store import PortalStore
from kit.department import query


class Colleagues:
    """People by name: no login, no scope; those from outside only where one of them is wanted."""

    @query
    def list_colleagues(self, request: ListColleagues, store: PortalStore) -> Page[ColleagueView]:
        wanted = [role for role in COLLEAGUES if request.role in (None, role)]
        found, total = store.holders(wanted, q=request.q, page=request.page, size=request.size)
        return Page(items=[_view(account, COLLEAGUES) for account in found], total=total)

    @query
    def list_host_people(self, request: ListHostPeople, store: PortalStore) -> Page[ColleagueView]:
        wanted = [Role.HOST_REP]
        found, total = store.holders(wanted, q=request.q, page=request.page, size=request.size)
        return Page(items=[_view(account, wanted) for account in found], total=total)


def _view(account: Account, shown: Sequence[Role]) -> ColleagueView:
    held = {one.role for one in account.held}
    return ColleagueView(
        person_id=account.person_id,
        name=account.name,
        roles=[
            DutyTitle(role=role, zh=ROLE_TITLES[role][0], en=ROLE_TITLES[role][1])
            for role in shown
            if role in held
        ],
    )
