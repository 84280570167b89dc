"""The figures of examining as versioned data: rule sets with the day they take effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from contracts.assessment import Duty
from contracts.values import Category, Profile

SCHOOL_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class AssessmentRules:
    """One rule set. Scores are whole points of 100."""

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
    in_force = [rules for rules in RULE_SETS if rules.in_force_from <= day]
    return max(in_force, key=lambda rules: rules.in_force_from, default=RULE_SETS[0])


def rules_named(rule_set: str) -> AssessmentRules:
    """The rule set an exam was planned under; it keeps it whatever comes into force later."""
    return _BY_ID[rule_set]


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
