"""The table of duties, by the department whose facts move them."""

from services.notification.domain.todo.assessing import ASSESSING
from services.notification.domain.todo.classes import CLASSES
from services.notification.domain.todo.money import MONEY
from services.notification.domain.todo.projects import PROJECTS
from services.notification.domain.todo.telling import TELLING

DUTIES = (*CLASSES, *PROJECTS, *ASSESSING, *MONEY, *TELLING)
DUTY = {duty.kind: duty for duty in DUTIES}
