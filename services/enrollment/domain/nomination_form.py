"""The form units nominate with: for each kind of class its columns and what may not be missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from contracts.refusals import Fault
from contracts.values import CATEGORY_TITLES, Category, Profile
from services.enrollment.domain.rules import RULE_SETS, RuleSet
from services.enrollment.domain.training_class import TrainingClass


@dataclass(frozen=True)
class Column:
    """A column of the form: the field it fills, its title, titles units use instead."""

    key: str
    title: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


NAME = Column("name", "姓名", ("学员姓名",), required=True)
SEX = Column("sex", "性别")
ETHNICITY = Column("ethnicity", "民族")
ID_NO = Column(
    "id_no",
    "身份证号",
    ("身份证号码", "身份证件号", "身份证件号码", "公民身份号码", "身份证", "证件号码", "证件号"),
    required=True,
)
POLITICAL_STATUS = Column("political_status", "政治面貌")
STUDENTS_GROUP = Column("group_name", "专业班级", ("班级", "所在班级", "行政班级", "专业及班级"))
CADRES_GROUP = Column("group_name", "所在部门", ("部门", "处室", "科室", "工作单位"))
STUDENT_NO = Column("student_no", "学号", ("学工号", "工号", "学号/工号"))
POST = Column("post", "职务", ("现任职务",))
RANK = Column("rank", "职级", ("职务层次", "行政级别", "现任职级"))
ACTIVIST_ON = Column(
    "activist_on",
    "列为入党积极分子时间",
    (
        "积极分子日期",
        "积极分子时间",
        "入党积极分子时间",
        "列为积极分子时间",
        "确定为积极分子时间",
        "确定为入党积极分子时间",
    ),
)
TARGET_ON = Column(
    "target_on",
    "确定为发展对象时间",
    ("发展对象日期", "发展对象时间", "列为发展对象时间", "确定发展对象时间"),
)
PHONE = Column(
    "phone",
    "联系电话",
    ("手机号", "手机号码", "手机", "电话", "联系方式", "移动电话"),
    required=True,
)
REMARK = Column("remark", "备注", ("说明",))

WHO = (NAME, SEX, ETHNICITY, ID_NO, POLITICAL_STATUS)
STUDENTS = (*WHO, STUDENTS_GROUP, STUDENT_NO, POST)
CADRES = (*WHO, CADRES_GROUP, POST, RANK, PHONE, REMARK)
COLUMNS_OF: Mapping[Category, Sequence[Column]] = {
    Category.DEV_TARGET: (*STUDENTS, ACTIVIST_ON, TARGET_ON, PHONE, REMARK),
    Category.ACTIVIST: (*STUDENTS, ACTIVIST_ON, PHONE, REMARK),
    Category.MEMBER: (*STUDENTS, PHONE, REMARK),
    Category.OTHER: (*STUDENTS, PHONE, REMARK),
    Category.CADRE_SECTION: CADRES,
    Category.CADRE_DIVISION: CADRES,
    Category.CADRE_OTHER: CADRES,
}


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form of one kind of class. A required column is there and filled; a political status is
    one of `statuses`, any if there are none.
    """

    category: Category
    columns: Sequence[Column]
    statuses: frozenset[str]

    def column(self, key: str) -> Column | None:
        """The column that fills a field, if the form has it."""
        return next((column for column in self.columns if column.key == key), None)

    @property
    def required(self) -> list[Column]:
        """The columns no list and no nomination can do without."""
        return [column for column in self.columns if column.required]

    def missing_from(self, headings: Mapping[str, str]) -> list[Column]:
        """The required columns that a list with these headings lacks."""
        return [column for column in self.required if column.key not in headings]

    def status_fault(self, status: str) -> Fault | None:
        """What is wrong with a political status: a class of Party members takes only them."""
        if not self.statuses or status.strip() in self.statuses:
            return None
        kind = CATEGORY_TITLES[self.category]
        return Fault(
            "political_status",
            f"{kind.zh}班学员须为中共党员或预备党员",
            f"a class of {kind.en.lower()} takes full and probationary Party members only",
        )


def form_of(profile: Profile, category: Category, rules: RuleSet) -> Form:
    """The form of a kind of class by the norm its class follows."""
    needed = rules.needed_of[profile].get(category, ())
    members_only = category is Category.MEMBER and "political_status" in needed
    return Form(
        category=category,
        columns=[
            replace(column, required=True) if column.key in needed else column
            for column in COLUMNS_OF[category]
        ],
        statuses=rules.party_statuses if members_only else frozenset(),
    )


def form_of_class(training_class: TrainingClass) -> Form:
    """The form units nominate with for a class."""
    rules = RULE_SETS[training_class.rule_set]
    return form_of(training_class.profile, training_class.category, rules)


def _every_column() -> Sequence[Column]:
    """One column for each field, known under its titles in all forms."""
    found: dict[str, Column] = {}
    for column in (column for columns in COLUMNS_OF.values() for column in columns):
        known = found.setdefault(column.key, column)
        titles = {*known.synonyms, *column.synonyms, column.title} - {known.title}
        found[column.key] = replace(known, synonyms=tuple(sorted(titles)))
    return tuple(found.values())


# A list is read before it is known which class it is for.
EVERY_COLUMN = _every_column()
