"""Which departments there are; each is imported only where it is to run."""

from collections.abc import Iterable
from importlib import import_module

DEPARTMENTS = {
    "enrollment": "services.enrollment.service:EnrollmentService",
    "scheduling": "services.scheduling.service:SchedulingService",
    "assessment": "services.assessment.service:AssessmentService",
    "finance": "services.finance.service:FinanceService",
    "notification": "services.notification.service:NotificationService",
    "portal": "gateway.service:PortalService",
}


def department(name: str) -> type:
    """The service class of a department."""
    module, _, attribute = DEPARTMENTS[name].partition(":")
    found: type = getattr(import_module(module), attribute)
    return found


def all_departments(names: Iterable[str] = DEPARTMENTS) -> list[type]:
    """The service classes of all departments."""
    return [department(name) for name in names]
