"""The audit log of enrollment."""

from contracts.audit import AUDITORS, AuditQuery


class ListAudit(AuditQuery, rest="GET /audit", by=AUDITORS, patience=60):
    """审计日志｜What people did in enrollment, the latest first, without secrets."""
