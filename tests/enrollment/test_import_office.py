"""Workbooks of the units through the office: what expected.json says, and nothing twice."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from contracts.enrollment import (
    AcceptNominations,
    ApproveRoster,
    ImportNominations,
    ImportView,
    ListNominations,
    NominationsImported,
    RegisterUnit,
    SubmitRoster,
)
from contracts.roles import Actor
from tests.enrollment.makers import an_item_draft, refused
from tests.enrollment.school import EVP, ORG, STAFF, School, secretary

LISTS = Path(__file__).parents[1] / "data" / "rosters-2026-1"
EXPECTED: dict[str, Any] = json.loads((LISTS / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture
def class_id(school: School) -> str:
    """A class in which every unit of the eight files has its seats, and three may wait."""
    names = EXPECTED["quota"]
    school.units = [
        school.do(RegisterUnit(code=f"D{at:02}", name=name), ORG) for at, name in enumerate(names)
    ]
    class_id = school.a_class_enrolling().class_id
    lines = [(unit, names[unit.name], 3) for unit in school.units]
    school.allocate(class_id, *lines)
    return class_id


def send_in(school: School, class_id: str, name: str, as_: Actor | None = None) -> ImportView:
    """A unit sends in its file."""
    unit = next(one for one in school.units if one.name == EXPECTED["files"][name]["unit"])
    upload = school.keep((LISTS / name).read_bytes(), name)
    request = ImportNominations(class_id=class_id, unit_id=unit.unit_id, upload=upload)
    done: ImportView = school.do(request, as_ or secretary(unit))
    return done


@pytest.mark.clause("A-6.6", "A-5.w1")
def test_the_eight_files_are_taken_as_expected_and_only_once(school: School, class_id: str) -> None:
    done = {name: send_in(school, class_id, name) for name in EXPECTED["files"]}

    for name, expected in EXPECTED["files"].items():
        found = done[name]
        assert found.accepted == expected["accepted"], name
        assert [
            {"row": fault.row, "column": fault.column, "reason": fault.code}
            for fault in found.refused
        ] == expected["refused"], name
        assert all(fault.zh and fault.en for fault in found.refused)
    accepted = sum(expected["accepted"] for expected in EXPECTED["files"].values())
    waiting = done["07-外国语学院.xlsx"].waitlisted
    assert (waiting, school.find(class_id).nominated) == (2, accepted + waiting)

    events = len(school.office.events)
    again = {name: send_in(school, class_id, name) for name in EXPECTED["files"]}
    assert again == done
    assert school.find(class_id).nominated == accepted + waiting
    assert len(school.office.events) == events


@pytest.mark.clause("A-6.6")
def test_bad_rows_come_back_with_what_is_wrong(school: School, class_id: str) -> None:
    done = send_in(school, class_id, "04-物流工程学院.xlsx")

    assert done.errors_file is not None
    handed_back = school.office.office.files.read(done.errors_file.file_id)
    rows = list(load_workbook(BytesIO(handed_back)).worksheets[0].values)
    problems = [row[-1] for row in rows if row[-1] and "Problem" not in str(row[-1])]
    assert len(problems) == len({fault.row for fault in done.refused}) == 10
    assert any("校验" in str(problem) for problem in problems)


def test_a_list_saved_again_changes_nothing_either(school: School, class_id: str) -> None:
    first = send_in(school, class_id, "05-法学院.csv")
    unit = next(one for one in school.units if one.name == "法学院党委")
    saved_again = (LISTS / "05-法学院.csv").read_bytes() + b"\r\n"
    upload = school.keep(saved_again, "法学院-再存.csv")
    again = school.do(
        ImportNominations(class_id=class_id, unit_id=unit.unit_id, upload=upload), secretary(unit)
    )

    assert (again.accepted, again.unchanged) == (0, first.accepted)
    assert school.find(class_id).nominated == first.accepted
    assert [event.accepted for event in school.emitted(NominationsImported)] == [15, 0]


def test_staff_may_send_in_for_a_unit_but_no_other_unit_may(school: School, class_id: str) -> None:
    with refused("NOT_YOUR_DUTY"):
        send_in(school, class_id, "05-法学院.csv", as_=secretary(school.units[0]))

    assert send_in(school, class_id, "05-法学院.csv", as_=STAFF).accepted == 15


def test_people_of_a_list_are_one_with_those_nominated_singly(
    school: School, class_id: str
) -> None:
    send_in(school, class_id, "05-法学院.csv")
    listed = school.do(ListNominations(class_id=class_id, size=200), STAFF).items

    assert len({nomination.person_id for nomination in listed}) == 15
    assert all("*" in nomination.id_no_masked for nomination in listed)


def test_a_unit_without_seats_sends_nothing_in(school: School, class_id: str) -> None:
    school.allocate(class_id, (school.units[0], 5, 0))

    with refused("NO_SEAT_LEFT"):
        send_in(school, class_id, "05-法学院.csv")


@pytest.mark.clause("A-6.6")
def test_people_of_a_list_are_known_again_in_the_next_class(school: School) -> None:
    name, unit = "05-法学院.csv", school.units[0]
    upload = school.keep((LISTS / name).read_bytes(), name)
    items = [an_item_draft(session_no=number) for number in (1, 2, 3)]
    plan = school.an_issued_plan_of(items)
    days: list[dict[str, Any]] = [
        {"code": "FZ2601"},
        {"code": "FZ2602"},
        {"code": "FZ2603", "start_on": date(2026, 5, 1), "end_on": date(2026, 5, 3)},
    ]
    first, same_days, later = (
        school.a_class_enrolling(item_id=item.item_id, seats=20, **changes)
        for item, changes in zip(plan.items, days, strict=True)
    )

    def send(class_id: str) -> ImportView:
        request = ImportNominations(class_id=class_id, unit_id=unit.unit_id, upload=upload)
        done: ImportView = school.do(request, secretary(unit))
        return done

    assert send(first.class_id).accepted == 15
    school.do(AcceptNominations(class_id=first.class_id), STAFF)
    school.do(SubmitRoster(class_id=first.class_id), STAFF)
    school.do(ApproveRoster(class_id=first.class_id), EVP)

    assert {fault.code for fault in send(same_days.class_id).refused} == {"DATE_CLASH"}
    assert send(later.class_id).accepted == 15
    enrolled = {one.person_id for one in school.trainees(first.class_id)}
    again = school.do(ListNominations(class_id=later.class_id, size=200), STAFF).items
    assert {nomination.person_id for nomination in again} == enrolled
