"""Who can be picked for a duty."""

from contracts.base import Page
from contracts.portal import COLLEAGUES, ColleagueView, DutyTitle, ListColleagues
from contracts.roles import ROLE_TITLES
from gateway.accounts import Account
from gateway.store import PortalStore
from kit.department import query


class Colleagues:
    """The people of the house by name: no login, no scope, nobody from outside."""

    @query
    def list_colleagues(self, request: ListColleagues, store: PortalStore) -> Page[ColleagueView]:
        wanted = [role for role in COLLEAGUES if request.role in (None, role)]
        found, total = store.holders(wanted, q=request.q, page=request.page, size=request.size)
        return Page(items=[_view(account) for account in found], total=total)


def _view(account: Account) -> ColleagueView:
    held = {one.role for one in account.held}
    return ColleagueView(
        person_id=account.person_id,
        name=account.name,
        roles=[
            DutyTitle(role=role, zh=ROLE_TITLES[role][0], en=ROLE_TITLES[role][1])
            for role in COLLEAGUES
            if role in held
        ],
    )
