"""`kaiban reconcile`: after a restore, what was forgotten is sent again, and what nobody can send
again is named.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from deploy.departments import DEPARTMENTS, all_departments
from kit.database import Database
from kit.reconcile import Databases, Orphan, orphans, send_unhandled_again
from kit.settings import Settings


def run() -> int:
    """Have events sent again that some department has forgotten, and list those whose producer
    has; 1 when there are any. Safe while the suite runs.
    """
    departments = all_departments()
    with _open(Settings()) as databases:
        lost = orphans(departments, databases)
        again = send_unhandled_again(departments, databases)
    print(f"{again} events are sent again; who knows them drops them.")
    for orphan in lost:
        print(_line(orphan))
    if lost:
        print(f"{len(lost)} events took effect, and the department that published them has")
        print("forgotten them: do what they stand for once more, or take their effect back.")
    return 1 if lost else 0


def _line(orphan: Orphan) -> str:
    event = f"{orphan.producer}.{orphan.name}" if orphan.name else "?"
    when = orphan.handled_at.isoformat(timespec="seconds") if orphan.handled_at else ""
    return f"{orphan.event_id}  {when}  {event}  taken by {', '.join(orphan.handled_by)}"


@contextmanager
def _open(settings: Settings) -> Iterator[Databases]:
    with ExitStack() as until_the_end:
        yield {
            name: until_the_end.enter_context(
                closing(Database(settings.database_url(name), pool_size=1))
            )
            for name in DEPARTMENTS
        }
