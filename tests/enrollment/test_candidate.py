"""Who may be nominated: identity, stage, other classes."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import CandidateDraft, TraineeState
from contracts.identity import Sex
from contracts.refusals import Invalid
from contracts.values import Category, Profile
from services.enrollment.domain.candidate import Candidate, Place, check_candidate, clash
from services.enrollment.domain.nomination_form import form_of
from services.enrollment.domain.rules import RULE_SETS, rules_on
from tests.enrollment.makers import MAN, TODAY, WOMAN, a_candidate_draft

RULES = RULE_SETS["ENR-2026-1"]


def check(
    draft: CandidateDraft,
    category: Category = Category.DEV_TARGET,
    profile: Profile = Profile.UNIVERSITY_PARTY_SCHOOL,
) -> Candidate:
    return check_candidate(draft, form_of(profile, category, RULES), today=TODAY)


def fields_refused(draft: CandidateDraft, *of: Any) -> list[str]:
    with pytest.raises(Invalid) as refused:
        check(draft, *of)
    return [fault.field for fault in refused.value.faults]


@pytest.mark.clause("A-6.6")
def test_a_development_target_is_taken_with_tidied_details() -> None:
    candidate = check(
        a_candidate_draft(name=" 张 三 ", phone="138-0000-0001", ethnicity="汉", sex="")
    )

    assert (candidate.name, candidate.phone, candidate.ethnicity, candidate.sex) == (
        "张三",
        "13800000001",
        "汉族",
        Sex.MALE,
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "　"}, "candidate.name"),
        ({"id_no": MAN[:-1] + "8"}, "candidate.id_no"),
        ({"id_no": "310115200102290213"}, "candidate.id_no"),
        ({"id_no": WOMAN}, "candidate.sex"),
        ({"phone": "12345"}, "candidate.phone"),
        ({"ethnicity": "火星族"}, "candidate.ethnicity"),
        ({"target_on": None}, "candidate.target_on"),
        ({"activist_on": None}, "candidate.activist_on"),
        ({"target_on": date(2024, 8, 31)}, "candidate.target_on"),
        ({"target_on": TODAY + timedelta(days=1)}, "candidate.target_on"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value),
)
@pytest.mark.clause("A-6.6")
def test_each_fault_names_its_field(changes: dict[str, Any], field: str) -> None:
    assert fields_refused(a_candidate_draft(**changes)) == [field]


def test_every_fault_is_told_at_once() -> None:
    draft = a_candidate_draft(name=" ", phone="1", target_on=None)

    assert fields_refused(draft) == ["candidate.name", "candidate.phone", "candidate.target_on"]


@pytest.mark.clause("A-6.6", "A-2.a")
@pytest.mark.parametrize(
    ("category", "needed"),
    [
        (Category.ACTIVIST, ["candidate.activist_on"]),
        (Category.MEMBER, []),
        (Category.CADRE_SECTION, []),
        (Category.OTHER, []),
    ],
)
def test_each_kind_of_class_asks_for_its_own_dates(category: Category, needed: list[str]) -> None:
    draft = a_candidate_draft(activist_on=None, target_on=None)

    if needed:
        assert fields_refused(draft, category) == needed
    else:
        assert check(draft, category).id_no == MAN


def test_a_refused_id_number_is_never_repeated_in_the_refusal() -> None:
    wrong = MAN[:-1] + "8"
    with pytest.raises(Invalid) as refused:
        check(a_candidate_draft(id_no=wrong))

    told = f"{refused.value.zh}{refused.value.en}{refused.value.faults}"
    assert wrong not in told


START, END = date(2026, 3, 20), date(2026, 3, 22)


def against(place: Place) -> str | None:
    refusal = clash([place], start_on=START, end_on=END, category=Category.DEV_TARGET, rules=RULES)
    return refusal.code if refusal else None


def a_place(start_on: date, end_on: date, state: TraineeState, **changes: Any) -> Place:
    values: dict[str, Any] = {"title": "另一班", "category": Category.DEV_TARGET}
    return Place(start_on=start_on, end_on=end_on, state=state, **(values | changes))


@given(st.integers(-20, 20), st.integers(0, 10), st.sampled_from(TraineeState))
def test_nobody_sits_in_two_classes_on_one_day(
    shift: int, length: int, state: TraineeState
) -> None:
    start_on = START + timedelta(days=shift)
    place = a_place(start_on, start_on + timedelta(days=length), state, category=Category.MEMBER)
    shared = {START + timedelta(days=n) for n in range(3)} & {
        start_on + timedelta(days=n) for n in range(length + 1)
    }
    attends = state in (TraineeState.ENROLLED, TraineeState.ACTIVE)

    assert against(place) == ("DATE_CLASH" if shared and attends else None)


@pytest.mark.parametrize(
    ("ended_on", "category", "expected"),
    [
        (START - timedelta(days=364), Category.DEV_TARGET, "RE_ENTRY_BAN"),
        (START - timedelta(days=365), Category.DEV_TARGET, None),
        (START - timedelta(days=10), Category.ACTIVIST, None),
    ],
)
def test_who_failed_waits_a_year_for_the_same_kind(
    ended_on: date, category: Category, expected: str | None
) -> None:
    failed = a_place(ended_on, ended_on, TraineeState.FAILED, category=category)

    assert against(failed) == expected


def test_the_rule_set_in_force_is_the_newest_that_has_begun() -> None:
    assert rules_on(TODAY) is RULES
    assert rules_on(date(2020, 1, 1)) is RULES
