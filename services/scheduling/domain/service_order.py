"""An order to the property firm (B-3.3c): placed, reported delivered, accepted by somebody else."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from contracts.scheduling import OrderService, ServiceAccepted, ServiceKind


class ServiceState(StrEnum):
    """Where an order stands; only what was ACCEPTED counts as used."""

    ORDERED = "ORDERED"
    DELIVERED = "DELIVERED"
    ACCEPTED = "ACCEPTED"


S = ServiceState
SERVICE = Lifecycle[ServiceState](
    "服务单",
    "service order",
    {
        # Until it is accepted, the firm may put right what it reported.
        "report": ({S.ORDERED, S.DELIVERED}, S.DELIVERED),
        "accept": ({S.DELIVERED}, S.ACCEPTED),
    },
    clause="B-3.3c",
)


@dataclass(eq=False, kw_only=True)
class ServiceOrder:
    """What the firm is to do on a day; heads for meals. `confirmed_by` reported it delivered."""

    order_id: str
    class_id: str
    kind: ServiceKind
    what: str
    on: date
    quantity: int
    ordered_by: str
    delivered: int | None = None
    confirmed_by: str = ""
    accepted_by: str = ""
    state: ServiceState = ServiceState.ORDERED

    @classmethod
    def place(cls, request: OrderService, *, order_id: str, by: str) -> "ServiceOrder":
        """A new order."""
        return cls(
            order_id=order_id,
            class_id=request.class_id,
            kind=request.kind,
            what=request.what,
            on=request.on,
            quantity=request.quantity,
            ordered_by=by,
        )

    def report(self, *, delivered: int, by: str, today: date) -> None:
        """Say how much was delivered; not before the day it was ordered for."""
        state = SERVICE.after("report", self.state)
        if today < self.on:
            raise Refusal(
                "NOT_YET_DUE",
                f"服务日期为 {self.on}，当日之前不能报告完成。",
                f"The service is due on {self.on}; it cannot be reported before.",
                "B-3.3c",
            )
        self.state, self.delivered, self.confirmed_by = state, delivered, by

    def accept(self, *, by: str) -> ServiceAccepted:
        """Accept what was delivered; from now on it counts as used."""
        state = SERVICE.after("accept", self.state)
        if by == self.confirmed_by:
            raise Refusal(
                "OWN_REPORT",
                "报告服务完成的人员不得自行验收。",
                "Who reported a service as delivered does not accept it.",
                "B-3.3c",
            )
        self.state, self.accepted_by = state, by
        return ServiceAccepted(
            class_id=self.class_id,
            order_id=self.order_id,
            kind=self.kind,
            what=self.what,
            on=self.on,
            quantity=self.delivered or 0,
        )
