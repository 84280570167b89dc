"""After whole classes every event has its place in a chain: none came about from nowhere."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, select

from deploy.departments import DEPARTMENTS
from kit.settings import Settings
from tests.plays import Play

pytestmark = pytest.mark.journey


@dataclass
class Told:
    """Every event by its id, and the traces of every command by department and request."""

    events: dict[str, Any]
    commands: dict[tuple[str, str], set[str]]

    def wrong(self) -> Iterator[str]:
        """Events that do not belong to what they say they came from."""
        for event_id, (department, row, envelope) in self.events.items():
            cause = envelope["causation_id"]
            if row.trace_id != envelope["trace"][3:35] or row.class_id != envelope["class_id"]:
                yield f"{department} {event_id} is not found by what it says"
            elif cause in self.events:
                if self.events[cause][1].trace_id != row.trace_id:
                    yield f"{department} {event_id} left the trace of {cause}"
            elif cause and row.trace_id not in self.commands.get((department, cause), set()):
                yield f"{department} {event_id} came from nowhere"


def told_in(settings: Settings) -> Told:
    """What the departments' databases hold."""
    told = Told({}, {})
    for department in DEPARTMENTS:
        engine = create_engine(settings.database_url(department))
        metadata = MetaData()
        metadata.reflect(engine, only=["outbox", "audit"])
        with engine.connect() as connection:
            for row in connection.execute(select(metadata.tables["outbox"])):
                told.events[row.event_id] = (department, row, json.loads(row.body))
            for row in connection.execute(select(metadata.tables["audit"])):
                traces = told.commands.setdefault((department, row.request_id), set())
                traces.add(row.trace_id)
        engine.dispose()
    return told


def test_every_event_belongs_to_the_work_it_came_from(play: Play) -> None:
    settings = Settings(
        var=play.suite.var,
        database_template=play.suite.environment.get("KAIBAN_DATABASE_URL", ""),
    )
    told = told_in(settings)
    assert list(told.wrong()) == []
    across = [
        event_id
        for event_id, (department, _, envelope) in told.events.items()
        if envelope["causation_id"] in told.events
        and told.events[envelope["causation_id"]][0] != department
    ]
    assert len(across) > 50
