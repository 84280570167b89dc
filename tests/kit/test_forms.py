"""Forms made from requests: what people type becomes the command, and nothing typed is lost."""

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from starlette.datastructures import FormData, UploadFile

from contracts import assessment, enrollment, finance, notification, portal, scheduling
from contracts.base import REQUESTS, Command
from contracts.enrollment import CreateClass
from contracts.finance import DraftBudget, RecordPayment
from contracts.scheduling import AddSession
from kit.pages.columns import column_of
from kit.pages.forms import Field, Shape, asked_beyond, fields_of, flat, read, standing
from kit.wire import decode, encode
from tests.contracts.samples import FOLDER

DEPARTMENTS = (assessment, enrollment, finance, notification, portal, scheduling)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
COMMANDS = {name: kind for name, kind in REQUESTS.items() if issubclass(kind, Command)}


def as_form(asked: Sequence[Field], values: dict[str, Any]) -> FormData:
    """What a browser sends for a form that shows these values."""
    pairs: list[tuple[str, str | UploadFile]] = []
    for name, value in flat(asked, values).items():
        pairs += _pairs(name, value)
    return FormData(pairs)


def _pairs(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [(f"{name}.{part}", text) for part, text in value.items()]
    if isinstance(value, list):
        return [pair for one in value for pair in _pairs(name, one)]
    # An empty check box is not sent, and a count of rows is no field.
    return [] if value == "" or isinstance(value, int) else [(name, value)]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_form_hands_on_exactly_what_it_shows(name: str) -> None:
    kind = COMMANDS[name]
    sample = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    command = decode(kind, _tidy(sample))
    asked = fields_of(kind)
    typed = read(as_form(asked, encode(command)), asked)
    assert typed.faults == ()
    assert decode(kind, typed.values) == command


def _tidy(value: Any) -> Any:
    """A sample as somebody could have typed it: in local time, without text of blanks alone."""
    if isinstance(value, dict):
        return {name: _tidy(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_tidy(part) for part in value]
    if isinstance(value, str) and MOMENT.match(value):
        return f"{value[:16]}:00+08:00"
    if isinstance(value, str):
        return value.strip().replace("\r", "") or "x" * max(1, len(value))
    return value


def test_money_is_typed_in_yuan_and_hours_in_hours() -> None:
    form = FormData(
        [
            ("lines.0.item", "场租"),
            ("lines.0.quantity", "2"),
            ("lines.0.unit_price_fen", "1,234.50"),
        ]
    )
    typed = read(form, asked_beyond(DraftBudget, {"class_id": "c1"}))
    assert typed.values["lines"] == [
        {"item": "场租", "quantity": "2", "unit_price_fen": 123450, "within_ceiling": False}
    ]


def test_a_bound_is_told_in_the_units_that_are_typed() -> None:
    money = read(FormData([("amount_fen", "0")]), fields_of(finance.RecordReceipt))
    assert [fault.zh for fault in money.faults] == ["「金额」不得小于 0.01 元"]
    hours = read(FormData([("hours", "10000.1")]), fields_of(scheduling.AddCourse))
    assert [fault.zh for fault in hours.faults] == ["「学时」不得大于 10000 学时"]
    assert "10000 hours" in hours.faults[0].en
    assert flat(fields_of(scheduling.AddCourse), hours.values)["hours"] == "10000.1"


def test_a_number_counted_in_tenths_is_shown_and_asked_for_in_hours() -> None:
    assert column_of("attended", scheduling.MatrixRow).how == "hours"
    assert column_of("total", scheduling.OwnAttendanceView).how == "hours"
    assert column_of("absent", assessment.ExamHeld).how == "number"
    assert column_of("amount_fen", finance.RecordReceipt).how == "yuan"


@pytest.mark.parametrize("text", ["12.345", "ten", "1e3x", "NaN", "Infinity"])
def test_an_amount_that_is_none_stays_in_its_field_with_the_reason(text: str) -> None:
    asked = asked_beyond(RecordPayment, {})
    money = next(field.name for field in asked if field.shape is Shape.MONEY)
    typed = read(FormData([(money, text)]), asked)
    assert [fault.field for fault in typed.faults] == [money]
    assert "1234.50" in typed.faults[0].zh
    assert flat(asked, typed.values)[money] == text


def test_an_empty_row_between_two_is_closed_and_faults_follow() -> None:
    form = FormData(
        [
            ("lines.0.item", "一"),
            ("lines.0.unit_price_fen", "1"),
            ("lines.1.item", ""),
            ("lines.2.item", "三"),
            ("lines.2.unit_price_fen", "x"),
        ]
    )
    typed = read(form, asked_beyond(DraftBudget, {"class_id": "c1"}))
    assert [line["item"] for line in typed.values["lines"]] == ["一", "三"]
    assert [fault.field for fault in typed.faults] == ["lines.1.unit_price_fen"]


def test_local_time_becomes_a_moment_with_its_offset() -> None:
    asked = fields_of(assessment.PlanExam)
    typed = read(FormData([("from_at", "2026-03-28T09:00")]), asked)
    assert typed.values["from_at"] == "2026-03-28T09:00:00+08:00"
    assert flat(asked, typed.values)["from_at"] == "2026-03-28T09:00"


def test_nothing_typed_leaves_defaults_to_the_message() -> None:
    typed = read(FormData([]), asked_beyond(CreateClass, {}))
    boxes = {name for name, value in typed.values.items() if value is False}
    assert set(typed.values) - boxes == {
        field.name for field in fields_of(CreateClass) if typed.values.get(field.name) == []
    }


def test_a_form_begins_with_the_defaults_of_its_fields() -> None:
    begun = standing(fields_of(CreateClass))
    assert begun["issues_certificate"] == begun["mentor_required"] == "yes"
    assert begun["level"] == "REGULAR"
    typed = read(as_form(fields_of(CreateClass), {}), fields_of(CreateClass))
    assert typed.values["issues_certificate"] is False
    assert standing(fields_of(AddSession)) == {"session.counts_attendance": "yes"}


def test_every_row_that_was_typed_is_handed_on() -> None:
    asked = fields_of(scheduling.ReturnParticipation)
    form = FormData({f"lines.{n}.trainee_no": f"t{n}" for n in range(1200)})
    assert len(read(form, asked).values["lines"]) == 1200


def test_ids_are_typed_one_to_a_line_where_there_is_no_list_to_choose_from() -> None:
    asked = fields_of(enrollment.AppointCounselors)
    typed = read(FormData([("person_ids", "p1\r\n p2 \r\n")]), asked)
    assert typed.values["person_ids"] == ["p1", "p2"]


def test_an_id_is_chosen_from_its_list_and_a_kind_from_its_words() -> None:
    session = next(field for field in fields_of(AddSession) if field.name == "session")
    by_name = {part.name: part for part in session.parts}
    assert by_name["venue_id"].lookup == "venue_id"
    assert by_name["teacher_ids"].shape is Shape.CHOICES
    assert [str(option) for option in by_name["half_day"].options] == ["AM", "PM", "EVE"]
    assert by_name["hours"].shape is Shape.HOURS


def test_a_row_in_which_only_a_default_stands_is_empty() -> None:
    asked = [field for field in fields_of(enrollment.DraftPlan) if field.name == "items"]
    form = FormData(
        [("items.0.title", "一"), ("items.0.est_budget_fen", "0"), ("items.1.est_budget_fen", "0")]
    )
    assert [item["title"] for item in read(form, asked).values["items"]] == ["一"]
