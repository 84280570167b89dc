"""The figures of judging as versioned data: rule sets with the day they take effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from contracts.assessment import Duty, Grade
from contracts.values import Category, Profile

SCHOOL_ZONE = ZoneInfo("Asia/Shanghai")


class RuleSet(Protocol):
    """Figures that hold from a day on."""

    @property
    def in_force_from(self) -> date: ...


Rules = TypeVar("Rules", bound=RuleSet)


def _in_force(rule_sets: Sequence[Rules], day: date) -> Rules:
    begun = [rules for rules in rule_sets if rules.in_force_from <= day]
    return max(begun, key=lambda rules: rules.in_force_from, default=rule_sets[0])


@dataclass(frozen=True, kw_only=True)
class AssessmentRules:
    """One rule set of examining. Scores are whole points of 100."""

    rule_set: str
    source: str
    in_force_from: date
    pass_mark: int
    seats_per_invigilator: int
    least_holders: Mapping[Duty, int]
    paper_out_before_start: timedelta
    recheck_percent: int
    recheck_least: int
    borderline_from: int
    borderline_to: int
    mark_tolerance: int

    def is_borderline(self, score: int) -> bool:
        """Whether a mark lies so close to the pass mark that it is always rechecked."""
        return self.borderline_from <= score <= self.borderline_to

    def sample_size(self, scripts: int) -> int:
        """How many of so many scripts are drawn: the share, rounded up, or at least the least."""
        share = -(-scripts * self.recheck_percent // 100)
        return min(scripts, max(self.recheck_least, share))


RULE_SETS = (
    AssessmentRules(
        rule_set="ASM-2020-1",
        source="Pass mark 60/100 and one invigilator per 50: practice of several universities; two "
        "markers, as a recheck is another person's; share, borderline, tolerance: own proposal",
        in_force_from=date(2020, 1, 1),
        pass_mark=60,
        seats_per_invigilator=50,
        least_holders={
            Duty.SETTER: 1,
            Duty.PRINTER: 1,
            Duty.INVIGILATOR: 2,
            Duty.MARKER: 2,
            Duty.CUSTODIAN: 0,
        },
        paper_out_before_start=timedelta(minutes=30),
        recheck_percent=10,
        recheck_least=1,
        borderline_from=55,
        borderline_to=64,
        mark_tolerance=5,
    ),
)
_BY_ID = {rules.rule_set: rules for rules in RULE_SETS}


def rules_on(day: date) -> AssessmentRules:
    """The rule set in force on a day; before the first one, the first."""
    return _in_force(RULE_SETS, day)


def rules_named(rule_set: str) -> AssessmentRules:
    """The rule set an exam was planned under; it keeps it whatever comes into force later."""
    return _BY_ID[rule_set]


@dataclass(frozen=True, kw_only=True)
class SummaryRules:
    """One rule set of training summaries. Likeness in tenths of a percent."""

    rule_set: str
    source: str
    in_force_from: date
    due_after_end_days: int
    flagged_from: int
    piece_length: int
    pieces_kept: int


SUMMARY_RULE_SETS = (
    SummaryRules(
        rule_set="SUM-2020-1",
        source="Due on the last day, likeness looked at from 60 %: own proposal; the norms only "
        "name the summary",
        in_force_from=date(2020, 1, 1),
        due_after_end_days=0,
        flagged_from=600,
        piece_length=6,
        pieces_kept=512,
    ),
)


def summary_rules_on(day: date) -> SummaryRules:
    """The rule set of summaries in force on a day; before the first one, the first."""
    return _in_force(SUMMARY_RULE_SETS, day)


@dataclass(frozen=True, kw_only=True)
class EvaluationRules:
    """One rule set of evaluating. Scores are points of 100, rates tenths of a percent.

    Fewer answers than `least_answers` show nothing but their number, so that nobody can be told by
    an answer; fewer than `least_response` of those asked speak for nobody, but are shown.
    """

    rule_set: str
    source: str
    in_force_from: date
    opens_before_end_days: int
    closes_after_end_days: int
    least_answers: int
    least_response: int
    bands: Mapping[Grade, int]

    def band(self, score: int) -> Grade:
        """The band a score lies in."""
        return next(grade for grade, least in self.bands.items() if score >= least)


EVALUATION_RULE_SETS = (
    EvaluationRules(
        rule_set="EVA-2020-1",
        source="100 points, bands from 90, 80 and 60, response of 60 %: proposal, as no national "
        "scale was found; 5 answers and 7 days: own proposal",
        in_force_from=date(2020, 1, 1),
        opens_before_end_days=1,
        closes_after_end_days=7,
        least_answers=5,
        least_response=600,
        bands={Grade.EXCELLENT: 90, Grade.GOOD: 80, Grade.PASS: 60, Grade.FAIL: 0},
    ),
)


def evaluation_rules_on(day: date) -> EvaluationRules:
    """The rule set of evaluating in force on a day; before the first one, the first."""
    return _in_force(EVALUATION_RULE_SETS, day)


def evaluation_rules_named(rule_set: str) -> EvaluationRules:
    """The rule set a form was issued under."""
    return next(rules for rules in EVALUATION_RULE_SETS if rules.rule_set == rule_set)


# No national format of certificate numbers is published; this one is the school's own.
ORGANISATION_CODES: Mapping[Profile, str] = {
    Profile.UNIVERSITY_PARTY_SCHOOL: "SMU",
    Profile.CADRE_COLLEGE: "HJC",
}
CATEGORY_LETTERS: Mapping[Category, str] = {
    Category.DEV_TARGET: "F",
    Category.ACTIVIST: "J",
    Category.CADRE_SECTION: "K",
    Category.CADRE_DIVISION: "C",
    Category.CADRE_OTHER: "G",
    Category.MEMBER: "D",
    Category.OTHER: "Q",
}
