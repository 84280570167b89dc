"""What each kind of class asks of a nomination, one by one and in a list: all of it is data."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import CandidateDraft
from contracts.refusals import Invalid
from contracts.values import CATEGORY_TITLES, TRACK_OF, Category, Profile, Track
from services.enrollment.domain.candidate import FIELD_TITLES, check_candidate
from services.enrollment.domain.intake import ListCell, ListRow
from services.enrollment.domain.nomination_form import (
    COLUMNS_OF,
    EVERY_COLUMN,
    Form,
    form_of,
)
from services.enrollment.domain.roster_file import Checked, check_rows, without_columns
from services.enrollment.domain.rules import RULE_SETS
from tests.enrollment.makers import MAN, TODAY, a_candidate_draft

RULES = RULE_SETS["ENR-2026-1"]
SCHOOL, COLLEGE = Profile.UNIVERSITY_PARTY_SCHOOL, Profile.CADRE_COLLEGE
CADRES = (Category.CADRE_SECTION, Category.CADRE_DIVISION, Category.CADRE_OTHER)
WRITTEN = {
    "name": "张三",
    "id_no": MAN,
    "phone": "13800000001",
    "political_status": "中共党员",
    "post": "科长",
    "rank": "乡科级正职",
    "activist_on": "2024-09-01",
    "target_on": "2025-09-01",
}
NEEDED = [
    (SCHOOL, Category.DEV_TARGET, {"activist_on", "target_on"}),
    (SCHOOL, Category.ACTIVIST, {"activist_on"}),
    (SCHOOL, Category.MEMBER, set()),
    *((SCHOOL, category, set()) for category in CADRES),
    (COLLEGE, Category.DEV_TARGET, {"activist_on", "target_on"}),
    (COLLEGE, Category.MEMBER, {"political_status"}),
    (COLLEGE, Category.CADRE_SECTION, {"post", "rank"}),
    (COLLEGE, Category.CADRE_DIVISION, {"post", "rank"}),
    (COLLEGE, Category.CADRE_OTHER, {"post"}),
    (COLLEGE, Category.OTHER, set()),
]


def row_of(**changes: str) -> ListRow:
    written = WRITTEN | changes
    cells = {column.key: ListCell(written.get(column.key, ""), False) for column in EVERY_COLUMN}
    return ListRow(1, 4, cells)


def check(form: Form, **changes: str) -> Checked:
    return check_rows(
        [row_of(**changes)],
        form,
        today=TODAY,
        nominated_here=(),
        nominated_elsewhere=(),
        seats_left=1,
    )


def refused_fields(form: Form, **changes: Any) -> set[str]:
    """The fields of a single nomination that are refused."""
    draft = a_candidate_draft(
        **{"political_status": "中共党员", "post": "科长", "rank": "乡科级正职"} | changes
    )
    try:
        check_candidate(draft, form, today=TODAY)
    except Invalid as said:
        return {fault.field.removeprefix("candidate.") for fault in said.faults}
    return set()


@pytest.mark.clause("A-3.1.b", "A-2.a")
@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("profile", Profile)
def test_every_category_on_the_list_has_its_form(profile: Profile, category: Category) -> None:
    form = form_of(profile, category, RULES)

    assert CATEGORY_TITLES[category].zh
    assert TRACK_OF[category] in Track
    assert {"name", "id_no", "phone"} <= {column.key for column in form.required}
    assert {column.key for column in form.columns} <= set(CandidateDraft.__dataclass_fields__)
    assert len(check(form).accepted) == 1


@pytest.mark.clause("A-3.1.b")
def test_a_new_category_needs_nothing_but_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COLUMNS_OF, Category.OTHER, COLUMNS_OF[Category.CADRE_OTHER])
    form = form_of(COLLEGE, Category.OTHER, RULES)

    assert form.column("rank") is not None
    assert len(check(form, rank="").accepted) == 1


@pytest.mark.clause("A-6.6")
@pytest.mark.parametrize(("profile", "category", "needed"), NEEDED)
def test_each_kind_of_class_asks_for_its_own_fields(
    profile: Profile, category: Category, needed: set[str]
) -> None:
    form = form_of(profile, category, RULES)
    blanks: dict[str, Any] = {
        "activist_on": None,
        "target_on": None,
        "post": " ",
        "rank": "",
        "political_status": "",
    }

    assert {column.key for column in form.required} == {"name", "id_no", "phone"} | needed
    assert refused_fields(form, **blanks) == needed
    listed = check(form, **dict.fromkeys(blanks, ""))
    titles = {column.title for column in form.columns if column.key in needed}
    assert {fault.column for fault in listed.refused} == titles


@pytest.mark.clause("A-6.6")
@pytest.mark.parametrize(
    ("status", "taken"),
    [
        ("中共党员", True),
        (" 中共预备党员 ", True),
        ("预备党员", True),
        ("共青团员", False),
        ("群众", False),
        ("民革党员", False),
    ],
)
def test_a_class_of_members_takes_members_and_probationary_ones(status: str, taken: bool) -> None:
    form = form_of(COLLEGE, Category.MEMBER, RULES)

    assert (refused_fields(form, political_status=status) == set()) == taken
    checked = check(form, political_status=status)
    assert [fault.code for fault in checked.refused] == ([] if taken else ["NOT_A_PARTY_MEMBER"])


@given(st.sampled_from(CADRES), st.sampled_from(Profile))
def test_cadres_are_asked_for_no_party_stages(category: Category, profile: Profile) -> None:
    form = form_of(profile, category, RULES)
    [taken] = check(form).accepted

    assert form.column("activist_on") is form.column("target_on") is None
    assert (taken.draft.activist_on, taken.draft.target_on) == (None, None)
    assert (taken.draft.post, taken.draft.rank) == ("科长", "乡科级正职")


def test_a_list_without_a_needed_column_is_told_which() -> None:
    form = form_of(COLLEGE, Category.CADRE_SECTION, RULES)
    headings = {"name": "姓名", "id_no": "身份证号", "phone": "电话", "post": "职务"}
    [fault] = without_columns(form.missing_from(headings)).refused

    assert (fault.code, fault.row) == ("HEADER_NOT_FOUND", None)
    assert "职级" in fault.zh


def test_every_field_is_read_under_any_title_it_has_in_a_form() -> None:
    titles = {
        (column.key, title)
        for columns in COLUMNS_OF.values()
        for column in columns
        for title in (column.title, *column.synonyms)
    }
    known = {
        (column.key, title) for column in EVERY_COLUMN for title in (column.title, *column.synonyms)
    }

    assert known == titles
    assert len({title for _, title in known}) == len(known)
    assert FIELD_TITLES.keys() >= {column.key for column in EVERY_COLUMN}
