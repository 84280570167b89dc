"""What is checked about a person before a unit may nominate them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.base import Title, field_marks
from contracts.enrollment import CandidateDraft, TraineeState
from contracts.identity import (
    IdFault,
    Sex,
    read_ethnicity,
    read_id_number,
    read_phone,
    read_sex,
    tidy_name,
)
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import CATEGORY_TITLES, Category
from services.enrollment.domain.nomination_form import ACTIVIST_ON, TARGET_ON, Form
from services.enrollment.domain.rules import RuleSet


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person whose details have passed every check that needs no other record."""

    name: str
    id_no: str
    sex: Sex
    phone: str
    ethnicity: str
    political_status: str
    student_no: str
    group_name: str
    post: str
    rank: str
    activist_on: date | None
    target_on: date | None
    remark: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """Somebody's place in another class, as far as it bears on a new nomination."""

    title: str
    category: Category
    start_on: date
    end_on: date
    state: TraineeState


ID_FAULTS = {
    IdFault.LENGTH: ("应为 18 位身份证号", "must have 18 characters"),
    IdFault.CHECKSUM: ("校验码不符，请核对", "has a wrong check character; please compare"),
    IdFault.DATE: ("出生日期不存在或在今天之后", "holds an impossible date of birth"),
}
FIELD_TITLES: Mapping[str, Title] = field_marks(CandidateDraft, Title)


def check_candidate(draft: CandidateDraft, form: Form, *, today: date) -> Candidate:
    """The candidate with tidied details; Invalid (422) names every field that is wrong."""
    faults = [
        *_identity_faults(draft, today),
        *_contact_faults(draft),
        *_missing_faults(draft, form),
        *_stage_faults(draft, form, today),
    ]
    number = read_id_number(draft.id_no, today=today)
    if faults or isinstance(number, IdFault):
        raise Invalid(
            "CANDIDATE_NOT_ELIGIBLE",
            f"提名信息有误：{'；'.join(fault.zh for fault in faults)}。",
            f"The nomination cannot be taken: {'; '.join(fault.en for fault in faults)}.",
            "A-6.6",
            faults=faults,
        )
    return _candidate(draft, number.text, number.sex)


def listed_candidate(draft: CandidateDraft) -> Candidate:
    """The candidate of a row that has passed the check of its list."""
    return _candidate(draft, draft.id_no, read_sex(draft.sex) or Sex.UNKNOWN)


def _candidate(draft: CandidateDraft, id_no: str, sex: Sex) -> Candidate:
    ethnicity = read_ethnicity(draft.ethnicity)
    return Candidate(
        name=tidy_name(draft.name),
        id_no=id_no,
        sex=sex,
        phone=read_phone(draft.phone) or "",
        ethnicity=ethnicity.name if ethnicity else "",
        political_status=draft.political_status.strip(),
        student_no=draft.student_no.strip(),
        group_name=draft.group_name.strip(),
        post=draft.post.strip(),
        rank=draft.rank.strip(),
        activist_on=draft.activist_on,
        target_on=draft.target_on,
        remark=draft.remark.strip(),
    )


def clash(
    places: Iterable[Place], *, start_on: date, end_on: date, category: Category, rules: RuleSet
) -> Refusal | None:
    """Why somebody may not come who sits in another class then, or failed one too recently."""
    for place in places:
        if _overlaps(place, start_on, end_on):
            return Refusal(
                "DATE_CLASH",
                f"此人同期已参加「{place.title}」。",
                f"This person attends '{place.title}' at the same time.",
                "A-6.6",
            )
        if _still_barred(place, start_on, category, rules):
            return Refusal(
                "RE_ENTRY_BAN",
                f"此人在「{place.title}」未合格，"
                f"{rules.re_entry_ban_days} 天内不能再次参加同类班次。",
                f"This person failed '{place.title}' less than {rules.re_entry_ban_days} days ago.",
                "A-6.6",
            )
    return None


def _overlaps(place: Place, start_on: date, end_on: date) -> bool:
    attends = place.state in (TraineeState.ENROLLED, TraineeState.ACTIVE)
    return attends and place.start_on <= end_on and place.end_on >= start_on


def _still_barred(place: Place, start_on: date, category: Category, rules: RuleSet) -> bool:
    free_from = place.end_on + timedelta(days=rules.re_entry_ban_days)
    failed = place.state is TraineeState.FAILED and place.category is category
    return failed and start_on < free_from


def _identity_faults(draft: CandidateDraft, today: date) -> Iterable[Fault]:
    if not tidy_name(draft.name):
        yield Fault("candidate.name", "请填写姓名", "the name is missing")
    number = read_id_number(draft.id_no, today=today)
    if isinstance(number, IdFault):
        zh, en = ID_FAULTS[number]
        yield Fault("candidate.id_no", f"身份证号{zh}", f"the id number {en}")
    elif draft.sex and read_sex(draft.sex) is not number.sex:
        yield Fault("candidate.sex", "性别与身份证号不符", "the sex differs from the id number")


def _contact_faults(draft: CandidateDraft) -> Iterable[Fault]:
    if draft.phone and read_phone(draft.phone) is None:
        yield Fault("candidate.phone", "联系电话应为 11 位手机号", "the phone needs 11 digits")
    if draft.ethnicity and read_ethnicity(draft.ethnicity) is None:
        yield Fault("candidate.ethnicity", "民族名称不规范", "the ethnic group is not known")


def _missing_faults(draft: CandidateDraft, form: Form) -> Iterable[Fault]:
    """What the form of the class cannot do without; a phone may follow later."""
    for column in form.required:
        value = getattr(draft, column.key)
        if column.key in _CHECKED_ELSEWHERE or (value and str(value).strip()):
            continue
        kind, title = CATEGORY_TITLES[form.category], FIELD_TITLES[column.key]
        yield Fault(
            f"candidate.{column.key}",
            f"{kind.zh}班须填写{title.zh}",
            f"'{title.en}' is needed for a class of {kind.en.lower()}",
        )


# Who it is has checks of its own, and so has a political status.
_CHECKED_ELSEWHERE = {"name", "id_no", "phone", "political_status"}


def _stage_faults(draft: CandidateDraft, form: Form, today: date) -> Iterable[Fault]:
    if status := form.status_fault(draft.political_status):
        yield Fault(f"candidate.{status.field}", status.zh, status.en)
    for column in (ACTIVIST_ON, TARGET_ON):
        day, title = getattr(draft, column.key), FIELD_TITLES[column.key]
        if day is not None and day > today and form.column(column.key):
            yield Fault(
                f"candidate.{column.key}",
                f"{title.zh}在今天之后",
                f"'{title.en}' lies in the future",
            )
    if draft.activist_on and draft.target_on and draft.target_on < draft.activist_on:
        yield Fault(
            "candidate.target_on",
            "确定为发展对象时间早于列为入党积极分子时间",
            "'Development target since' lies before 'Activist since'",
        )
