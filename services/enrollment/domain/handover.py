"""The hand-over of papers 材料移交: listed by the counselor, signed for line by line, in time.

Day 0 is the class's last day; a day lasts until its 24th hour in Asia/Shanghai.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from contracts.base import Event
from contracts.enrollment import (
    HandOverBreached,
    HandOverExtended,
    HandOverLineDraft,
    HandOverOpened,
    HandOverOverdue,
    HandOverSigned,
    HandOverState,
    SettlementPapersReceived,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal, Unknown
from contracts.roles import Role
from services.enrollment.domain.rules import RuleSet

S = HandOverState
IN_TIME = (S.OPEN, S.PARTIAL, S.EXTENDED)
UNSIGNED = (*IN_TIME, S.OVERDUE, S.BREACHED)

HAND_OVER_LIFE = Lifecycle[HandOverState](
    "材料移交",
    "hand-over",
    {
        "sign_some": ((S.OPEN, S.PARTIAL), S.PARTIAL),
        "extend": (IN_TIME, S.EXTENDED),
        "fall_due": (IN_TIME, S.OVERDUE),
        "breach": ((S.OVERDUE,), S.BREACHED),
        "complete": (UNSIGNED, S.SIGNED),
    },
    clause="B-8.9a",
)


@dataclass(eq=False, kw_only=True)
class HandOverPaper:
    """One line: papers of a kind, the department that receives them, and its receipt."""

    line_id: str
    position: int
    doc_type: str
    quantity: int
    unit_id: str
    for_settlement: bool
    received: int = 0
    received_by: str = ""
    received_at: datetime | None = None
    remark: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """A department receives a kind of papers once."""
        return self.doc_type, self.unit_id


@dataclass(eq=False, kw_only=True)
class HandOver:
    """The hand-over of one class. `hands` are those who listed the papers and give them away;
    `settles` tells that a settlement waits for some of them (B-8.9c).
    """

    class_id: str
    end_on: date
    due_on: date
    asked_until: date
    latest_on: date
    settles: bool
    hands: list[str]
    state: HandOverState = HandOverState.OPEN
    lines: list[HandOverPaper] = field(default_factory=list)
    receipts: int = 0
    extension_reason: str = ""
    extended_by: str = ""
    settled_at: datetime | None = None
    signed_at: datetime | None = None
    on_time: bool | None = None

    def prepare(
        self,
        drafts: Sequence[HandOverLineDraft],
        *,
        new_id: Callable[[], str],
        by: str,
        today: date,
        now: datetime,
    ) -> list[Event]:
        """List the papers; lines signed already stay, open ones no longer listed go.

        Invalid (422) for a line listed twice and for a contracted class without papers for its
        settlement (B-8.9c).
        """
        HAND_OVER_LIFE.after("complete", self.state)
        self._refuse_odd_lines(drafts)
        known = {line.key: line for line in self.lines}
        kept = [line for line in self.lines if line.received_at]
        for draft in drafts:
            line = known.get((draft.doc_type, draft.unit_id))
            if line is None:
                kept.append(_line(draft, new_id()))
            elif line.received_at is None:
                line.quantity, line.for_settlement = draft.quantity, draft.for_settlement
                kept.append(line)
        passed = self.look_at_clock(today=today)
        self._keep(kept)
        self.hands = sorted({*self.hands, by})
        return [*passed, *self._conclude(today, now)]

    def sign(
        self,
        line_id: str,
        *,
        unit_id: str,
        quantity: int,
        remark: str,
        by: str,
        today: date,
        now: datetime,
    ) -> list[Event]:
        """Sign for one line in its department's name; never who hands the papers over.

        Late signatures are taken and the hand-over is marked late (B-8.9a).
        """
        HAND_OVER_LIFE.after("complete", self.state)
        line = self._line_of(line_id, unit_id)
        self._refuse_receipt(line, by)
        if quantity != line.quantity and not remark.strip():
            raise Invalid(
                "QUANTITY_DIFFERS",
                f"清单为 {line.quantity} 份，实收 {quantity} 份，请在备注中说明。",
                f"{line.quantity} are listed and {quantity} were received; please say why.",
                "B-8.9a",
                faults=[Fault("remark", "请说明数量差异", "must say why the number differs")],
            )
        # What the clock says comes first, so that it never matters how soon it is looked at.
        passed = self.look_at_clock(today=today)
        line.received, line.received_by, line.received_at = quantity, by, now
        line.remark = remark
        self.receipts += 1
        return [*passed, *self._conclude(today, now)]

    def extend(self, *, until: date, reason: str, by: str, today: date) -> HandOverExtended:
        """Give more time for a special reason (B-8.9b).

        Refusal EXTENSION_TOO_LATE after the fifth day; Invalid (422) beyond the tenth, for less
        time than there is, and without a reason.
        """
        if today > self.asked_until:
            raise Refusal(
                "EXTENSION_TOO_LATE",
                f"延期须在 {self.asked_until} 24 时前提出。",
                f"More time had to be asked for by the end of {self.asked_until}.",
                "B-8.9b",
            )
        after = HAND_OVER_LIFE.after("extend", self.state)
        self._refuse_odd_extension(until, reason)
        self.state, self.due_on = after, until
        self.extension_reason, self.extended_by = reason, by
        return HandOverExtended(class_id=self.class_id, until=until, reason=reason)

    def look_at_clock(self, *, today: date) -> list[Event]:
        """What has passed since: the day papers were due, the last day there is. Each is told
        once.
        """
        events: list[Event] = []
        if self.state in IN_TIME and today > self.due_on:
            self.state = HAND_OVER_LIFE.after("fall_due", self.state)
            events.append(HandOverOverdue(class_id=self.class_id, due_on=self.due_on))
        if self.state is S.OVERDUE and today > self.latest_on:
            self.state = HAND_OVER_LIFE.after("breach", self.state)
            events.append(HandOverBreached(class_id=self.class_id, latest_on=self.latest_on))
        return events

    def opened(self) -> HandOverOpened:
        """The fact that the clock runs."""
        return HandOverOpened(class_id=self.class_id, due_on=self.due_on, latest_on=self.latest_on)

    @property
    def is_complete(self) -> bool:
        """Whether every line was signed for, those for the settlement among them."""
        signed = bool(self.lines) and all(line.received_at for line in self.lines)
        return signed and (not self.settles or any(line.for_settlement for line in self.lines))

    def _conclude(self, today: date, now: datetime) -> list[Event]:
        """What follows from the receipts there are."""
        events: list[Event] = []
        papers = [line for line in self.lines if line.for_settlement]
        if self.settled_at is None and papers and all(line.received_at for line in papers):
            self.settled_at = now
            events.append(SettlementPapersReceived(class_id=self.class_id))
        if self.is_complete:
            self.state = HAND_OVER_LIFE.after("complete", self.state)
            self.signed_at, self.on_time = now, today <= self.due_on
            events.append(
                HandOverSigned(class_id=self.class_id, lines=len(self.lines), on_time=self.on_time)
            )
        elif self.receipts and self.state in (S.OPEN, S.PARTIAL):
            self.state = HAND_OVER_LIFE.after("sign_some", self.state)
        return events

    def _line_of(self, line_id: str, unit_id: str) -> HandOverPaper:
        for line in self.lines:
            if line.line_id == line_id and line.unit_id == unit_id:
                return line
        raise Unknown("移交材料", "line of this department")

    def _refuse_receipt(self, line: HandOverPaper, by: str) -> None:
        if line.received_at:
            raise Refusal(
                "ALREADY_RECEIVED",
                "该项材料已签收。",
                "These papers have been signed for already.",
                "B-8.9a",
            )
        if by in self.hands:
            raise Refusal(
                "FOUR_EYES",
                "移交材料的人不能签收该材料。",
                "Whoever hands papers over cannot sign for them.",
                "B-8.9a",
            )

    def _refuse_odd_lines(self, drafts: Sequence[HandOverLineDraft]) -> None:
        keys = [(draft.doc_type, draft.unit_id) for draft in drafts]
        faults = [
            Fault(f"lines.{at}", f"「{key[0]}」重复", f"'{key[0]}' is listed twice")
            for at, key in enumerate(keys)
            if key in keys[:at]
        ]
        signed = any(line.for_settlement for line in self.lines if line.received_at)
        if self.settles and not signed and not any(draft.for_settlement for draft in drafts):
            faults.append(
                Fault("lines", "缺少涉及结算的材料", "papers for the settlement are missing")
            )
        refuse_lines(faults)

    def _refuse_odd_extension(self, until: date, reason: str) -> None:
        faults = []
        if until > self.latest_on:
            faults.append(
                Fault("until", f"最迟为 {self.latest_on}", f"cannot lie after {self.latest_on}")
            )
        elif until <= self.due_on:
            faults.append(Fault("until", f"须晚于 {self.due_on}", f"must lie after {self.due_on}"))
        if not reason.strip():
            faults.append(Fault("reason", "须说明特殊情况", "the special reason is missing"))
        if faults:
            raise Invalid(
                "EXTENSION",
                f"延期有误：{'；'.join(fault.zh for fault in faults)}。",
                f"The extension cannot be given: {'; '.join(fault.en for fault in faults)}.",
                "B-8.9b",
                faults=faults,
            )

    def _keep(self, lines: Iterable[HandOverPaper]) -> None:
        self.lines = list(lines)
        for position, line in enumerate(self.lines):
            line.position = position


def open_hand_over(
    *,
    class_id: str,
    end_on: date,
    settles: bool,
    rules: RuleSet,
    departments: Mapping[Role, str],
    new_id: Callable[[], str],
    by: str,
) -> HandOver:
    """The hand-over of a class that has left, with the usual papers for each department there
    is (unit ids by function).
    """
    usual = [papers for papers in rules.hand_over_papers if papers.to in departments]
    due_on = end_on + timedelta(days=rules.hand_over_days)
    opened = HandOver(
        class_id=class_id,
        end_on=end_on,
        due_on=due_on,
        asked_until=due_on,
        latest_on=end_on + timedelta(days=rules.hand_over_days_at_most),
        settles=settles,
        hands=[by],
    )
    drafts = (
        HandOverLineDraft(
            doc_type=papers.doc_type,
            quantity=1,
            unit_id=departments[papers.to],
            for_settlement=papers.for_settlement,
        )
        for papers in usual
    )
    opened._keep(_line(draft, new_id()) for draft in drafts)
    return opened


def refuse_lines(faults: Sequence[Fault]) -> None:
    """Invalid (422) when the list has these faults."""
    if faults:
        raise Invalid(
            "HAND_OVER_LINES",
            f"移交清单有误：{'；'.join(fault.zh for fault in faults)}。",
            f"The list cannot be taken: {'; '.join(fault.en for fault in faults)}.",
            "B-8.9c",
            faults=faults,
        )


def _line(draft: HandOverLineDraft, line_id: str) -> HandOverPaper:
    return HandOverPaper(
        line_id=line_id,
        position=0,
        doc_type=draft.doc_type,
        quantity=draft.quantity,
        unit_id=draft.unit_id,
        for_settlement=draft.for_settlement,
    )
