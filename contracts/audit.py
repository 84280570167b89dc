"""What the audit log of a department shows: who did what and when, in whose name, and whether the
log is whole. Declared once; each department declares its own `ListAudit`.
"""

from datetime import datetime
from typing import Annotated

from annotated_types import MaxLen

from contracts.base import Query, Title, View
from contracts.roles import Role
from contracts.values import PageNo, PageSize

AUDITORS = (Role.AUDITOR, Role.SYSTEM_ADMIN)


class AuditField(View):
    """字段｜One field of what was sent, under its title; lists and tables as JSON."""

    name: str
    zh: str
    en: str
    value: str


class AuditLine(View):
    """审计记录｜One command, done or refused. `on_behalf_of` is the unit in whose name it was
    given, `refused` the code of the refusal, `records` the ids it named by field. `seq` and
    `unbroken` are none until the line is chained, within about a second.
    """

    seq: int | None
    at: datetime
    person_id: str
    on_behalf_of: str
    request: str
    zh: str
    en: str
    records: dict[str, str]
    refused: str
    fields: list[AuditField]
    request_id: str
    unbroken: bool | None


class AuditChain(View):
    """审计链｜Whether the whole chain holds: how many lines do from the first on, and the number of
    the first that was changed or taken out.
    """

    lines: int
    broken_at: int | None


class AuditLog(View):
    """审计日志｜One page of the log, how many lines there are, and the chain if asked for."""

    items: list[AuditLine]
    total: int
    chain: AuditChain | None = None


class AuditQuery(Query[AuditLog]):
    """审计日志｜What was asked of a department's log. `class_id` finds the commands that named the
    class; moments are compared with business time.
    """

    by: Annotated[str, Title("人员编号", "Person id"), MaxLen(64)] = ""
    request: Annotated[str, Title("操作", "Operation"), MaxLen(80)] = ""
    since: Annotated[datetime | None, Title("自", "Since")] = None
    until: Annotated[datetime | None, Title("至", "Until")] = None
    class_id: Annotated[str | None, Title("班次", "Class"), MaxLen(64)] = None
    check_chain: Annotated[bool, Title("核对整条链", "Check the whole chain")] = False
    page: PageNo = 1
    size: PageSize = 50
