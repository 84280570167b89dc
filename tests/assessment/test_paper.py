"""Who may read the paper, and when."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.assessment import ExamState, PaperReadingRefused
from contracts.refusals import Forbidden
from services.assessment.domain.custody import BREACHES, CustodyKind, custody_entry
from services.assessment.domain.paper import PaperState, paper_hash
from tests.assessment.makers import DUTIES, GUIDE, PAPER, STARTS, a_paper, an_exam

HALF_AN_HOUR_BEFORE = STARTS - timedelta(minutes=30)
ALLOWED = {
    ("printer", ExamState.PAPER_SEALED): PAPER,
    **{
        (person, state): PAPER
        for person in ("invigilator-1", "invigilator-2")
        for state in (ExamState.READY, ExamState.IN_PROGRESS)
    },
    **{
        (person, state): GUIDE
        for person in ("marker-1", "marker-2", "marker-3")
        for state in (ExamState.SCRIPTS_SEALED, ExamState.MARKING)
    },
}


@pytest.mark.clause("A-5.k3")
@pytest.mark.clause("A-7.10.e")
@pytest.mark.parametrize("state", list(ExamState)[2:])
@pytest.mark.parametrize("person_id", [*DUTIES, "stranger"])
def test_only_the_holder_of_the_duty_of_the_moment_reads(person_id: str, state: ExamState) -> None:
    expected = ALLOWED.get((person_id, state))
    if expected:
        assert a_paper().read(an_exam(state), by=person_id, now=STARTS) == expected
        return
    with pytest.raises(Forbidden) as refused:
        a_paper().read(an_exam(state), by=person_id, now=STARTS)
    (left,) = refused.value.leaves
    assert isinstance(left, PaperReadingRefused)
    assert (left.person_id, left.at) == (person_id, STARTS)
    assert PAPER not in repr((refused.value.args, left))


@pytest.mark.clause("A-5.k3")
@pytest.mark.parametrize(
    ("now", "may"),
    [(HALF_AN_HOUR_BEFORE, True), (HALF_AN_HOUR_BEFORE - timedelta(seconds=1), False)],
)
def test_the_invigilator_reads_from_half_an_hour_before_the_start(now: datetime, may: bool) -> None:
    exam = an_exam(ExamState.READY)
    if may:
        assert a_paper().read(exam, by="invigilator-1", now=now) == PAPER
    else:
        with pytest.raises(Forbidden):
            a_paper().read(exam, by="invigilator-1", now=now)


@pytest.mark.clause("A-5.k3")
def test_a_withdrawn_paper_is_read_by_nobody() -> None:
    with pytest.raises(Forbidden):
        a_paper(state=PaperState.WITHDRAWN).read(
            an_exam(ExamState.PAPER_SEALED), by="printer", now=STARTS
        )


@pytest.mark.clause("A-5.k3")
def test_who_has_not_pledged_reads_nothing() -> None:
    exam = an_exam(ExamState.PAPER_SEALED)
    exam.duties = {who: type(held)(held.duty) for who, held in exam.duties.items()}
    with pytest.raises(Forbidden):
        a_paper().read(exam, by="printer", now=STARTS)


@given(st.text(), st.text(), st.text(), st.text())
def test_the_fingerprint_tells_paper_and_guide_apart(a: str, b: str, c: str, d: str) -> None:
    assert (paper_hash(a, b) == paper_hash(c, d)) == ((a, b) == (c, d))


def test_copies_add_up() -> None:
    paper = a_paper()
    paper.print_copies(40, "S-2")
    paper.print_copies(2, "S-3")
    assert (paper.copies, paper.seal_no, paper.state) == (42, "S-3", PaperState.PRINTED)


@pytest.mark.clause("A-5.p3")
@pytest.mark.parametrize("kind", list(CustodyKind))
def test_the_kind_of_an_entry_decides_whether_it_is_a_breach(kind: CustodyKind) -> None:
    entry = custody_entry(
        entry_id="e", class_id="class-1", exam_id="exam-1", at=STARTS, kind=kind, by="wang"
    )
    assert entry.is_breach is (kind in BREACHES)
