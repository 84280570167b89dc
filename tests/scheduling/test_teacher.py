from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Invalid, Refusal
from contracts.scheduling import (
    Decision,
    ProposeTeacher,
    TeacherRejected,
    TeacherState,
    TeacherVetted,
)
from contracts.values import TitleBand
from services.scheduling.domain.teacher import MANDATORY, Teacher, VettingItem
from tests.scheduling.makers import LATER, NOW, TODAY, a_teacher, a_vote, the_rules

ALL = set(VettingItem)


def proposed() -> Teacher:
    return a_teacher(state=TeacherState.PROPOSED, valid_until=None)


def vote(teacher: Teacher, member: str, decision: Decision = Decision.APPROVED) -> None:
    teacher.vote(member=member, decision=decision, found=ALL, opinion="", now=NOW, today=TODAY)


def decide(teacher: Teacher, by: str = "head") -> TeacherVetted | TeacherRejected:
    return teacher.decide(by=by, valid_until=LATER, today=TODAY, rules=the_rules())


@pytest.mark.clause("A-5.r2")
@pytest.mark.parametrize("record", ["", "   "])
def test_an_external_expert_without_a_qualification_record_is_not_proposed(record: str) -> None:
    request = ProposeTeacher(
        name="外聘专家", external=True, title_band=TitleBand.FULL_SENIOR, qualification=record
    )
    with pytest.raises(Invalid) as refused:
        Teacher.propose(request, teacher_id="t", by="p")
    assert [fault.field for fault in refused.value.faults] == ["qualification"]


@pytest.mark.clause("A-5.r2")
def test_internal_teachers_and_external_experts_with_a_record_are_proposed() -> None:
    for external, record in ((False, ""), (True, "教授，从事党建研究二十年")):
        request = ProposeTeacher(
            name="某", external=external, title_band=TitleBand.FULL_SENIOR, qualification=record
        )
        assert Teacher.propose(request, teacher_id="t", by="p").state is TeacherState.PROPOSED


@pytest.mark.clause("A-7.3.c")
def test_the_proposer_neither_votes_nor_decides() -> None:
    teacher = proposed()
    with pytest.raises(Refusal, match="OWN_PROPOSAL"):
        vote(teacher, "proposer")
    for member in ("m1", "m2", "m3"):
        vote(teacher, member)
    with pytest.raises(Refusal, match="OWN_PROPOSAL"):
        decide(teacher, by="proposer")
    assert teacher.state is TeacherState.UNDER_REVIEW


@pytest.mark.clause("A-7.3.c")
def test_a_member_votes_once() -> None:
    teacher = proposed()
    vote(teacher, "m1")
    with pytest.raises(Refusal, match="VOTED_ALREADY"):
        vote(teacher, "m1")
    assert len(teacher.votes) == 1


@pytest.mark.clause("A-7.3.c")
def test_two_votes_decide_nothing_and_three_do() -> None:
    teacher = proposed()
    vote(teacher, "m1")
    vote(teacher, "m2")
    with pytest.raises(Refusal, match="PANEL_INCOMPLETE"):
        decide(teacher)
    vote(teacher, "m3")
    assert decide(teacher) == TeacherVetted(teacher_id="teacher1", valid_until=LATER)
    assert teacher.may_teach_on(LATER)


@pytest.mark.clause("B-2.1")
@pytest.mark.parametrize("missing", sorted(MANDATORY))
def test_a_vote_in_favour_needs_ethics_and_political_stance(missing: VettingItem) -> None:
    teacher = proposed()
    with pytest.raises(Refusal, match="MANDATORY_ITEMS"):
        teacher.vote(
            member="m1",
            decision=Decision.APPROVED,
            found=ALL - {missing},
            opinion="",
            now=NOW,
            today=TODAY,
        )
    assert teacher.votes == []


@pytest.mark.clause("B-2.1")
@given(
    st.lists(
        st.tuples(st.sampled_from(Decision), st.sets(st.sampled_from(VettingItem))), max_size=7
    )
)
def test_approval_needs_a_full_panel_a_majority_and_every_mandatory_item(
    cast: list[tuple[Decision, set[VettingItem]]],
) -> None:
    votes = [a_vote(f"m{n}", decision=d, found=f) for n, (d, f) in enumerate(cast)]
    teacher = a_teacher(state=TeacherState.UNDER_REVIEW, votes=votes, valid_until=None)
    in_favour = [d for d, _ in cast if d is Decision.APPROVED]
    sound = all({"ETHICS", "POLITICAL"} <= found for _, found in cast)
    if len(cast) < 3:
        with pytest.raises(Refusal, match="PANEL_INCOMPLETE"):
            decide(teacher)
        return
    decide(teacher)
    approved = sound and 2 * len(in_favour) > len(cast)
    assert (teacher.state is TeacherState.APPROVED) is approved
    assert teacher.may_teach_on(TODAY) is approved


@pytest.mark.clause("A-7.3.d")
def test_a_suspended_teacher_needs_a_whole_new_vetting() -> None:
    teacher = a_teacher(votes=[a_vote("m1"), a_vote("m2"), a_vote("m3")])
    teacher.suspend(reason="教学评价过低")
    assert not teacher.may_teach_on(TODAY)
    vote(teacher, "m1")
    assert [kept.member for kept in teacher.votes] == ["m1"]
    with pytest.raises(Refusal, match="PANEL_INCOMPLETE"):
        decide(teacher)


@pytest.mark.clause("A-7.3.c")
def test_a_vetting_holds_through_its_last_day_and_is_then_renewed_by_votes() -> None:
    teacher = a_teacher(valid_until=TODAY)
    assert teacher.may_teach_on(TODAY)
    assert not teacher.may_teach_on(TODAY + timedelta(days=1))
    assert not teacher.has_expired(TODAY)
    assert teacher.has_expired(TODAY + timedelta(days=1))
    teacher.vote(
        member="m1",
        decision=Decision.APPROVED,
        found=ALL,
        opinion="",
        now=NOW,
        today=TODAY + timedelta(days=1),
    )
    assert teacher.state is TeacherState.UNDER_REVIEW


@pytest.mark.clause("A-7.3.c")
def test_a_validity_that_has_passed_is_not_given() -> None:
    teacher = a_teacher(state=TeacherState.UNDER_REVIEW, votes=[a_vote(f"m{n}") for n in range(3)])
    with pytest.raises(Invalid, match="VALIDITY_PAST"):
        teacher.decide(by="head", valid_until=TODAY, today=TODAY, rules=the_rules())
    assert teacher.state is TeacherState.UNDER_REVIEW
