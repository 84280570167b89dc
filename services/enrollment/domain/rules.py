"""Figures of the school as versioned rule sets; each class keeps the id of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.roles import Role
from contracts.values import Category, Profile


@dataclass(frozen=True, kw_only=True)
class Papers:
    """Papers handed over after every class, and the department that receives them (B-8.9)."""

    doc_type: str
    to: Role
    for_settlement: bool = False


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """One edition of the figures. Days are calendar days in Asia/Shanghai.

    `needed_of` names what a nomination cannot do without, `party_statuses` who is a Party member,
    full or probationary. Papers are handed over within `hand_over_days` of the class's end, with
    an extension within `hand_over_days_at_most`. `counselors` and `mentors` are the fewest and the
    most of a class; officials of `senior_rank_code` (GB/T 12407; the lower, the higher) or above
    are reported upwards. The code shown at the check-in desk is good for
    `check_in_code_seconds`.
    """

    rule_set: str
    effective_from: date
    source: str
    re_entry_ban_days: int
    trainee_no_digits: int
    needed_of: Mapping[Profile, Mapping[Category, tuple[str, ...]]]
    party_statuses: frozenset[str]
    hand_over_days: int
    hand_over_days_at_most: int
    hand_over_papers: tuple[Papers, ...]
    training_section: str
    counselors: tuple[int, int]
    mentors: tuple[int, int]
    senior_rank_code: int
    check_in_code_seconds: int


PARTY_STAGES = {
    Category.DEV_TARGET: ("activist_on", "target_on"),
    Category.ACTIVIST: ("activist_on",),
}
RULE_SETS = {
    rules.rule_set: rules
    for rules in (
        RuleSet(
            rule_set="ENR-2026-1",
            effective_from=date(2026, 1, 1),
            source="发展党员工作细则（先为积极分子）；高校党校通行做法（不合格满一年后再训）；"
            "培训工作流程规范（试行）第五、七、八、九条（任职、上报、移交）；GB/T 4762（政治面貌）"
            "；报到码有效时间由本系统规定",
            re_entry_ban_days=365,
            trainee_no_digits=3,
            needed_of={
                Profile.UNIVERSITY_PARTY_SCHOOL: PARTY_STAGES,
                Profile.CADRE_COLLEGE: {
                    **PARTY_STAGES,
                    Category.CADRE_SECTION: ("post", "rank"),
                    Category.CADRE_DIVISION: ("post", "rank"),
                    Category.CADRE_OTHER: ("post",),
                    Category.MEMBER: ("political_status",),
                },
            },
            party_statuses=frozenset({"中共党员", "党员", "正式党员", "中共预备党员", "预备党员"}),
            hand_over_days=5,
            hand_over_days_at_most=10,
            hand_over_papers=(
                Papers(doc_type="学员签到簿", to=Role.FIN_LOGISTICS, for_settlement=True),
                Papers(doc_type="数据确认书", to=Role.FIN_LOGISTICS, for_settlement=True),
                Papers(doc_type="备品领用单", to=Role.FIN_LOGISTICS),
                Papers(doc_type="学员手册", to=Role.TEACHING_AFFAIRS),
                Papers(doc_type="教学质量评估表", to=Role.TEACHING_AFFAIRS),
                Papers(doc_type="服务质量评估表", to=Role.TEACHING_AFFAIRS),
                Papers(doc_type="班级管理记录", to=Role.STUDENT_WORK),
                Papers(doc_type="照片及影像资料", to=Role.PUBLICITY),
            ),
            training_section="培训科",
            counselors=(1, 2),
            mentors=(1, 2),
            senior_rank_code=122,
            check_in_code_seconds=45,
        ),
    )
}


def rules_on(day: date) -> RuleSet:
    """The rule set in force on a day."""
    in_force = [rules for rules in RULE_SETS.values() if rules.effective_from <= day]
    return max(in_force or RULE_SETS.values(), key=lambda rules: rules.effective_from)
