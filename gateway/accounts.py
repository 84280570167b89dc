"""Accounts and the duties they hold: who can sign in, and as what."""

import re
from dataclasses import dataclass, field

from contracts.portal import AccountOpened, RoleGranted, RoleRevoked
from contracts.refusals import Invalid, Refusal
from contracts.roles import Grant, Role

EVERYWHERE = "*"
# Everyone has the first, whoever signed in the second, the services themselves the third.
NEVER_GIVEN = frozenset({Role.PUBLIC, Role.SIGNED_IN, Role.DEPARTMENT})

_SCOPE = re.compile(r"[a-z][a-z_]{1,19}:[0-9A-Za-z_-]{1,59}")


@dataclass(kw_only=True)
class HeldRole:
    """One role within one scope, as an account holds it: given by an administrator, or because of
    a duty in a class.
    """

    role: Role
    scope: str
    by_duty: bool = False


@dataclass(kw_only=True)
class Account:
    """A person who can sign in."""

    person_id: str
    login: str
    name: str
    password_hash: str
    active: bool = True
    must_change: bool = True
    # Whether an app's one-time code is asked for besides the password.
    two_step: bool = False
    held: list[HeldRole] = field(default_factory=list)

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The roles as they travel with every message."""
        return tuple(Grant(one.role, one.scope) for one in self.held)

    @property
    def unit_id(self) -> str | None:
        """The unit this person acts for, when a role is limited to one."""
        scopes = (one.scope for one in self.held)
        return next((s.removeprefix("unit:") for s in scopes if s.startswith("unit:")), None)

    def opened(self) -> AccountOpened:
        """The fact that the account exists."""
        return AccountOpened(person_id=self.person_id)

    def give(self, role: Role, scope: str) -> RoleGranted:
        """Let the person act in a role, everywhere ("*") or within "<kind>:<id>"."""
        if role in NEVER_GIVEN:
            raise Refusal(
                "NOT_A_DUTY",
                "公众、已登录人员和系统服务不是可以授予的岗位。",
                "Public, anyone signed in and the services are not roles one is given.",
            )
        if scope != EVERYWHERE and not _SCOPE.fullmatch(scope):
            raise Invalid(
                "SCOPE",
                "范围应为 *（全部）或“类别:编号”，例如 unit:0193a1。",
                "The scope is * (everywhere) or '<kind>:<id>', such as unit:0193a1.",
            )
        if self._find(role, scope) is not None:
            raise Refusal(
                "ALREADY_GRANTED",
                "此人已有该岗位和范围。",
                "This person already holds that role in that scope.",
            )
        self.held.append(HeldRole(role=role, scope=scope))
        return RoleGranted(person_id=self.person_id, role=role, scope=scope)

    def take_back(self, role: Role, scope: str, *, administrators: int) -> RoleRevoked:
        """Take a role back; the last system administrator stays."""
        held = self._find(role, scope)
        if held is None:
            raise Refusal(
                "NOT_GRANTED",
                "此人没有该岗位和范围。",
                "This person does not hold that role in that scope.",
            )
        if role is Role.SYSTEM_ADMIN and self.active and administrators == 1:
            raise _last_administrator()
        self.held.remove(held)
        return RoleRevoked(person_id=self.person_id, role=role, scope=scope)

    def close(self, *, administrators: int) -> None:
        """Let the person sign in no more; the last system administrator stays."""
        if not self.active:
            raise Refusal("CLOSED", "此账户已停用。", "This account is closed already.")
        if administrators == 1 and self._find(Role.SYSTEM_ADMIN, EVERYWHERE):
            raise _last_administrator()
        self.active = False

    def reopen(self) -> None:
        """Let the person sign in again."""
        if self.active:
            raise Refusal("NOT_CLOSED", "此账户未停用。", "This account is not closed.")
        self.active = True

    def take_on(self, role: Role, scope: str) -> list[RoleGranted]:
        """What a duty in a class gives; nothing to whoever holds it by an administrator's hand."""
        if self._find(role, scope) is not None:
            return []
        self.held.append(HeldRole(role=role, scope=scope, by_duty=True))
        return [RoleGranted(person_id=self.person_id, role=role, scope=scope)]

    def lay_down(self, role: Role, scope: str) -> list[RoleRevoked]:
        """What ends with a duty; what an administrator gave by hand stays."""
        held = self._find(role, scope)
        if held is None or not held.by_duty:
            return []
        self.held.remove(held)
        return [RoleRevoked(person_id=self.person_id, role=role, scope=scope)]

    def _find(self, role: Role, scope: str) -> HeldRole | None:
        return next((one for one in self.held if (one.role, one.scope) == (role, scope)), None)


def _last_administrator() -> Refusal:
    return Refusal(
        "LAST_ADMINISTRATOR",
        "这是最后一位系统管理员；请先将该岗位另授一人。",
        "This is the last system administrator; give somebody else the role first.",
    )


def tidy_login(login: str) -> str:
    """A login as it is kept and compared: without spaces around, in small letters."""
    return login.strip().lower()
