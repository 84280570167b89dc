"""The audit log of finance."""

from contracts.audit import AUDITORS, AuditQuery


class ListAudit(AuditQuery, rest="GET /audit", by=AUDITORS, patience=60):
    """审计日志｜What people did in finance, the latest first, without secrets."""
