"""A command has one effect, one answer and one audit line, however often it is repeated."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from contracts.enrollment import CandidateDraft, ListUnits, Nominate, RegisterUnit, UnitRegistered
from contracts.notification import NoticeAcknowledged
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from kit import clock
from kit.audit import audit_hash
from kit.books import redacted
from kit.testing import TestOffice, an_actor
from kit.wire import encode
from tests.kit.school import School, SchoolStore, heard
from tests.servers import RealServers


def audit_lines(office: TestOffice) -> list[tuple[str, str]]:
    audit = office.tables["audit"]
    with office.database.reading() as session:
        rows = session.execute(select(audit.c.message, audit.c.outcome).order_by(audit.c.audit_id))
        return [(row.message, row.outcome) for row in rows]


def times(office: TestOffice, name: str) -> int:
    with office.database.reading() as session:
        return session.scalar(select(heard.c.times).where(heard.c.name == name)) or 0


def test_a_command_leaves_its_effect_its_event_and_its_audit_line(
    school: TestOffice, officer: Actor
) -> None:
    made = school.do(RegisterUnit(code="A1", name="商船学院党委"), officer)

    assert school.do(ListUnits(), officer).items == [made]
    assert [type(event) for event in school.events] == [UnitRegistered]
    assert audit_lines(school) == [("register_unit", "done")]


def test_a_repeat_under_the_same_key_gets_the_first_answer(
    school: TestOffice, officer: Actor
) -> None:
    first = school.do(RegisterUnit(code="A1", name="商船学院党委"), officer, key="k")
    again = school.do(RegisterUnit(code="A1", name="商船学院党委"), officer, key="k")

    assert again == first
    assert times(school, "registered") == 1
    assert len(school.events) == 1


def test_an_answer_is_kept_for_thirty_days(school: TestOffice, officer: Actor) -> None:
    answered = school.tables["answered"].c
    for code, days in (("A1", 29), ("A2", 31)):
        school.do(RegisterUnit(code=code, name="商船学院党委"), officer, key=code)
        with school.database.writing() as session:
            long_ago = clock.wall() - timedelta(days=days)
            own = answered.key == f"{officer.person_id}:{code}"
            session.execute(update(answered.key.table).where(own).values(answered_at=long_ago))

    school.tick()

    with school.database.reading() as session:
        assert session.scalars(select(answered.key)).all() == [f"{officer.person_id}:A1"]


def test_twenty_parallel_repeats_have_one_effect_and_one_answer(
    school: TestOffice, officer: Actor
) -> None:
    def give(_: int) -> object:
        return school.do(RegisterUnit(code="A1", name="商船学院党委"), officer, key="k")

    with ThreadPoolExecutor(20) as hands:
        answers = list(hands.map(give, range(20)))

    assert len({str(answer) for answer in answers}) == 1
    assert times(school, "registered") == 1


def test_without_a_key_the_repeat_is_refused_by_the_database_itself(
    school: TestOffice, officer: Actor
) -> None:
    school.do(RegisterUnit(code="A1", name="商船学院党委"), officer)
    with pytest.raises(Refusal, match="CHANGED_MEANWHILE"):
        school.do(RegisterUnit(code="A1", name="商船学院党委"), officer)
    assert times(school, "registered") == 1


def test_a_key_may_not_be_used_for_another_request(school: TestOffice, officer: Actor) -> None:
    school.do(RegisterUnit(code="A1", name="商船学院党委"), officer, key="k")
    with pytest.raises(Refusal, match="KEY_REUSED") as refused:
        school.do(RegisterUnit(code="A2", name="法学院党委"), officer, key="k")
    assert refused.value.status == 422
    assert school.do(ListUnits(), officer).total == 1


def test_a_key_belongs_to_the_person_who_made_it_up(school: TestOffice, officer: Actor) -> None:
    school.do(RegisterUnit(code="A1", name="商船学院党委"), officer, key="k")
    other = an_actor(Role.ORG_DEPT, person="bob")
    assert school.do(RegisterUnit(code="A2", name="法学院党委"), other, key="k").code == "A2"


def test_a_refused_command_changes_nothing_but_is_on_record(
    school: TestOffice, officer: Actor
) -> None:
    with pytest.raises(Refusal, match="BAD_NAME") as refused:
        school.do(RegisterUnit(code="A1", name="恶名"), officer)

    assert refused.value.clause == "A-5.w1"
    assert school.do(ListUnits(), officer).total == 0
    assert [type(event) for event in school.events] == [NoticeAcknowledged]
    assert audit_lines(school) == [("register_unit", "refused:BAD_NAME")]


def test_whoever_lacks_the_duty_is_refused_and_on_record(school: TestOffice) -> None:
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY") as refused:
        school.do(RegisterUnit(code="A1", name="商船学院党委"), an_actor(Role.TRAINEE))
    assert refused.value.status == 403
    assert audit_lines(school) == [("register_unit", "refused:NOT_YOUR_DUTY")]


def test_what_cannot_be_read_is_explained_field_by_field(
    school: TestOffice, officer: Actor
) -> None:
    answer = school.office.answer("register_unit", {"code": "", "kind": "CLUB"}, officer)
    assert answer["refused"]["status"] == 422
    assert [fault["field"] for fault in answer["refused"]["faults"]] == ["code", "name", "kind"]


def test_an_unknown_operation_is_not_found(school: TestOffice, officer: Actor) -> None:
    assert school.office.answer("sell_unit", {}, officer)["refused"]["status"] == 404


def test_a_programming_error_tells_nothing_and_changes_nothing(
    school: TestOffice, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(School, "register_unit", broken)
    request = encode(RegisterUnit(code="A1", name="x"))
    refused = school.office.answer("register_unit", request, officer)["refused"]

    assert (refused["status"], refused["code"]) == (500, "INTERNAL_ERROR")
    assert "secret" not in json.dumps(refused)
    assert school.events == []


@pytest.mark.parametrize("on", ["sqlite", pytest.param("servers", marks=pytest.mark.servers)])
def test_questions_are_answered_in_one_look_and_one_that_breaks_spoils_no_other(
    on: str, request: pytest.FixtureRequest, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Session] = []
    list_units = School.list_units

    def watched(self: School, asked: ListUnits, store: SchoolStore) -> Any:
        looks.append(store.session)
        if asked.page == 2:
            store.session.execute(text("SELECT nothing FROM nowhere"))
        return list_units(self, asked, store)

    with closing(
        a_school(request.getfixturevalue("servers") if on == "servers" else None)
    ) as school:
        school.do(RegisterUnit(code="A1", name="x"), officer)
        monkeypatch.setattr(School, "list_units", watched)
        asked = [("list_units", {"page": page}) for page in (1, 2, 1)]
        first, broken, last = school.office.answer_each(asked, officer)
    assert first["reply"]["items"][0]["code"] == "A1"
    assert broken["refused"]["status"] == 500
    assert last == first
    assert len(looks) == 3
    assert len(set(map(id, looks))) == 1


def a_school(servers: RealServers | None) -> TestOffice:
    """On SQLite, or on PostgreSQL."""
    if servers is None:
        return TestOffice(School)
    url = servers.fresh().database_url.format(service="enrollment")
    return TestOffice(School, url)


def test_secret_fields_never_enter_the_audit_log_at_any_depth() -> None:
    candidate = CandidateDraft(name="张三", id_no="11010519491231002X", phone="13812345678")
    request = Nominate(class_id="c", unit_id="u", candidate=candidate)

    detail = json.dumps(redacted(encode(request), Nominate), ensure_ascii=False)

    assert "张三" in detail
    assert "11010519491231002X" not in detail
    assert "13812345678" not in detail


def test_the_chain_of_the_audit_log_shows_every_altered_line(
    school: TestOffice, officer: Actor
) -> None:
    audit = school.tables["audit"]
    for number in range(5):
        school.do(RegisterUnit(code=f"A{number}", name="院党委"), officer)
    assert school.clerk.chain_audit() == 5
    school.do(RegisterUnit(code="A9", name="院党委"), officer)
    assert school.clerk.chain_audit() == 1

    def broken_lines() -> list[int]:
        previous, broken = "", []
        with school.database.reading() as session:
            for row in session.execute(select(audit).order_by(audit.c.seq)):
                if row.hash != audit_hash(row, row.seq, previous):
                    broken.append(row.seq)
                previous = row.hash
        return broken

    assert broken_lines() == []
    with school.database.writing() as session:
        session.execute(update(audit).where(audit.c.seq == 3).values(person_id="somebody else"))
    assert broken_lines() == [3]


def test_personal_data_lies_encrypted_in_the_database(school: TestOffice, officer: Actor) -> None:
    school.do(RegisterUnit(code="A1", name="商船学院党委"), officer)
    with school.database.reading() as session:
        stored = session.scalar(text("SELECT note FROM unit"))
    assert stored is not None
    assert stored.startswith("k1:")
    assert "商船" not in stored


def test_a_reader_does_not_wait_for_a_writer(school: TestOffice, officer: Actor) -> None:
    with school.database.writing() as session:
        session.execute(text("DELETE FROM unit"))
        assert school.do(ListUnits(), officer).total == 0
