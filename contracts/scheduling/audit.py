"""The audit log of scheduling."""

from contracts.audit import AUDITORS, AuditQuery


class ListAudit(AuditQuery, rest="GET /audit", by=AUDITORS, patience=60):
    """审计日志｜What people did in scheduling, the latest first, without secrets."""
