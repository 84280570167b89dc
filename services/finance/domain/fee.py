"""Lecture fees 讲课费: reckoned, approved, paid against a receipt, filed (B-3.3a)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.base import Event
from contracts.finance import FeeState, LectureFeePaid, RateLine, TaxWithheld
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import FileRef, HalfDay, TitleBand
from services.finance.domain.lecture import Lecture, net_cap_fen
from services.finance.domain.standard import FeeStandard
from services.finance.domain.tax import gross_fen, withheld_fen, withheld_of_month_fen
from services.finance.domain.tax_month import TaxMonth
from services.finance.domain.usage import HeldSession

S = FeeState
LIFE = Lifecycle(
    "讲课费",
    "lecture fee",
    {
        "approve": ((S.CALCULATED,), S.APPROVED),
        "pay": ((S.APPROVED,), S.PAID),
        "file": ((S.PAID,), S.FILED),
    },
    "B-3.3a",
)
NOT_PAID = (S.CALCULATED, S.APPROVED)
HOUR = 10


@dataclass(eq=False, kw_only=True)
class Teacher:
    """A teacher as engaged by scheduling."""

    teacher_id: str
    title_band: TitleBand
    employed: bool
    heard: int

    def take(self, later: "Teacher") -> None:
        """A later word about the teacher; an earlier one that comes late changes nothing."""
        if later.heard >= self.heard:
            self.title_band, self.employed = later.title_band, later.employed
            self.heard = later.heard


@dataclass(eq=False, kw_only=True)
class PaidLesson:
    """A lesson a fee is for: taught and payable tenths of an hour."""

    fee_id: str
    session_id: str
    teacher_id: str
    title: str
    on: date
    half_day: HalfDay
    begins_at: datetime | None
    taught: int
    payable: int


@dataclass(eq=False, kw_only=True)
class LectureFee:
    """What a teacher gets for lessons to one class. Caps are after tax. The gross amount is fixed
    when it is reckoned; the tax, and so what is paid out, by the month it is paid in.
    """

    fee_id: str
    class_id: str
    teacher_id: str
    teacher_name: str
    title_band: TitleBand
    employed: bool
    lessons: list[PaidLesson] = field(default_factory=list)
    payable_hours: int
    net_per_hour_fen: int
    cap_per_hour_fen: int
    net_fen: int
    gross_fen: int
    tax_fen: int
    calculated_by: str
    approved_by: str = ""
    month: str = ""
    receipt: FileRef | None = None
    state: FeeState = S.CALCULATED

    def approve(self, *, by: str) -> None:
        """Agree to it; never who reckoned it."""
        state = LIFE.after("approve", self.state)
        if by == self.calculated_by:
            raise Refusal(
                "OWN_FEES",
                "讲课费不得由核算人本人审批。",
                "Nobody approves the fees they have reckoned.",
                "B-3.3a",
            )
        self.state, self.approved_by = state, by

    def pay(
        self, month: TaxMonth, *, earlier_gross_fen: Sequence[int], receipt: FileRef
    ) -> list[Event]:
        """Pay it out in a month. The tax is that on all of the teacher's fees of the month
        together, less what was withheld before; own employees are taxed with their wages.
        """
        state = LIFE.after("pay", self.state)
        month.ensure_open()
        if not self.employed:
            self.tax_fen = withheld_of_month_fen(earlier_gross_fen, self.gross_fen)
            self.net_fen = self.gross_fen - self.tax_fen
        self.state, self.month, self.receipt = state, month.month, receipt
        paid = LectureFeePaid(
            class_id=self.class_id,
            fee_id=self.fee_id,
            teacher_id=self.teacher_id,
            hours=self.payable_hours,
            net_fen=self.net_fen,
            month=self.month,
        )
        return [paid, self._withheld(month)] if self.tax_fen else [paid]

    def file(self) -> None:
        """Its tax was filed with the month."""
        self.state = LIFE.after("file", self.state)

    def _withheld(self, month: TaxMonth) -> TaxWithheld:
        return TaxWithheld(
            fee_id=self.fee_id,
            teacher_id=self.teacher_id,
            month=month.month,
            tax_fen=self.tax_fen,
            due_on=month.due_on,
        )


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """What fees of a class are reckoned from."""

    class_id: str
    standard: FeeStandard
    sessions: Mapping[str, HeldSession]
    teachers: Mapping[str, Teacher]
    names: Mapping[str, str]
    rates: Sequence[RateLine]
    by: str
    new_id: Callable[[], str]


def reckon(payable: Mapping[Lecture, int], basis: Reckoning) -> list[LectureFee]:
    """One fee for each teacher who is owed something; without a rate, the cap is paid.

    Invalid for a rate of somebody who is owed nothing; Refusal ABOVE_CAP beyond the title's cap.
    """
    lectures: dict[str, list[tuple[Lecture, int]]] = defaultdict(list)
    for lecture, hours in sorted(payable.items(), key=lambda one: (one[0].on, one[0].session_id)):
        lectures[lecture.teacher_id].append((lecture, hours))
    owed = {who: given for who, given in lectures.items() if sum(hours for _, hours in given)}
    _ensure_owed([line.teacher_id for line in basis.rates], owed)
    fees = [_fee(who, given, basis) for who, given in owed.items()]
    return [fee for fee in fees if fee.net_fen]


def _fee(who: str, given: Sequence[tuple[Lecture, int]], basis: Reckoning) -> LectureFee:
    fee_id, hours = basis.new_id(), sum(hours for _, hours in given)
    band, employed = _standing(who, given, basis)
    cap = basis.standard.lecture_caps_fen[band]
    rate = next((one.net_per_hour_fen for one in basis.rates if one.teacher_id == who), cap)
    _ensure_within_cap(rate, cap)
    net = min(rate * hours // HOUR, net_cap_fen(basis.standard, band, hours))
    gross = net if employed else gross_fen(net)
    return LectureFee(
        fee_id=fee_id,
        class_id=basis.class_id,
        teacher_id=who,
        teacher_name=basis.names.get(who, ""),
        title_band=band,
        employed=employed,
        lessons=[_lesson(fee_id, lecture, paid, basis) for lecture, paid in given],
        payable_hours=hours,
        net_per_hour_fen=rate,
        cap_per_hour_fen=cap,
        net_fen=net,
        gross_fen=gross,
        tax_fen=0 if employed else withheld_fen(gross),
        calculated_by=basis.by,
    )


def _standing(
    who: str, given: Sequence[tuple[Lecture, int]], basis: Reckoning
) -> tuple[TitleBand, bool]:
    """Title and employment at the last lesson, else as engaged, else the lowest title."""
    last = basis.sessions[given[-1][0].session_id]
    teacher = basis.teachers.get(who)
    engaged = teacher.title_band if teacher else TitleBand.INTERMEDIATE_AND_BELOW
    employed = who in last.employed_ids or (teacher is not None and teacher.employed)
    return last.title_bands.get(who, engaged), employed


def _lesson(fee_id: str, lecture: Lecture, payable: int, basis: Reckoning) -> PaidLesson:
    return PaidLesson(
        fee_id=fee_id,
        session_id=lecture.session_id,
        teacher_id=lecture.teacher_id,
        title=basis.sessions[lecture.session_id].title,
        on=lecture.on,
        half_day=lecture.half_day,
        begins_at=lecture.begins_at,
        taught=lecture.hours,
        payable=payable,
    )


def _ensure_owed(named: Sequence[str], owed: Mapping[str, object]) -> None:
    strangers = [who for who in named if who not in owed]
    if strangers:
        raise Invalid(
            "NO_LESSONS",
            "所列教师在本班没有待核算的课时。",
            "A rate is given for somebody who is owed nothing for this class.",
            faults=[Fault("rates", f"{who} 没有课时", f"{who} has no hours") for who in strangers],
        )


def _ensure_within_cap(rate: int, cap: int) -> None:
    if rate > cap:
        raise Refusal(
            "ABOVE_CAP",
            f"课时标准超过该职称税后上限 {cap / 100:.2f} 元。",
            f"The rate is above the {cap / 100:.2f} yuan an hour that the title allows after tax.",
            "B-3.3a",
        )
