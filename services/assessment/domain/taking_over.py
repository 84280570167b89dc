"""Taking paper and scripts over: the seal one finds, and the codes that go on the scripts."""

from collections.abc import Iterable
from datetime import datetime

from contracts.assessment import CodeLine, Duty, ExamState, PaperReadingRefused
from contracts.lifecycle import Lifecycle
from contracts.refusals import Forbidden, Refusal
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.custody import CustodyKind
from services.assessment.domain.exam import Exam

S = ExamState

CODES = "CODES"
# Who takes something sealed over from somebody else; the setter only hands over.
TAKERS = (Duty.PRINTER, Duty.INVIGILATOR, Duty.CUSTODIAN)
READING = Lifecycle(
    "考试", "exam", {"read_codes": ([S.SCRIPTS_SEALED, S.MARKING], S.MARKING)}, "A-7.10.g"
)


def check_seal(exam: Exam, *, by: str, seal_no: str, intact: bool) -> CustodyKind:
    """What the finding amounts to: a seal broken or not on record is a breach (A-5.p3).

    Refusal NOTHING_SEALED before the first seal.
    """
    exam.require(by, *TAKERS, clause="A-5.k3")
    if not exam.seals:
        raise Refusal("NOTHING_SEALED", "尚无封条可查。", "Nothing has been sealed yet.", "A-5.k3")
    if seal_no not in exam.seals:
        return CustodyKind.SEAL_UNKNOWN
    return CustodyKind.SEAL_INTACT if intact else CustodyKind.SEAL_BROKEN


def codes_for(
    exam: Exam, candidates: Iterable[Candidate], *, by: str, now: datetime
) -> list[CodeLine]:
    """Code by room and seat, for the custodian while scripts are sealed or marked (A-7.10.g).

    Anybody else is Forbidden, and on record. No name is on the list: seats find the scripts.
    """
    held = exam.duties.get(by)
    if held is None or held.duty is not Duty.CUSTODIAN or not held.pledged:
        raise Forbidden(
            "CODES_NOT_YOURS_TO_READ",
            "只有本次考试的保管人员可以查看匿名编号，本次尝试已记录在案。",
            "Only the custodian of this exam may see the codes; the attempt has been recorded.",
            "A-7.10.g",
            leaves=[
                PaperReadingRefused(
                    class_id=exam.class_id,
                    exam_id=exam.exam_id,
                    person_id=by,
                    at=now,
                    what=CODES,
                )
            ],
        )
    READING.after("read_codes", exam.state)
    lines = [
        CodeLine(room=one.room, seat_no=one.seat_no, anon_code=one.anon_code)
        for one in candidates
        if one.anon_code
    ]
    return sorted(lines, key=lambda line: (line.room, line.seat_no))
