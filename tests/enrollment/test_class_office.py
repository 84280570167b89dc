"""A class through the office: from creation to closure, whatever order events arrive in."""

import json
import re
from io import BytesIO
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from contracts.enrollment import (
    AcceptNominations,
    ApproveRoster,
    ArchiveSealed,
    CancelClass,
    CheckIn,
    ClassAdvanced,
    ClassCancelled,
    ClassClosed,
    ClassCreated,
    ClassOpened,
    ClassState,
    CloseClass,
    ConfirmReadiness,
    ExportTraineeForm,
    FindArchive,
    FindRoster,
    ListClasses,
    ListSteps,
    ListTrainees,
    OpenCheckIn,
    PersonalDataUnmasked,
    RecordOpening,
    ReturnRoster,
    RevealPerson,
    RosterApproved,
    RosterReturned,
    RosterSubmitted,
    SealArchive,
    SubmitRoster,
    TraineeCheckedIn,
    TraineeState,
    TraineeWithdrawn,
    WithdrawalKind,
    WithdrawTrainee,
)
from contracts.notification import NoticeKind, NoticePublished
from contracts.roles import Role
from contracts.scheduling import LeaveLimitExceeded, LeaveLimitRestored, TimetableRevised
from contracts.values import Category
from kit import clock
from kit.testing import an_actor
from tests.enrollment.makers import CHECK_IN, refused
from tests.enrollment.school import COMMITTEE, DEADLINE, EVP, LAST_DAY, STAFF, School, an_id_number
from tests.servers import RealServers

S = ClassState


@pytest.mark.clause("A-1.a", "A-3.3.b", "A-5.o1", "A-6.12")
def test_a_class_goes_its_whole_way(school: School) -> None:
    closed = school.a_closed_class()
    steps = [step.state for step in school.do(ListSteps(class_id=closed.class_id), EVP)]

    assert closed.state is S.CLOSED
    assert steps == [
        S.PLANNED,
        S.PREPARING,
        S.NOTIFIED,
        S.ENROLLING,
        S.ROSTER_APPROVED,
        S.READY,
        S.CHECKING_IN,
        S.IN_PROGRESS,
        S.ASSESSING,
        S.DATA_CONFIRMED,
        S.DEPARTED,
        S.HANDED_OVER,
        S.SETTLED,
        S.ARCHIVED,
        S.EVALUATED,
        S.CLOSED,
    ]
    advanced = [event.state for event in school.emitted(ClassAdvanced)]
    assert (
        advanced == [step.state for step in school.do(ListSteps(class_id=closed.class_id), EVP)][1:]
    )
    assert len(school.emitted(ClassClosed)) == 1
    assert {one.state for one in school.trainees(closed.class_id)} == {TraineeState.COMPLETED}


@pytest.mark.usefixtures("moved_clock")
def test_a_class_goes_its_whole_way_on_postgresql(servers: RealServers) -> None:
    school = School(servers.fresh().database_url.format(service="enrollment"))

    assert school.a_closed_class().state is S.CLOSED
    school.office.close()


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize("seed", range(4))
def test_events_twice_and_out_of_order_end_in_the_same_place(school: School, seed: int) -> None:
    class_id = school.a_class_in_progress().class_id
    clock.move_to(LAST_DAY)
    events = school.finished(class_id)
    Random(seed).shuffle(events)
    school.hear(*events, times=2)

    assert school.office.held == []
    assert school.find(class_id).state is S.DATA_CONFIRMED
    assert {one.state for one in school.trainees(class_id)} == {TraineeState.COMPLETED}
    missing = school.do(FindArchive(class_id=class_id), EVP).missing
    assert missing == ["TRAINEE_FORM", "ATTENDANCE_FORM", "REGISTER"]


@pytest.mark.clause("A-6.12")
def test_events_about_a_closed_class_change_nothing(school: School) -> None:
    class_id = school.a_closed_class().class_id
    emitted = len(school.office.events)
    school.hear(*school.prepared(class_id), *school.finished(class_id))

    assert school.find(class_id).state is S.CLOSED
    assert len(school.office.events) == emitted
    with refused("CLASS_ENDED"):
        school.upload(class_id, "OTHER")


@pytest.mark.clause("B-5.0", "A-3.3.a")
def test_the_other_departments_learn_of_a_new_class(school: School) -> None:
    created = school.a_class()
    [event] = school.emitted(ClassCreated)

    assert (event.class_id, event.category, event.session_no) == (
        created.class_id,
        Category.DEV_TARGET,
        1,
    )
    assert (event.hosted_externally, event.planned_hours) == (False, 240)


@pytest.mark.clause("A-1.a")
def test_a_revised_timetable_may_be_heard_of_first(school: School) -> None:
    class_id = school.a_class().class_id
    school.hear(
        TimetableRevised(
            class_id=class_id, version=2, reason="调换教室", sessions=[], hours_total=240
        ),
        NoticePublished(notice_id="n2", kind=NoticeKind.CHANGE, class_id=class_id, addressed=2),
    )

    met = {item.code for item in school.find(class_id).readiness if item.met}
    assert met == {"TIMETABLE_PUBLISHED"}


# -- Roster ----------------------------------------------------------------------------------


@pytest.mark.clause("A-7.2.a", "A-7.2.b")
def test_a_roster_is_returned_changed_and_approved(school: School) -> None:
    class_id = school.a_class_enrolling().class_id
    school.nominate(class_id, school.units[0], 1)
    school.do(AcceptNominations(class_id=class_id), STAFF)
    school.do(SubmitRoster(class_id=class_id), STAFF)
    school.do(ReturnRoster(class_id=class_id, opinion="增加一人"), EVP)
    school.nominate(class_id, school.units[1], 2)
    school.do(AcceptNominations(class_id=class_id), STAFF)
    school.do(SubmitRoster(class_id=class_id), STAFF)
    school.do(ApproveRoster(class_id=class_id, opinion="同意"), EVP)

    roster = school.do(FindRoster(class_id=class_id), EVP)
    assert (roster.state, roster.version, roster.headcount) == ("APPROVED", 2, 2)
    [approved] = school.emitted(RosterApproved)
    assert set(approved.trainees_by_unit) == {unit.unit_id for unit in school.units}
    assert [event.count for event in school.emitted(RosterSubmitted)] == [1, 2]
    assert [event.submitted_by for event in school.emitted(RosterReturned)] == ["staff"]


@pytest.mark.clause("A-7.2.a")
def test_whoever_submits_the_roster_never_approves_it(school: School) -> None:
    both = an_actor(Role.STAFF, Role.EVP, person="both")
    class_id = school.a_class_enrolling().class_id
    school.nominate(class_id, school.units[0], 1)
    school.do(AcceptNominations(class_id=class_id), STAFF)
    school.do(SubmitRoster(class_id=class_id), both)

    with refused("FOUR_EYES"):
        school.do(ApproveRoster(class_id=class_id), both)

    assert school.trainees(class_id) == []
    assert school.find(class_id).state is S.ENROLLING


@pytest.mark.clause("A-7.2.a")
def test_a_class_does_not_open_without_its_roster(school: School) -> None:
    class_id = school.a_class_enrolling().class_id
    clock.move_to(CHECK_IN)

    for attempt in (
        ConfirmReadiness(class_id=class_id),
        OpenCheckIn(class_id=class_id),
        RecordOpening(class_id=class_id, leader="王书记"),
    ):
        with refused("WRONG_STATE"):
            school.do(attempt, STAFF)


@pytest.mark.clause("A-7.2.a", "A-9.a")
def test_trainees_are_numbered_by_unit_then_name(school: School) -> None:
    class_id = school.a_class_with_trainees(4).class_id

    assert [(one.trainee_no, one.unit_name, one.name) for one in school.trainees(class_id)] == [
        ("FZ2601001", "商船学院党委", "学员001"),
        ("FZ2601002", "商船学院党委", "学员003"),
        ("FZ2601003", "交通运输学院党委", "学员000"),
        ("FZ2601004", "交通运输学院党委", "学员002"),
    ]


@pytest.mark.clause("A-9.a")
def test_the_trainee_form_lists_everybody_masked(school: School) -> None:
    class_id = school.a_class_with_trainees(3).class_id
    form = school.do(ExportTraineeForm(class_id=class_id), STAFF)

    workbook = load_workbook(BytesIO(school.office.office.files.read(form.file_id)))
    cells = [str(value) for row in workbook.worksheets[0].values for value in row]
    assert "C4/组织04/001" in cells
    assert [cell for cell in cells if cell.startswith("学员0")] == ["学员001", "学员000", "学员002"]
    assert not any(re.search(r"\d{17}[\dX]", cell) for cell in cells)


# -- Readiness, check-in, opening ------------------------------------------------------------


@pytest.mark.clause("A-7.3.a", "A-7.3.b")
def test_a_class_is_ready_when_papers_places_and_people_are(school: School) -> None:
    class_id = school.a_class_with_trainees().class_id
    school.hear(*school.prepared(class_id))
    with refused("NOT_READY"):
        school.do(ConfirmReadiness(class_id=class_id), STAFF)

    school.upload(class_id, "TRAINING_MATERIALS")
    ready = school.do(ConfirmReadiness(class_id=class_id), STAFF)
    assert (ready.state, all(item.met for item in ready.readiness)) == (S.READY, True)


@pytest.mark.clause("A-6.7", "A-7.5.a")
def test_who_came_is_active_and_who_did_not_is_a_no_show(school: School) -> None:
    opened = school.a_class_in_progress(count=3, came=2)

    assert [one.state for one in school.trainees(opened.class_id)] == [
        TraineeState.ACTIVE,
        TraineeState.ACTIVE,
        TraineeState.NO_SHOW,
    ]
    ids = [one.trainee_id for one in school.trainees(opened.class_id)]
    [event] = school.emitted(ClassOpened)
    assert (event.present, event.absent) == (ids[:2], ids[2:])
    assert opened.opening_leader == "王书记"
    assert (opened.enrolled, opened.checked_in) == (3, 2)
    assert len(school.emitted(TraineeCheckedIn)) == 2


@pytest.mark.clause("A-6.7")
def test_a_repeated_check_in_is_the_same_one(school: School) -> None:
    class_id = school.a_class_with_trainees(1).class_id
    school.upload(class_id, "TRAINING_MATERIALS")
    school.hear(*school.prepared(class_id))
    school.do(ConfirmReadiness(class_id=class_id), STAFF)
    clock.move_to(CHECK_IN)
    school.do(OpenCheckIn(class_id=class_id), STAFF)
    [trainee] = school.trainees(class_id)
    check_in = CheckIn(class_id=class_id, trainee_id=trainee.trainee_id)
    first, again = school.do(check_in, STAFF), school.do(check_in, STAFF)

    assert first == again
    assert len(school.emitted(TraineeCheckedIn)) == 1


def test_a_trainee_belongs_to_one_class(school: School) -> None:
    class_id = school.a_class_in_progress().class_id
    trainee = school.trainees(class_id)[0]

    with refused("UNKNOWN"):
        school.do(CheckIn(class_id="elsewhere", trainee_id=trainee.trainee_id), STAFF)


@pytest.mark.clause("A-7.4.a")
def test_leave_beyond_the_limit_is_a_cause_to_withdraw(school: School) -> None:
    class_id = school.a_class_in_progress().class_id
    trainee_id = school.trainees(class_id)[0].trainee_id
    leave: dict[str, Any] = {
        "class_id": class_id,
        "trainee_id": trainee_id,
        "leave": 40,
        "total": 240,
    }
    withdrawal = WithdrawTrainee(
        class_id=class_id,
        trainee_id=trainee_id,
        kind=WithdrawalKind.LEAVE_LIMIT,
        reason="请假超过七分之一",
    )
    school.hear(LeaveLimitExceeded(**leave), LeaveLimitRestored(**leave))
    with refused("LEAVE_WITHIN_LIMIT"):
        school.do(withdrawal, STAFF)

    school.hear(LeaveLimitExceeded(**leave))
    assert school.trainees(class_id)[0].leave_limit_exceeded
    withdrawn = school.do(withdrawal, STAFF)
    assert withdrawn.state is TraineeState.WITHDRAWN
    [event] = school.emitted(TraineeWithdrawn)
    assert "请假" not in json.dumps(vars(event), default=str, ensure_ascii=False)


@pytest.mark.clause("A-7.4.a")
def test_why_somebody_left_is_for_nobody_else_to_read(school: School) -> None:
    class_id = school.a_class_in_progress().class_id
    trainee_id = school.trainees(class_id)[0].trainee_id
    school.do(
        WithdrawTrainee(
            class_id=class_id,
            trainee_id=trainee_id,
            kind=WithdrawalKind.HEALTH,
            reason="心脏病住院",
        ),
        STAFF,
    )

    with school.office.database.reading() as session:
        connection = session.connection()
        for table in school.office.tables.metadata.sorted_tables:
            rows = connection.exec_driver_sql(f"SELECT * FROM {table.name}").all()  # noqa: S608 – our own names
            assert "心脏病" not in str(rows), table.name


def test_a_class_that_has_begun_is_not_cancelled(school: School) -> None:
    other = school.a_class_in_progress().class_id
    with refused("WRONG_STATE"):
        school.do(CancelClass(class_id=other, reason="疫情防控"), EVP)

    planned = school.a_class(code="FZ2602")
    cancelled = school.do(CancelClass(class_id=planned.class_id, reason="疫情防控"), EVP)
    assert cancelled.state is S.CANCELLED
    assert len(school.emitted(ClassCancelled)) == 1


# -- Archive and closure ---------------------------------------------------------------------


@pytest.mark.clause("A-7.9.a")
def test_one_missing_paper_keeps_the_file_open(school: School) -> None:
    class_id = school.a_class_in_progress().class_id
    clock.move_to(LAST_DAY)
    school.hear(*school.finished(class_id))
    with refused("WRONG_STATE"):
        school.do(SealArchive(class_id=class_id), STAFF)

    assert school.do(FindArchive(class_id=class_id), EVP).state == "INCOMPLETE"
    assert school.emitted(ArchiveSealed) == []


@pytest.mark.clause("A-7.9.a", "A-4.3.a")
def test_a_sealed_file_takes_no_more(school: School) -> None:
    class_id = school.a_class_to_close().class_id
    sealed = school.do(FindArchive(class_id=class_id), EVP)

    with refused("ARCHIVE_SEALED"):
        school.upload(class_id, "OTHER")

    [event] = school.emitted(ArchiveSealed)
    assert (sealed.state, sealed.missing) == ("SEALED", [])
    assert sealed.manifest_hash == event.manifest_hash
    assert {item.clause for item in sealed.items if item.mandatory} >= {"A-7.1.b", "A-9.b"}


@pytest.mark.clause("A-6.12")
def test_only_leaders_close_a_class(school: School) -> None:
    class_id = school.a_class_to_close().class_id

    with refused("NOT_YOUR_DUTY"):
        school.do(CloseClass(class_id=class_id), STAFF)


# -- Looking, and personal data --------------------------------------------------------------


def test_classes_and_trainees_are_found(school: School) -> None:
    class_id = school.a_class_with_trainees(3).class_id

    [found] = school.do(ListClasses(q="发展对象", year=2026, state=S.ROSTER_APPROVED), EVP).items
    assert (found.class_id, found.enrolled, found.seats) == (class_id, 3, 20)
    assert school.do(ListClasses(year=2025), EVP).items == []
    assert school.do(ListClasses(q="科级"), EVP).items == []
    search = ListTrainees(class_id=class_id, q="学员002", unit_id=school.units[0].unit_id)
    assert [one.name for one in school.do(search, EVP).items] == ["学员002"]
    nobody = ListTrainees(class_id=class_id, state=TraineeState.ACTIVE)
    assert school.do(nobody, COMMITTEE).total == 0


@pytest.mark.clause("A-6.7")
def test_somebody_is_found_in_a_class_by_any_number_they_go_by(school: School) -> None:
    class_id = school.a_class_with_trainees(3).class_id
    first, second, third = school.trainees(class_id)
    tails = {one.trainee_id: one.id_no_masked[-3:] for one in (first, second, third)}

    def sought(q: str) -> list[str]:
        found = school.do(ListTrainees(class_id=class_id, q=q), STAFF).items
        return [one.trainee_id for one in found]

    assert sought(second.trainee_no[-3:])[0] == second.trainee_id
    for trainee_id, tail in tails.items():
        assert trainee_id in sought(tail), tail
        assert trainee_id in sought(tail.lower()), tail
    assert sought(first.name[:1]) == [first.trainee_id, second.trainee_id, third.trainee_id]


def test_a_class_tells_until_when_it_may_be_nominated_for(school: School) -> None:
    school.an_issued_plan()
    class_id = school.a_class().class_id
    assert school.find(class_id).nominate_until is None
    school.allocate(class_id, (school.units[0], 5, 0))
    assert school.find(class_id).nominate_until == DEADLINE


@pytest.mark.clause("A-7.2.a")
def test_a_roster_tells_who_decides_on_it(school: School) -> None:
    class_id = school.a_class_with_trainees(1).class_id
    assert school.do(FindRoster(class_id=class_id), EVP).decider is Role.EVP


def test_a_look_at_full_data_needs_a_reason_and_leaves_a_trace(school: School) -> None:
    class_id = school.a_class_with_trainees(1).class_id
    person_id = school.trainees(class_id)[0].person_id
    with refused("NOT_YOUR_DUTY"):
        school.do(RevealPerson(person_id=person_id, reason="核对证书"), EVP)

    shown = school.do(RevealPerson(person_id=person_id, reason="核对证书"), STAFF)
    assert (shown.id_no, shown.phone) == (an_id_number(0), "13800000001")
    [event] = school.emitted(PersonalDataUnmasked)
    assert (event.person_id, event.by, event.reason) == (person_id, "staff", "核对证书")


def test_no_id_number_stands_in_events_audit_or_rows(school: School) -> None:
    class_id = school.a_class_with_trainees(3).class_id
    person_id = school.trainees(class_id)[0].person_id
    school.do(RevealPerson(person_id=person_id, reason="核对证书"), STAFF)

    with school.office.database.reading() as session:
        for table in school.office.tables.metadata.sorted_tables:
            columns = [column for column in table.c if column.name not in ("id_no", "phone")]
            for row in session.execute(select(*columns)):
                assert not re.search(r"(?<![0-9a-f])\d{17}[\dX](?![0-9a-f])", str(row)), table.name
        sealed = session.connection().exec_driver_sql("SELECT id_no, phone FROM person").all()
    assert len(sealed) == 3
    assert not any(re.search(r"\d{11}", part) for row in sealed for part in row)
