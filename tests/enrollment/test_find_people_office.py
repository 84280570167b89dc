"""People found across the years: by name, number or the end of an id number, and masked."""

import json
from datetime import date
from typing import Any

import pytest

from contracts.enrollment import (
    AcceptNominations,
    ApproveRoster,
    ErasePerson,
    FindPeople,
    PersonFoundView,
    SubmitRoster,
    WithdrawNomination,
)
from contracts.roles import Actor, Role
from kit.testing import an_actor
from kit.wire import encode
from tests.enrollment.makers import MAN, OTHERS, an_item_draft, refused, with_status
from tests.enrollment.school import EVP, ORG, STAFF, School, own, secretary
from tests.enrollment.staffed import counselor


def found(school: School, q: str, as_: Actor = STAFF, **more: Any) -> list[PersonFoundView]:
    listed: list[PersonFoundView] = school.do(FindPeople(q=q, **more), as_).items
    return listed


def a_class_of_three(school: School, **changes: Any) -> str:
    """Three people on an approved roster; two of them share a name."""
    class_id = school.a_class_enrolling(**changes).class_id
    first, second = school.units
    school.nominate(class_id, first, name="欧阳雪", id_no=MAN, student_no="2022007")
    school.nominate(class_id, second, name="欧阳雪", id_no=OTHERS[0], sex="")
    school.nominate(class_id, second, name="李四", id_no=OTHERS[1], student_no="2023118")
    approve(school, class_id)
    return class_id


def approve(school: School, class_id: str) -> None:
    school.do(AcceptNominations(class_id=class_id), STAFF)
    school.do(SubmitRoster(class_id=class_id), STAFF)
    school.do(ApproveRoster(class_id=class_id), EVP)


@pytest.mark.clause("A-7.9.a")
def test_somebody_is_found_with_every_class_of_the_years(school: School) -> None:
    items = school.an_issued_plan_of([an_item_draft(), an_item_draft(session_no=2)]).items
    first = a_class_of_three(school, item_id=items[0].item_id)
    second = school.a_class_enrolling(
        item_id=items[1].item_id,
        code="FZ2602",
        start_on=date(2026, 5, 20),
        end_on=date(2026, 5, 22),
    ).class_id
    school.nominate(second, school.units[1], name="李四", id_no=OTHERS[1])
    approve(school, second)

    [person] = found(school, "李四")
    assert person.unit_name == "商船学院党委"
    assert [(line.class_id, line.class_code) for line in person.trainings] == [
        (second, "FZ2602"),
        (first, "FZ2601"),
    ]
    assert person.trainings[1].start_on == date(2026, 3, 20)
    assert [one.name for one in found(school, "2023")] == ["李四"]
    namesakes = found(school, " 欧 阳 ")
    assert [one.name for one in namesakes] == ["欧阳雪", "欧阳雪"]
    assert [one.person_id for one in namesakes] == sorted(one.person_id for one in namesakes)


def test_any_part_of_a_name_finds_its_bearers(school: School) -> None:
    a_class_of_three(school)
    assert [one.name for one in found(school, "阳雪")] == ["欧阳雪", "欧阳雪"]
    assert [one.name for one in found(school, "欧阳雪")] == ["欧阳雪", "欧阳雪"]
    assert found(school, "欧雪") == []
    assert found(school, "欧阳雪飞") == []


def test_a_student_number_is_found_by_how_it_begins_and_in_its_class_by_any_part(
    school: School,
) -> None:
    class_id = a_class_of_three(school)
    assert [one.name for one in found(school, "20231")] == ["李四"]
    assert found(school, "3118") == []
    assert [one.name for one in found(school, "3118", class_id=class_id)] == ["李四"]


def test_the_end_of_an_id_number_finds_its_owner_as_the_mask_shows_it(school: School) -> None:
    a_class_of_three(school)
    [person] = found(school, MAN[-3:])

    assert person.id_no_masked.endswith(MAN[-3:])
    assert found(school, MAN[-4:]) == []
    assert found(school, MAN[:6]) == []


def test_what_is_found_is_masked(school: School) -> None:
    a_class_of_three(school)
    text = json.dumps(encode(found(school, "欧阳")[0]))

    assert "138****0001" in text
    for secret in (MAN, OTHERS[0], "13800000001"):
        assert secret not in text
    with school.office.database.reading() as session:
        rows = str(session.connection().exec_driver_sql("SELECT tail_index FROM person").all())
    assert MAN[-3:] + "'" not in rows


def test_less_than_two_characters_find_nobody(school: School) -> None:
    for typed in ("", "雪"):
        with with_status(422):
            found(school, typed)
    for blank in ("  ", " 雪 "):
        with refused("TOO_SHORT"):
            found(school, blank)


def test_signs_of_a_pattern_are_only_signs(school: School) -> None:
    a_class_of_three(school)
    assert found(school, "%%") == []
    assert found(school, "__") == []


@pytest.mark.clause("A-5.w1")
def test_within_a_class_only_its_people_and_that_class_are_shown(school: School) -> None:
    items = school.an_issued_plan_of([an_item_draft(), an_item_draft(session_no=2)]).items
    first = a_class_of_three(school, item_id=items[0].item_id)
    second = school.a_class_enrolling(
        item_id=items[1].item_id,
        code="FZ2602",
        start_on=date(2026, 5, 20),
        end_on=date(2026, 5, 22),
    ).class_id
    school.nominate(second, school.units[1], name="欧阳雪", id_no=OTHERS[0])
    approve(school, second)

    [person] = found(school, "欧阳", counselor(second), class_id=second)
    assert [line.class_id for line in person.trainings] == [second]
    assert len(found(school, "欧阳", counselor(first), class_id=first)) == 2
    lead = an_actor(Role.PROJECT_LEAD, within=f"class:{second}")
    for asked in ({}, {"class_id": first}):
        for somebody in (counselor(second), lead):
            with refused("NOT_YOUR_DUTY"):
                found(school, "欧阳", somebody, **asked)


def test_finding_people_is_not_for_everybody(school: School) -> None:
    for role in (Role.TEACHER, Role.HOST_REP, Role.EXAM_ADMIN, Role.FIN_LOGISTICS):
        with refused("NOT_YOUR_DUTY"):
            found(school, "欧阳", an_actor(role))
    for somebody in (secretary(school.units[0]), own("t1")):
        with refused("NOT_YOUR_DUTY"):
            found(school, "欧阳", somebody)
    assert found(school, "欧阳", an_actor(Role.AUDITOR)) == []


def test_who_was_erased_is_not_found_by_anything(school: School) -> None:
    class_id, unit = school.a_class_enrolling().class_id, school.units[0]
    made = school.nominate(class_id, unit, name="欧阳雪", id_no=MAN, student_no="2022007")
    assert [one.trainings for one in found(school, "欧阳")] == [[]]
    school.do(
        WithdrawNomination(unit_id=unit.unit_id, nomination_id=made.nomination_id, reason="出国"),
        secretary(unit),
    )
    school.do(ErasePerson(person_id=made.person_id, reason="本人申请"), ORG)

    with school.office.database.reading() as session:
        # Two characters of a name tell of somebody, too.
        assert session.connection().exec_driver_sql("SELECT pair FROM name_pair").all() == []
    for typed in ("欧阳", "2022007", MAN[-3:]):
        assert found(school, typed) == []
