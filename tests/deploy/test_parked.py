"""`kaiban parked` and `kaiban replay` do what the operations page does, on the databases alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from contracts.enrollment import AnnualPlanIssued, RegisterUnit
from contracts.roles import Role
from deploy import parked
from deploy.cli import main
from kit import clock, logs
from kit.testing import TestOffice, an_actor
from tests.kit.school import School


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestOffice]:
    """One small department, where the command line finds it."""
    monkeypatch.setenv("KAIBAN_VAR", str(tmp_path))
    monkeypatch.delenv("KAIBAN_DATABASE_URL", raising=False)
    monkeypatch.setattr(logs, "configure", lambda *_: None)
    monkeypatch.setattr(parked, "DEPARTMENTS", ["enrollment"])
    monkeypatch.setattr(parked, "department", lambda _: School)
    office = TestOffice(School, f"sqlite:///{tmp_path}/enrollment.db")
    School.ready = False
    office.hear(AnnualPlanIssued(plan_id="p", year=2026, unit_ids=[]))
    with office.database.writing() as session:
        session.execute(text("UPDATE held SET next_try_at = NULL"))
    yield office
    School.ready = True
    office.close()


def the_held(school: TestOffice) -> str:
    held_id: str = school.held[0].held_id
    return held_id


def audited(school: TestOffice) -> list[tuple[str, str]]:
    audit = school.tables["audit"]
    with school.database.reading() as session:
        rows = session.execute(select(audit.c.message, audit.c.person_id)).all()
    return [(row.message, row.person_id.partition(":")[0]) for row in rows]


def test_what_is_put_aside_is_listed_with_its_reason(
    school: TestOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parked"]) == 0
    told = capsys.readouterr().out
    assert f"{the_held(school)}  enrollment.wait_for_readiness  annual_plan_issued  PARKED" in told
    assert "the school is not ready" in told


@pytest.mark.parametrize("how", ["--replay", "--all", "--since"])
def test_it_is_tried_again_by_its_id_all_together_or_by_its_time(
    school: TestOffice, how: str
) -> None:
    hour_ago = (clock.wall() - timedelta(hours=1)).isoformat()
    given = {"--replay": [the_held(school)], "--all": [], "--since": [hour_ago]}
    assert main(["parked", how, *given[how]]) == 0
    School.ready = True
    assert school.hearing.retry_held() == 1
    command = "replay_held" if how == "--replay" else "replay_all_held"
    assert audited(school) == [(command, "operator")]


def test_of_another_time_nothing_is_tried(school: TestOffice) -> None:
    assert main(["parked", "--until", "2026-01-01T08:00"]) == 0
    assert school.hearing.retry_held() == 0


def test_an_id_nobody_has_is_said_so(
    school: TestOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parked", "--replay", "no-such-id"]) == 1
    assert "Nothing of this id" in capsys.readouterr().out


def test_one_is_given_up_with_a_reason_and_not_without(
    school: TestOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    held_id = the_held(school)
    assert main(["parked", "--discard", held_id]) == 1
    assert "Reason" in capsys.readouterr().out
    assert main(["parked", "--discard", held_id, "--reason", "the plan is void"]) == 0
    assert school.held == []
    assert audited(school) == [("discard_held", "operator")]


def test_what_was_sent_is_sent_once_more(school: TestOffice) -> None:
    school.do(RegisterUnit(code="A1", name="n"), an_actor(Role.ORG_DEPT))
    outbox = school.tables["outbox"]
    with school.database.writing() as session:
        session.execute(outbox.update().values(sent_at=clock.wall()))
    assert main(["replay", "--from", "enrollment", "--since", "2026-01-01"]) == 0
    with school.database.reading() as session:
        assert list(session.scalars(select(outbox.c.sent_at))) == [None]


def test_a_time_without_an_offset_is_that_of_the_school(school: TestOffice) -> None:
    assert parked.moment("2026-03-06T08:00") == parked.moment("2026-03-06T00:00+00:00")
    with pytest.raises(SystemExit):
        main(["replay", "--from", "enrollment", "--since", "yesterday"])
