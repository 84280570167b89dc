"""The portal department: accounts, and the board and activity list all departments feed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.assessment import (
    AssessmentFinished,
    CertificateIssued,
    CertificateRevoked,
    PaperLeakSuspected,
    PassListFrozen,
    ResultsConfirmed,
)
from contracts.base import EVENTS, Event
from contracts.enrollment import (
    ClassAdvanced,
    ClassCancelled,
    ClassCreated,
    ClassRescheduled,
    ClassResumed,
    ClassState,
    NominationRejected,
    NominationsImported,
    NominationState,
    NominationSubmitted,
    NominationWithdrawn,
    QuotasAllocated,
    RosterApproved,
    TraineeCheckedIn,
)
from contracts.portal import (
    AccountOpened,
    BoardLine,
    CloseAccount,
    EndSignIns,
    GrantRole,
    GrantView,
    ListAccounts,
    ListActivity,
    ListBoard,
    OpenAccount,
    ReopenAccount,
    RevokeRole,
    RoleGranted,
    RoleRevoked,
    SetFirstPassword,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.values import Category, OrgMode, Profile, Track
from gateway.service import PortalService
from gateway.store.tables import tables
from kit import clock
from kit.passwords import is_password
from kit.testing import TestOffice, an_actor
from tests.gateway.fake import CLASS_ID, NOW, the_class

ADMIN = an_actor(Role.SYSTEM_ADMIN, person="admin")
STAFF = an_actor(Role.STAFF)
PASSWORD = "a long enough password"


@pytest.fixture
def office() -> Iterator[TestOffice]:
    """The portal department on a database of its own."""
    opened = TestOffice(PortalService)
    yield opened
    opened.close()


def created(class_id: str = CLASS_ID) -> ClassCreated:
    """The class enters the suite."""
    about = the_class()
    return ClassCreated(
        class_id=class_id,
        plan_id="plan",
        plan_item_id="item",
        code=about.code,
        title=about.title,
        category=Category.DEV_TARGET,
        track=Track.PROSPECT,
        profile=Profile.UNIVERSITY_PARTY_SCHOOL,
        org_mode=OrgMode.HOSTED,
        hosted_externally=False,
        issues_certificate=True,
        start_on=about.start_on,
        end_on=about.end_on,
        checkin_from=about.checkin_from,
        checkin_to=about.checkin_to,
        planned_headcount=130,
        planned_hours=240,
        rule_set="2026",
    )


def nominated(n: int) -> NominationSubmitted:
    """One person is nominated."""
    return NominationSubmitted(
        class_id=CLASS_ID, nomination_id=f"n{n}", unit_id="u1", state=NominationState.ELIGIBLE
    )


def the_whole_way() -> list[Event]:
    """Everything the board counts."""
    return [
        QuotasAllocated(class_id=CLASS_ID, seats={"u1": 20, "u2": 30}, deadline=NOW),
        *(nominated(n) for n in range(3)),
        NominationsImported(
            class_id=CLASS_ID, unit_id="u2", import_id="i", accepted=10, waitlisted=2, refused=4
        ),
        NominationWithdrawn(class_id=CLASS_ID, nomination_id="n0", unit_id="u1"),
        NominationRejected(class_id=CLASS_ID, nomination_id="n1", unit_id="u1", reason="r"),
        RosterApproved(
            class_id=CLASS_ID, version=1, trainees_by_unit={"u1": ["t1"], "u2": ["t2", "t3"]}
        ),
        *(
            TraineeCheckedIn(class_id=CLASS_ID, trainee_id=f"t{n}", unit_id="u1", at=NOW)
            for n in (1, 2)
        ),
        ResultsConfirmed(class_id=CLASS_ID, exam_id="e", passed=2, failed=1),
        *(
            CertificateIssued(class_id=CLASS_ID, trainee_id=f"t{n}", certificate_no=f"c{n}")
            for n in (1, 2)
        ),
        CertificateRevoked(class_id=CLASS_ID, trainee_id="t2", certificate_no="c2"),
        ClassAdvanced(class_id=CLASS_ID, state=ClassState.ASSESSING, at=NOW),
    ]


def the_line(office: TestOffice) -> BoardLine:
    """The class as the board shows it."""
    page = office.do(ListBoard(), STAFF)
    assert page.total == 1
    return page.items[0]


def assert_counted(line: BoardLine) -> None:
    """What the whole way leaves on the board."""
    assert (line.seats, line.nominated, line.enrolled) == (50, 13, 3)
    assert (line.checked_in, line.passed, line.certificates) == (2, 2, 1)
    assert line.state is ClassState.ASSESSING


@pytest.mark.clause("A-5.p1")
def test_the_board_counts_what_happened(office: TestOffice) -> None:
    office.hear(created(), *the_whole_way())
    assert_counted(the_line(office))
    assert office.held == []


@pytest.mark.clause("A-5.p1")
def test_what_is_delivered_three_times_counts_once(office: TestOffice) -> None:
    office.hear(created(), *the_whole_way(), times=3)
    assert_counted(the_line(office))


@settings(max_examples=15)
@given(st.permutations(the_whole_way()))
def test_counters_do_not_depend_on_the_order_of_events(events: list[Event]) -> None:
    office = TestOffice(PortalService)
    try:
        office.hear(created(), *events)
        assert_counted(the_line(office))
    finally:
        office.close()


def test_what_comes_before_its_class_waits_for_it(office: TestOffice) -> None:
    office.hear(nominated(1), ClassAdvanced(class_id=CLASS_ID, state=ClassState.READY, at=NOW))
    assert {row.consumer for row in office.held} == {"count_nomination", "show_state"}
    office.hear(created())
    with office.database.writing() as session:
        session.execute(tables["held"].update().values(next_try_at=NOW - timedelta(days=1000)))
    office.hearing.retry_held()
    assert (the_line(office).nominated, the_line(office).state) == (1, ClassState.READY)


def test_a_late_older_event_never_overwrites_a_newer_one(office: TestOffice) -> None:
    office.hear(created())
    for states in permutations((ClassState.READY, ClassState.IN_PROGRESS)):
        office.hear(*(ClassAdvanced(class_id=CLASS_ID, state=s, at=NOW) for s in states))
        assert the_line(office).state is states[-1]
    office._sequence = 0  # the next event is one of the first, delivered late
    office.hear(ClassAdvanced(class_id=CLASS_ID, state=ClassState.PREPARING, at=NOW))
    assert the_line(office).state is ClassState.READY


def test_a_cancelled_class_says_so(office: TestOffice) -> None:
    office.hear(created(), ClassCancelled(class_id=CLASS_ID, reason="r"))
    assert the_line(office).state is ClassState.CANCELLED


def test_a_class_that_is_moved_or_goes_on_later_shows_its_new_days(office: TestOffice) -> None:
    moved = ClassRescheduled(
        class_id=CLASS_ID,
        old_start_on=date(2026, 4, 13),
        start_on=date(2026, 5, 11),
        end_on=date(2026, 5, 15),
        checkin_from=NOW,
        checkin_to=NOW,
        reason="r",
    )
    later = ClassResumed(
        class_id=CLASS_ID, days=2, resume_on=date(2026, 5, 14), end_on=date(2026, 5, 17)
    )
    office.hear(created(), moved)
    assert (the_line(office).start_on, the_line(office).end_on) == ("2026-05-11", "2026-05-15")
    office.hear(later)
    assert (the_line(office).start_on, the_line(office).end_on) == ("2026-05-11", "2026-05-17")


@pytest.mark.parametrize(
    "event",
    [
        PassListFrozen(class_id=CLASS_ID, count=7, frozen_hash="h"),
        AssessmentFinished(
            class_id=CLASS_ID, track=Track.CADRE, completed=[f"t{n}" for n in range(7)], failed=[]
        ),
    ],
)
def test_passed_follows_the_pass_list_or_the_summaries(office: TestOffice, event: Event) -> None:
    office.hear(created(), event)
    assert the_line(office).passed == 7


def test_the_board_is_searched_by_title_and_code(office: TestOffice) -> None:
    office.hear(created("a" * 32))
    assert office.do(ListBoard(q="发展对象"), STAFF).total == 1
    assert office.do(ListBoard(q="DX2026"), STAFF).total == 1
    assert office.do(ListBoard(q="100%"), STAFF).total == 0


def test_the_board_of_a_year_holds_what_touches_it(office: TestOffice) -> None:
    days = {
        "a": (date(2025, 3, 1), date(2025, 3, 5)),
        "b": (date(2025, 12, 29), date(2026, 1, 2)),
        "c": (date(2026, 12, 31), date(2027, 1, 4)),
    }
    for name, (start_on, end_on) in days.items():
        office.hear(replace(created(name * 32), start_on=start_on, end_on=end_on))
    found = {
        year: "".join(line.class_id[0] for line in office.do(ListBoard(year=year), STAFF).items)
        for year in (2024, 2025, 2026, 2027)
    }
    assert found == {2024: "", 2025: "ba", 2026: "cb", 2027: "c"}


# -- activity


def test_everything_that_happens_is_one_line_in_both_languages(office: TestOffice) -> None:
    office.hear(created(), nominated(1))
    newest, oldest = office.do(ListActivity(), STAFF)
    assert (newest.zh, newest.en) == ("已提名", "A unit nominated a person")
    assert (oldest.zh, oldest.class_id) == ("班次已创建", CLASS_ID)


def test_a_step_forward_names_the_state_reached(office: TestOffice) -> None:
    office.hear(created(), ClassAdvanced(class_id=CLASS_ID, state=ClassState.READY, at=NOW))
    line = office.do(ListActivity(class_id=CLASS_ID, limit=1), STAFF)[0]
    assert (line.zh, line.en) == (
        "班次进入新阶段：准备就绪",
        "A class reached its next state: Ready",
    )


@pytest.mark.clause("A-5.k3")
def test_confidential_facts_stay_off_the_boards(office: TestOffice) -> None:
    office.hear(created(), PaperLeakSuspected(class_id=CLASS_ID, exam_id="e", version=1))
    assert [line.name for line in office.do(ListActivity(), STAFF)] == ["class_created"]


def test_an_activity_line_has_room_for_every_kind_of_event() -> None:
    columns: Any = tables["activity"].c
    for name, kind in EVENTS.items():
        assert len(name) <= columns.name.type.length
        assert len(kind.heading.zh) <= columns.zh.type.length
        assert len(kind.heading.en) <= columns.en.type.length


# -- accounts


def an_account(login: str = "liu", *grants: GrantView) -> OpenAccount:
    """A request for an account."""
    return OpenAccount(
        person_id=f"p-{login}", login=login, name="刘工作", password=PASSWORD, grants=list(grants)
    )


def test_an_account_is_opened_with_its_roles(office: TestOffice) -> None:
    grants = [GrantView(role=Role.GRASSROOTS_ORG, scope="unit:u1")]
    made = office.do(an_account(" Liu ", *grants), ADMIN)
    assert (made.login, made.unit_id, made.grants) == ("liu", "u1", grants)
    assert office.events == [
        AccountOpened(person_id="p- Liu "),
        RoleGranted(person_id="p- Liu ", role=Role.GRASSROOTS_ORG, scope="unit:u1"),
    ]


def test_passwords_are_kept_as_argon2id_and_leave_no_other_trace(office: TestOffice) -> None:
    office.do(an_account(), ADMIN, key="k1")
    with office.database.reading() as session:
        kept = session.execute(tables["account"].select()).one().password_hash
        audit = session.execute(tables["audit"].select()).all()
        outbox = session.execute(tables["outbox"].select()).all()
        answered = session.execute(tables["answered"].select()).all()
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_password(kept, PASSWORD)
    assert not is_password(kept, PASSWORD + "x")
    assert not is_password("no hash", PASSWORD)
    assert PASSWORD not in str([audit, outbox, answered])


def test_a_person_and_a_login_have_one_account(office: TestOffice) -> None:
    office.do(an_account(), ADMIN)
    with pytest.raises(Refusal, match="ACCOUNT_KNOWN"):
        office.do(an_account("LIU"), ADMIN)


def test_a_role_is_given_and_taken_back_once(office: TestOffice) -> None:
    office.do(an_account(), ADMIN)
    give = GrantRole(person_id="p-liu", role=Role.STAFF)
    take = RevokeRole(person_id="p-liu", role=Role.STAFF)
    assert office.do(give, ADMIN).grants == [GrantView(role=Role.STAFF, scope="*")]
    with pytest.raises(Refusal, match="ALREADY_GRANTED"):
        office.do(give, ADMIN)
    assert office.do(take, ADMIN).grants == []
    with pytest.raises(Refusal, match="NOT_GRANTED"):
        office.do(take, ADMIN)
    assert office.events[-1] == RoleRevoked(person_id="p-liu", role=Role.STAFF, scope="*")


@pytest.mark.parametrize("easy", ["1234567890", "kaiban kaiban", "liu12345678"])
def test_an_account_is_not_opened_with_a_password_anybody_might_try(
    office: TestOffice, easy: str
) -> None:
    with pytest.raises(Refusal, match="EASY_PASSWORD"):
        office.do(replace(an_account(), password=easy), ADMIN)


def test_whoever_forgot_the_password_gets_a_first_one_and_every_sign_in_ends(
    office: TestOffice,
) -> None:
    office.do(an_account(), ADMIN)
    fresh = "quite another password"
    with office.database.writing() as session:
        now = clock.wall()
        line = {"session_hash": "a" * 64, "person_id": "p-liu", "created_at": now, "seen_at": now}
        session.execute(tables["session"].insert().values(line))
        session.execute(tables["account"].update().values(must_change=False))
    office.do(SetFirstPassword(person_id="p-liu", password=fresh), ADMIN)
    with office.database.reading() as session:
        kept = session.execute(tables["account"].select()).one()
        assert session.execute(tables["session"].select()).all() == []
    assert is_password(kept.password_hash, fresh)
    assert kept.must_change
    with pytest.raises(Refusal, match="EASY_PASSWORD"):
        office.do(SetFirstPassword(person_id="p-liu", password="1234567890"), ADMIN)


def test_an_administrator_ends_every_sign_in_of_a_person_and_of_nobody_else(
    office: TestOffice,
) -> None:
    for login in ("liu", "chen"):
        office.do(an_account(login), ADMIN)
    with office.database.writing() as session:
        now = clock.wall()
        for number, whose in enumerate(("p-liu", "p-liu", "p-chen")):
            digest = str(number) * 64
            session.execute(
                tables["session"]
                .insert()
                .values(session_hash=digest, person_id=whose, created_at=now, seen_at=now)
            )
    office.do(EndSignIns(person_id="p-liu"), ADMIN)
    with office.database.reading() as session:
        left = session.execute(tables["session"].select()).all()
    assert [row.person_id for row in left] == ["p-chen"]
    with pytest.raises(Refusal, match="UNKNOWN"):
        office.do(EndSignIns(person_id="nobody"), ADMIN)


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.SIGNED_IN, Role.DEPARTMENT])
def test_nobody_is_given_what_is_no_duty(office: TestOffice, role: Role) -> None:
    office.do(an_account(), ADMIN)
    with pytest.raises(Refusal, match="NOT_A_DUTY"):
        office.do(GrantRole(person_id="p-liu", role=role), ADMIN)


@pytest.mark.parametrize("scope", ["", "unit", "unit:", ":u1", "unit:u 1", "Unit:u1", "**"])
def test_a_scope_is_everywhere_or_one_record(office: TestOffice, scope: str) -> None:
    office.do(an_account(), ADMIN)
    with pytest.raises(Refusal, match="SCOPE"):
        office.do(GrantRole(person_id="p-liu", role=Role.STAFF, scope=scope), ADMIN)


def test_the_last_administrator_stays(office: TestOffice) -> None:
    everywhere = GrantView(role=Role.SYSTEM_ADMIN, scope="*")
    office.do(an_account("one", everywhere), ADMIN)
    office.do(an_account("two", everywhere), ADMIN)
    office.do(RevokeRole(person_id="p-one", role=Role.SYSTEM_ADMIN), ADMIN)
    with pytest.raises(Refusal, match="LAST_ADMINISTRATOR"):
        office.do(RevokeRole(person_id="p-two", role=Role.SYSTEM_ADMIN), ADMIN)


def test_a_closed_account_keeps_its_duties_and_is_opened_again(office: TestOffice) -> None:
    office.do(an_account("liu", GrantView(role=Role.STAFF, scope="*")), ADMIN)
    with office.database.writing() as session:
        now = clock.wall()
        row = {"session_hash": "0" * 64, "person_id": "p-liu", "created_at": now, "seen_at": now}
        session.execute(tables["session"].insert().values(row))
    closed = office.do(CloseAccount(person_id="p-liu"), ADMIN)
    assert (closed.active, [held.role for held in closed.grants]) == (False, [Role.STAFF])
    with office.database.reading() as session:
        assert session.execute(tables["session"].select()).all() == []
    with pytest.raises(Refusal, match="CLOSED"):
        office.do(CloseAccount(person_id="p-liu"), ADMIN)
    assert office.do(ReopenAccount(person_id="p-liu"), ADMIN).active
    with pytest.raises(Refusal, match="NOT_CLOSED"):
        office.do(ReopenAccount(person_id="p-liu"), ADMIN)


def test_the_last_administrator_cannot_be_closed_out(office: TestOffice) -> None:
    everywhere = GrantView(role=Role.SYSTEM_ADMIN, scope="*")
    office.do(an_account("one", everywhere), ADMIN)
    office.do(an_account("two", everywhere), ADMIN)
    office.do(CloseAccount(person_id="p-one"), ADMIN)
    with pytest.raises(Refusal, match="LAST_ADMINISTRATOR"):
        office.do(CloseAccount(person_id="p-two"), ADMIN)
    with pytest.raises(Refusal, match="LAST_ADMINISTRATOR"):
        office.do(RevokeRole(person_id="p-two", role=Role.SYSTEM_ADMIN), ADMIN)
    # Whoever is closed out administers nothing, and may lose the role.
    assert office.do(RevokeRole(person_id="p-one", role=Role.SYSTEM_ADMIN), ADMIN).grants == []


def test_accounts_are_searched_by_login_and_name(office: TestOffice) -> None:
    for login in ("liu", "chen"):
        office.do(an_account(login), ADMIN)
    assert [a.login for a in office.do(ListAccounts(), ADMIN).items] == ["chen", "liu"]
    assert office.do(ListAccounts(q="LIU"), ADMIN).total == 1
    assert office.do(ListAccounts(q="刘"), ADMIN).total == 2


@pytest.mark.clause("A-4.3.a")
def test_staff_do_not_administer_accounts(office: TestOffice) -> None:
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(an_account(), STAFF)
