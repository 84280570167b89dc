"""Give, move, take back beds while days pass and people leave: never two in a bed, never a mixed
room, and everybody housed whenever there is a way.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from contracts.enrollment import TraineeWithdrawn, WithdrawalKind
from contracts.refusals import Refusal
from contracts.scheduling import (
    AllocateBed,
    AllocateBeds,
    ListBeds,
    ListDormRooms,
    RegisterDormRooms,
    ReleaseBed,
    RoomAllocated,
    RoomReleased,
)
from kit import clock
from kit.testing import TestOffice
from services.scheduling.domain.timetable import Timetable
from services.scheduling.service import SchedulingService
from services.scheduling.store import tables
from tests.scheduling.makers import START, a_class_created, a_trainee, local
from tests.scheduling.school import SAFETY, STAFF, School, a_trainee_view

DAYS = 5
ROOMS = {"01": 2, "02": 2, "03": 1}
# Two classes over the same days; whom of them is a woman.
PEOPLE = {"c": ("p", "q", "R"), "d": ("s", "T", "U")}

Night = tuple[str, int, int]


class Beds(RuleBasedStateMachine):
    """The office beside a plain list of nights; each run a residence of its own."""

    office: TestOffice
    runs: Iterator[int] = count(1)

    @initialize()
    def begin(self) -> None:
        self.key = f"b{next(self.runs)}"
        self.today = 1
        clock.move_to(local(1, "08:00"))
        self.gone: set[str] = set()
        # Who sleeps where: (room, bed, night) -> trainee.
        self.slept: dict[Night, str] = {}
        self.retire_other_rooms()
        self.rooms = {
            number: self.office.do(
                RegisterDormRooms(building=self.key, numbers=[number], beds=beds), as_=SAFETY
            )[0].room_id
            for number, beds in ROOMS.items()
        }
        self.told_n = len(self.office.events)
        with self.office.database.writing() as session:
            for class_id, people in PEOPLE.items():
                created = a_class_created(
                    class_id=self.key + class_id, end_on=START + timedelta(days=DAYS - 1)
                )
                session.add(Timetable.of_class(created))
                session.flush()
                session.add_all(
                    a_trainee(self.key + one, class_id=self.key + class_id) for one in people
                )
        known = [
            a_trainee_view(self.key + one, sex="女" if one.isupper() else "男", trainee_no=one)
            for people in PEOPLE.values()
            for one in people
        ]
        School(self.office).know(*known)

    def retire_other_rooms(self) -> None:
        """The rooms of an earlier run are nobody's any more."""
        with self.office.database.writing() as session:
            for name in ("bed_night", "room_night", "stay", "dorm_room"):
                session.execute(tables[name].delete())

    # -- What is done -------------------------------------------------------------------------

    @rule(
        who=st.sampled_from([one for people in PEOPLE.values() for one in people]),
        room=st.sampled_from(sorted(ROOMS)),
        bed=st.integers(1, 2),
    )
    def give(self, who: str, room: str, bed: int) -> None:
        request = AllocateBed(
            class_id=self.class_of(who),
            trainee_id=self.key + who,
            room_id=self.rooms[room],
            bed=bed,
        )
        nights = range(self.today, DAYS)
        others = {key: one for key, one in self.slept.items() if one != who}
        free = (
            nights
            and bed <= ROOMS[room]
            and who not in self.gone
            and not any((room, bed, night) in others for night in nights)
            and not any(
                one.isupper() is not who.isupper()
                for (where, _, night), one in others.items()
                if where == room and night in nights
            )
        )
        assert self.accepts(request) is bool(free)
        if free:
            self.leave(who)
            self.slept |= {(room, bed, night): who for night in nights}

    @rule(class_id=st.sampled_from(sorted(PEOPLE)))
    def give_all(self, class_id: str) -> None:
        nights = range(self.today, DAYS)
        housed = {one for (_, _, night), one in self.slept.items() if night in nights}
        waiting = [one for one in PEOPLE[class_id] if one not in self.gone and one not in housed]
        possible = bool(nights) and self.can_house(waiting, set(nights))
        assert self.accepts(AllocateBeds(class_id=self.key + class_id)) is possible
        if possible:
            listed = self.office.do(ListBeds(class_id=self.key + class_id), as_=STAFF)
            given = {bed.trainee_id.removeprefix(self.key): bed for bed in listed}
            for one in waiting:
                bed = given[one]
                for night in nights:
                    place = (bed.room.rpartition(" ")[2], bed.bed, night)
                    assert place not in self.slept
                    self.slept[place] = one

    @rule(who=st.sampled_from([one for people in PEOPLE.values() for one in people]))
    def take_back(self, who: str) -> None:
        has_one = any(
            one == who and night >= self.today for (_, _, night), one in self.slept.items()
        )
        request = ReleaseBed(class_id=self.class_of(who), trainee_id=self.key + who)
        assert self.accepts(request) is has_one
        self.leave(who)

    @rule(who=st.sampled_from(["p", "T"]))
    def withdraw(self, who: str) -> None:
        self.gone.add(who)
        self.leave(who)
        news = TraineeWithdrawn(
            class_id=self.class_of(who),
            trainee_id=self.key + who,
            unit_id="u1",
            kind=WithdrawalKind.HEALTH,
        )
        self.office.hear(news, times=2)

    @rule()
    def sleep(self) -> None:
        self.today = min(self.today + 1, DAYS + 1)
        clock.move_to(local(self.today, "08:00"))

    # -- What must hold -----------------------------------------------------------------------

    @invariant()
    def the_nights_are_those_of_the_plain_list(self) -> None:
        nights = tables["bed_night"].c
        with self.office.database.reading() as session:
            kept = session.execute(
                select(nights.room_id, nights.bed, nights.night, nights.trainee_id)
            ).all()
        number_of = {room_id: number for number, room_id in self.rooms.items()}
        found = {
            (number_of[room], bed, (night - START).days + 1): trainee.removeprefix(self.key)
            for room, bed, night, trainee in kept
        }
        assert len(found) == len(kept)
        assert found == self.slept

    @invariant()
    def no_room_is_mixed_on_any_night(self) -> None:
        for night, room in product(range(1, DAYS), ROOMS):
            sexes = {
                one.isupper()
                for (where, _, when), one in self.slept.items()
                if (where, when) == (room, night)
            }
            assert len(sexes) <= 1
        on = START + timedelta(days=min(self.today, DAYS) - 1)
        shown = self.office.do(ListDormRooms(from_on=on, to_on=on), as_=STAFF)
        beds = Counter(room for room, _, night in self.slept if night == min(self.today, DAYS))
        assert {room.number: room.taken for room in shown} == {n: beds[n] for n in ROOMS}

    @invariant()
    def the_events_tell_the_same_nights(self) -> None:
        told: dict[tuple[str, str], int] = {}
        for event in self.office.events[self.told_n :]:
            if isinstance(event, RoomAllocated | RoomReleased):
                key = (event.trainee_id.removeprefix(self.key), str(event.from_on))
                told[key] = (event.to_on - event.from_on).days
        heard: Counter[str] = Counter()
        for (trainee, _), nights in told.items():
            heard[trainee] += nights
        slept = Counter(self.slept.values())
        assert {k: n for k, n in heard.items() if n} == dict(slept)

    # -- Below --------------------------------------------------------------------------------

    def class_of(self, who: str) -> str:
        return self.key + next(key for key, people in PEOPLE.items() if who in people)

    def leave(self, who: str) -> None:
        self.slept = {
            key: one for key, one in self.slept.items() if one != who or key[2] < self.today
        }

    def can_house(self, waiting: list[str], nights: set[int]) -> bool:
        """Trying every way of giving the empty rooms to men or to women."""
        taken = {key[:2] for key in self.slept if key[2] in nights}
        free = {n: beds - sum(room == n for room, _ in taken) for n, beds in ROOMS.items()}
        whose = [self.sexes(number, nights) or {False, True} for number in ROOMS]
        needed = Counter(one.isupper() for one in waiting)
        return any(
            all(
                sum(free[n] for n, owner in zip(ROOMS, owners, strict=True) if owner is sex)
                >= needed[sex]
                for sex in (False, True)
            )
            for owners in product(*whose)
        )

    def sexes(self, room: str, nights: set[int]) -> set[bool]:
        return {
            one.isupper()
            for (where, _, night), one in self.slept.items()
            if where == room and night in nights
        }

    def accepts(self, request: Any) -> bool:
        try:
            self.office.do(request, as_=SAFETY)
        except Refusal:
            return False
        return True


def run(url: str | None, examples: int) -> None:
    Beds.office = TestOffice(SchedulingService, url)
    # Found failures are shown as they are: making them smaller takes minutes on a database.
    calm = settings(
        max_examples=examples,
        stateful_step_count=12,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Beds, settings=calm)
    Beds.office.close()


@pytest.mark.clause("B-8.4a")
def test_beds_are_given_and_taken_back_as_a_plain_list_of_nights_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("KAIBAN_CLOCK_FILE", str(tmp_path / "clock"))
    run(None, 8)


@pytest.mark.clause("B-8.4a")
def test_on_postgresql_too_beds_are_given_and_taken_back_as_a_plain_list_of_nights_would(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("KAIBAN_CLOCK_FILE", str(tmp_path / "clock"))
    run(postgres_url, 3)
