"""Seats of one unit in one class: how many are taken, how many wait."""

from dataclasses import dataclass

from contracts.refusals import Refusal


@dataclass(eq=False, kw_only=True)
class Quota:
    """`used` of `seats` are taken, `waiting` of `reserve` stand by; nobody waits by a free seat."""

    class_id: str
    unit_id: str
    seats: int
    reserve: int
    used: int = 0
    waiting: int = 0

    def reallocate(self, *, seats: int, reserve: int) -> int:
        """Change the seats; returns how many of those waiting move up into them.

        Refusal SEATS_IN_USE when fewer seats or places to wait remain than are taken.
        """
        moving_up = min(self.waiting, max(0, seats - self.used))
        if seats < self.used or reserve < self.waiting - moving_up:
            raise Refusal(
                "SEATS_IN_USE",
                f"该单位已占用 {self.used} 个名额、候补 {self.waiting} 人，名额不能低于已占用数。",
                f"The unit uses {self.used} seats and {self.waiting} wait; fewer cannot be given.",
                "A-6.6",
            )
        self.seats, self.reserve = seats, reserve
        self.used += moving_up
        self.waiting -= moving_up
        return moving_up

    def take(self, wanted: int) -> tuple[int, int]:
        """Take up to `wanted` places in order: (seats taken, places to wait taken)."""
        seated = min(wanted, self.seats - self.used)
        standing_by = min(wanted - seated, self.reserve - self.waiting)
        self.used += seated
        self.waiting += standing_by
        return seated, standing_by

    def free_seat(self) -> bool:
        """Give a seat back; True when the first of those waiting moves up into it."""
        if self.waiting:
            self.waiting -= 1
            return True
        self.used -= 1
        return False

    def leave_waiting_list(self) -> None:
        """Give a place on the waiting list back."""
        self.waiting -= 1
