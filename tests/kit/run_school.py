"""Runs the small department of the kit's tests as a process of its own, on a real broker."""

import os
import time

from kit.patch import patch

patch()

from kit.database import Database  # noqa: E402
from kit.runner import declare_topology, run_department  # noqa: E402 – after patching
from kit.settings import Settings  # noqa: E402
from tests.kit.school import School, tables  # noqa: E402


def main() -> None:
    """Run until told to stop; KAIBAN_SLOW seconds go by within each command and reaction."""
    settings = Settings()
    database = Database(settings.database_url("enrollment"))
    tables.metadata.create_all(database.engine)
    database.close()
    declare_topology([School], settings)
    slowly = float(os.environ.get("KAIBAN_SLOW", "0"))
    if slowly:
        count = School.count_unit

        def count_slowly(self: School, event: object, store: object) -> None:
            time.sleep(slowly)
            count(self, event, store)  # type: ignore[arg-type]  # as it came

        count_slowly.__annotations__ = count.__annotations__
        count_slowly._handles = count._handles  # type: ignore[attr-defined]  # the kit's mark
        setattr(School, "count_unit", count_slowly)  # noqa: B010 – a method is replaced
    run_department(School, settings, health_port=int(os.environ.get("KAIBAN_HEALTH_PORT", "0")))


if __name__ == "__main__":
    main()
