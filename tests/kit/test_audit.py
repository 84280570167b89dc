"""The audit log as it is read: searched, the latest first, and whether it was touched."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from contracts.audit import AuditLog
from contracts.base import REQUESTS
from contracts.enrollment import ListAudit, NameParticipants, RegisterUnit
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from kit import audit, clock
from kit.books import DETAIL_CHARACTERS
from kit.handlers import Handler, handlers_of
from kit.testing import TestOffice, an_actor
from kit.wire import encode
from tests.kit.school import School

AUDITOR = an_actor(Role.AUDITOR, person="auditor")


def log_of(school: TestOffice, **asked: Any) -> AuditLog:
    return school.do(ListAudit(**asked), AUDITOR)


def codes(log: AuditLog) -> list[str]:
    return [next(f.value for f in line.fields if f.name == "code") for line in log.items]


def a_log_of(school: TestOffice, officer: Actor, lines: int) -> None:
    for number in range(lines):
        school.do(RegisterUnit(code=f"A{number}", name="院党委"), officer)
    school.clerk.chain_audit()


def test_the_latest_line_comes_first_page_by_page(school: TestOffice, officer: Actor) -> None:
    a_log_of(school, officer, 3)
    school.do(RegisterUnit(code="A3", name="院党委"), officer)

    assert codes(log_of(school)) == ["A3", "A2", "A1", "A0"]
    second = log_of(school, page=2, size=3)
    assert (codes(second), second.total) == (["A0"], 4)
    assert [line.seq for line in log_of(school).items] == [None, 3, 2, 1]
    assert [line.unbroken for line in log_of(school).items] == [None, True, True, True]


def test_the_log_is_searched_by_person_operation_and_time(
    school: TestOffice, officer: Actor
) -> None:
    a_log_of(school, officer, 1)
    between = clock.now()
    other = an_actor(Role.ORG_DEPT, person="somebody else")
    school.do(RegisterUnit(code="B1", name="院党委"), other)

    assert codes(log_of(school, by="somebody else")) == ["B1"]
    assert codes(log_of(school, request="register_unit")) == ["B1", "A0"]
    assert log_of(school, request="list_units").items == []
    assert codes(log_of(school, since=between)) == ["B1"]
    assert codes(log_of(school, until=between)) == ["A0"]
    assert log_of(school, since=clock.now() + timedelta(seconds=1)).items == []


def test_a_class_is_found_by_its_field_and_not_by_what_somebody_wrote(
    school: TestOffice, officer: Actor
) -> None:
    school.do(RegisterUnit(code="A0", name='", "class_id": "c1"'), officer)

    assert log_of(school, class_id="c1").items == []
    assert log_of(school, class_id='c1", "x": "%').items == []


@pytest.mark.parametrize("touched", ["person_id", "detail", "prev_hash", "hash"])
def test_an_altered_line_breaks_the_chain_where_it_stands(
    school: TestOffice, officer: Actor, monkeypatch: pytest.MonkeyPatch, touched: str
) -> None:
    monkeypatch.setattr(audit, "SLICE", 2)
    a_log_of(school, officer, 5)
    whole = log_of(school, check_chain=True).chain
    assert whole is not None
    assert (whole.lines, whole.broken_at) == (5, None)
    table = school.tables["audit"]
    with school.database.writing() as session:
        session.execute(update(table).where(table.c.seq == 3).values({touched: "{}"}))
    log = log_of(school, check_chain=True)

    assert log.chain is not None
    assert (log.chain.lines, log.chain.broken_at) == (2, 3)
    assert next(line.unbroken for line in log.items if line.seq == 3) is False
    assert all(line.unbroken for line in log.items if line.seq in (1, 2, 5))


def test_a_line_taken_out_breaks_the_chain(school: TestOffice, officer: Actor) -> None:
    a_log_of(school, officer, 4)
    table = school.tables["audit"]
    with school.database.writing() as session:
        session.execute(table.delete().where(table.c.seq == 2))
    log = log_of(school, check_chain=True)

    assert log.chain is not None
    assert (log.chain.lines, log.chain.broken_at) == (1, 2)
    assert [line.unbroken for line in log.items] == [True, False, True]


def test_a_line_too_long_to_be_kept_whole_is_shown_as_far_as_it_goes(
    school: TestOffice, officer: Actor
) -> None:
    a_log_of(school, officer, 1)
    table = school.tables["audit"]
    with school.database.writing() as session:
        session.execute(update(table).values(detail='{"code": "A', seq=None))
    [line] = log_of(school).items

    assert [field.value for field in line.fields] == ['{"code": "A']
    assert line.records == {}


def test_a_long_command_keeps_its_ids_its_unit_and_its_titles(
    school: TestOffice, officer: Actor
) -> None:
    named = NameParticipants(class_id="c1", unit_id="u1", person_ids=["p" * 30] * 300)
    entry = Handler(method="name", message=NameParticipants, asks=None, apart=None, renders=None)
    with school.database.writing() as session:
        school.office.books.write_audit(session, entry, encode(named), officer, "done")
    [line] = log_of(school, class_id="c1").items

    assert (line.records, line.on_behalf_of) == ({"class_id": "c1", "unit_id": "u1"}, "u1")
    assert [field.zh for field in line.fields] == ["班次", "部门", "人员"]
    assert sum(len(field.value) for field in line.fields) < DETAIL_CHARACTERS
    assert line.fields[-1].value.endswith("…")


def test_every_department_answers_for_its_own_log_alone() -> None:
    asked = {name.split(".")[0] for name in REQUESTS if name.endswith(".list_audit")}
    assert asked == {
        "enrollment",
        "scheduling",
        "assessment",
        "finance",
        "notification",
        "portal",
    }
    [entry] = [one for one in handlers_of(School) if one.name == "list_audit"]
    assert entry.message is ListAudit


def test_nobody_else_reads_the_log(school: TestOffice, officer: Actor) -> None:
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        school.do(ListAudit(), officer)
