"""What departments and the portal have to tell the portal's own pages."""

from datetime import timedelta
from typing import Any

from contracts import enrollment, portal
from contracts.audit import AuditChain, AuditField, AuditLine, AuditLog
from contracts.base import Page
from contracts.enrollment import (
    ClassState,
    DocumentView,
    FindPeople,
    HandOverSigned,
    ListDocuments,
    PersonFoundView,
    TraineeState,
    TrainingLine,
)
from contracts.notification import DeadlineKind, DeadlineState, DeadlineView, ListDeadlines
from contracts.portal import (
    AccountView,
    BoardLine,
    FindConformity,
    FindKeyFigures,
    FindPerformanceReport,
    GrantView,
    KeyFigures,
    ListAccounts,
    ListBoard,
    ListPolicies,
    ListSeals,
    OpenAccount,
    PolicyState,
    PolicyView,
    SealPurpose,
    SealView,
    SetFirstPassword,
)
from contracts.roles import Role
from contracts.values import Category, FileRef
from gateway.performance import conformity
from kit import clock
from tests.gateway.fake import CLASS_ID
from tests.gateway.makers import END, START, a_contracted_class, facts, reported

DAY = timedelta(days=1)
PAPER = FileRef(file_id="a" * 64, name="paper.pdf")
EVENTS = (a_contracted_class(), HandOverSigned(class_id=CLASS_ID, lines=1, on_time=False))


def a_line(**changes: Any) -> BoardLine:
    """A class on the board."""
    about: dict[str, Any] = {
        "class_id": CLASS_ID,
        "code": "DX2026-01",
        "title": "Sample class",
        "category": Category.DEV_TARGET,
        "state": ClassState.IN_PROGRESS,
        "start_on": START.isoformat(),
        "end_on": END.isoformat(),
    }
    counts = ("seats", "nominated", "enrolled", "checked_in", "passed", "certificates")
    return BoardLine(**{**dict.fromkeys(counts, 3), **about, **changes})


def a_limit(name: str, kind: DeadlineKind, days: int, state: DeadlineState) -> DeadlineView:
    """A limit so many days from now."""
    return DeadlineView(
        deadline_id=name,
        kind=kind,
        zh=name,
        en=name,
        clause="B-8.9a",
        class_id=CLASS_ID,
        subject_id="s1",
        role=Role.PROJECT_LEAD,
        scope="*",
        due_at=clock.now() + days * DAY,
        met_at=None,
        state=state,
    )


def an_audit_line(request: str, *, seq: int, unbroken: bool = True) -> AuditLine:
    """A line of the log."""
    return AuditLine(
        seq=seq,
        at=clock.now(),
        person_id="p-staff",
        on_behalf_of="",
        request=request,
        zh=request,
        en=request,
        records={},
        refused="" if seq > 1 else "NOT_YOUR_DUTY",
        fields=[AuditField(name="reason", zh="理由", en="Reason", value="Phone call")],
        request_id=f"r{seq}",
        unbroken=unbroken,
    )


def a_log(asked: Any) -> AuditLog:
    """Three lines, the last of which was changed afterwards."""
    return AuditLog(
        items=[
            an_audit_line("reveal_person", seq=3, unbroken=False),
            an_audit_line("approve_roster", seq=2),
            an_audit_line("approve_roster", seq=1),
        ],
        total=3,
        chain=AuditChain(lines=2, broken_at=3) if asked.check_chain else None,
    )


def a_seal(name: str, state: str) -> SealView:
    """A use of the seal."""
    return SealView(
        seal_id=name,
        class_id=CLASS_ID,
        purpose=SealPurpose.NOTICE,
        document=PAPER,
        document_hash=PAPER.file_id,
        copies=2,
        requested_by="p-lead",
        requested_at=clock.now(),
        approved_by="",
        used_by="",
        used_at=None,
        state=state,
    )


def a_person() -> PersonFoundView:
    """Somebody who was on a class, masked."""
    training = TrainingLine(
        class_id=CLASS_ID,
        class_code="DX2026-01",
        class_title="Sample class",
        class_state=ClassState.IN_PROGRESS,
        start_on=START,
        end_on=END,
        trainee_id="t1",
        trainee_no="DX2026-01-001",
        state=TraineeState.ACTIVE,
        unit_name="Sample unit",
        certificate_no=None,
    )
    return PersonFoundView(
        person_id="person-1",
        name="Fang",
        unit_name="Sample unit",
        id_no_masked="310************24X",
        phone_masked="138****1234",
        trainings=[training],
    )


def a_document() -> DocumentView:
    """A filed paper."""
    return DocumentView(
        item_id="i1",
        class_id=CLASS_ID,
        class_code="DX2026-01",
        class_title="Sample class",
        doc_type="ROSTER",
        zh="学员名单",
        en="Roster",
        file=PAPER,
        filed_at=clock.now(),
    )


def an_account(person_id: str = "p9", login: str = "fang") -> AccountView:
    """Somebody's account."""
    return AccountView(
        person_id=person_id,
        login=login,
        name="Fang",
        unit_id="u1",
        grants=[
            GrantView(role=Role.STAFF, scope="*"),
            GrantView(role=Role.TEACHER, scope="unit:1"),
        ],
        active=True,
    )


def rich() -> dict[type, Any]:
    """What the departments answer, told from the moment a test begins."""
    return {
        FindKeyFigures: lambda ask: KeyFigures(
            year=ask.year,
            classes=2,
            by_state={"IN_PROGRESS": 1, "CLOSED": 1},
            person_times=60,
            person_hours=14400,
            pass_rate=968,
            on_time_rate=None,
            overdue=1,
            exam_breaches=0,
            incidents=1,
        ),
        ListBoard: Page(items=[a_line()], total=4),
        ListDeadlines: [
            a_limit("overdue", DeadlineKind.HAND_OVER, -1, DeadlineState.OVERDUE),
            a_limit("soon", DeadlineKind.ESCALATION, 1, DeadlineState.WARNED),
            a_limit("far", DeadlineKind.SETTLEMENT, 30, DeadlineState.ARMED),
        ],
        FindConformity: lambda ask: conformity(ask.year, [facts(EVENTS)]),
        FindPerformanceReport: reported(*EVENTS),
        ListPolicies: [
            PolicyView(
                number="C3/01", title="In force", repealed=False, document=PAPER, renewable=True
            ),
            PolicyView(
                number="C3/02",
                title="Repealed",
                repealed=True,
                repeal_reason="Old",
                state=PolicyState.REPEALED,
            ),
            PolicyView(number="C3/03", title="Later", repealed=False, state=PolicyState.TO_COME),
        ],
        ListSeals: [a_seal("s1", "REQUESTED"), a_seal("s2", "APPROVED"), a_seal("s3", "USED")],
        ListAccounts: Page(items=[an_account()], total=1),
        OpenAccount: lambda ask: an_account(ask.person_id, ask.login),
        SetFirstPassword: lambda ask: an_account(ask.person_id),
        FindPeople: Page(items=[a_person()], total=1),
        ListDocuments: Page(items=[a_document()], total=1),
        enrollment.ListAudit: a_log,
        portal.ListAudit: a_log,
    }
