"""The mentor rota: whose turn it is, and turns that are kept."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import UnitKind
from contracts.refusals import Invalid, Refusal
from contracts.roles import Role
from services.enrollment.domain.rota import MentorCall, MentorRota
from services.enrollment.domain.unit import Unit
from tests.enrollment.makers import NOW, a_unit, refused

LAW, MARXISM, MANAGEMENT = "law", "marxism", "management"


def a_department(unit_id: str, function: Role = Role.TEACHING_DEPT) -> Unit:
    return a_unit(unit_id=unit_id, name=unit_id, kind=UnitKind.DEPT, function=function)


def a_rota(*unit_ids: str) -> MentorRota:
    rota = MentorRota()
    rota.set_order([a_department(unit_id) for unit_id in unit_ids or (LAW, MARXISM, MANAGEMENT)])
    return rota


def call(rota: MentorRota, class_id: str = "c1", *, skipping: str = "") -> MentorCall:
    """The first call of a class."""
    made = MentorCall(class_id=class_id, called_at=NOW)
    made.call(rota, skip_reason=skipping, by="lead", now=NOW)
    return made


@pytest.mark.clause("B-9.2")
def test_departments_are_called_in_the_order_of_the_rota() -> None:
    rota = a_rota()

    assert [call(rota, f"c{number}").unit_id for number in range(4)] == [
        LAW,
        MARXISM,
        MANAGEMENT,
        LAW,
    ]


@pytest.mark.clause("B-9.2")
def test_a_skipped_department_keeps_its_turn_for_the_next_class() -> None:
    rota = a_rota()

    first = call(rota, "c1", skipping="教师外出")
    assert (first.unit_id, first.skipped, rota.owed) == (MARXISM, [[LAW, "教师外出"]], [LAW])
    assert [call(rota, f"c{number}").unit_id for number in (2, 3)] == [LAW, MANAGEMENT]
    assert rota.owed == []


@pytest.mark.clause("B-9.2")
def test_several_skipped_departments_come_first_and_in_their_order() -> None:
    rota = a_rota()
    first = call(rota, "c1")
    first.call(rota, skip_reason="教师外出", by="lead", now=NOW)
    told = first.call(rota, skip_reason="评估期间", by="lead", now=NOW)

    assert (told.unit_id, told.skipped, rota.owed) == (MANAGEMENT, [LAW, MARXISM], [LAW, MARXISM])
    assert rota.due == LAW
    assert [call(rota, f"c{number}").unit_id for number in range(2, 5)] == [LAW, MARXISM, LAW]


@pytest.mark.clause("B-9.2")
def test_a_class_calls_once_unless_it_says_why_not() -> None:
    rota = a_rota()
    first = call(rota)

    with refused("ALREADY_CALLED"):
        first.call(rota, skip_reason=" ", by="lead", now=NOW)


@pytest.mark.clause("B-9.2")
def test_when_every_department_was_skipped_nobody_is_left() -> None:
    rota = a_rota(LAW, MARXISM)
    first = call(rota, skipping="教师外出")

    with refused("NOBODY_ON_ROTA"):
        first.call(rota, skip_reason="评估期间", by="lead", now=NOW)
    with refused("NOBODY_ON_ROTA"):
        call(MentorRota())


@pytest.mark.clause("B-9.2")
def test_a_new_order_does_not_change_whose_turn_it_is() -> None:
    rota = a_rota()
    call(rota, skipping="教师外出")
    rota.set_order([a_department(one) for one in (MARXISM, MANAGEMENT, LAW, "economics")])

    assert (rota.owed, rota.due) == ([LAW], LAW)
    assert [call(rota, f"c{number}").unit_id for number in (2, 3)] == [LAW, MANAGEMENT]

    rota.set_order([a_department(one) for one in ("economics", MARXISM)])
    assert (rota.owed, rota.due) == ([], "economics")


@pytest.mark.clause("B-9.2")
def test_only_teaching_departments_take_turns_and_each_once() -> None:
    with pytest.raises(Invalid):
        MentorRota().set_order([a_department(LAW, Role.OFFICE)])
    with pytest.raises(Invalid):
        MentorRota().set_order([a_department(LAW), a_department(LAW)])


@given(
    size=st.integers(1, 5),
    steps=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=40),
)
@pytest.mark.clause("B-9.2")
def test_nobody_is_passed_over_for_good(size: int, steps: list[tuple[int, bool]]) -> None:
    """However classes call and skip, turns taken and turns owed differ by one at most."""
    rota = a_rota(*(f"d{number}" for number in range(size)))
    calls: dict[int, MentorCall] = {}
    for number, (class_no, fresh) in enumerate(steps):
        if fresh or class_no not in calls:
            calls[number + 10] = calls[class_no] = call(rota, f"c{number}")
            continue
        before = (list(rota.owed), rota.next_unit_id)
        current = calls[class_no]
        kept = (current.unit_id, list(current.skipped), current.owed_place)
        try:
            current.call(rota, skip_reason="另有任务", by="lead", now=NOW)
        except Refusal:
            # A refusal undoes the whole request; here the test does.
            rota.owed, rota.next_unit_id = before
            current.unit_id, current.skipped, current.owed_place = kept
    distinct = {id(made): made for made in calls.values()}.values()
    turns = Counter(made.unit_id for made in distinct) + Counter(rota.owed)
    shares = [turns[unit_id] for unit_id in rota.unit_ids]
    assert max(shares) - min(shares) <= 1
