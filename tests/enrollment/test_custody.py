"""Two custodies: the lead until check-in and after departure, the counselor between."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import ClassRole, ClassState
from contracts.roles import Actor, Role
from contracts.values import Category, OrgMode, Profile
from kit.testing import an_actor
from services.enrollment.domain.archive import ArchiveItem
from services.enrollment.domain.assignment import Assignment
from services.enrollment.domain.checklist import CHECKLIST, DocType, Line, Segment
from services.enrollment.domain.custody import (
    Custody,
    custody_of,
    custody_on,
    keepers,
    refuse_other_hands,
)
from services.enrollment.domain.training_class import TrainingClass
from tests.enrollment.makers import NOW, a_class, refused

S = ClassState
HOUR = timedelta(hours=1)
CONFIRMED, CHECK_IN, DEPARTURE = NOW, NOW + 20 * HOUR, NOW + 60 * HOUR
STEPS = [
    [S.PLANNED, (CONFIRMED - HOUR).isoformat()],
    [S.CONFIRMED, CONFIRMED.isoformat()],
    [S.CHECKING_IN, CHECK_IN.isoformat()],
    [S.SUSPENDED, (CHECK_IN + HOUR).isoformat()],
    [S.CHECKING_IN, (CHECK_IN + 2 * HOUR).isoformat()],
    [S.DEPARTED, DEPARTURE.isoformat()],
]
LINES = {line.doc_type: line for line in CHECKLIST}
STAFF = an_actor(Role.STAFF, person="staff")
LEAD = an_actor(Role.PROJECT_LEAD, person="lead", within="class:c1")
COUNSELOR = an_actor(Role.COUNSELOR, person="counselor", within="class:c1")


def an_item(line: Line, at: datetime, filed_by: str = "") -> ArchiveItem:
    return ArchiveItem(
        item_id="a1",
        doc_type=line.doc_type,
        source="x",
        file_id="",
        file_name="",
        filed_by=filed_by,
        filed_at=at,
    )


def a_college_class(steps: list[list[str]], **changes: Any) -> TrainingClass:
    made = a_class(
        profile=Profile.CADRE_COLLEGE,
        category=Category.CADRE_SECTION,
        org_mode=OrgMode.CONTRACTED,
        host_id="h1",
        **changes,
    )
    made.steps = steps
    return made


@pytest.mark.clause("B-6.7", "B-8.7")
@given(st.sampled_from([line for line in CHECKLIST if not line.by_hand]), st.integers(-2, 80))
def test_a_record_belongs_to_who_kept_the_papers_at_its_moment(line: Line, hours: int) -> None:
    at = NOW + hours * HOUR
    expected = (
        Custody.LEAD if at < CHECK_IN else Custody.COUNSELOR if at < DEPARTURE else Custody.POST
    )

    assert custody_of(line, an_item(line, at), STEPS) is custody_on(at, STEPS) is expected


@pytest.mark.clause("B-6.7", "B-8.7")
@given(st.sampled_from([line for line in CHECKLIST if line.by_hand]), st.integers(-2, 80))
def test_a_form_belongs_where_it_arises_however_late_it_is_filed(line: Line, hours: int) -> None:
    filed = an_item(line, NOW + hours * HOUR, filed_by="somebody")
    arises = {
        Segment.PREPARATION: Custody.LEAD,
        Segment.TEACHING: Custody.COUNSELOR,
        Segment.RESULTS: Custody.POST,
    }[line.segment]

    assert custody_of(line, None, STEPS) is arises
    if line.doc_type is not DocType.OTHER:
        assert custody_of(line, filed, STEPS) is arises
    else:
        assert custody_of(line, filed, STEPS) is custody_on(filed.filed_at, STEPS)


# -- Who files what --------------------------------------------------------------------------

MATERIALS, BOOK, OTHER = (
    LINES[kind] for kind in (DocType.TRAINING_MATERIALS, DocType.SIGN_IN_BOOK, DocType.OTHER)
)


@pytest.mark.clause("B-6.7", "B-8.7")
@pytest.mark.parametrize(
    ("actor", "line", "at", "clause"),
    [
        (LEAD, MATERIALS, CONFIRMED, ""),
        (COUNSELOR, MATERIALS, CONFIRMED, "B-6.7"),
        (COUNSELOR, BOOK, CHECK_IN, ""),
        (COUNSELOR, BOOK, DEPARTURE + HOUR, ""),
        (LEAD, BOOK, CHECK_IN, "B-8.7"),
        (LEAD, OTHER, CONFIRMED, ""),
        (COUNSELOR, OTHER, CONFIRMED, "B-6.7"),
        (COUNSELOR, OTHER, CHECK_IN, ""),
        (LEAD, OTHER, CHECK_IN, "B-8.7"),
        (LEAD, OTHER, DEPARTURE, ""),
        (COUNSELOR, OTHER, DEPARTURE, "B-6.7"),
        (STAFF, MATERIALS, CONFIRMED, ""),
        (STAFF, BOOK, CHECK_IN, ""),
    ],
)
def test_papers_are_filed_by_who_keeps_them(
    actor: Actor, line: Line, at: datetime, clause: str
) -> None:
    steps = [step for step in STEPS if datetime.fromisoformat(step[1]) <= at]
    found = a_college_class(steps)

    if not clause:
        refuse_other_hands(actor, line, found, now=at)
        return
    with refused("NOT_YOUR_SEGMENT") as said:
        refuse_other_hands(actor, line, found, now=at)
    assert (said.value.status, said.value.clause) == (403, clause)


@pytest.mark.clause("B-6.7")
def test_the_lead_of_another_class_keeps_nothing_of_this_one() -> None:
    stranger = an_actor(Role.PROJECT_LEAD, person="lead", within="class:c2")

    with refused("NOT_YOUR_SEGMENT"):
        refuse_other_hands(stranger, MATERIALS, a_college_class(STEPS[:2]), now=NOW)


def test_the_party_school_knows_no_segments() -> None:
    refuse_other_hands(STAFF, BOOK, a_class(), now=NOW)
    refuse_other_hands(COUNSELOR, MATERIALS, a_class(), now=NOW)


# -- Who it was ------------------------------------------------------------------------------


def a_duty(person_id: str, from_at: datetime, to_at: datetime | None, **changes: Any) -> Assignment:
    values: dict[str, Any] = {
        "assignment_id": person_id,
        "class_id": "c1",
        "role": ClassRole.LEAD,
        "name": person_id,
        "unit_id": "u1",
        "appointed_by": "head",
    }
    return Assignment(person_id=person_id, from_at=from_at, to_at=to_at, **(values | changes))


@pytest.mark.clause("B-6.7", "B-8.7")
def test_who_held_the_duty_then_answers_for_the_papers() -> None:
    first = a_duty("first", NOW, NOW + 5 * HOUR)
    second = a_duty("second", NOW + 5 * HOUR, NOW + 9 * HOUR)
    others = [
        a_duty("counselor", NOW, None, role=ClassRole.COUNSELOR),
        a_duty("stand-in", NOW, NOW + 9 * HOUR, substitute_for="first"),
    ]

    def lead_at(hours: int) -> list[str]:
        return keepers(Role.PROJECT_LEAD, [first, second, *others], NOW + hours * HOUR)

    assert [lead_at(hours) for hours in (-1, 0, 4, 5, 8, 9, 50)] == [
        ["first"],
        ["first"],
        ["first"],
        ["second"],
        ["second"],
        ["second"],
        ["second"],
    ]
    assert keepers(Role.COUNSELOR, [first, *others], NOW) == ["counselor"]
    assert keepers(Role.PROJECT_LEAD, others, NOW) == []
