"""Nominations and rosters of the second norm: hosts, cadres, members, and who decides."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from contracts.enrollment import (
    AcceptNominations,
    AllocateQuotas,
    ApproveRoster,
    CancelClass,
    ClassState,
    ClassView,
    ExportNominationForm,
    ExportTraineeForm,
    ImportNominations,
    ImportView,
    ListOwnNominations,
    ListOwnTrainees,
    Nominate,
    NominationState,
    QuotaLine,
    ReturnRoster,
    RosterApproved,
    SubmitRoster,
    UnitKind,
    UnitView,
    WithdrawNomination,
)
from contracts.notification import NoticeKind, NoticePublished
from contracts.roles import Actor, Role
from contracts.values import Category, Profile
from kit.files import FileStore
from kit.testing import an_actor
from services.enrollment.domain.intake import ListCell, ListRow
from services.enrollment.domain.nomination_form import form_of_class
from services.enrollment.domain.roster_file import check_rows
from services.enrollment.papers.lists import (
    nomination_form,
    parse_upload,
    print_nomination_form,
)
from tests.enrollment.college import AFFAIRS, College
from tests.enrollment.makers import TODAY, a_candidate_draft, a_class, refused
from tests.enrollment.school import DEADLINE, EVP, STAFF, School, an_id_number
from tests.enrollment.standing import put_into


def a_class_enrolling(college: College, *units: UnitView, **changes: Any) -> ClassView:
    """A contracted class whose host, or these units, nominate."""
    class_id = college.an_ordered_class(**changes).class_id
    put_into(college, class_id, ClassState.PREPARING)
    allocate(college, class_id, *units or (college.host,))
    notice = NoticePublished(
        notice_id=class_id, kind=NoticeKind.CLASS_NOTICE, class_id=class_id, addressed=1
    )
    college.hear(notice)
    return college.find(class_id)


def allocate(college: College, class_id: str, *units: UnitView) -> Any:
    lines = [QuotaLine(unit_id=unit.unit_id, seats=5, reserve=2) for unit in units]
    return college.do(AllocateQuotas(class_id=class_id, deadline=DEADLINE, quotas=lines), AFFAIRS)


def rep_of(unit: UnitView) -> Actor:
    """Who speaks for a host, in all classes it orders."""
    return an_actor(Role.HOST_REP, person="host rep", within=f"unit:{unit.unit_id}")


def manager_of(class_id: str) -> Actor:
    """Whom the host sent to manage this class."""
    return an_actor(Role.HOST_REP, person="host manager", within=f"class:{class_id}")


def a_cadre(number: int = 1, **changes: Any) -> Any:
    values = {
        "name": f"干部{number:03}",
        "id_no": an_id_number(number),
        "political_status": "中共党员",
        "post": "科长",
        "rank": "乡科级正职",
        "activist_on": None,
        "target_on": None,
    }
    return a_candidate_draft(**(values | changes))


def nominate(
    college: College, class_id: str, unit: UnitView, as_: Actor, number: int = 1, **changes: Any
) -> Any:
    request = Nominate(
        class_id=class_id, unit_id=unit.unit_id, candidate=a_cadre(number, **changes)
    )
    return college.do(request, as_)


# -- Hosts -----------------------------------------------------------------------------------


@pytest.mark.clause("A-6.6")
def test_a_host_nominates_for_the_class_it_ordered(college: College) -> None:
    class_id = a_class_enrolling(college).class_id
    first = nominate(college, class_id, college.host, rep_of(college.host), 1)
    second = nominate(college, class_id, college.host, manager_of(class_id), 2)

    assert (first.state, first.post, first.rank) == (
        NominationState.ELIGIBLE,
        "科长",
        "乡科级正职",
    )
    own = ListOwnNominations(unit_id=college.host.unit_id, class_id=class_id)
    assert college.do(own, manager_of(class_id)).total == 2
    college.do(
        WithdrawNomination(
            unit_id=college.host.unit_id, nomination_id=second.nomination_id, reason="出差"
        ),
        rep_of(college.host),
    )


@pytest.mark.clause("A-5.w1", "A-6.6")
def test_another_host_gets_no_seats_and_nominates_nobody(college: College) -> None:
    other = college.a_unit("H02", UnitKind.HOST, "市司法局")
    class_id = a_class_enrolling(college).class_id

    with refused("QUOTAS"):
        allocate(college, class_id, college.host, other)
    with refused("NOT_ITS_CLASS"):
        nominate(college, class_id, other, rep_of(other))
    with refused("NOT_ITS_CLASS"):
        nominate(college, class_id, college.departments[Role.OFFICE], STAFF)


@pytest.mark.clause("A-5.w1")
def test_who_manages_a_class_for_its_host_acts_for_no_other_unit(college: College) -> None:
    grassroots = college.units[0]
    class_id = a_class_enrolling(college, college.host, grassroots).class_id
    manager = manager_of(class_id)
    everywhere = {"unit_id": grassroots.unit_id, "class_id": class_id}

    for attempt in (ListOwnNominations(**everywhere), ListOwnTrainees(**everywhere)):
        with refused("NOT_YOUR_UNIT"):
            college.do(attempt, manager)
    with refused("NOT_YOUR_UNIT"):
        nominate(college, class_id, grassroots, manager)
    upload = college.keep(b"x", "x.xlsx")
    with refused("NOT_YOUR_UNIT"):
        college.do(ImportNominations(**everywhere, upload=upload), manager)


@pytest.mark.clause("A-6.6")
@pytest.mark.parametrize("blank", ["post", "rank"])
def test_a_section_level_cadre_has_a_post_and_a_rank(college: College, blank: str) -> None:
    class_id = a_class_enrolling(college).class_id

    with refused("CANDIDATE_NOT_ELIGIBLE") as said:
        nominate(college, class_id, college.host, rep_of(college.host), 1, **{blank: ""})
    assert [fault.field for fault in said.value.faults] == [f"candidate.{blank}"]


@pytest.mark.clause("A-6.6")
def test_nobody_sits_in_two_classes_of_the_college_on_one_day(college: College) -> None:
    class_id = a_class_enrolling(college).class_id
    nominate(college, class_id, college.host, rep_of(college.host))
    decide(college, class_id)
    other = a_class_enrolling(college, code="KJ2602").class_id

    with refused("DATE_CLASH"):
        nominate(college, other, college.host, rep_of(college.host))
    college.do(CancelClass(class_id=class_id, reason="主办单位取消"), AFFAIRS)
    assert nominate(college, other, college.host, rep_of(college.host)).person_id
    later = a_class_enrolling(
        college, code="KJ2603", start_on=date(2026, 5, 4), end_on=date(2026, 5, 8)
    ).class_id
    assert nominate(college, later, college.host, rep_of(college.host)).person_id


# -- Who decides -----------------------------------------------------------------------------


def decide(college: College, class_id: str) -> None:
    """The roster of whoever is nominated, approved."""
    college.do(AcceptNominations(class_id=class_id), STAFF)
    college.do(SubmitRoster(class_id=class_id), STAFF)
    college.do(ApproveRoster(class_id=class_id), AFFAIRS)


@pytest.mark.clause("B-3.1a")
def test_teaching_affairs_decides_on_rosters_in_the_college(college: College) -> None:
    class_id = a_class_enrolling(college).class_id
    nominate(college, class_id, college.host, rep_of(college.host))
    college.do(AcceptNominations(class_id=class_id), STAFF)
    college.do(SubmitRoster(class_id=class_id), STAFF)

    for attempt in (
        ApproveRoster(class_id=class_id),
        ReturnRoster(class_id=class_id, opinion="人数不足"),
    ):
        with refused("NOT_YOUR_DUTY") as said:
            college.do(attempt, EVP)
        assert (said.value.status, said.value.clause) == (403, "B-3.1a")
    college.do(ApproveRoster(class_id=class_id), college.of(Role.TEACHING_AFFAIRS))
    [event] = college.emitted(RosterApproved)
    assert list(event.trainees_by_unit) == [college.host.unit_id]


@pytest.mark.clause("A-7.2.a")
def test_the_executive_vice_president_decides_in_the_party_school(school: School) -> None:
    class_id = school.a_class_enrolling().class_id
    school.nominate(class_id, school.units[0], 1)
    school.do(AcceptNominations(class_id=class_id), STAFF)
    school.do(SubmitRoster(class_id=class_id), STAFF)

    for attempt in (
        ApproveRoster(class_id=class_id),
        ReturnRoster(class_id=class_id, opinion="人数不足"),
    ):
        with refused("NOT_YOUR_DUTY") as said:
            school.do(attempt, AFFAIRS)
        assert (said.value.status, said.value.clause) == (403, "A-7.2.a")
    school.do(ApproveRoster(class_id=class_id), EVP)


@pytest.mark.clause("A-9.a")
def test_the_form_of_the_college_shows_posts_and_ranks(college: College) -> None:
    class_id = a_class_enrolling(college).class_id
    nominate(college, class_id, college.host, rep_of(college.host), group_name="人事处")
    decide(college, class_id)
    form = college.do(ExportTraineeForm(class_id=class_id), STAFF)
    content = college.office.office.files.read(form.file_id)
    cells = {
        str(cell) for row in load_workbook(BytesIO(content)).worksheets[0].values for cell in row
    }

    assert {"职务", "职级", "科长", "乡科级正职", "人事处", "省司法厅"} <= cells
    assert not cells & {"列为积极分子时间", "C4/组织04/001"}
    shown = college.do(
        ListOwnTrainees(unit_id=college.host.unit_id, class_id=class_id), rep_of(college.host)
    )
    assert [(one.post, one.rank) for one in shown.items] == [("科长", "乡科级正职")]


# -- Lists -----------------------------------------------------------------------------------


def filled(workbook: bytes, *rows: dict[str, str]) -> bytes:
    """The empty form as a unit fills it."""
    book = load_workbook(BytesIO(workbook))
    sheet = book.worksheets[0]
    lines = enumerate(sheet.iter_rows(values_only=True), 1)
    below, titles = next((at, line) for at, line in lines if line[0] == "序号")
    names = [str(title).removeprefix("*") for title in titles]
    for number, row in enumerate(rows, 1):
        for title, value in row.items():
            sheet.cell(below + number, names.index(title) + 1, value)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def send_in(college: College, class_id: str, upload: Any) -> ImportView:
    request = ImportNominations(class_id=class_id, unit_id=college.host.unit_id, upload=upload)
    done: ImportView = college.do(request, rep_of(college.host))
    return done


def a_line(number: int, **changes: str) -> dict[str, str]:
    values = {
        "姓名": f"干部{number:03}",
        "身份证号": an_id_number(number),
        "联系电话": "13800000001",
        "政治面貌": "中共党员",
        "职务": "科长",
    }
    return values | changes


STAGES = {"列为入党积极分子时间": "2024-09-01", "确定为发展对象时间": "2025-09-01"}
OWN_FIELDS = {
    Category.DEV_TARGET: STAGES,
    Category.ACTIVIST: {"列为入党积极分子时间": "2024-09-01"},
    Category.CADRE_SECTION: {"职级": "乡科级正职"},
    Category.CADRE_DIVISION: {"职级": "县处级副职"},
}


@pytest.mark.clause("A-6.6", "A-3.1.b")
@pytest.mark.parametrize("category", Category)
def test_the_form_of_every_category_is_read_again_once_filled(
    tmp_path: Path, category: Category
) -> None:
    files = FileStore(tmp_path)
    found = a_class(profile=Profile.CADRE_COLLEGE, category=category)
    empty = print_nomination_form(nomination_form(found, "省司法厅"), files)
    own = OWN_FIELDS.get(category, {})
    upload = files.put(filled(files.read(empty.file_id), a_line(1, **own)), empty.name)
    read = parse_upload(ImportNominations(class_id="c1", unit_id="u1", upload=upload), files)
    [(number, sheet_row, cells)] = read["rows"]
    row = ListRow(number, sheet_row, {key: ListCell(*cell) for key, cell in cells.items()})
    checked = check_rows(
        [row],
        form_of_class(found),
        today=TODAY,
        nominated_here=(),
        nominated_elsewhere=(),
        seats_left=1,
    )

    assert form_of_class(found).missing_from(read["headings"]) == []
    assert [good.draft.name for good in checked.accepted] == ["干部001"]


@pytest.mark.clause("A-6.6")
def test_a_host_sends_in_the_filled_form(college: College) -> None:
    class_id = a_class_enrolling(college).class_id
    request = ExportNominationForm(class_id=class_id, unit_id=college.host.unit_id)
    form = college.do(request, rep_of(college.host))
    rank = {"职级": "乡科级正职"}
    lines = [a_line(1, **rank), a_line(2, **rank, 姓名=""), a_line(3)]
    workbook = filled(college.office.office.files.read(form.file_id), *lines)
    done = send_in(college, class_id, college.keep(workbook, form.name))

    assert done.accepted == 1
    assert [(fault.row, fault.column, fault.code) for fault in done.refused] == [
        (2, "姓名", "NAME_MISSING"),
        (3, "职级", "FIELD_MISSING"),
    ]
    assert done.errors_file is not None


@pytest.mark.clause("A-6.6")
def test_a_list_of_another_kind_of_class_is_not_taken(college: College) -> None:
    class_id = a_class_enrolling(college).class_id
    text = f"姓名,身份证号,联系电话,职务\n干部001,{an_id_number(1)},13800000001,科长\n"
    done = send_in(college, class_id, college.keep(text.encode(), "名单.csv"))

    assert (done.accepted, [fault.code for fault in done.refused]) == (0, ["HEADER_NOT_FOUND"])
    assert "职级" in done.refused[0].zh
