"""Every message that is declared is dealt with by exactly the department it belongs to."""

import importlib

import pytest

from contracts.base import REQUESTS
from kit.handlers import handlers_of

DEPARTMENTS = {
    "enrollment": ("services.enrollment.service", "EnrollmentService"),
    "scheduling": ("services.scheduling.service", "SchedulingService"),
    "assessment": ("services.assessment.service", "AssessmentService"),
    "finance": ("services.finance.service", "FinanceService"),
    "notification": ("services.notification.service", "NotificationService"),
    "portal": ("gateway.service", "PortalService"),
}


def entries(department: str) -> list[str]:
    module, name = DEPARTMENTS[department]
    found = handlers_of(getattr(importlib.import_module(module), name))
    return [handler.name for handler in found if not handler.reacts]


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_a_department_answers_each_of_its_requests_once_and_no_other(department: str) -> None:
    answered = sorted(f"{department}.{name}" for name in entries(department))

    assert answered == sorted(name for name in REQUESTS if name.startswith(f"{department}."))
