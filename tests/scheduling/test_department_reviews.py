"""Each department reviews its own people and works: before, during and after the class."""

from itertools import product
from typing import Any

import pytest

from contracts.enrollment import ClassClosed
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import (
    Decision,
    DepartmentReviewed,
    DepartmentReviewsCompleted,
    DepartmentReviewsView,
    ListDepartmentReviews,
    ReviewOwnWork,
    ReviewPhase,
    ReviewSubject,
)
from kit.testing import TestOffice, an_actor
from services.scheduling.domain.department_review import require_phase
from services.scheduling.domain.timetable_life import TimetableState
from tests.scheduling.college import CONTRACTED, a_plan_issued, a_unit
from tests.scheduling.makers import a_class_created, a_published_timetable
from tests.scheduling.school import AFFAIRS, School

P, S = ReviewPhase, TimetableState
AFFAIRS_OFFICE = an_actor(Role.TEACHING_AFFAIRS, person="affairs", within="unit:jw")
TEACHING_OFFICE = an_actor(Role.TEACHING_DEPT, person="dean", within="unit:jy")


@pytest.fixture
def school(office: TestOffice) -> School:
    office.hear(
        a_class_created(**CONTRACTED),
        a_unit("jw", "教务处"),
        a_unit("jy", "教研一部"),
        a_plan_issued("jw", "jy"),
    )
    return School(office)


def review(
    school: School, unit_id: str, phase: ReviewPhase, by: Any = AFFAIRS, **changes: Any
) -> DepartmentReviewsView:
    facts: dict[str, Any] = {
        "subject": ReviewSubject.COURSEWARE,
        "decision": Decision.APPROVED,
        "political": True,
        "ethics": True,
        "confidentiality": True,
    }
    own = ReviewOwnWork(class_id="c1", unit_id=unit_id, phase=phase, **(facts | changes))
    return school.office.do(own, as_=by)


def set_stage(school: School, *, opened: bool, state: TimetableState) -> None:
    """Put the class where it would be after weeks of teaching."""
    with school.office.database.writing() as session:
        timetable = session.get(type(a_published_timetable()), "c1")
        assert timetable is not None
        timetable.is_opened, timetable.state = opened, state
        timetable.edition = 1


def owed(school: School) -> list[str]:
    return school.office.do(ListDepartmentReviews(class_id="c1"), as_=AFFAIRS).missing


@pytest.mark.clause("B-2.5", "B-2.3")
def test_reviews_are_complete_with_every_department_in_all_three_phases(school: School) -> None:
    stages = {
        P.PRIOR: {"opened": False, "state": S.DRAFT},
        P.MID: {"opened": True, "state": S.PUBLISHED},
        P.POST: {"opened": True, "state": S.FINISHED},
    }
    for phase, unit_id in product(P, ("jw", "jy")):
        set_stage(school, **stages[phase])  # type: ignore[arg-type]  # a test's shorthand
        assert school.told(DepartmentReviewsCompleted) == []
        assert owed(school) != []
        review(school, unit_id, phase)
    assert owed(school) == []
    assert len(school.told(DepartmentReviewsCompleted)) == 1
    assert len(school.told(DepartmentReviewed)) == 6
    shown = school.office.do(ListDepartmentReviews(class_id="c1"), as_=AFFAIRS)
    assert [r.unit_name for r in shown.reviews] == ["教务处", "教研一部"] * 3


@pytest.mark.clause("B-2.5")
def test_what_is_owed_is_said_department_by_department_and_phase_by_phase(school: School) -> None:
    shown = review(school, "jw", P.PRIOR)
    assert [sentence.partition("（")[0] for sentence in shown.missing] == [
        "教务处：中期跟踪",
        "教务处：后期总结",
        "教研一部：先期审核",
        "教研一部：中期跟踪",
        "教研一部：后期总结",
    ]
    assert [(one.unit_name, one.phase) for one in shown.owed] == [
        ("教务处", P.MID),
        ("教务处", P.POST),
        ("教研一部", P.PRIOR),
        ("教研一部", P.MID),
        ("教研一部", P.POST),
    ]
    asked = ListDepartmentReviews(class_id="c1")
    assert school.office.do(asked, as_=TEACHING_OFFICE) == shown


@pytest.mark.clause("B-2.5")
@pytest.mark.parametrize(
    ("phase", "opened", "state", "code"),
    [
        (P.PRIOR, False, S.DRAFT, None),
        (P.PRIOR, True, S.PUBLISHED, None),
        (P.PRIOR, True, S.CLOSED, "CLASS_OVER"),
        (P.MID, False, S.PUBLISHED, "CLASS_NOT_RUNNING"),
        (P.MID, True, S.PUBLISHED, None),
        (P.MID, True, S.FINISHED, "CLASS_NOT_RUNNING"),
        (P.POST, False, S.PUBLISHED, "TEACHING_NOT_OVER"),
        (P.POST, True, S.PUBLISHED, "TEACHING_NOT_OVER"),
        (P.POST, True, S.FINISHED, None),
        (P.POST, True, S.CLOSED, "CLASS_OVER"),
        (P.POST, False, S.CANCELLED, "CLASS_OVER"),
    ],
)
def test_each_phase_has_its_time(
    phase: ReviewPhase, opened: bool, state: TimetableState, code: str | None
) -> None:
    timetable = a_published_timetable(is_opened=opened, state=state)
    if code is None:
        require_phase(phase, timetable)
    else:
        with pytest.raises(Refusal, match=code):
            require_phase(phase, timetable)


@pytest.mark.clause("B-2.4")
@pytest.mark.parametrize("subject", sorted(ReviewSubject))
@pytest.mark.parametrize("item", ["political", "ethics", "confidentiality"])
def test_conduct_courseware_and_works_pass_only_with_every_item_in_order(
    school: School, subject: ReviewSubject, item: str
) -> None:
    with pytest.raises(Refusal, match="CHECKLIST_INCOMPLETE"):
        review(school, "jw", P.PRIOR, subject=subject, **{item: False})
    facts: dict[str, Any] = {item: False, "decision": Decision.REJECTED}
    shown = review(school, "jw", P.PRIOR, subject=subject, **facts)
    assert [(r.subject, r.decision) for r in shown.reviews] == [(subject, Decision.REJECTED)]


@pytest.mark.clause("B-2.4", "B-2.5")
def test_one_subject_rejected_leaves_the_phase_owed_until_it_passes(school: School) -> None:
    subjects = {"subject": ReviewSubject.WORKS}
    review(school, "jw", P.PRIOR)
    rejected = review(school, "jw", P.PRIOR, decision=Decision.REJECTED, **subjects)
    assert rejected.missing[0].startswith("教务处：先期审核")
    passed = review(school, "jw", P.PRIOR, **subjects)
    assert passed.missing[0].startswith("教务处：中期跟踪")


@pytest.mark.clause("B-2.3")
def test_a_department_reviews_only_itself_and_only_where_it_takes_part(school: School) -> None:
    review(school, "jw", P.PRIOR, by=AFFAIRS_OFFICE)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        review(school, "jy", P.PRIOR, by=AFFAIRS_OFFICE)
    with pytest.raises(Refusal, match="UNIT_NOT_INVOLVED"):
        review(school, "kyc", P.PRIOR)
    school.office.hear(ClassClosed(class_id="c1"))
    with pytest.raises(Refusal, match="CLASS_OVER"):
        review(school, "jw", P.PRIOR, by=AFFAIRS_OFFICE)


@pytest.mark.clause("B-2.5")
def test_a_newer_plan_changes_who_owes_and_an_older_one_changes_nothing(school: School) -> None:
    for phase, state in ((P.PRIOR, S.DRAFT), (P.MID, S.PUBLISHED), (P.POST, S.FINISHED)):
        set_stage(school, opened=phase is not P.PRIOR, state=state)
        review(school, "jw", phase)
    assert school.told(DepartmentReviewsCompleted) == []
    school.office.hear(a_plan_issued("jw", version=2), times=2)
    assert len(school.told(DepartmentReviewsCompleted)) == 1
    school.office.hear(a_plan_issued("jw", "jy"))
    asked = ListDepartmentReviews(class_id="c1")
    assert school.office.do(asked, as_=AFFAIRS).missing == []
    school.office.hear(a_plan_issued("jw", "jy", version=3))
    assert len(school.office.do(asked, as_=AFFAIRS).missing) == 3


@pytest.mark.clause("B-2.3")
def test_a_plan_heard_of_before_its_class_is_kept(office: TestOffice) -> None:
    office.hear(a_plan_issued("jw"), a_class_created(**CONTRACTED))
    school = School(office)
    assert review(school, "jw", P.PRIOR).reviews[0].unit_name == ""
    assert office.held == []
