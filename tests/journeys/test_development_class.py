"""A development-target class from the annual plan to its closure, through every department."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from pypdf import PdfReader

from deploy.showcase.development_class import Ending
from tests.journeys.papers import Table, same_papers, table_in
from tests.plays import Play, Plays, assert_same

pytestmark = pytest.mark.journey

ROSTERS = Path(__file__).parents[1] / "data" / "rosters-2026-1"
EXPECTED = json.loads((ROSTERS / "expected.json").read_text(encoding="utf-8"))

LIFE = [
    "PLANNED",
    "PREPARING",
    "NOTIFIED",
    "ENROLLING",
    "ROSTER_APPROVED",
    "READY",
    "CHECKING_IN",
    "IN_PROGRESS",
    "ASSESSING",
    "DATA_CONFIRMED",
    "DEPARTED",
    "HANDED_OVER",
    "SETTLED",
    "ARCHIVED",
    "EVALUATED",
    "CLOSED",
]


@pytest.mark.clause("A-1.a", "A-6.4", "A-6.12")
def test_a_class_takes_every_step_of_its_life_once_and_in_order(come_to: Ending) -> None:
    assert come_to.class_steps == LIFE


@pytest.mark.clause("A-3.1.a", "A-3.3.a", "A-6.1", "A-6.2", "A-7.1.a", "A-7.1.b")
def test_a_plan_comes_into_force_only_by_the_committees_approval(come_to: Ending) -> None:
    assert come_to.refusals["no_class_before_approval"] == ["PLAN_NOT_APPROVED", "NOT_YOUR_DUTY"]
    assert come_to.plan_state == "ISSUED"


@pytest.mark.clause("A-7.1.c", "A-4.2.a", "A-5.r1")
def test_every_unit_is_told_of_plan_and_class_and_says_so(come_to: Ending) -> None:
    assert ("PLAN_ISSUE", 8, 8) in come_to.notices
    assert ("CLASS_NOTICE", 8, 8) in come_to.notices


@pytest.mark.clause("A-6.6", "A-5.w1")
@pytest.mark.parametrize("file_name", EXPECTED["files"])
def test_a_workbook_is_taken_and_handed_back_row_by_row(come_to: Ending, file_name: str) -> None:
    wanted, done = EXPECTED["files"][file_name], come_to.imports[file_name]
    refused = [(line["row"], line["column"], line["reason"]) for line in wanted["refused"]]
    assert [(fault["row"], fault["column"], fault["code"]) for fault in done["refused"]] == refused
    assert done["accepted"] == wanted["accepted"]


@pytest.mark.clause("A-6.6")
def test_importing_every_workbook_twice_changes_nothing(come_to: Ending) -> None:
    assert come_to.imports_again == come_to.imports
    accepted = sum(wanted["accepted"] for wanted in EXPECTED["files"].values())
    assert len(come_to.trainees) == accepted


@pytest.mark.clause("A-7.2.a", "A-7.2.b", "A-5.w1")
def test_the_roster_is_approved_and_each_unit_sees_its_own_people(come_to: Ending) -> None:
    by_unit = Counter(unit for _, _, unit in come_to.trainees)
    wanted = {w["unit"]: w["accepted"] for w in EXPECTED["files"].values() if w["accepted"]}
    assert by_unit == wanted
    assert ("ROSTER", len(wanted), 0) in come_to.notices
    assert come_to.refusals["each_unit_sees_its_own"] == ["NOT_YOUR_DUTY"]


@pytest.mark.clause("A-5.r2", "A-7.3.c")
def test_an_external_teacher_without_qualification_is_not_even_proposed(come_to: Ending) -> None:
    assert come_to.refusals["propose_teachers"] == ["QUALIFICATION_MISSING"]


@pytest.mark.clause("A-5.h1", "A-6.3", "A-7.3.b", "A-7.5.a", "A-7.10.c", "A-5.k2")
def test_a_timetable_is_published_only_without_a_gap(come_to: Ending) -> None:
    assert come_to.refusals["publish_too_early"] == ["TIMETABLE_GAPS"]
    assert come_to.timetable_gaps > len(LIFE)
    assert come_to.refusals["no_clash"] == ["CLASH"]
    assert come_to.hours_total == 280


@pytest.mark.clause("A-7.4.a", "A-6.7")
def test_leave_of_a_seventh_is_allowed_and_more_bars_from_the_exam(come_to: Ending) -> None:
    assert come_to.hours_of_each["FZ2026-01011"] == (240, 40, 0, False)
    assert come_to.hours_of_each["FZ2026-01012"] == (200, 80, 0, True)
    assert come_to.hours_of_each["FZ2026-01021"] == (240, 0, 40, False)
    barred = [line for line in register(come_to).rows if line["考核结果"] != "合格"]
    assert {line["学号"] for line in barred} >= {"FZ2026-01012", "FZ2026-01041", "FZ2026-01091"}


@pytest.mark.clause("A-7.4.b")
def test_the_attendance_form_equals_the_marks(come_to: Ending) -> None:
    form = table_in(come_to.files["export_attendance_form"], "学号")
    printed = {
        line["学号"]: tuple(
            round(float(line[column]) * 10) for column in ("出勤学时", "请假学时", "缺勤学时")
        )
        for line in form.rows
        if line["学号"].startswith("FZ2026")
    }
    assert printed == {number: hours[:3] for number, hours in come_to.hours_of_each.items()}


@pytest.mark.clause("A-7.3.a", "A-5.r3")
def test_a_class_is_not_ready_without_its_materials(come_to: Ending) -> None:
    assert come_to.refusals["not_ready_yet"] == ["NOT_READY"]


@pytest.mark.clause("A-7.10.e", "A-7.10.f", "A-5.k3", "A-5.p3")
def test_duties_are_disjoint_and_a_sealed_paper_is_closed_to_its_setter(come_to: Ending) -> None:
    assert come_to.refusals["assign_duties"] == ["DUTY_CONFLICT"]
    assert come_to.refusals["setter_reads_no_more"] == ["PAPER_NOT_YOURS_TO_READ"]
    kept = [line.split()[0] for line in come_to.custody]
    assert kept == [
        "DUTY_CONFLICT",
        "PAPER_SEALED",
        "READING_REFUSED",
        "PAPER_READ",
        "PAPER_PRINTED",
        "PAPER_ISSUED",
        "SCRIPTS_SEALED",
        "GUIDE_READ",
        "MARKS_APART",
    ]


@pytest.mark.clause("A-6.9", "A-6.5a", "A-7.7.a", "A-7.8.a", "A-7.10.g")
def test_scripts_are_marked_without_names_and_rechecked(come_to: Ending) -> None:
    assert come_to.refusals["marking_incomplete"] == ["RECHECK_INCOMPLETE"]
    assert come_to.decisions == {"BARRED": 3, "FAIL": 1, "PASS": 134}
    assert come_to.scores[0] == 57
    assert all(score >= 60 for score in come_to.scores[1:])


@pytest.mark.clause("A-6.10", "A-3.3.b", "A-7.8.c")
def test_certificates_are_numbered_without_a_gap_for_passers_alone(come_to: Ending) -> None:
    numbers = come_to.certificate_numbers
    assert [number[:19] for number in numbers] == [
        f"SMU-F-2026-01-{seq:04}-"[:19] for seq in range(1, come_to.on_pass_list + 1)
    ]
    assert come_to.on_pass_list == come_to.decisions["PASS"]
    assert come_to.certificate_states == {"ISSUED": 133, "REVOKED": 1}
    assert come_to.reissues == 1


@pytest.mark.clause("A-7.8.c")
def test_every_certificate_is_a_page_with_its_number(plays: Plays) -> None:
    come_to = plays("embedded").ending
    pages = PdfReader(come_to.files["print_certificates"]).pages
    printed = [re.findall(r"SMU-F-2026-01-\d{4}-\w", page.extract_text()) for page in pages]
    assert printed == [[number] for number in come_to.certificate_numbers]


@pytest.mark.clause("A-7.8.b", "A-9.b")
def test_the_register_holds_each_result_and_certificate(come_to: Ending) -> None:
    found = register(come_to)
    assert found.record_no == "C4/组织04/002"
    numbers = [line["证书号码"] for line in found.rows if line["证书号码"]]
    assert numbers == come_to.certificate_numbers
    scores = sorted(int(float(line["考试成绩"])) for line in found.rows if line["考试成绩"])
    assert scores == come_to.scores
    assert [line["姓名"] for line in found.rows] == [name for _, name, _ in come_to.trainees]


@pytest.mark.clause("A-9.a")
def test_the_trainee_form_lists_everybody_with_masked_numbers(come_to: Ending) -> None:
    form = table_in(come_to.files["export_trainee_form"], "学号")
    assert form.record_no == "C4/组织04/001"
    assert [(line["学号"], line["姓名"], line["所在党组织"]) for line in form.rows] == (
        come_to.trainees
    )
    assert all(re.fullmatch(r"\d{3}\*{12}\w{3}", line["身份证号"]) for line in form.rows)


@pytest.mark.clause("A-7.9.a")
def test_a_file_is_sealed_only_when_nothing_mandatory_is_missing(come_to: Ending) -> None:
    assert come_to.refusals["seal_too_early"] == ["ARCHIVE_INCOMPLETE"]
    assert come_to.archive_missing == ["TRAINEE_FORM", "ATTENDANCE_FORM", "REGISTER"]
    assert {kind for kind, filed in come_to.archive if not filed} == {"OTHER"}


@pytest.mark.clause("A-6.11", "A-5.p2", "A-5.p3", "A-5.k4")
def test_the_performance_figures_follow_from_what_happened(come_to: Ending) -> None:
    found = come_to.performance
    attended = sum(hours[0] for hours in come_to.hours_of_each.values())
    assert (found.enrolled, found.person_times, found.sat) == (138, 136, 135)
    assert (found.hours_total, found.person_hours) == (280, attended)
    assert found.pass_rate_of_sat == round(1000 * 134 / 135)
    assert found.integrity_breaches == 3
    assert "入党动机" in found.outcome


@pytest.mark.clause("A-6.12", "A-5.o1", "A-3.3.b")
def test_a_class_is_closed_only_with_its_summary_and_then_stands_for_good(
    come_to: Ending,
) -> None:
    assert come_to.refusals["close_too_early"] == ["CLASS_INCOMPLETE"]
    assert come_to.refusals["nothing_changes_any_more"] == ["CLASS_ENDED", "WRONG_STATE"]


@pytest.mark.clause("A-5.p1")
def test_the_board_counts_what_the_departments_did(come_to: Ending) -> None:
    board = come_to.board
    assert (board["seats"], board["nominated"], board["enrolled"]) == (162, 140, 138)
    assert (board["checked_in"], board["passed"], board["certificates"]) == (136, 134, 133)


def test_finance_has_counted_and_settled_the_class(come_to: Ending) -> None:
    assert come_to.settlement == "FINALISED"
    assert come_to.usage["TEACHING_HOURS"] == come_to.usage["payable_hours"] == 160


def test_nothing_is_left_aside_in_any_department(play: Play) -> None:
    scraped = play.suite.metrics()
    aside = re.findall(r"^kaiban_(?:parked|held)_events\{.*\} ([0-9.]+)$", scraped, re.MULTILINE)
    assert len(aside) >= 12
    assert {float(value) for value in aside} == {0.0}


@pytest.mark.servers
def test_a_class_comes_to_the_same_on_every_kind_of_suite(plays: Plays) -> None:
    here, there = plays("embedded").ending, plays("servers").ending
    assert_same(here, there)
    for name, path in here.files.items():
        assert same_papers(path, there.files[name]), name


def register(come_to: Ending) -> Table:
    """The result and certificate register as it was downloaded."""
    return table_in(come_to.files["export_register"], "序号")
