"""Valid records of enrollment; a test changes only what matters to it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.enrollment import (
    CandidateDraft,
    ClassState,
    NominationState,
    PlanItemDraft,
    TraineeState,
    UnitKind,
)
from contracts.identity import Sex
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.values import Category, OrgMode, Profile
from services.enrollment.domain.archive import Archive
from services.enrollment.domain.nature import Nature
from services.enrollment.domain.nomination import Nomination
from services.enrollment.domain.person import Person
from services.enrollment.domain.plan import AnnualPlan, PlanItem, PlanState
from services.enrollment.domain.quota import Quota
from services.enrollment.domain.roster import Roster, RosterState
from services.enrollment.domain.trainee import Trainee
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit

NOW = datetime(2026, 3, 6, 2, tzinfo=UTC)
TODAY = date(2026, 3, 6)
CHECK_IN = datetime(2026, 3, 20, 0, 30, tzinfo=UTC)
MAN = "230103197803150117"
WOMAN = "230103198505050120"
OTHERS = (
    "310115198812240210",
    "230103199005050110",
    "310115199912310241",
    "310115200002290363",
    "11010519491231002X",
    "440524188001010014",
)


def an_item_draft(**changes: Any) -> PlanItemDraft:
    """A development-target class of three days."""
    values: dict[str, Any] = {
        "category": Category.DEV_TARGET,
        "title": "第1期发展对象培训班",
        "session_no": 1,
        "planned_start": date(2026, 3, 20),
        "planned_end": date(2026, 3, 22),
        "planned_headcount": 160,
        "planned_hours": 240,
    }
    return PlanItemDraft(**(values | changes))


def an_item(**changes: Any) -> PlanItem:
    """A planned class."""
    values: dict[str, Any] = {
        "item_id": "i1",
        "position": 0,
        "category": Category.DEV_TARGET,
        "title": "第1期发展对象培训班",
        "session_no": 1,
        "planned_start": date(2026, 3, 20),
        "planned_end": date(2026, 3, 22),
        "planned_headcount": 160,
        "planned_hours": 240,
        "est_budget_fen": 0,
        "approval_ref": "",
    }
    return PlanItem(**(values | changes))


def a_plan(state: PlanState = PlanState.DRAFT, **changes: Any) -> AnnualPlan:
    """A plan with one class, drafted by the organisation department."""
    values: dict[str, Any] = {
        "plan_id": "plan1",
        "year": 2026,
        "profile": Profile.UNIVERSITY_PARTY_SCHOOL,
        "basis": "按照党委要求",
        "policy_refs": [],
        "drafted_by": "drafter",
        "drafted_by_role": Role.ORG_DEPT,
        "items": [an_item()],
        "hands": ["drafter"],
        "state": state,
    }
    return AnnualPlan(**(values | changes))


def a_class(state: ClassState = ClassState.PLANNED, **changes: Any) -> TrainingClass:
    """A development-target class of the school's own."""
    values: dict[str, Any] = {
        "class_id": "c1",
        "code": "FZ2601",
        "title": "第1期发展对象培训班",
        "category": Category.DEV_TARGET,
        "profile": Profile.UNIVERSITY_PARTY_SCHOOL,
        "org_mode": OrgMode.HOSTED,
        "issues_certificate": True,
        "plan_id": "plan1",
        "plan_item_id": "i1",
        "session_no": 1,
        "start_on": date(2026, 3, 20),
        "end_on": date(2026, 3, 22),
        "checkin_from": CHECK_IN,
        "checkin_to": datetime(2026, 3, 20, 2, tzinfo=UTC),
        "planned_headcount": 160,
        "planned_hours": 240,
        "rule_set": "ENR-2026-1",
        "nominate_until": datetime(2026, 3, 15, tzinfo=UTC),
        "state": state,
    }
    return TrainingClass(**(values | changes))


def a_candidate_draft(**changes: Any) -> CandidateDraft:
    """A development target a unit may nominate."""
    values: dict[str, Any] = {
        "name": "张三",
        "id_no": MAN,
        "phone": "13800000001",
        "sex": "男",
        "activist_on": date(2024, 9, 1),
        "target_on": date(2025, 9, 1),
    }
    return CandidateDraft(**(values | changes))


def a_person(**changes: Any) -> Person:
    """Somebody in the register."""
    values: dict[str, Any] = {
        "person_id": "p1",
        "name": "张三",
        "id_no": MAN,
        "id_index": "index1",
        "sex": Sex.MALE,
        "phone": "13800000001",
        "ethnicity": "汉族",
        "political_status": "共青团员",
    }
    return Person(**(values | changes))


def a_unit(**changes: Any) -> Unit:
    """A grass-roots Party organisation."""
    values: dict[str, Any] = {
        "unit_id": "u1",
        "code": "U01",
        "name": "商船学院党委",
        "kind": UnitKind.GRASSROOTS_PARTY,
    }
    return Unit(**(values | changes))


def a_quota(**changes: Any) -> Quota:
    """Ten seats and three places to wait."""
    values: dict[str, Any] = {"class_id": "c1", "unit_id": "u1", "seats": 10, "reserve": 3}
    return Quota(**(values | changes))


def a_nomination(state: NominationState = NominationState.ELIGIBLE, **changes: Any) -> Nomination:
    """A nomination by the unit u1."""
    values: dict[str, Any] = {
        "nomination_id": "n1",
        "class_id": "c1",
        "unit_id": "u1",
        "person_id": "p1",
        "student_no": "2022001",
        "group_name": "轮机221",
        "post": "",
        "activist_on": date(2024, 9, 1),
        "target_on": date(2025, 9, 1),
        "remark": "",
        "state": state,
        "nominated_by": "secretary",
        "nominated_at": NOW,
    }
    return Nomination(**(values | changes))


def a_roster(state: RosterState = RosterState.DRAFT, **changes: Any) -> Roster:
    """A roster; from SUBMITTED on it was submitted by the clerk."""
    values: dict[str, Any] = {"class_id": "c1", "state": state, "submitted_by": "clerk"}
    return Roster(**(values | changes))


def a_trainee(state: TraineeState = TraineeState.ENROLLED, **changes: Any) -> Trainee:
    """A trainee of class c1."""
    values: dict[str, Any] = {
        "trainee_id": "t1",
        "trainee_no": "FZ2601001",
        "class_id": "c1",
        "nomination_id": "n1",
        "person_id": "p1",
        "unit_id": "u1",
        "state": state,
    }
    return Trainee(**(values | changes))


def an_archive(**nature: Any) -> Archive:
    """An empty class file; of a development-target class of the school's own."""
    return Archive(class_id="c1", nature=Nature(**nature))


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    """Expects a refusal with this code."""
    return pytest.raises(Refusal, check=lambda problem: problem.code == code)


def with_status(status: int) -> pytest.RaisesExc[Refusal]:
    """Expects an office's refusal with this status."""
    return pytest.raises(Refusal, check=lambda problem: problem.status == status)
