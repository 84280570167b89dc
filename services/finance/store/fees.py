"""Look-ups of teachers, lecture fees and the months their tax is filed by."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from contracts.finance import FeeState
from contracts.refusals import Unknown
from kit.store import Store
from services.finance.domain.fee import NOT_PAID, LectureFee, Teacher
from services.finance.domain.tax_month import TaxMonth
from services.finance.store.money_tables import fee_lesson, lecture_fee, tax_month, teacher

TAXED = (FeeState.PAID, FeeState.FILED)


class FeeLookups(Store):
    """Lecture fees, who gets them, and the tax of each month."""

    def teacher(self, teacher_id: str) -> Teacher | None:
        """A teacher that was engaged."""
        return self.hold(Teacher, teacher_id)

    def teachers(self, teacher_ids: Iterable[str]) -> Mapping[str, Teacher]:
        """Those of these teachers that are known, by id."""
        wanted = select(Teacher).where(teacher.c.teacher_id.in_(list(teacher_ids)))
        return {found.teacher_id: found for found in self.session.scalars(wanted)}

    def fee(self, class_id: str, fee_id: str) -> LectureFee:
        """One lecture fee of a class."""
        found = self.session.get(LectureFee, fee_id)
        if found is None or found.class_id != class_id:
            raise Unknown("讲课费", "lecture fee")
        return found

    def fees(self, class_id: str) -> Sequence[LectureFee]:
        """The lecture fees of a class, in the order of their making."""
        own = select(LectureFee).where(lecture_fee.c.class_id == class_id)
        return self.session.scalars(own.order_by(lecture_fee.c.fee_id)).all()

    def replace_unpaid_fees(self, class_id: str) -> None:
        """Drop what was reckoned for a class and not paid. What comes instead may hold the same
        lessons, so the old ones go at once.
        """
        for fee in self.fees(class_id):
            if fee.state in NOT_PAID:
                self.session.delete(fee)
        self.session.flush()

    def settled_lessons(self, teacher_ids: Iterable[str]) -> Mapping[tuple[str, str], int]:
        """The payable tenths of every lesson of these teachers that stands in a fee, by session
        and teacher.
        """
        columns = fee_lesson.c
        rows = self.session.execute(
            select(columns.session_id, columns.teacher_id, columns.payable).where(
                columns.teacher_id.in_(list(teacher_ids))
            )
        )
        return {(session_id, teacher_id): payable for session_id, teacher_id, payable in rows}

    def gross_paid_in(self, month: str, teacher_id: str) -> list[int]:
        """The gross amounts a lecturer was paid in a month, wages aside."""
        columns = lecture_fee.c
        rows = self.session.scalars(
            select(columns.gross_fen).where(
                columns.month == month,
                columns.teacher_id == teacher_id,
                columns.state.in_(TAXED),
                columns.is_employed.is_(False),
            )
        )
        return list(rows)

    def taxed_fees(self, month: str) -> Sequence[LectureFee]:
        """The fees paid in a month from which tax is withheld, lecturer by lecturer."""
        columns = lecture_fee.c
        paid = select(LectureFee).where(
            columns.month == month,
            columns.state.in_(TAXED),
            columns.is_employed.is_(False),
        )
        return self.session.scalars(paid.order_by(columns.teacher_id, columns.fee_id)).all()

    def tax_month(self, month: str) -> TaxMonth:
        """A month's withholding, for looking only; one that nobody was paid in is empty."""
        return self.session.get(TaxMonth, month) or TaxMonth(month=month)

    def tax_month_in_hand(self, month: str) -> TaxMonth:
        """A month's withholding, held until the transaction ends: two payments to one lecturer at
        once must see each other.
        """
        found = self.session.scalar(
            select(TaxMonth).where(tax_month.c.month == month).with_for_update()
        )
        if found is None:
            found = TaxMonth(month=month)
            self.add(found)
            self.session.flush()
        return found
