"""Nominations: who holds a seat, and what the unit is told."""

import pytest

from contracts.enrollment import NominationState
from services.enrollment.domain.candidate import check_candidate
from services.enrollment.domain.nomination import already_nominated, no_seat_left
from services.enrollment.domain.nomination_form import form_of_class
from services.enrollment.domain.person import person_of
from tests.enrollment.makers import (
    TODAY,
    a_candidate_draft,
    a_class,
    a_nomination,
    a_person,
    refused,
)


def test_only_seated_nominations_hold_a_seat() -> None:
    holding = {state for state in NominationState if a_nomination(state).holds_seat}

    assert holding == {
        NominationState.ELIGIBLE,
        NominationState.ACCEPTED,
        NominationState.ENROLLED,
    }


def test_the_unit_is_told_why_somebody_was_not_admitted() -> None:
    nomination = a_nomination()
    rejected = nomination.reject(reason="不符合条件")

    assert (rejected.unit_id, rejected.reason, nomination.reason) == (
        "u1",
        "不符合条件",
        "不符合条件",
    )


@pytest.mark.clause("A-6.6")
def test_a_second_nomination_is_refused_in_the_words_of_its_cause() -> None:
    codes = {already_nominated(by_same_unit=own).code for own in (True, False)}

    assert codes == {"ALREADY_NOMINATED", "NOMINATED_BY_ANOTHER_UNIT"}
    assert no_seat_left().code == "NO_SEAT_LEFT"


def test_the_register_takes_over_newer_details_but_never_another_name() -> None:
    form = form_of_class(a_class())
    person = a_person(phone="13800000001")

    newer = check_candidate(a_candidate_draft(phone="13900000002"), form, today=TODAY)
    person.refresh(newer)
    assert (person.phone, person.ethnicity) == ("13900000002", "汉族")

    other = check_candidate(a_candidate_draft(name="李四"), form, today=TODAY)
    with refused("NAME_DIFFERS"):
        person.refresh(other)
    assert person.name == "张三"
    assert person_of(other, person_id="p2", id_index="i").name == "李四"
