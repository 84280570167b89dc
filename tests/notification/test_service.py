"""Notification as a department: who is told what, and what waits for whom."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, permutations

import pytest

from contracts.assessment import (
    AssessmentFinished,
    CertificatesNumbered,
    ExamDutiesAssigned,
    ExamHeld,
    ExamInfoChanged,
    ExamPlanned,
    MarkingCompleted,
    PaperLeakSuspected,
    PaperSealed,
    PassListFrozen,
    ResultsConfirmed,
    ResultsPublished,
)
from contracts.base import Event
from contracts.enrollment import (
    AnnualPlanApproved,
    AnnualPlanIssued,
    AnnualPlanReturned,
    AnnualPlanSubmitted,
    ClassCancelled,
    ClassClosed,
    ListTrainees,
    NominationRejected,
    RosterReturned,
    RosterSubmitted,
    TraineeWithdrawn,
    WithdrawalKind,
)
from contracts.finance import BudgetClearanceRequested, BudgetCleared
from contracts.notification import (
    AcknowledgeNotice,
    DeliveryView,
    DraftNotice,
    ListDeliveries,
    ListMyDeliveries,
    ListNotices,
    ListTodos,
    ListUnitDeliveries,
    NoticeAcknowledged,
    NoticeKind,
    NoticePublished,
    NoticeView,
    PublishNotice,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from contracts.scheduling import LeaveLimitExceeded, LeaveLimitRestored, TimetablePublished
from contracts.values import Profile, Track
from kit.handlers import handlers_of
from kit.testing import TestOffice, an_actor
from services.notification.domain.todo import HEEDED
from services.notification.service import NotificationService
from services.notification.service.todos import Todos
from tests.notification.college import told
from tests.notification.makers import (
    BEGINS,
    CHECK_IN,
    DEADLINE,
    LI,
    WANG,
    ZHANG,
    a_class,
    a_draft,
    a_revised_timetable,
    a_roster,
    a_timetable,
    a_unit,
    listed,
    quotas,
)

STAFF = an_actor(Role.STAFF, person="ann")
EVP = an_actor(Role.EVP, person="evp")
EXAM = ExamPlanned(
    class_id="c1", exam_id="e1", from_at=BEGINS, to_at=BEGINS + timedelta(hours=2), rooms={"v1": 40}
)
CHANGED = ExamInfoChanged(
    class_id="c1",
    exam_id="e1",
    from_at=BEGINS + timedelta(days=1),
    to_at=BEGINS + timedelta(days=1, hours=2),
    rooms={"v1": 40},
    reason="场地调整",
)


@pytest.fixture
def office() -> Iterator[TestOffice]:
    made = an_office()
    yield made
    made.close()


def an_office() -> TestOffice:
    """An office that knows a class and three units."""
    made = TestOffice(NotificationService)
    made.answers[ListTrainees] = listed(ZHANG, LI, WANG)
    made.hear(a_class(), a_unit("u1"), a_unit("u2"), a_unit("u3"))
    return made


def of_unit(unit_id: str) -> Actor:
    return an_actor(Role.GRASSROOTS_ORG, person=f"secretary-{unit_id}", within=f"unit:{unit_id}")


def unit_letters(office: TestOffice, unit_id: str) -> list[DeliveryView]:
    request = ListUnitDeliveries(unit_id=unit_id, size=100)
    return office.do(request, as_=of_unit(unit_id)).items


def own_letters(office: TestOffice, person_id: str) -> list[DeliveryView]:
    actor = an_actor(Role.TRAINEE, person=person_id, within=f"person:{person_id}")
    return office.do(ListMyDeliveries(person_id=person_id, size=100), as_=actor).items


def todos(office: TestOffice, actor: Actor) -> list[str]:
    return [todo.kind for todo in office.do(ListTodos(), as_=actor).items]


def published(office: TestOffice, draft: DraftNotice | None = None) -> NoticeView:
    office.hear(quotas(u1=5, u2=5, u3=0))
    notice = office.do(draft or a_draft(), as_=STAFF)
    return office.do(PublishNotice(notice_id=notice.notice_id), as_=EVP)


# -- plans ---------------------------------------------------------------------------------------


@pytest.mark.clause("A-7.1.c")
def test_an_issued_plan_reaches_every_unit_once_and_counts_acknowledgements(
    office: TestOffice,
) -> None:
    issued = AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1", "u2", "u3"])
    office.hear(issued, times=2)
    # The same fact under another event id still makes one notice.
    office.hear(issued)
    [notice] = office.do(ListNotices(kind=NoticeKind.PLAN_ISSUE), as_=EVP).items
    assert (notice.addressed, notice.acknowledged, notice.state) == (3, 0, "PUBLISHED")
    [event] = told(office, NoticePublished)
    assert event == NoticePublished(
        notice_id=notice.notice_id, kind=NoticeKind.PLAN_ISSUE, class_id=None, addressed=3
    )
    [letter] = unit_letters(office, "u2")
    request = AcknowledgeNotice(unit_id="u2", delivery_id=letter.delivery_id)
    for _ in range(2):
        assert office.do(request, as_=of_unit("u2")).acknowledged_at is not None
    assert told(office, NoticeAcknowledged) == [
        NoticeAcknowledged(
            notice_id=notice.notice_id, kind=NoticeKind.PLAN_ISSUE, class_id=None, unit_id="u2"
        )
    ]
    [notice] = office.do(ListNotices(), as_=EVP).items
    assert notice.acknowledged == 1
    reached = office.do(ListDeliveries(notice_id=notice.notice_id), as_=EVP)
    assert [(row.recipient_name, row.acknowledged_at is not None) for row in reached.items] == [
        ("u1党委", False),
        ("u2党委", True),
        ("u3党委", False),
    ]


@pytest.mark.clause("A-7.1.c")
def test_a_unit_acknowledges_its_own_notices_only(office: TestOffice) -> None:
    office.hear(AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1", "u2"]))
    [letter] = unit_letters(office, "u1")
    with pytest.raises(Refusal, match="UNKNOWN"):
        office.do(
            AcknowledgeNotice(unit_id="u2", delivery_id=letter.delivery_id), as_=of_unit("u2")
        )
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(
            AcknowledgeNotice(unit_id="u1", delivery_id=letter.delivery_id), as_=of_unit("u2")
        )


# -- training notices ----------------------------------------------------------------------------


@pytest.mark.clause("A-4.2.a")
@pytest.mark.clause("A-5.r1")
def test_a_released_notice_reaches_the_units_with_seats(office: TestOffice) -> None:
    notice = published(office)
    assert (notice.state, notice.addressed) == ("PUBLISHED", 2)
    assert told(office, NoticePublished)[-1] == NoticePublished(
        notice_id=notice.notice_id, kind=NoticeKind.CLASS_NOTICE, class_id="c1", addressed=2
    )
    assert [letter.title for letter in unit_letters(office, "u1")] == [notice.title]
    assert unit_letters(office, "u3") == []


@pytest.mark.clause("A-4.2.a")
def test_a_notice_needs_a_class(office: TestOffice) -> None:
    with pytest.raises(Refusal, match="UNKNOWN"):
        office.do(a_draft(class_id="nowhere"), as_=STAFF)


@pytest.mark.clause("A-4.2.a")
def test_only_the_vice_president_releases_a_notice(office: TestOffice) -> None:
    office.hear(quotas(u1=5))
    notice = office.do(a_draft(), as_=STAFF)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(PublishNotice(notice_id=notice.notice_id), as_=STAFF)


@pytest.mark.clause("A-4.2.a")
def test_a_notice_is_not_released_to_nobody_nor_twice(office: TestOffice) -> None:
    notice = office.do(a_draft(), as_=STAFF)
    with pytest.raises(Refusal, match="NO_AUDIENCE"):
        office.do(PublishNotice(notice_id=notice.notice_id), as_=EVP)
    office.hear(quotas(u1=5))
    office.do(PublishNotice(notice_id=notice.notice_id), as_=EVP)
    with pytest.raises(Refusal, match="WRONG_STATE"):
        office.do(PublishNotice(notice_id=notice.notice_id), as_=EVP)
    assert len(unit_letters(office, "u1")) == 1


def test_drafting_again_changes_the_draft(office: TestOffice) -> None:
    first = office.do(a_draft(), as_=STAFF)
    second = office.do(a_draft(title="关于培训班的补充通知"), as_=STAFF)
    assert second.notice_id == first.notice_id
    assert second.title == "关于培训班的补充通知"


@pytest.mark.clause("B-8.4c")
def test_a_college_class_is_not_announced_without_a_contact() -> None:
    office = TestOffice(NotificationService)
    office.hear(a_class(profile=Profile.CADRE_COLLEGE))
    with pytest.raises(Refusal, match="CONTACT_MISSING"):
        office.do(a_draft(), as_=STAFF)
    assert office.do(a_draft(contact="值班 8888"), as_=STAFF).contact == "值班 8888"
    office.close()


def test_a_unit_that_gets_seats_later_is_told_then(office: TestOffice) -> None:
    notice = published(office)
    office.hear(quotas(u1=5, u2=5, u3=2), times=2)
    assert [letter.notice_id for letter in unit_letters(office, "u3")] == [notice.notice_id]
    [shown] = office.do(ListNotices(class_id="c1"), as_=EVP).items
    assert shown.addressed == 3


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize(
    "end", [ClassClosed(class_id="c1"), ClassCancelled(class_id="c1", reason="疫情")]
)
def test_nothing_is_written_about_a_class_that_has_ended(office: TestOffice, end: Event) -> None:
    office.hear(quotas(u1=5))
    notice = office.do(a_draft(), as_=STAFF)
    office.hear(end)
    for request in (a_draft(), PublishNotice(notice_id=notice.notice_id)):
        with pytest.raises(Refusal, match="CLASS_CLOSED"):
            office.do(request, as_=EVP)
    assert todos(office, STAFF) == []


# -- rosters, timetables, exams ------------------------------------------------------------------


@pytest.mark.clause("A-7.2.b")
def test_each_unit_is_told_of_its_own_people_only(office: TestOffice) -> None:
    office.hear(quotas(u1=5, u2=5), a_roster(), times=2)
    [first] = unit_letters(office, "u1")
    [second] = unit_letters(office, "u2")
    assert first.kind is second.kind is NoticeKind.ROSTER
    assert all(name in first.body for name in ("张三", "李四"))
    assert "王五" not in first.body
    assert "王五" in second.body
    assert not any(name in second.body for name in ("张三", "李四"))
    assert unit_letters(office, "u3") == []


@pytest.mark.clause("A-7.2.b")
def test_who_looks_at_the_deliveries_learns_no_names(office: TestOffice) -> None:
    office.hear(a_roster())
    [notice] = office.do(ListNotices(kind=NoticeKind.ROSTER), as_=EVP).items
    shown = office.do(ListDeliveries(notice_id=notice.notice_id), as_=EVP)
    assert shown.total == 2
    assert not any(
        name in text
        for text in (notice.body, *(row.body for row in shown.items))
        for name in ("张三", "李四", "王五")
    )
    assert not any("张三" in str(envelope.payload) for envelope in office.envelopes)


@pytest.mark.clause("A-7.2.b")
def test_a_unit_cannot_read_another_units_letters(office: TestOffice) -> None:
    office.hear(a_roster())
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(ListUnitDeliveries(unit_id="u2"), as_=of_unit("u1"))


def test_a_role_held_everywhere_does_not_open_other_peoples_letters(office: TestOffice) -> None:
    office.hear(a_roster(), a_timetable())
    with pytest.raises(Refusal, match="NOT_YOUR_LETTERS"):
        office.do(ListMyDeliveries(person_id="p-t1"), as_=STAFF)


@pytest.mark.clause("A-7.6.a")
def test_units_and_trainees_hear_of_the_timetable_and_of_its_changes(office: TestOffice) -> None:
    office.hear(quotas(u1=5), a_roster(), a_timetable(), a_revised_timetable(), times=2)
    for letters in (own_letters(office, "p-t1"), unit_letters(office, "u1")[:2]):
        change, first = letters
        assert (first.kind, change.kind) == (NoticeKind.TIMETABLE, NoticeKind.CHANGE)
        assert "教师出差" in change.body


def test_whatever_is_heard_first_everybody_is_told_everything_once() -> None:
    seen = set()
    facts: list[list[Event]] = [[quotas(u1=5, u2=5)], [a_roster()], [a_timetable(), EXAM]]
    for order in permutations(facts):
        office = an_office()
        office.hear(*chain(*order))
        seen.add(
            tuple(
                tuple(sorted(letter.title for letter in letters))
                for letters in (
                    unit_letters(office, "u1"),
                    unit_letters(office, "u3"),
                    own_letters(office, "p-t1"),
                    own_letters(office, "p-t3"),
                )
            )
        )
        office.close()
    [(of_first_unit, of_third_unit, of_zhang, of_wang)] = seen
    assert len(of_first_unit) == 3
    assert of_third_unit == ()
    assert len(of_zhang) == len(of_wang) == 2


@pytest.mark.clause("A-5.k3")
def test_a_changed_exam_is_told_again_to_every_candidate_and_invigilator(
    office: TestOffice,
) -> None:
    duties = ExamDutiesAssigned(
        class_id="c1", exam_id="e1", duties={"SETTER": ["sam"], "INVIGILATOR": ["ina", "ivo"]}
    )
    office.hear(quotas(u1=5), a_roster(), EXAM, duties)
    for _ in range(2):
        # Two changes may well read alike: each is told.
        office.hear(CHANGED, times=2)
    for person_id in ("p-t1", "p-t2", "p-t3"):
        kinds = [letter.kind for letter in own_letters(office, person_id)]
        assert kinds == [NoticeKind.CHANGE, NoticeKind.CHANGE, NoticeKind.EXAM]
    assert len(own_letters(office, "ina")) == len(own_letters(office, "ivo")) == 3
    [only] = own_letters(office, "sam")
    assert "sam" not in only.body
    assert "INVIGILATOR" not in only.body


@pytest.mark.clause("A-7.10.g")
def test_results_reach_each_unit_and_each_trainee_with_their_own(office: TestOffice) -> None:
    results = ResultsPublished(class_id="c1", exam_id="e1", passed=["t1", "t3"], failed=["t2"])
    office.hear(a_roster(), results, times=2)
    assert "合格" in own_letters(office, "p-t1")[0].body
    assert "不合格" in own_letters(office, "p-t2")[0].body
    unit = unit_letters(office, "u1")[0].body
    assert "张三：合格" in unit
    assert "李四：不合格" in unit
    assert "王五" not in unit


def test_the_unit_hears_when_leave_exceeds_its_limit_and_when_it_does_not_after_all(
    office: TestOffice,
) -> None:
    office.hear(
        a_roster(),
        LeaveLimitExceeded(class_id="c1", trainee_id="t1", leave=40, total=240),
        LeaveLimitRestored(class_id="c1", trainee_id="t1", leave=20, total=240),
        LeaveLimitExceeded(class_id="c1", trainee_id="t1", leave=40, total=240),
    )
    told = [letter.title.partition("：")[2] for letter in unit_letters(office, "u1")]
    assert told[:3] == ["学员请假超过上限", "学员请假回到上限以内", "学员请假超过上限"]
    assert "张三" in unit_letters(office, "u1")[0].body
    assert len(unit_letters(office, "u2")) == 1


def test_who_has_withdrawn_is_no_longer_told_but_the_unit_is(office: TestOffice) -> None:
    withdrawn = TraineeWithdrawn(
        class_id="c1", trainee_id="t1", unit_id="u1", kind=WithdrawalKind.HEALTH
    )
    office.hear(a_roster(), withdrawn, a_timetable())
    assert own_letters(office, "p-t1") == []
    assert len(own_letters(office, "p-t2")) == 1
    assert "张三" in unit_letters(office, "u1")[0].body


def test_a_rejected_nomination_is_told_to_its_unit_without_a_name(office: TestOffice) -> None:
    office.hear(
        NominationRejected(class_id="c1", nomination_id="x1", unit_id="u1", reason="未列为发展对象")
    )
    [letter] = unit_letters(office, "u1")
    assert "未列为发展对象" in letter.body


def test_facts_about_a_class_not_yet_known_are_kept_for_later() -> None:
    office = TestOffice(NotificationService)
    office.hear(quotas(u1=5))
    assert [row.consumer for row in office.held] == ["keep_quotas"]
    office.close()


# -- to-do items ---------------------------------------------------------------------------------


@pytest.mark.clause("A-7.1.b")
def test_a_plan_waits_for_whoever_is_next(office: TestOffice) -> None:
    committee = an_actor(Role.PARTY_COMMITTEE, person="committee")
    drafter = an_actor(Role.ORG_DEPT, person="dora")
    story: list[tuple[Event, Actor, str]] = [
        (AnnualPlanSubmitted(plan_id="p1", year=2026, items_n=3), committee, "APPROVE_PLAN"),
        (AnnualPlanReturned(plan_id="p1", year=2026, drafted_by="dora"), drafter, "REVISE_PLAN"),
        (AnnualPlanSubmitted(plan_id="p1", year=2026, items_n=4), committee, "APPROVE_PLAN"),
        (AnnualPlanApproved(plan_id="p1", year=2026, revision=2, doc_no=""), drafter, "ISSUE_PLAN"),
    ]
    for event, waits_for, kind in story:
        office.hear(event, times=2)
        for actor in (committee, drafter):
            assert todos(office, actor) == ([kind] if actor is waits_for else [])
    office.hear(AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1"]))
    assert todos(office, drafter) == []


def test_items_are_bilingual_named_and_dated(office: TestOffice) -> None:
    office.hear(RosterSubmitted(class_id="c1", version=1, count=3))
    shown = office.do(ListTodos(), as_=EVP).items
    [item] = [item for item in shown if item.kind == "APPROVE_ROSTER"]
    assert item.zh == "审批学员名单：发展对象培训班"
    assert item.en == "Decide on the roster: 发展对象培训班"
    assert (item.due_at, item.class_id, item.scope) == (CHECK_IN, "c1", "*")


def test_a_new_class_gives_everybody_their_task(office: TestOffice) -> None:
    assert todos(office, STAFF) == ["PUBLISH_TIMETABLE", "ALLOCATE_QUOTAS", "DRAFT_NOTICE"]
    assert todos(office, an_actor(Role.EXAM_ADMIN)) == ["PLAN_EXAM"]
    office.hear(a_timetable(), EXAM, quotas(u1=5))
    assert todos(office, STAFF) == ["DRAFT_NOTICE"]
    assert todos(office, an_actor(Role.EXAM_ADMIN)) == []


def test_what_is_done_before_it_is_asked_for_is_not_asked_for() -> None:
    office = TestOffice(NotificationService)
    office.hear(TimetablePublished(class_id="c1", version=1, sessions=[], hours_total=0))
    office.hear(a_class())
    assert "PUBLISH_TIMETABLE" not in todos(office, STAFF)
    office.close()


@pytest.mark.clause("A-6.6")
def test_a_released_notice_asks_the_units_to_acknowledge_and_to_nominate(
    office: TestOffice,
) -> None:
    office.hear(quotas(u1=5))
    notice = office.do(a_draft(), as_=STAFF)
    assert todos(office, EVP) == ["PUBLISH_TIMETABLE", "RELEASE_NOTICE"]
    office.do(PublishNotice(notice_id=notice.notice_id), as_=EVP)
    assert todos(office, EVP) == ["PUBLISH_TIMETABLE"]
    waiting = office.do(ListTodos(), as_=of_unit("u1")).items
    assert [(item.kind, item.due_at) for item in waiting] == [
        ("NOMINATE", DEADLINE),
        ("ACKNOWLEDGE_NOTICE", None),
    ]
    assert todos(office, of_unit("u2")) == []
    [letter] = unit_letters(office, "u1")
    office.do(AcknowledgeNotice(unit_id="u1", delivery_id=letter.delivery_id), as_=of_unit("u1"))
    assert todos(office, of_unit("u1")) == ["NOMINATE"]
    office.hear(RosterSubmitted(class_id="c1", version=1, count=3))
    assert todos(office, of_unit("u1")) == []


def test_a_budget_waits_for_finance_each_time_it_is_too_high(office: TestOffice) -> None:
    finance = an_actor(Role.FIN_LOGISTICS)
    high = BudgetClearanceRequested(class_id="c1", over_by_fen=1)
    fine = BudgetCleared(class_id="c1", total_fen=1, ceiling_fen=1)
    for event, waits in (
        (fine, []),
        (high, ["CLEAR_BUDGET"]),
        (high, ["CLEAR_BUDGET"]),
        (fine, []),
    ):
        office.hear(event)
        assert todos(office, finance) == waits


def test_every_fact_the_table_of_duties_names_is_heeded() -> None:
    heeded = {handler.message for handler in handlers_of(Todos) if handler.reacts}
    assert heeded == HEEDED


def test_a_roster_waits_for_the_vice_president_and_a_returned_one_for_who_sent_it(
    office: TestOffice,
) -> None:
    returned = RosterReturned(class_id="c1", version=1, submitted_by="ann")
    office.hear(RosterSubmitted(class_id="c1", version=1, count=3))
    assert "APPROVE_ROSTER" in todos(office, EVP)
    office.hear(returned)
    assert "APPROVE_ROSTER" not in todos(office, EVP)
    assert "REVISE_ROSTER" in todos(office, STAFF)
    office.hear(RosterSubmitted(class_id="c1", version=2, count=3), a_roster(version=2))
    assert "REVISE_ROSTER" not in todos(office, STAFF)
    assert "APPROVE_ROSTER" not in todos(office, EVP)


def test_from_the_exam_to_the_certificates_each_step_waits_for_the_one_before(
    office: TestOffice,
) -> None:
    exam_admin = an_actor(Role.EXAM_ADMIN, person="exa")
    story: list[tuple[Event, Actor, str]] = [
        (PaperLeakSuspected(class_id="c1", exam_id="e1", version=1), exam_admin, "REPLACE_PAPER"),
        (
            PaperSealed(class_id="c1", exam_id="e1", version=2, sha256="…", seal_no="F2"),
            exam_admin,
            "",
        ),
        (
            ExamHeld(class_id="c1", exam_id="e1", present=3, absent=0, seal_no="F3"),
            exam_admin,
            "COMPLETE_MARKING",
        ),
        (
            MarkingCompleted(class_id="c1", exam_id="e1", scripts=3, rechecked=1),
            EVP,
            "CONFIRM_RESULTS",
        ),
        (
            ResultsConfirmed(class_id="c1", exam_id="e1", passed=2, failed=1),
            STAFF,
            "PUBLISH_RESULTS",
        ),
        (
            ResultsPublished(class_id="c1", exam_id="e1", passed=["t1", "t3"], failed=["t2"]),
            EVP,
            "FREEZE_PASS_LIST",
        ),
        (PassListFrozen(class_id="c1", count=2, frozen_hash="…"), STAFF, "NUMBER_CERTIFICATES"),
        (
            CertificatesNumbered(class_id="c1", first_no="1", last_no="2", count=2),
            EVP,
            "ISSUE_CERTIFICATES",
        ),
        (
            AssessmentFinished(
                class_id="c1", track=Track.PROSPECT, completed=["t1", "t3"], failed=["t2"]
            ),
            EVP,
            "",
        ),
    ]
    later = {kind for _, _, kind in story if kind}
    for event, waits_for, kind in story:
        office.hear(event)
        assert later & {*todos(office, waits_for)} == ({kind} if kind else set())


# -- facts told again, or too early ----------------------------------------------------------------


def test_a_fact_under_another_id_changes_nothing(office: TestOffice) -> None:
    for _ in range(2):
        office.hear(a_unit("u1"), a_class(), quotas(u1=5), a_roster(), a_timetable())
    assert len(unit_letters(office, "u1")) == 2
    assert len(own_letters(office, "p-t1")) == 1


def test_who_is_not_listed_yet_is_told_later(office: TestOffice) -> None:
    office.answers[ListTrainees] = listed(LI, WANG)
    office.hear(a_roster(), LeaveLimitExceeded(class_id="c1", trainee_id="t1", leave=40, total=240))
    held = [row.consumer for row in office.held]
    assert held == ["tell_units_their_people", "tell_unit_of_leave_limit"]
    assert unit_letters(office, "u1") == []


@pytest.mark.clause("A-1.a")
def test_a_notice_the_system_wrote_is_not_released_again(office: TestOffice) -> None:
    office.hear(AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1"]))
    [notice] = office.do(ListNotices(), as_=EVP).items
    with pytest.raises(Refusal, match="WRONG_STATE"):
        office.do(PublishNotice(notice_id=notice.notice_id), as_=EVP)
