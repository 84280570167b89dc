"""Beds through the office: given, moved, given back, and free when people leave."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ClassDeparted,
    ClassOpened,
    ClassRescheduled,
    ClassResumed,
    ClassSuspended,
    TraineeCheckedIn,
    TraineeWithdrawn,
    WithdrawalKind,
)
from contracts.identity import Sex
from contracts.refusals import Refusal
from contracts.scheduling import (
    AllocateBed,
    AllocateBeds,
    BedView,
    DormRoomView,
    ListBeds,
    ListDormRooms,
    RegisterDormRooms,
    ReleaseBed,
    ResourceConflictDetected,
    RoomAllocated,
    RoomReleased,
)
from kit.testing import TestOffice
from services.scheduling.domain.lodging import Stay
from services.scheduling.service import SchedulingService
from services.scheduling.store import SchedulingStore
from tests.scheduling.college import CONTRACTED, day
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import NOW, a_class_created, local, somebody
from tests.scheduling.school import COUNSELOR, SAFETY, STAFF, School, a_roster, a_trainee_view

PEOPLE = {"t1": "男", "t2": "男", "t3": "女"}
OTHERS = {"x1": "男", "x2": "女"}


@pytest.fixture
def school(office: TestOffice) -> School:
    return a_residence(office)


def a_residence(office: TestOffice) -> School:
    """Two rooms of two beds; two men and a woman in one class, a man and a woman in another."""
    facts = {key: value for key, value in CONTRACTED.items() if key != "title"}
    office.hear(
        a_class_created(**facts, title="一班"),
        a_class_created(**facts, class_id="c2", title="二班"),
        a_roster("c1", trainees_by_unit={"u1": ["t1", "t2"], "u2": ["t3"]}),
        a_roster("c2", trainees_by_unit={"u3": ["x1", "x2"]}),
    )
    school = School(office)
    rooms = RegisterDormRooms(building="学员楼", numbers=["201", "202"], beds=2)
    office.do(rooms, as_=SAFETY)
    known = PEOPLE | OTHERS
    school.know(*(a_trainee_view(key, sex=sex) for key, sex in known.items()))
    return school


def rooms(school: School, first: date, last: date) -> list[DormRoomView]:
    return school.office.do(ListDormRooms(from_on=first, to_on=last), as_=STAFF)


def room_ids(school: School) -> list[str]:
    return [room.room_id for room in rooms(school, day(1), day(1))]


def allocate(school: School, trainee_id: str, room: int, bed: int, class_id: str = "c1") -> BedView:
    request = AllocateBed(
        class_id=class_id, trainee_id=trainee_id, room_id=room_ids(school)[room], bed=bed
    )
    return school.office.do(request, as_=SAFETY)


def allocate_all(school: School, class_id: str = "c1") -> list[BedView]:
    return school.office.do(AllocateBeds(class_id=class_id), as_=SAFETY)


def beds(school: School, class_id: str = "c1") -> list[tuple[str, str, int, int]]:
    listed = school.office.do(ListBeds(class_id=class_id), as_=STAFF)
    return [(b.trainee_id, b.room, b.bed, b.nights) for b in listed]


def released(school: School) -> list[tuple[str, date, date]]:
    return [(e.trainee_id, e.from_on, e.to_on) for e in school.told(RoomReleased)]


@pytest.mark.clause("B-8.4a")
def test_everybody_gets_a_bed_unit_by_unit_and_sex_by_sex(school: School) -> None:
    given = allocate_all(school)
    assert beds(school) == [
        ("t1", "学员楼 201", 1, 4),
        ("t2", "学员楼 201", 2, 4),
        ("t3", "学员楼 202", 1, 4),
    ]
    assert [bed.trainee_id for bed in given] == ["t1", "t2", "t3"]
    told = {event.trainee_id: event for event in school.told(RoomAllocated)}
    assert (told["t3"].room, told["t3"].bed) == ("学员楼 202", 1)
    assert (told["t3"].from_on, told["t3"].to_on) == (day(1), day(5))
    allocate_all(school)
    assert len(school.told(RoomAllocated)) == 3


@pytest.mark.clause("B-8.4a")
def test_when_not_everybody_can_be_housed_nobody_is_and_the_shortage_is_told(
    school: School,
) -> None:
    allocate_all(school)
    with pytest.raises(Refusal, match="TOO_FEW_BEDS"):
        allocate_all(school, "c2")
    assert beds(school, "c2") == []
    allocate(school, "x2", room=1, bed=2, class_id="c2")
    assert [room.taken for room in rooms(school, day(4), day(4))] == [2, 2]
    assert [room.sex for room in rooms(school, day(4), day(4))] == ["男", "女"]
    assert [room.taken for room in rooms(school, day(5), day(9))] == [0, 0]


@pytest.mark.clause("B-8.4a")
def test_a_bed_or_a_room_of_the_other_sex_is_refused_whichever_class_has_it(
    school: School,
) -> None:
    allocate(school, "t1", room=0, bed=1)
    with pytest.raises(Refusal, match="BED_TAKEN"):
        allocate(school, "x1", room=0, bed=1, class_id="c2")
    with pytest.raises(Refusal, match="ROOM_OF_OTHER_SEX"):
        allocate(school, "x2", room=0, bed=2, class_id="c2")
    assert allocate(school, "x1", room=0, bed=2, class_id="c2").room == "学员楼 201"


@pytest.mark.clause("B-8.4a")
def test_a_trainee_moves_to_another_bed_and_the_old_one_is_free(
    school: School, move_to: MoveTo
) -> None:
    allocate(school, "t1", room=0, bed=1)
    assert allocate(school, "t1", room=0, bed=1).bed == 1
    assert len(school.told(RoomAllocated)) == 1
    move_to(local(3, "09:00"))
    moved = allocate(school, "t1", room=1, bed=2)
    assert (moved.from_on, moved.nights) == (day(3), 2)
    assert released(school) == [("t1", day(1), day(3))]
    assert beds(school) == [("t1", "学员楼 201", 1, 2), ("t1", "学员楼 202", 2, 2)]
    assert allocate(school, "x2", room=0, bed=1, class_id="c2").from_on == day(3)


@pytest.mark.clause("B-8.4a")
def test_a_bed_given_back_counts_the_nights_before_and_is_free_from_then_on(
    school: School, move_to: MoveTo
) -> None:
    allocate(school, "t1", room=0, bed=1)
    release = ReleaseBed(class_id="c1", trainee_id="t1")
    move_to(local(3, "20:00"))
    back = school.office.do(release, as_=COUNSELOR)
    assert (back.nights, released(school)) == (2, [("t1", day(1), day(3))])
    with pytest.raises(Refusal, match="NO_BED"):
        school.office.do(release, as_=COUNSELOR)
    allocate(school, "t3", room=0, bed=1)


@pytest.mark.clause("B-8.4a")
def test_a_bed_given_back_before_the_first_night_was_never_slept_in(school: School) -> None:
    allocate(school, "t1", room=0, bed=1)
    school.office.do(ReleaseBed(class_id="c1", trainee_id="t1"), as_=COUNSELOR)
    assert released(school) == [("t1", day(1), day(1))]
    assert beds(school) == []
    allocate(school, "t3", room=0, bed=1)


@pytest.mark.clause("B-8.4a")
def test_only_people_of_the_class_are_housed_and_only_while_it_lasts(
    school: School, move_to: MoveTo
) -> None:
    with pytest.raises(Refusal, match="UNKNOWN"):
        allocate(school, "x1", room=0, bed=1)
    withdrawn = TraineeWithdrawn(
        class_id="c1", trainee_id="t1", unit_id="u1", kind=WithdrawalKind.HEALTH
    )
    school.office.hear(withdrawn)
    with pytest.raises(Refusal, match="NOT_IN_CLASS"):
        allocate(school, "t1", room=0, bed=1)
    move_to(local(5, "08:00"))
    with pytest.raises(Refusal, match="NO_NIGHTS"):
        allocate(school, "t2", room=0, bed=1)
    school.office.hear(ClassClosed(class_id="c1"))
    with pytest.raises(Refusal, match="CLASS_OVER"):
        allocate_all(school)


@pytest.mark.clause("B-3.3c")
def test_rooms_are_registered_once_by_logistics(school: School) -> None:
    again = RegisterDormRooms(building="学员楼", numbers=["202", "203"], beds=2)
    with pytest.raises(Refusal, match="ROOM_REGISTERED"):
        school.office.do(again, as_=SAFETY)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        school.office.do(again, as_=COUNSELOR)
    for wrong in ("", "  ", "9" * 41):
        request = RegisterDormRooms(building="专家楼", numbers=["101", wrong], beds=1)
        with pytest.raises(Refusal, match="WRONG_ROOM_NUMBER"):
            school.office.do(request, as_=SAFETY)
    twice = RegisterDormRooms(building="专家楼", numbers=["101", "101"], beds=1)
    assert [room.number for room in school.office.do(twice, as_=SAFETY)] == ["101"]
    assert len(rooms(school, date.min, date.max)) == 3


# -- Who leaves -----------------------------------------------------------------------------------


@pytest.mark.clause("B-8.4a")
@pytest.mark.parametrize(
    "news",
    [
        ClassDeparted(class_id="c1", end_on=day(5)),
        ClassCancelled(class_id="c1", reason="疫情"),
    ],
)
def test_beds_are_free_from_the_day_the_class_leaves(
    school: School, move_to: MoveTo, news: Any
) -> None:
    allocate_all(school)
    move_to(local(4, "10:00"))
    school.office.hear(news, times=2)
    assert released(school) == [(key, day(1), day(4)) for key in ("t1", "t2", "t3")]
    assert [room.taken for room in rooms(school, day(4), day(4))] == [0, 0]
    assert [room.taken for room in rooms(school, day(3), day(3))] == [2, 1]


@pytest.mark.clause("B-8.4a")
def test_a_class_that_leaves_on_its_last_day_gives_nothing_back(
    school: School, move_to: MoveTo
) -> None:
    allocate_all(school)
    move_to(local(5, "15:00"))
    school.office.hear(ClassDeparted(class_id="c1", end_on=day(5)))
    assert released(school) == []
    assert len(beds(school)) == 3


@pytest.mark.clause("B-8.4a")
def test_who_withdraws_is_dropped_or_never_came_holds_no_bed(
    school: School, move_to: MoveTo
) -> None:
    allocate_all(school)
    move_to(local(1, "09:00"))
    arrived = TraineeCheckedIn(class_id="c1", trainee_id="t1", unit_id="u1", at=local(1, "08:00"))
    opened = ClassOpened(class_id="c1", present=[], absent=["t1", "t2"])
    school.office.hear(arrived, opened)
    assert released(school) == [("t2", day(1), day(1))]
    move_to(local(2, "09:00"))
    withdrawn = TraineeWithdrawn(
        class_id="c1", trainee_id="t3", unit_id="u2", kind=WithdrawalKind.HEALTH
    )
    school.office.hear(withdrawn)
    school.office.hear(a_roster("c1", version=2, trainees_by_unit={"u1": ["t2"]}))
    assert released(school)[1:] == [("t3", day(1), day(2)), ("t1", day(1), day(2))]
    assert beds(school) == [("t1", "学员楼 201", 1, 1), ("t3", "学员楼 202", 1, 1)]


@pytest.mark.clause("B-8.4a", "B-12a")
def test_beds_are_kept_longer_when_the_class_goes_on_later_unless_others_have_them(
    school: School, move_to: MoveTo
) -> None:
    allocate_all(school)
    move_to(local(2, "09:00"))
    school.office.hear(
        ClassSuspended(class_id="c1", reason="疫情", policy_ref="省规定", from_on=day(2))
    )
    facts = {key: value for key, value in CONTRACTED.items() if key != "title"}
    late = facts | {"class_id": "c3", "start_on": day(5), "end_on": day(9)}
    late |= {"checkin_from": local(5, "07:00"), "title": "三班"}
    school.office.hear(a_class_created(**late), a_roster("c3", trainees_by_unit={"u4": ["y1"]}))
    school.know(*(a_trainee_view(key, sex=sex) for key, sex in (PEOPLE | {"y1": "女"}).items()))
    allocate(school, "y1", room=0, bed=2, class_id="c3")
    move_to(local(4, "09:00"))
    school.office.hear(ClassResumed(class_id="c1", days=2, resume_on=day(4), end_on=day(7)))
    nights = {trainee: count for trainee, _, _, count in beds(school)}
    assert nights == {"t1": 4, "t2": 4, "t3": 6}
    conflicts = school.told(ResourceConflictDetected)
    assert {(c.resource, c.resource_id) for c in conflicts} == {("BED", room_ids(school)[0])}
    assert school.told(RoomAllocated)[-1].to_on == day(7)


@pytest.mark.clause("B-8.4a")
def test_a_class_held_on_other_days_is_housed_anew(school: School) -> None:
    allocate_all(school)
    moved = ClassRescheduled(
        class_id="c1",
        old_start_on=day(1),
        start_on=day(8),
        end_on=day(12),
        checkin_from=local(7, "14:00"),
        checkin_to=local(7, "20:00"),
        reason="主办单位要求改期",
    )
    school.office.hear(moved)
    assert len(school.told(RoomReleased)) == 3
    assert beds(school) == []
    assert {bed.nights for bed in allocate_all(school)} == {5}


# -- The database itself --------------------------------------------------------------------------


def a_stay(stay_id: str, **changes: Any) -> Stay:
    facts: dict[str, Any] = {"trainee_id": "t1", "bed": 1, "sex": Sex.MALE, "class_id": "c1"}
    return Stay(stay_id=stay_id, from_on=day(1), to_on=day(5), **(facts | changes))


@pytest.mark.clause("B-8.4a")
@pytest.mark.parametrize(
    "other",
    [
        {"trainee_id": "t2"},
        {"trainee_id": "t3", "bed": 2, "sex": Sex.FEMALE},
        {"trainee_id": "t1", "bed": 2},
    ],
    ids=["the same bed", "the other sex", "a second bed"],
)
def test_the_database_itself_refuses_a_bed_given_twice_a_mixed_room_and_two_beds_for_one(
    school: School, other: dict[str, Any]
) -> None:
    take(school, a_stay("s1", room_id=room_ids(school)[0]))
    with pytest.raises(IntegrityError):
        take(school, a_stay("s2", room_id=room_ids(school)[0], **other))
    with school.office.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM bed_night")).scalar() == 4


@pytest.mark.clause("B-8.4a")
def test_on_postgresql_too_many_who_want_one_bed_at_once_get_it_once(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move_to: MoveTo
) -> None:
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    office = TestOffice(SchedulingService, postgres_url)
    school = a_residence(office)

    def ask(trainee_id: str) -> str:
        try:
            allocate(
                school, trainee_id, room=0, bed=1, class_id="c2" if "x" in trainee_id else "c1"
            )
        except Refusal as refusal:
            return refusal.code
        return "given"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, ["t1", "t2", "x1", "x2"]))
    assert answers.count("given") == 1
    assert set(answers) <= {"given", "BED_TAKEN", "CHANGED_MEANWHILE"}
    assert [room.taken for room in rooms(school, day(1), day(1))] == [1, 0]
    office.close()


def take(school: School, stay: Stay) -> None:
    """Keep a stay without any rule having been asked."""
    with school.office.database.writing() as session:
        SchedulingStore(session, somebody(), NOW, school.office.office.files).take_bed(stay)
