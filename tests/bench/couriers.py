"""Two departments that do nothing but send and hear, each a process of its own on a real broker."""

import sys

from kit.patch import patch

if __name__ == "__main__":
    patch()

from prometheus_client import Histogram
from sqlalchemy import Column, String, Table, insert

from contracts.enrollment import RegisterUnit, UnitRegistered, UnitView
from kit import metrics
from kit.columns import Id
from kit.database import Database
from kit.department import Department, command, reaction
from kit.runner import run_department
from kit.settings import Settings
from kit.store import Store
from kit.tables import Tables

LAG = "bench_event_lag_seconds"
# The suite's own buckets are coarse; here every millisecond has one.
BOUNDS = [ms / 1000 for ms in (*range(1, 250), *range(250, 5000, 25))]

sent, heard = Tables("enrollment"), Tables("notification")
effect = Table(
    "effect",
    heard.metadata,
    Column("unit_id", Id, primary_key=True),
    Column("code", String(20), nullable=False),
)


class SendingStore(Store):
    """Nothing but the kit's own tables."""

    tables = sent


class HearingStore(Store):
    """The effects."""

    tables = heard


class Sender(Department):
    """Says that a unit has been registered."""

    name = "enrollment"
    store_type = SendingStore

    @command
    def register_unit(self, request: RegisterUnit, store: SendingStore) -> UnitView:
        made = UnitView(
            unit_id=store.new_id(),
            code=request.code,
            name=request.name,
            kind=request.kind,
            active=True,
        )
        store.emit(
            UnitRegistered(unit_id=made.unit_id, code=made.code, name=made.name, kind=request.kind)
        )
        return made


class Receiver(Department):
    """Writes a row for each unit it hears of."""

    name = "notification"
    store_type = HearingStore

    @reaction
    def note_unit(self, event: UnitRegistered, store: HearingStore) -> None:
        row = {"unit_id": event.unit_id, "code": event.code}
        store.session.connection().execute(insert(effect), row)


def main(name: str, health_port: int) -> None:
    """Run one of the two until told to stop."""
    metrics.EVENT_LAG = Histogram(LAG, "Lag", ["service"], buckets=BOUNDS)
    department = {courier.name: courier for courier in (Sender, Receiver)}[name]
    settings = Settings()
    database = Database(settings.database_url(name))
    department.store_type.tables.metadata.create_all(database.engine)
    database.close()
    run_department(department, settings, health_port=health_port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
