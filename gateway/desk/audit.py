"""The audit logs of all departments: who did what and when, whose data was looked at in full and
why, and whether the chain holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from contracts import assessment, enrollment, finance, notification, portal, scheduling
from contracts.audit import AuditChain, AuditLine, AuditLog, AuditQuery
from contracts.base import REQUESTS, Command, Title, department_of, wire_name
from contracts.refusals import Refusal
from kit.clock import SHANGHAI
from kit.pages import pager
from kit.pages.desk import Page
from kit.pages.numbers import whole_number
from kit.pages.visit import Visit

SIZE = 50
LAST_PAGE = 100_000
UNMASKING = wire_name(enrollment.RevealPerson)

LOGS: Mapping[str, type[AuditQuery]] = {
    "enrollment": enrollment.ListAudit,
    "scheduling": scheduling.ListAudit,
    "assessment": assessment.ListAudit,
    "finance": finance.ListAudit,
    "notification": notification.ListAudit,
    "portal": portal.ListAudit,
}
NAMES = {
    "enrollment": "招生与班务",
    "scheduling": "教学安排",
    "assessment": "考核与证书",
    "finance": "财务",
    "notification": "通知",
    "portal": "门户",
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was asked of the log, as the address says it."""

    department: str
    by: str
    request: str
    since: str
    until: str
    check: bool
    page: int

    def query(self) -> AuditQuery:
        """The question; days that cannot be read ask for nothing."""
        return LOGS[self.department](
            by=self.by,
            request=self.request,
            since=moment_of(self.since),
            until=moment_of(self.until, after=1),
            check_chain=self.check,
            page=self.page,
            size=SIZE,
        )


async def log_for(visit: Visit) -> Mapping[str, Any]:
    """The page of the log that was asked for; a whole chain takes a while to be followed."""
    wanted = wanted_by(visit)
    found: AuditLog | None = None
    refusal: Refusal | None = None
    try:
        found = await visit.asker.asked(wanted.query())
    except Refusal as said:
        refusal = said
    return {
        "wanted": wanted,
        "names": NAMES,
        "commands": commands_of(wanted.department),
        "found": found,
        "refusal": refusal,
        "unmasking": UNMASKING,
        "reason_of": reason_of,
        "at": pager(found.total, wanted.page, SIZE) if found else None,
        "verdict": _verdict(found.chain) if found and found.chain else None,
    }


def wanted_by(visit: Visit) -> Wanted:
    """What the address asks for."""
    given = visit.params
    department = given.get("department", "")
    return Wanted(
        department=department if department in LOGS else "enrollment",
        by=given.get("by", "").strip()[:64],
        request=given.get("request", "")[:80],
        since=given.get("since", ""),
        until=given.get("until", ""),
        check=given.get("check") == "yes",
        page=whole_number(given.get("page", ""), least=1, most=LAST_PAGE) or 1,
    )


def commands_of(department: str) -> list[tuple[str, Title]]:
    """What can be found in a department's log, by the names it goes by."""
    kinds = [
        kind
        for kind in REQUESTS.values()
        if issubclass(kind, Command) and department_of(kind) == department
    ]
    return sorted(((wire_name(kind), kind.heading) for kind in kinds), key=lambda one: one[1].zh)


def reason_of(line: AuditLine) -> str:
    """Why somebody's data was looked at in full."""
    return next((field.value for field in line.fields if field.name == "reason"), "")


def _verdict(chain: AuditChain) -> tuple[bool, int]:
    """Whether the chain holds, and how many lines do or the first that does not."""
    return chain.broken_at is None, chain.lines if chain.broken_at is None else chain.broken_at


def moment_of(day: str, *, after: int = 0) -> datetime | None:
    """When a day begins in Asia/Shanghai, or one some days after; None for what is no day."""
    try:
        on = date.fromisoformat(day) + timedelta(days=after)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(on, time(), SHANGHAI)


AUDIT = Page(
    path="audit",
    zh="审计日志",
    icon="eye",
    kind=portal.ListAudit,
    template="portal/audit.html",
    gather=log_for,
)
