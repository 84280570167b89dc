"""The settlement 决算 of a class with a host: from confirmed data to the last payment (B-6.6)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contracts.base import Event
from contracts.finance import (
    SettlementAgreed,
    SettlementDrafted,
    SettlementFinalised,
    SettlementLine,
    SettlementLineDraft,
    SettlementSent,
    SettlementState,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.roles import Role
from contracts.values import MOST_FEN, FileRef
from services.finance.domain.sheet import ConfirmedSheet, DataLine

S = SettlementState
LIFE = Lifecycle(
    "决算",
    "settlement",
    {
        "draft": ((S.OPEN, S.DRAFT), S.DRAFT),
        "send": ((S.DRAFT,), S.HOST_REVIEW),
        "return": ((S.HOST_REVIEW, S.AGREED), S.DRAFT),
        "agree": ((S.HOST_REVIEW,), S.AGREED),
        "supersede": ((S.OPEN, S.DRAFT, S.HOST_REVIEW, S.AGREED), S.OPEN),
        "sign": ((S.AGREED,), S.AGREED),
        "finalise": ((S.AGREED,), S.FINALISED),
        "invoice": ((S.FINALISED,), S.INVOICED),
        "reverse": ((S.INVOICED, S.PAID), S.FINALISED),
        "receive": ((S.INVOICED,), S.INVOICED),
        "pay": ((S.INVOICED,), S.PAID),
        "close": ((S.PAID,), S.CLOSED),
        "cancel": ((S.OPEN, S.DRAFT, S.HOST_REVIEW, S.AGREED), S.CLOSED),
    },
    "B-6.6",
)
NOT_FINAL = LIFE.moves["cancel"][0]


@dataclass(eq=False, kw_only=True)
class Settlement:
    """What the host pays. Amounts in fen; a final settlement's lines never change."""

    class_id: str
    state: SettlementState = S.OPEN
    sheet_version: int = 0
    lines: list[SettlementLine] = field(default_factory=list)
    total_fen: int = 0
    return_reason: str = ""
    agreed_by: str = ""
    agreement: FileRef | None = None
    signed_by_lead: str = ""
    signed_by_finance: str = ""
    has_papers: bool = False
    paid_fen: int = 0
    is_class_closed: bool = False

    @property
    def open_fen(self) -> int:
        """What the host still owes of it."""
        return self.total_fen - self.paid_fen

    @property
    def is_final(self) -> bool:
        """Whether lead and finance have signed it and its papers are here."""
        return bool(self.signed_by_lead and self.signed_by_finance and self.has_papers)

    # -- until it is final -------------------------------------------------------------------------

    def draft(
        self, sheet: ConfirmedSheet | None, lines: Sequence[SettlementLineDraft], *, budget_fen: int
    ) -> SettlementDrafted:
        """Price the confirmed data, every line of it once (B-8.8c)."""
        state = LIFE.after("draft", self.state)
        if sheet is None:
            raise Refusal(
                "DATA_NOT_CONFIRMED",
                "数据尚未经双方签认，不能编制决算。",
                "The data is not confirmed by both parties yet; it cannot be settled.",
                "B-8.8c",
            )
        _ensure_confirmed_quantities(sheet, lines)
        priced = _priced(sheet, {line.line_id: line.unit_price_fen for line in lines})
        total = sum(line.amount_fen for line in priced)
        _ensure_plausible(total)
        self._void()
        self.state, self.lines, self.total_fen = state, priced, total
        self.sheet_version, self.return_reason = sheet.sheet_version, ""
        return SettlementDrafted(
            class_id=self.class_id, total_fen=total, variance_fen=total - budget_fen
        )

    def priced_so_far(self, sheet: ConfirmedSheet) -> list[SettlementLine]:
        """The confirmed lines with the prices they have by now, 0 where they have none."""
        known = {line.line_id: line.unit_price_fen for line in self.lines}
        return _priced(sheet, {line.line_id: known.get(line.line_id, 0) for line in sheet.lines})

    def send(self) -> SettlementSent:
        """Put it to the host."""
        self.state = LIFE.after("send", self.state)
        return SettlementSent(class_id=self.class_id, total_fen=self.total_fen)

    def give_back(self, reason: str) -> None:
        """The host does not agree, or no longer; it is drafted anew."""
        self.state = LIFE.after("return", self.state)
        self._void()
        self.return_reason = reason

    def agree(
        self, *, signer: str, scan: FileRef | None, duties: frozenset[Role]
    ) -> SettlementAgreed:
        """The host agrees, by its representative or on paper with the scan."""
        state = LIFE.after("agree", self.state)
        if Role.HOST_REP not in duties and scan is None:
            raise Refusal(
                "SCAN_NEEDED",
                "代录主办单位的同意须附其签章件的扫描件。",
                "The host's agreement is recorded with a scan of what it signed only.",
                "B-6.6",
            )
        self.state, self.agreed_by, self.agreement = state, signer, scan
        return SettlementAgreed(class_id=self.class_id, total_fen=self.total_fen)

    def sign(self, *, by: str, duties: frozenset[Role]) -> list[Event]:
        """The lead and finance each sign; two duties of one person are still one signature."""
        LIFE.after("sign", self.state)
        if by in (self.signed_by_lead, self.signed_by_finance):
            raise Refusal(
                "SIGNED_ALREADY",
                "您已签署；项目负责人与财务须由不同人员分别签署。",
                "You have signed already; the lead and finance are two different people.",
                "B-6.6",
            )
        if Role.PROJECT_LEAD in duties and not self.signed_by_lead:
            self.signed_by_lead = by
        elif Role.FIN_LOGISTICS in duties and not self.signed_by_finance:
            self.signed_by_finance = by
        else:
            raise Refusal(
                "DUTY_SIGNED",
                "您所在岗位已由他人签署。",
                "Somebody of your duty has signed already.",
                "B-6.6",
            )
        return self._finished()

    def receive_papers(self) -> list[Event]:
        """The papers it needs were signed for (B-8.9c)."""
        self.has_papers = True
        return self._finished()

    def supersede(self) -> None:
        """A newer sheet was confirmed; what was priced from the older one no longer counts."""
        self.state = LIFE.after("supersede", self.state)
        self._void()
        self.lines, self.total_fen, self.sheet_version = [], 0, 0

    def ensure_not_final(self) -> None:
        """Refusal SETTLED_ALREADY: what a final settlement stands on is not changed."""
        if self.state not in NOT_FINAL:
            raise Refusal(
                "SETTLED_ALREADY",
                "决算已完成，其所依据的数据不能再变更。",
                "The class is settled; the data it was settled by does not change any more.",
                "B-8.8c",
            )

    def cancel(self) -> None:
        """The class did not take place after all: nothing is settled with the host."""
        if self.state in NOT_FINAL:
            self.state = LIFE.after("cancel", self.state)

    # -- once it is final --------------------------------------------------------------------------

    def invoice(self, total_fen: int) -> None:
        """An invoice was issued for exactly its total."""
        state = LIFE.after("invoice", self.state)
        if total_fen != self.total_fen:
            raise Refusal(
                "NOT_THE_TOTAL",
                f"发票价税合计须等于决算总额 {self.total_fen / 100:.2f} 元。",
                f"An invoice is for exactly the settlement's total, {self.total_fen / 100:.2f} "
                "yuan.",
                "B-6.6",
            )
        self.state = state
        self._see_whether_paid()

    def reverse_invoice(self) -> None:
        """Its invoice was taken back; what the host paid stays paid."""
        self.state = LIFE.after("reverse", self.state)

    def receive(self, amount_fen: int) -> None:
        """Money came in; never more than is open."""
        state = LIFE.after("receive", self.state)
        if amount_fen > self.open_fen:
            raise Refusal(
                "MORE_THAN_OPEN",
                f"收款超过未收金额 {self.open_fen / 100:.2f} 元。",
                f"That is more than the {self.open_fen / 100:.2f} yuan still open.",
                "B-6.6",
            )
        self.state = state
        self.paid_fen += amount_fen
        self._see_whether_paid()

    def close(self) -> None:
        """The class is closed; the settlement is too, as soon as it is paid."""
        self.is_class_closed = True
        self._see_whether_paid()

    # -- how ---------------------------------------------------------------------------------------

    def _finished(self) -> list[Event]:
        """Final with the host's agreement, both signatures and the papers, whichever came last."""
        if not self.is_final or self.state is not S.AGREED:
            return []
        self.state = LIFE.after("finalise", self.state)
        return [
            SettlementFinalised(class_id=self.class_id, total_fen=self.total_fen, invoiced=False)
        ]

    def _see_whether_paid(self) -> None:
        if self.state is S.INVOICED and self.open_fen == 0:
            self.state = LIFE.after("pay", self.state)
        if self.state is S.PAID and self.is_class_closed:
            self.state = LIFE.after("close", self.state)

    def _void(self) -> None:
        self.agreed_by, self.agreement = "", None
        self.signed_by_lead = self.signed_by_finance = ""


def _ensure_confirmed_quantities(
    sheet: ConfirmedSheet, lines: Sequence[SettlementLineDraft]
) -> None:
    """Refusal QUANTITY_NOT_CONFIRMED unless every confirmed line stands there once as it is."""
    confirmed = {line.line_id: line for line in sheet.lines}
    given = Counter(line.line_id for line in lines)
    quantities = {line.line_id: line.quantity for line in lines}
    wrong = [
        _wrong_line(line)
        for key, line in confirmed.items()
        if given[key] != 1 or quantities[key] != line.quantity
    ]
    wrong += [
        Fault("lines", f"「{key}」不在已签认数据中", f"'{key}' is not among the confirmed data")
        for key in given
        if key not in confirmed
    ]
    if wrong:
        raise Refusal(
            "QUANTITY_NOT_CONFIRMED",
            f"决算明细须与双方签认的数据逐行一致：{'；'.join(fault.zh for fault in wrong[:5])}。",
            "A settlement has exactly the confirmed lines: "
            f"{'; '.join(fault.en for fault in wrong[:5])}.",
            "B-8.8c",
            faults=wrong,
        )


def _wrong_line(line: DataLine) -> Fault:
    return Fault(
        "lines",
        f"「{line.label}」应列一次，数量 {line.quantity}",
        f"'{line.label}' belongs there once, with {line.quantity}",
    )


def _priced(sheet: ConfirmedSheet, prices: Mapping[str, int]) -> list[SettlementLine]:
    return [
        SettlementLine(
            line_id=line.line_id,
            quantity=line.quantity,
            unit_price_fen=prices[line.line_id],
            group=line.group,
            label=line.label,
            unit=line.unit,
            amount_fen=line.quantity * prices[line.line_id],
            sources=list(line.sources),
        )
        for line in sheet.lines
    ]


def _ensure_plausible(total_fen: int) -> None:
    if not 0 < total_fen <= MOST_FEN:
        raise Invalid(
            "TOTAL_NOT_PLAUSIBLE",
            "决算总额须大于零且不超过一百亿元，请核对单价。",
            "A settlement comes to more than nothing and at most ten billion yuan; please check "
            "the prices.",
            faults=[Fault("lines", "总额不合理", "do not come to a plausible total")],
        )
