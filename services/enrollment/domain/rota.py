"""The rota 轮值 by which teaching departments send mentors: nobody is passed over for good."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contracts.enrollment import MentorRotaAdvanced
from contracts.refusals import Fault, Invalid, Refusal
from contracts.roles import Role
from services.enrollment.domain.assignment import Assignment
from services.enrollment.domain.unit import Unit

THE_ROTA = "mentors"


@dataclass(eq=False, kw_only=True)
class MentorRota:
    """The order of the teaching departments and whose turn comes next.

    `owed` are turns that were skipped, the longest owed first; they are made good before the
    order goes on. Every time the order passes a department, that department is called or owed.
    """

    rota_id: str = THE_ROTA
    unit_ids: list[str] = field(default_factory=list)
    next_unit_id: str | None = None
    owed: list[str] = field(default_factory=list)

    @property
    def due(self) -> str | None:
        """The department the next class would call."""
        return next(iter(self._in_turn()), None)

    def set_order(self, units: Sequence[Unit]) -> None:
        """Set the order; whose turn it is does not change, as far as they are still in it.

        Invalid (422) for departments that do not teach, or one of them twice.
        """
        _refuse_odd_order(units)
        after_next = self._from_next()
        self.unit_ids = [unit.unit_id for unit in units]
        still_in = [unit_id for unit_id in after_next if unit_id in self.unit_ids]
        self.next_unit_id = next(iter(still_in), self.unit_ids[0])
        self.owed = [unit_id for unit_id in self.owed if unit_id in self.unit_ids]

    def take_turn(self, *, without: Collection[str]) -> tuple[str, int | None]:
        """Whose turn it is among those not skipped for this class, and which place among the
        owed turns it had, if it was one.

        Refusal NOBODY_ON_ROTA when no department is left.
        """
        called = next((one for one in self._in_turn() if one not in without), None)
        if called is None:
            raise Refusal(
                "NOBODY_ON_ROTA",
                "轮值表中已没有可以通知的教研部门。",
                "No department of the rota is left to call.",
                "B-9.2",
            )
        if called in self.owed:
            place = self.owed.index(called)
            self.owed = [*self.owed[:place], *self.owed[place + 1 :]]
            return called, place
        self._pass_to(called)
        return called, None

    def give_back(self, unit_id: str, place: int | None) -> None:
        """The department called was skipped and keeps its turn, in the place it had."""
        at = len(self.owed) if place is None else place
        self.owed = [*self.owed[:at], unit_id, *self.owed[at:]]

    def _in_turn(self) -> list[str]:
        return [*self.owed, *self._from_next()]

    def _from_next(self) -> list[str]:
        if self.next_unit_id not in self.unit_ids:
            return list(self.unit_ids)
        at = self.unit_ids.index(self.next_unit_id)
        return [*self.unit_ids[at:], *self.unit_ids[:at]]

    def _pass_to(self, called: str) -> None:
        """Move on behind the one called; who is passed on the way there is owed the turn."""
        on_the_way = self._from_next()
        at = on_the_way.index(called)
        self.owed = [*self.owed, *on_the_way[:at]]
        self.next_unit_id = on_the_way[(at + 1) % len(on_the_way)]


@dataclass(eq=False, kw_only=True)
class MentorCall:
    """Which department one class has called; `skipped` pairs those passed over with the reason.

    `owed_place` is where the turn stood among those owed, if it was one.
    """

    class_id: str
    unit_id: str = ""
    owed_place: int | None = None
    skipped: list[list[str]] = field(default_factory=list)
    called_by: str = ""
    called_at: datetime

    @property
    def skipped_ids(self) -> list[str]:
        """The departments passed over for this class, in their order."""
        return [unit_id for unit_id, _ in self.skipped]

    def call(
        self, rota: MentorRota, *, skip_reason: str, by: str, now: datetime
    ) -> MentorRotaAdvanced:
        """Call the department whose turn it is; with a reason, the one after it.

        Refusal ALREADY_CALLED when one was called and nothing is said against it (B-9.2).
        """
        reason = skip_reason.strip()
        if self.unit_id and not reason:
            raise Refusal(
                "ALREADY_CALLED",
                "已通知轮值部门；改由下一部门须说明理由。",
                "A department was called already; the next one is called only for a reason.",
                "B-9.2",
            )
        if not self.unit_id:
            self._take(rota)
        if reason:
            rota.give_back(self.unit_id, self.owed_place)
            self.skipped = [*self.skipped, [self.unit_id, reason]]
            self._take(rota)
        self.called_by, self.called_at = by, now
        return MentorRotaAdvanced(
            class_id=self.class_id, unit_id=self.unit_id, skipped=self.skipped_ids
        )

    def _take(self, rota: MentorRota) -> None:
        self.unit_id, self.owed_place = rota.take_turn(without=self.skipped_ids)


def not_called(unit: Unit) -> Refusal:
    """What a department hears that was not called."""
    return Refusal(
        "NOT_CALLED",
        f"该班次的学业导师未轮到{unit.name}指定。",
        f"It is not the turn of {unit.name} to send this class's mentors.",
        "B-9.2",
    )


def refuse_mentors_sent(mentors: Sequence[Assignment]) -> None:
    """Refusal MENTORS_SENT once the department called has appointed the class's mentors."""
    if mentors:
        raise Refusal(
            "MENTORS_SENT",
            "该班次的学业导师已指定。",
            "The mentors of this class have been appointed.",
            "B-9.2",
        )


def _refuse_odd_order(units: Sequence[Unit]) -> None:
    faults = [
        Fault("unit_ids", f"{unit.name}不是教研部门", f"{unit.name} does not teach")
        for unit in units
        if unit.function is not Role.TEACHING_DEPT
    ]
    if len({unit.unit_id for unit in units}) < len(units):
        faults.append(Fault("unit_ids", "部门重复", "names a department twice"))
    if faults:
        raise Invalid(
            "ROTA",
            f"轮值顺序有误：{'；'.join(fault.zh for fault in faults)}。",
            f"The order does not fit: {'; '.join(fault.en for fault in faults)}.",
            "B-9.2",
            faults=faults,
        )
