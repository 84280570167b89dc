"""Clearance 会商: what goes beyond the standard is asked of a department before the project is
confirmed, and finance weighs the budget (B-6.1c).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from contracts.enrollment import ElementName
from contracts.refusals import Refusal, Unknown
from contracts.roles import Role
from services.enrollment.domain.element import ELEMENT_TITLES, Settled
from services.enrollment.domain.unit import Unit

# What goes beyond the standard here costs money or beds: finance and logistics decides (B-6.1c).
FINANCES = frozenset({ElementName.BUDGET, ElementName.MEALS, ElementName.LODGING})


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """A question about one revision of a special element, and the department's answer."""

    consultation_id: str
    element: ElementName
    revision: int
    unit_id: str
    question: str
    asked_by: str
    approved: bool | None = None
    answer: str = ""
    answered_by: str = ""


def consult(
    about: Settled | None,
    element: ElementName,
    unit: Unit,
    *,
    question: str,
    consultation_id: str,
    by: str,
) -> Consultation:
    """A question about a special element as it is now.

    Refusal NOTHING_SPECIAL when it has nothing beyond the standard, CONSULT_FINANCE when it is for
    finance and logistics to say.
    """
    if about is None or not about.special:
        raise Refusal(
            "NOTHING_SPECIAL",
            f"「{ELEMENT_TITLES[element].zh}」没有超常规或特殊安排，无须会商。",
            f"{ELEMENT_TITLES[element].en} has nothing beyond the standard to ask about.",
            "B-6.1c",
        )
    _refuse_wrong_department(element, unit)
    return Consultation(
        consultation_id=consultation_id,
        element=element,
        revision=about.revision,
        unit_id=unit.unit_id,
        question=question,
        asked_by=by,
    )


def answered(
    consultations: Sequence[Consultation],
    consultation_id: str,
    *,
    unit_id: str,
    approved: bool,
    answer: str,
    by: str,
) -> list[Consultation]:
    """The questions with this one answered by the department that was asked.

    Unknown for any other department, Refusal OWN_QUESTION for who asked, ALREADY_ANSWERED.
    """
    asked = next(
        (
            one
            for one in consultations
            if one.consultation_id == consultation_id and one.unit_id == unit_id
        ),
        None,
    )
    if asked is None:
        raise Unknown("会商事项", "question put to this department")
    _refuse_odd_answer(asked, by)
    told = replace(asked, approved=approved, answer=answer, answered_by=by)
    return [told if one is asked else one for one in consultations]


def is_cleared(consultations: Iterable[Consultation], about: Settled) -> bool:
    """Whether every department asked about this revision has agreed, and one was asked."""
    # The latest word of each department counts, and a question still open counts as none.
    words = {
        one.unit_id: one.approved
        for one in consultations
        if one.element is about.name and one.revision == about.revision
    }
    return bool(words) and all(words.values())


def _refuse_wrong_department(element: ElementName, unit: Unit) -> None:
    if unit.function is None:
        raise Unknown("学院部门", "department of the college")
    if element in FINANCES and unit.function is not Role.FIN_LOGISTICS:
        raise Refusal(
            "CONSULT_FINANCE",
            f"「{ELEMENT_TITLES[element].zh}」超标准事项须会商财务后勤处。",
            f"{ELEMENT_TITLES[element].en} beyond the standard is for finance and logistics.",
            "B-6.1c",
        )


def _refuse_odd_answer(asked: Consultation, by: str) -> None:
    if by == asked.asked_by:
        raise Refusal(
            "OWN_QUESTION",
            "会商事项不得由提出人本人答复。",
            "Nobody answers a question of their own.",
            "B-6.1c",
        )
    if asked.approved is not None:
        raise Refusal(
            "ALREADY_ANSWERED", "该会商事项已答复。", "This question was answered.", "B-6.1c"
        )


class BudgetStanding(StrEnum):
    """What finance has said of the budget of a class so far."""

    PENDING = "PENDING"
    CLEARANCE_REQUIRED = "CLEARANCE_REQUIRED"
    CLEARED = "CLEARED"
    REJECTED = "REJECTED"


@dataclass(eq=False, kw_only=True)
class ClassBudget:
    """The latest word of finance; `heard` is its place in the order of finance's events."""

    class_id: str
    standing: BudgetStanding = BudgetStanding.PENDING
    heard: int = -1

    def hear(self, standing: BudgetStanding, sequence: int) -> None:
        """Keep what is newer than what is known."""
        if sequence > self.heard:
            self.standing, self.heard = standing, sequence
