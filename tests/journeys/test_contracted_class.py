"""A class a host has ordered, from the first visit to the paid invoice and the sealed archive."""

import json
import zipfile

import pytest

from deploy.showcase.college.contracted_class import ContractedEnding

pytestmark = pytest.mark.journey

LIFE = [
    "PLANNED",
    "NEGOTIATING",
    "CONFIRMED",
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


def refused(come_to: ContractedEnding, step: str) -> list[str]:
    """The codes by which a step of the play was refused."""
    return come_to.refusals[f"college.{step}"]


@pytest.mark.clause("A-1.a", "B-1.1", "B-5.0")
def test_a_contracted_class_takes_every_step_once_and_in_order(
    contracted: ContractedEnding,
) -> None:
    stood_still = ["SUSPENDED", "IN_PROGRESS"]
    begun = LIFE.index("IN_PROGRESS") + 1
    assert contracted.class_steps == [*LIFE[:begun], *stood_still, *LIFE[begun:]]


@pytest.mark.clause("B-12a", "B-13")
def test_a_class_that_stands_still_takes_no_step(contracted: ContractedEnding) -> None:
    assert refused(contracted, "stand_still") == ["WRONG_STATE"]
    assert contracted.clauses["B-12a"] == "KEPT"


@pytest.mark.clause("B-6.1b", "B-6.1c")
def test_a_project_is_confirmed_only_with_all_elements_and_clearances(
    contracted: ContractedEnding,
) -> None:
    assert refused(contracted, "negotiate") == ["PROJECT_INCOMPLETE"]
    assert contracted.budget_over_by == 1


@pytest.mark.clause("B-6.2a", "B-6.2b", "B-6.2c", "B-6.2d")
def test_a_budget_sheet_is_for_partners_and_needs_the_seal(contracted: ContractedEnding) -> None:
    assert refused(contracted, "stranger_needs_an_agreement") == ["CONFIRMATION_FORM"]
    assert refused(contracted, "confirm_in_writing") == ["WRONG_STATE"]


@pytest.mark.clause("B-5.1a", "B-5.1b", "B-7.1")
def test_who_appoints_whom_is_as_in_the_matrix(contracted: ContractedEnding) -> None:
    assert refused(contracted, "appoint_lead") == ["NOT_TEACHING_AFFAIRS", "NOT_YOUR_DUTY"]
    assert refused(contracted, "appoint_counselors") == ["HOW_MANY", "NOT_YOUR_DUTY"]


@pytest.mark.clause("B-3.1b", "B-5.1c")
def test_a_new_version_of_the_plan_shows_what_changed(contracted: ContractedEnding) -> None:
    assert contracted.plan_changes == 1


@pytest.mark.clause("B-10.1", "B-10.4", "B-10.5")
def test_the_work_group_keeps_out_what_does_not_belong_there(contracted: ContractedEnding) -> None:
    assert refused(contracted, "open_group") == ["NOT_YOUR_DUTY"]
    assert contracted.blocked == {
        reason: reason for reason in ("CONFIDENTIAL", "PERSONAL_DATA", "OTHER_CLASS")
    }


@pytest.mark.clause("B-8.4a", "B-8.4b", "B-6.4b")
def test_check_in_has_four_parts_and_the_lead_coordinates_after_it(
    contracted: ContractedEnding,
) -> None:
    assert contracted.missing_parts == ["MATERIALS", "BRIEFING"]
    assert refused(contracted, "set_duty") == ["DUTY_GAPS"]
    assert refused(contracted, "lead_coordinates") == ["LEAD_ONLY_COORDINATES"]


@pytest.mark.clause("A-7.3.a", "B-8.3a", "B-8.3b", "B-8.4b")
def test_a_class_is_not_ready_until_each_condition_is_met(contracted: ContractedEnding) -> None:
    assert refused(contracted, "not_ready_yet") == ["NOT_READY"]
    assert set(contracted.not_ready) >= {
        "TIMETABLE_PUBLISHED",
        "MATERIALS_PREPARED",
        "EQUIPMENT_CHECKED",
        "SUPPLIES_DRAWN",
        "VENUE_SET_UP",
        "DUTY_COVERED",
    }


@pytest.mark.clause("A-7.3.b", "A-7.3.c", "A-7.10.c", "B-8.4a")
def test_nothing_is_taken_twice_and_nothing_unreviewed_is_published(
    contracted: ContractedEnding,
) -> None:
    assert refused(contracted, "draft_timetable") == ["CLASH", "TIMETABLE_GAPS"]
    assert contracted.timetable_gaps
    assert refused(contracted, "allocate_beds") == ["BED_TAKEN"]


@pytest.mark.clause("A-6.8", "A-6.9")
def test_cadres_sit_no_exam(contracted: ContractedEnding) -> None:
    assert refused(contracted, "no_exam_for_cadres") == ["NO_EXAM_ON_THIS_TRACK"]


@pytest.mark.clause("B-3.3a")
def test_of_five_hours_in_a_half_day_four_are_paid(contracted: ContractedEnding) -> None:
    assert (50, 40) in contracted.lessons
    assert all(payable == min(taught, 40) for taught, payable in contracted.lessons)


@pytest.mark.clause("B-8.6b", "B-8.6c")
def test_an_official_of_rank_is_reported_level_by_level(contracted: ContractedEnding) -> None:
    assert not contracted.county_reported
    assert refused(contracted, "report_official") == ["LEVEL_SKIPPED"]


@pytest.mark.clause("B-8.8a", "B-8.8c")
def test_a_class_leaves_only_with_both_signatures(contracted: ContractedEnding) -> None:
    assert refused(contracted, "propose_data") == ["DATA_NOT_CONFIRMED"]
    assert refused(contracted, "sign_data") == ["DATA_NOT_CONFIRMED"]


@pytest.mark.clause("B-8.9a", "B-8.9b")
def test_papers_signed_on_the_fifth_day_are_on_time(contracted: ContractedEnding) -> None:
    assert refused(contracted, "hand_over") == ["EXTENSION"]
    assert contracted.hand_over == ("SIGNED", True)


@pytest.mark.clause("B-6.6", "B-8.8c", "B-3.3a")
def test_what_is_settled_is_what_was_confirmed_and_all_of_it_is_paid(
    contracted: ContractedEnding,
) -> None:
    assert refused(contracted, "draft_settlement") == ["QUANTITY_NOT_CONFIRMED"]
    assert refused(contracted, "invoice") == ["NOT_THE_TOTAL"]
    lines = contracted.settlement_lines
    assert all(quantity * price == amount for _, quantity, price, amount in lines)
    assert sum(amount for *_, amount in lines) == contracted.settlement_total
    assert contracted.invoices[-1][1] == "PAID"
    assert contracted.ledger_balanced
    assert contracted.receivable == 0


@pytest.mark.clause("B-3.3a", "B-4")
def test_nobody_approves_their_own_fees_or_takes_in_what_was_not_approved(
    contracted: ContractedEnding,
) -> None:
    assert refused(contracted, "pay_lecturers") == ["OWN_FEES"]
    assert refused(contracted, "purchase") == ["WRONG_STATE"]


@pytest.mark.clause("A-6.8", "A-7.8.c")
def test_cadres_complete_by_summary_and_get_numbered_certificates(
    contracted: ContractedEnding,
) -> None:
    assert len(contracted.certificates) == 23
    assert len(set(contracted.certificates)) == 23


@pytest.mark.clause("A-7.9.a", "B-6.7", "B-8.7")
def test_an_incomplete_file_is_not_sealed_and_the_sealed_one_can_be_taken_away(
    contracted: ContractedEnding,
) -> None:
    assert contracted.archive_missing
    with zipfile.ZipFile(contracted.files["export_archive"]) as folder:
        names = folder.namelist()
        manifest = json.loads(folder.read(next(n for n in names if n.endswith("manifest.json"))))
    assert manifest
    assert len(names) > len(contracted.archive_missing)


@pytest.mark.clause("A-5.p1")
def test_no_clause_of_the_class_is_late_or_left_open_for_no_reason(
    contracted: ContractedEnding,
) -> None:
    assert [clause for clause, state in contracted.clauses.items() if state == "LATE"] == []
    assert contracted.clauses["B-8.9a"] == "KEPT"
    assert contracted.clauses["B-8.8a"] == "KEPT"
    assert contracted.clauses["A-7.7.a"] == "SKIPPED"
