"""The audit log of assessment."""

from contracts.audit import AUDITORS, AuditQuery


class ListAudit(AuditQuery, rest="GET /audit", by=AUDITORS, patience=60):
    """审计日志｜What people did in assessment, the latest first, without secrets."""
