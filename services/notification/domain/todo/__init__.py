"""To-do items: what waits for whom."""

from services.notification.domain.todo.duty import Duty, always, never
from services.notification.domain.todo.item import EVERYWHERE, Address, Moved, Opening, Todo, a_todo
from services.notification.domain.todo.moving import HEEDED, Closing, closings, openings
from services.notification.domain.todo.table import DUTIES, DUTY

__all__ = [
    "DUTIES",
    "DUTY",
    "EVERYWHERE",
    "HEEDED",
    "Address",
    "Closing",
    "Duty",
    "Moved",
    "Opening",
    "Todo",
    "a_todo",
    "always",
    "closings",
    "never",
    "openings",
]
