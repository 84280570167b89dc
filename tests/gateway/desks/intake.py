"""People coming in, as enrollment answers: a plan, seats, nominations, a desk with a queue."""

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.base import Page
from contracts.enrollment import (
    ArrivalsView,
    CheckIn,
    CheckInCodeView,
    CheckInPart,
    ClassState,
    FindClass,
    FindHost,
    FindPeople,
    FindPlan,
    FindRoster,
    HostView,
    ImportNominations,
    ImportView,
    InvoiceProfile,
    ListCheckIns,
    ListClasses,
    ListNominations,
    ListOwnQuotas,
    ListPlans,
    ListQuotas,
    ListStaff,
    ListTrainees,
    ListUnits,
    OwnQuotaView,
    PersonFoundView,
    PersonView,
    PlanItemView,
    PlanView,
    RevealPerson,
    RosterView,
    RowFault,
    ShowCheckInCode,
    StaffView,
    TraineeState,
    TrainingLine,
    UnitArrivals,
    UnitKind,
    UnitView,
)
from contracts.roles import Role
from contracts.values import Category, FileRef, Profile, Track
from tests.gateway.fake import (
    CLASS_ID,
    NOW,
    TITLE,
    UNITS,
    FakeDepartments,
    nominations,
    quotas,
    the_class,
    trainee,
)

PLAN_ID = "plan-2026"
ID_NUMBER = "31010119990101124X"
CODE = "1776220245.abc"


def plan(state: str = "ISSUED") -> PlanView:
    """A plan of two classes, one of them founded."""
    return PlanView(
        plan_id=PLAN_ID,
        year=2026,
        profile=Profile.UNIVERSITY_PARTY_SCHOOL,
        basis="学校党委关于2026年度培训工作的要求",
        policy_refs=["C3/组织04/001"],
        items=[
            _item("i2", "2026年科级干部培训班", date(2026, 11, 9), None),
            _item("i1", TITLE, date(2026, 4, 13), CLASS_ID),
        ],
        state=state,
        revision=2,
        drafted_by="p-evp",
        drafted_by_role=Role.EVP,
        opinion="同意。",
        doc_no="3",
        approved_at=NOW,
        issued_at=NOW,
        issued_to=8,
    )


def _item(item_id: str, title: str, start: date, class_id: str | None) -> PlanItemView:
    return PlanItemView(
        item_id=item_id,
        category=Category.DEV_TARGET,
        title=title,
        session_no=1,
        planned_start=start,
        planned_end=start.replace(day=start.day + 4),
        planned_headcount=130,
        planned_hours=240,
        est_budget_fen=4_800_000,
        track=Track.PROSPECT,
        responsible_dept=Role.ORG_DEPT,
        class_id=class_id,
    )


def waiting(n: int, **more: Any) -> Any:
    """A trainee who has yet to come."""
    nothing_done = {
        "state": TraineeState.ENROLLED,
        "checked_in_at": None,
        "check_in_missing": (CheckInPart.SIGN_IN,),
    }
    return replace(trainee(n), **(nothing_done | more))


def own_quota(*, is_open: bool, class_id: str = CLASS_ID) -> OwnQuotaView:
    """A unit's seats in a class."""
    return OwnQuotaView(
        class_id=class_id,
        class_code="DX2026-01",
        class_title=TITLE,
        category=Category.DEV_TARGET,
        state=ClassState.ENROLLING if is_open else ClassState.IN_PROGRESS,
        start_on=date(2026, 4, 13),
        end_on=date(2026, 4, 17),
        nominate_until=NOW,
        seats=20,
        reserve=2,
        used=12,
        waiting=1,
        open=is_open,
    )


def unit(unit_id: str, name: str, kind: UnitKind = UnitKind.GRASSROOTS_PARTY) -> UnitView:
    """A unit."""
    return UnitView(unit_id=unit_id, code=unit_id, name=name, kind=kind, active=True)


def found_person() -> PersonFoundView:
    """Somebody with one class behind."""
    line = TrainingLine(
        class_id=CLASS_ID,
        class_code="DX2026-01",
        class_title=TITLE,
        class_state=ClassState.CHECKING_IN,
        start_on=date(2026, 4, 13),
        end_on=date(2026, 4, 17),
        trainee_id="t001",
        trainee_no="DX2026-01-002",
        state=TraineeState.ENROLLED,
        unit_name=UNITS[1],
        certificate_no=None,
    )
    return PersonFoundView(
        person_id="person-1",
        name="李欣怡",
        unit_name=UNITS[1],
        id_no_masked="310************24X",
        phone_masked="138****1234",
        trainings=[line],
    )


def arrivals() -> ArrivalsView:
    """One unit all in, one half in, one of which nobody has come."""
    return ArrivalsView(
        class_id=CLASS_ID,
        expected=30,
        checked_in=14,
        begun=1,
        units=[
            UnitArrivals(unit_id="u0", unit_name=UNITS[0], expected=10, checked_in=10, begun=0),
            UnitArrivals(unit_id="u1", unit_name=UNITS[1], expected=12, checked_in=4, begun=1),
            UnitArrivals(unit_id="u2", unit_name=UNITS[2], expected=8, checked_in=0, begun=0),
        ],
        latest=[trainee(0), trainee(1)],
    )


def import_result() -> ImportView:
    """A list of which one row was handed back."""
    return ImportView(
        import_id="imp",
        class_id=CLASS_ID,
        unit_id="u0",
        file_name="list.xlsx",
        accepted=11,
        waitlisted=2,
        unchanged=0,
        refused=[
            RowFault(
                row=4, sheet_row=7, column="身份证号", code="ID", zh="应为18位", en="18 needed"
            )
        ],
        errors_file=FileRef(file_id="e" * 64, name="bad-rows.xlsx"),
    )


def coming_in(departments: FakeDepartments, state: ClassState = ClassState.CHECKING_IN) -> None:
    """Lay down all that enrollment's pages of people coming in ask for."""
    about = replace(the_class(), state=state)
    people = [waiting(0), waiting(1), trainee(2)]
    departments.answers |= {
        FindClass: about,
        ListClasses: Page(items=[about], total=1),
        FindPlan: plan(),
        ListPlans: Page(items=[plan(), plan("SUBMITTED")], total=2),
        ListUnits: Page(items=[unit(f"u{n}", name) for n, name in enumerate(UNITS)], total=8),
        ListStaff: [
            StaffView(
                person_id="p-staff",
                name="王晓燕",
                unit_id="d1",
                unit_name="党校办公室",
                section="班务",
                is_head=False,
                active=True,
            )
        ],
        FindHost: HostView(
            unit_id="h1",
            code="H1",
            name="某市司法局",
            credit_code="11230100002222222X",
            strategic_partner=True,
            partner_since=date(2020, 1, 1),
            contact="付强",
            leadership=["某局长"],
            invoice=InvoiceProfile(buyer="某市司法局"),
        ),
        FindRoster: RosterView(
            class_id=CLASS_ID,
            version=1,
            state="SUBMITTED",
            headcount=3,
            submitted_by="p-office",
            submitted_at=NOW,
            decided_by="",
            opinion="",
        ),
        ListQuotas: quotas(),
        ListNominations: Page(items=nominations(), total=3),
        ListTrainees: Page(items=people, total=3),
        ListCheckIns: arrivals(),
        ShowCheckInCode: CheckInCodeView(
            class_id=CLASS_ID, token=CODE, valid_until=NOW, seconds=45
        ),
        FindPeople: Page(items=[found_person()], total=1),
        ListOwnQuotas: Page(
            items=[own_quota(is_open=True), own_quota(is_open=False, class_id="c2")], total=2
        ),
        CheckIn: trainee(0),
        ImportNominations: import_result(),
        RevealPerson: PersonView(
            person_id="person-1", name="李欣怡", id_no=ID_NUMBER, phone="13800001234"
        ),
    }
