"""Lecture fees and the tax withheld from them (B-3.3a)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.finance import (
    ApproveFees,
    CalculateFees,
    FeeState,
    FileTaxMonth,
    FindTaxMonth,
    LectureFeeCalculated,
    LectureFeePaid,
    LectureFeeView,
    ListFees,
    ListLedger,
    ListPayments,
    PayFee,
    RateLine,
    TaxFiled,
    TaxWithheld,
)
from contracts.scheduling import TeacherEngaged
from contracts.values import HalfDay, TitleBand
from services.finance.domain.fee import Teacher
from services.finance.domain.tax import withheld_fen
from tests.finance.conftest import MoveTo
from tests.finance.contracted import (
    CASHIER,
    FINANCE,
    FIRST,
    LAST,
    Contracted,
    a_hosted_class,
    a_session,
    refused,
)

S = FeeState
MAY = datetime(2026, 5, 6, 2, tzinfo=UTC)


def taught(house: Contracted, *sessions: Any, class_id: str = "c1") -> None:
    """A class with these lessons."""
    house.hear(a_hosted_class(class_id), *sessions)


def calculated(
    house: Contracted, *rates: RateLine, class_id: str = "c1"
) -> Sequence[LectureFeeView]:
    return house.do(CalculateFees(class_id=class_id, rates=rates), FINANCE)


def approved(house: Contracted, class_id: str = "c1") -> Sequence[LectureFeeView]:
    calculated(house, class_id=class_id)
    return house.do(ApproveFees(class_id=class_id), CASHIER)


def paid(house: Contracted, fee: LectureFeeView, *, on: date = LAST) -> LectureFeeView:
    request = PayFee(
        class_id=fee.class_id,
        fee_id=fee.fee_id,
        paid_on=on,
        reference=house.reference(),
        receipt=house.scan,
    )
    return house.do(request, FINANCE)


# -- reckoning -------------------------------------------------------------------------------------


@pytest.mark.clause("B-3.3a")
@pytest.mark.parametrize(
    ("band", "net", "gross", "tax"),
    [
        (TitleBand.ASSOC_SENIOR, 2_000_00, 2_300_00, 300_00),
        (TitleBand.FULL_SENIOR, 4_000_00, 4_761_90, 761_90),
        (TitleBand.ACADEMICIAN_OR_NATIONAL_EXPERT, 6_000_00, 7_142_86, 1_142_86),
    ],
)
def test_five_hours_in_a_half_day_pay_four_at_the_cap_of_the_title(
    house: Contracted, band: TitleBand, net: int, gross: int, tax: int
) -> None:
    taught(house, a_session("s1", hours=50, band=band))
    [fee] = calculated(house)
    assert (fee.payable_hours, fee.lessons[0].taught, fee.lessons[0].payable) == (40, 50, 40)
    assert (fee.net_fen, fee.gross_fen, fee.tax_fen) == (net, gross, tax)
    assert (fee.cap_per_hour_fen, fee.state, fee.calculated_by) == (net // 4, S.CALCULATED, "fin")
    assert house.emitted(LectureFeeCalculated) == [
        LectureFeeCalculated(class_id="c1", fees=1, net_fen=net)
    ]


@pytest.mark.clause("B-3.3a")
def test_an_agreed_rate_is_paid_and_one_above_the_cap_is_refused(house: Contracted) -> None:
    taught(house, a_session("s1", band=TitleBand.ASSOC_SENIOR))
    with refused("ABOVE_CAP"):
        calculated(house, RateLine(teacher_id="anna", net_per_hour_fen=500_01))
    with refused("NO_LESSONS"):
        calculated(house, RateLine(teacher_id="bert", net_per_hour_fen=100_00))
    [fee] = calculated(house, RateLine(teacher_id="anna", net_per_hour_fen=250_00))
    assert (fee.net_fen, fee.gross_fen) == (1_000_00, 1_050_00)
    assert calculated(house, RateLine(teacher_id="anna", net_per_hour_fen=0)) == []


@pytest.mark.clause("B-3.3a")
def test_a_fee_names_the_teacher_as_the_timetable_does_and_taxes_no_wages(
    house: Contracted,
) -> None:
    engaged = TeacherEngaged(
        class_id="c1",
        teacher_id="anna",
        session_ids=["s1"],
        title_band=TitleBand.ASSOC_SENIOR,
        employed=True,
    )
    older = TeacherEngaged(
        class_id="c1",
        teacher_id="anna",
        session_ids=["s1"],
        title_band=TitleBand.FULL_SENIOR,
    )
    house.hear(older, engaged)
    taught(house, a_session("s1", band=TitleBand.ASSOC_SENIOR))
    [fee] = calculated(house)
    assert (fee.teacher_name, fee.employed) == ("安娜", True)
    assert (fee.net_fen, fee.gross_fen, fee.tax_fen) == (2_000_00, 2_000_00, 0)
    assert paid(house, approved(house)[0]).tax_fen == 0
    assert house.emitted(TaxWithheld, "") == []
    assert house.do(FindTaxMonth(month="2026-04"), FINANCE).rows == []


@pytest.mark.clause("B-3.3a")
@pytest.mark.parametrize("order", [("c1", "c2"), ("c2", "c1")])
@pytest.mark.parametrize("joined", [True, False])
def test_a_lecture_to_two_classes_together_is_paid_once_whichever_reckons_first(
    house: Contracted, order: tuple[str, str], joined: bool
) -> None:
    first, second = order
    # The second class's session is heard only when the first has been reckoned and paid.
    taught(house, a_session(f"{first}-s", class_id=first, hours=30), class_id=first)
    paid(house, approved(house, first)[0])
    together = a_session(
        f"{second}-s",
        class_id=second,
        hours=40,
        joint_with=f"{first}-s" if joined else None,
        begins=2 if joined else 1,
    )
    taught(house, together, class_id=second)
    assert calculated(house, class_id=second) == []


@pytest.mark.clause("B-3.3a")
def test_the_hours_of_a_half_day_are_shared_with_another_class(house: Contracted) -> None:
    taught(house, a_session("a", class_id="c1", hours=30, begins=1), class_id="c1")
    taught(house, a_session("b", class_id="c2", hours=30, begins=3), class_id="c2")
    [one] = calculated(house, class_id="c2")
    assert one.payable_hours == 10
    [other] = calculated(house, class_id="c1")
    assert other.payable_hours == 30


@pytest.mark.clause("B-3.3a")
def test_reckoning_again_takes_in_later_lessons_and_never_what_was_paid(house: Contracted) -> None:
    taught(house, a_session("s1"))
    first = approved(house)
    paid(house, first[0])
    house.hear(a_session("s2", half_day=HalfDay.PM, begins=6))
    fees = calculated(house)
    assert [(fee.state, [lesson.session_id for lesson in fee.lessons]) for fee in fees] == [
        (S.PAID, ["s1"]),
        (S.CALCULATED, ["s2"]),
    ]
    assert len(calculated(house)) == 2


@pytest.mark.clause("B-3.3a")
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lessons=st.lists(
        st.tuples(
            st.sampled_from(["c1", "c2", "c3"]),
            st.sampled_from([1, 2, 3]),
            st.integers(5, 50),
        ),
        min_size=1,
        max_size=6,
    ),
    order=st.permutations(["c1", "c2", "c3"]),
)
def test_no_order_of_reckoning_pays_a_half_day_twice(
    move_to: MoveTo, lessons: list[tuple[str, int, int]], order: list[str]
) -> None:
    house = Contracted()
    for class_id in order:
        taught(house, class_id=class_id)
    for place, (class_id, begins, hours) in enumerate(lessons):
        session = a_session(f"s{place}", class_id=class_id, hours=hours, begins=begins)
        house.hear(session)
    fees = [fee for class_id in order for fee in calculated(house, class_id=class_id)]
    assert sum(fee.payable_hours for fee in fees) <= 40
    begins_of = {f"s{place}": begins for place, (_, begins, _) in enumerate(lessons)}
    paid_beginnings = [
        begins_of[lesson.session_id] for fee in fees for lesson in fee.lessons if lesson.payable
    ]
    assert len(paid_beginnings) == len(set(paid_beginnings))
    house.office.close()


def test_an_earlier_word_about_a_teacher_that_comes_late_changes_nothing() -> None:
    def said(band: TitleBand, heard: int) -> Teacher:
        return Teacher(teacher_id="anna", title_band=band, employed=False, heard=heard)

    known = said(TitleBand.ASSOC_SENIOR, 5)
    known.take(said(TitleBand.INTERMEDIATE_AND_BELOW, 4))
    assert (known.title_band, known.heard) == (TitleBand.ASSOC_SENIOR, 5)
    known.take(said(TitleBand.FULL_SENIOR, 6))
    assert (known.title_band, known.heard) == (TitleBand.FULL_SENIOR, 6)


# -- approving and paying --------------------------------------------------------------------------


@pytest.mark.clause("B-3.3a")
def test_nobody_approves_the_fees_they_have_reckoned(house: Contracted) -> None:
    taught(house, a_session("s1"))
    with refused("NOTHING_TO_APPROVE"):
        house.do(ApproveFees(class_id="c1"), CASHIER)
    [fee] = calculated(house)
    with refused("OWN_FEES"):
        house.do(ApproveFees(class_id="c1"), FINANCE)
    with refused("WRONG_STATE"):
        paid(house, fee)
    [agreed] = house.do(ApproveFees(class_id="c1"), CASHIER)
    assert (agreed.state, agreed.approved_by) == (S.APPROVED, "cash")


@pytest.mark.clause("B-3.3a")
def test_a_fee_is_paid_once_against_a_receipt_and_posted(house: Contracted) -> None:
    taught(house, a_session("s1"))
    [fee] = approved(house)
    settled = paid(house, fee)
    assert (settled.state, settled.month, settled.receipt) == (S.PAID, "2026-04", house.scan)
    with refused("WRONG_STATE"):
        paid(house, fee)
    with refused("UNKNOWN"):
        paid(house, LectureFeeView(**{**vars(fee), "class_id": "c2"}))
    assert house.emitted(LectureFeePaid) == [
        LectureFeePaid(
            class_id="c1",
            fee_id=fee.fee_id,
            teacher_id="anna",
            hours=40,
            net_fen=4_000_00,
            month="2026-04",
        )
    ]
    ledger = house.do(ListLedger(class_id="c1"), FINANCE)
    assert ledger.balances == {"500102": 476_190, "1002": -400_000, "2102": -76_190}
    assert [(e.account, e.debit_fen, e.credit_fen) for e in ledger.entries] == [
        ("500102", 476_190, 0),
        ("1002", 0, 400_000),
        ("2102", 0, 76_190),
    ]
    [payment] = house.do(ListPayments(class_id="c1"), FINANCE).items
    assert payment.amount_fen == 400_000


@pytest.mark.clause("B-3.3a")
def test_the_tax_of_a_month_is_that_on_all_of_its_fees_together(house: Contracted) -> None:
    for place, class_id in enumerate(("c1", "c2", "c3")):
        on = FIRST + timedelta(days=place)
        session = a_session(f"s{place}", class_id=class_id, on=on, band=TitleBand.ASSOC_SENIOR)
        taught(house, session, class_id=class_id)
    fees = [paid(house, approved(house, class_id)[0]) for class_id in ("c1", "c2", "c3")]
    assert [fee.gross_fen for fee in fees] == [2_300_00] * 3
    assert [fee.tax_fen for fee in fees] == [300_00, 436_00, 368_00]
    assert sum(fee.tax_fen for fee in fees) == withheld_fen(3 * 2_300_00) == 1_104_00
    assert all(fee.net_fen == fee.gross_fen - fee.tax_fen <= 2_000_00 for fee in fees)
    month = house.do(FindTaxMonth(month="2026-04"), FINANCE)
    assert [(row.payments, row.gross_fen, row.tax_fen) for row in month.rows] == [
        (3, 6_900_00, 1_104_00)
    ]
    withheld = [event for event in house.office.events if isinstance(event, TaxWithheld)]
    assert {event.due_on for event in withheld} == {date(2026, 5, 15)}
    assert sum(event.tax_fen for event in withheld) == 1_104_00


# -- filing ----------------------------------------------------------------------------------------


@pytest.mark.clause("B-3.3a")
def test_a_month_is_filed_after_its_end_and_then_closed(house: Contracted, move_to: MoveTo) -> None:
    taught(house, a_session("s1"), a_session("s2", teachers=("bert",), venue_id="v2"))
    anna, bert = sorted(approved(house), key=lambda fee: fee.teacher_id)
    paid(house, anna)
    with refused("MONTH_NOT_OVER"):
        house.do(FileTaxMonth(month="2026-04"), FINANCE)
    move_to(MAY)
    filed = house.do(FileTaxMonth(month="2026-04"), FINANCE)
    assert (filed.tax_fen, filed.due_on, filed.filed_on, filed.late) == (
        76_190,
        date(2026, 5, 15),
        date(2026, 5, 6),
        False,
    )
    with refused("MONTH_FILED"):
        house.do(FileTaxMonth(month="2026-04"), FINANCE)
    with refused("MONTH_FILED"):
        paid(house, bert, on=LAST)
    assert paid(house, bert, on=date(2026, 5, 6)).month == "2026-05"
    states = {fee.teacher_id: fee.state for fee in house.do(ListFees(class_id="c1"), FINANCE)}
    assert states == {"anna": S.FILED, "bert": S.PAID}
    [event] = [event for event in house.office.events if isinstance(event, TaxFiled)]
    assert event == TaxFiled(month="2026-04", tax_fen=76_190, on_time=True)
    ledger = house.do(ListLedger(), FINANCE)
    assert ledger.balances["2102"] == -76_190
    assert ledger.balanced


@pytest.mark.clause("B-3.3a")
@pytest.mark.parametrize(("day", "late"), [(15, False), (16, True)])
def test_a_month_is_filed_by_the_fifteenth_of_the_next(
    house: Contracted, move_to: MoveTo, day: int, late: bool
) -> None:
    # The last second of the day in Shanghai.
    move_to(datetime(2026, 5, day, 15, 59, 50, tzinfo=UTC))
    assert house.do(FindTaxMonth(month="2026-04"), FINANCE).late is late
    assert house.do(FileTaxMonth(month="2026-04"), FINANCE).late is late


def test_december_is_filed_in_january(house: Contracted) -> None:
    assert house.do(FindTaxMonth(month="2026-12"), FINANCE).due_on == date(2027, 1, 15)


@pytest.mark.parametrize("month", ["2026-13", "2026/04", "26-0004", "0000-01"])
def test_a_month_is_written_with_year_and_month(house: Contracted, month: str) -> None:
    with refused("MONTH"):
        house.do(FindTaxMonth(month=month), FINANCE)


def test_a_fee_is_not_paid_on_a_day_to_come(house: Contracted) -> None:
    taught(house, a_session("s1"))
    [fee] = approved(house)
    with refused("IN_THE_FUTURE"):
        paid(house, fee, on=LAST + timedelta(days=1))
    assert house.do(ListFees(class_id="c1"), FINANCE)[0].state is S.APPROVED
