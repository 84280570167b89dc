"""Look-ups of evaluations and improvements."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import case, delete, func, insert, select

from contracts.assessment import EvaluationForm, Respondent
from contracts.refusals import Refusal, Unknown
from kit.store import Store
from services.assessment.domain.evaluation import AnswerSheet, Evaluation, EvaluationState
from services.assessment.domain.improvement import Improvement, ImprovementState
from services.assessment.domain.ticket import Ticket, TicketTaken, TicketUsed
from services.assessment.store.evaluation_tables import (
    answer_sheet,
    evaluation,
    improvement,
    ticket_taken,
)


class EvaluationLookups(Store):
    """Forms, tickets, answers and what comes of them."""

    def seal(self, text: str) -> str:
        """The keyed mark that only this institution can make."""
        return self.blind("evaluation.ticket", text)

    def mark_taker(self, text: str) -> str:
        """A keyed mark of another kind than the seal: whose a ticket is, for nobody to read."""
        return self.blind("evaluation.taker", text)

    def evaluation_or_none(self, class_id: str, form: EvaluationForm) -> Evaluation | None:
        """One form of a class; None when it was not issued."""
        mine = (evaluation.c.class_id == class_id) & (evaluation.c.form == form)
        return self.session.scalar(select(Evaluation).where(mine))

    def evaluation(self, class_id: str, form: EvaluationForm) -> Evaluation:
        """One form of a class."""
        found = self.evaluation_or_none(class_id, form)
        if found is None:
            raise Unknown("评估表", "form")
        return found

    def evaluation_answered(self, ticket: Ticket) -> Evaluation:
        """The form a ticket is for; it stays as it is, and takes no other answer, until this one
        is committed.
        """
        found = self.hold(Evaluation, ticket.evaluation_id)
        if found is None:
            raise Unknown("评估票", "ticket")
        return found

    def evaluations(self, class_id: str) -> Sequence[Evaluation]:
        """The forms of a class."""
        return self.session.scalars(
            select(Evaluation).where(evaluation.c.class_id == class_id)
        ).all()

    def evaluations_out(self) -> Sequence[tuple[str, EvaluationForm]]:
        """The class and form of every evaluation still out."""
        out = select(evaluation.c.class_id, evaluation.c.form).where(
            evaluation.c.state == EvaluationState.OPEN
        )
        return [(class_id, form) for class_id, form in self.session.execute(out)]

    def take_ticket(self, evaluation_id: str, taker: str, respondent: Respondent) -> TicketTaken:
        """Note that somebody has taken a ticket; asked again it stays as it was noted first, also
        for which kind of respondent.
        """
        taken = self.ticket_taken_by(evaluation_id, taker)
        if taken is None:
            taken = TicketTaken(
                evaluation_id=evaluation_id,
                taker=taker,
                respondent=respondent,
                taken_on=self.today,
            )
            self.add(taken)
        return taken

    def ticket_taken_by(self, evaluation_id: str, taker: str) -> TicketTaken | None:
        """What is noted of somebody's ticket; None before it was taken."""
        return self.session.get(TicketTaken, (evaluation_id, taker))

    def is_used(self, ticket: Ticket) -> bool:
        """Whether a ticket has answered."""
        return self.session.get(TicketUsed, ticket.hash) is not None

    def require_unused(self, ticket: Ticket) -> None:
        """Refusal TICKET_USED once the ticket has answered."""
        if self.is_used(ticket):
            raise Refusal(
                "TICKET_USED",
                "这张评估票已经使用过，您的评估已收到；每人每表一票。",
                "This ticket has answered already; your answer is here. There is one for each.",
                "B-6.5b",
            )

    def use_ticket(self, ticket: Ticket) -> None:
        """Note that a ticket has answered; Refusal TICKET_USED the second time."""
        self.require_unused(ticket)
        self.add(TicketUsed(ticket_hash=ticket.hash))

    def put_among_the_others(self, sheet: AnswerSheet) -> None:
        """Keep an answer, and write all those of its form afresh in an order made by chance: what
        a database keeps of when a row was written then says nothing of any of them.
        """
        of_form = answer_sheet.c.evaluation_id == sheet.evaluation_id
        earlier = self.session.execute(select(answer_sheet).where(of_form)).mappings().all()
        fresh = {column.name: getattr(sheet, column.name) for column in answer_sheet.c}
        together = sorted([*map(dict, earlier), fresh], key=lambda row: str(row["sheet_id"]))
        self.session.execute(delete(answer_sheet).where(of_form))
        self.session.execute(insert(answer_sheet), together)

    def tickets_taken(self, evaluation_id: str) -> Mapping[Respondent, int]:
        """How many tickets of a form each kind of respondent has taken."""
        return self._by_respondent(ticket_taken, evaluation_id)

    def sheets_answered(self, evaluation_id: str) -> Mapping[Respondent, int]:
        """How many of each kind have answered a form."""
        return self._by_respondent(answer_sheet, evaluation_id)

    def sheets(self, evaluation_id: str) -> Sequence[AnswerSheet]:
        """The answers to a form, by keys that chance has made."""
        mine = select(AnswerSheet).where(answer_sheet.c.evaluation_id == evaluation_id)
        return self.session.scalars(mine.order_by(answer_sheet.c.sheet_id)).all()

    def improvement(self, action_id: str) -> Improvement:
        """One improvement."""
        return self.get(Improvement, action_id, ("改进事项", "improvement"))

    def improvement_of(self, unit_id: str, action_id: str) -> Improvement:
        """One improvement of this very department."""
        found = self.improvement(action_id)
        if found.unit_id != unit_id:
            raise Unknown("改进事项", "improvement")
        return found

    def improvement_page(
        self,
        *,
        class_id: str | None = None,
        unit_id: str | None = None,
        target_id: str | None = None,
        page: int,
        size: int,
    ) -> tuple[Sequence[Improvement], int]:
        """One page of improvements, what is still to be done first."""
        wanted = {"class_id": class_id, "unit_id": unit_id, "target_id": target_id}
        given = [improvement.c[name] == value for name, value in wanted.items() if value]
        order = case(
            (improvement.c.state == ImprovementState.OPEN, 0),
            (improvement.c.state == ImprovementState.DONE, 1),
            else_=2,
        )
        listed = select(Improvement).where(*given)
        return self.page(
            listed.order_by(order, improvement.c.due_on, improvement.c.action_id), page, size
        )

    def _by_respondent(self, table: Any, evaluation_id: str) -> Mapping[Respondent, int]:
        counted = (
            select(table.c.respondent, func.count().label("counted"))
            .where(table.c.evaluation_id == evaluation_id)
            .group_by(table.c.respondent)
        )
        return {row.respondent: row.counted for row in self.session.execute(counted)}
