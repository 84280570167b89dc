"""Nominations 提名, one by one and from a workbook."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Page, Query, Secret, Title, View
from contracts.enrollment.access import SCHOOL, R
from contracts.enrollment.classes import ClassView
from contracts.values import FileRef, PageNo, PageSize, Reason


class CandidateDraft(View):
    """被提名人｜A person a unit nominates."""

    name: Annotated[str, Title("姓名", "Name"), MinLen(1), MaxLen(50)]
    id_no: Annotated[str, Title("身份证号", "ID number"), Secret(), MinLen(18), MaxLen(18)]
    phone: Annotated[str, Title("联系电话", "Phone"), Secret(), MaxLen(20)] = ""
    sex: Annotated[str, Title("性别", "Sex"), MaxLen(2)] = ""
    ethnicity: Annotated[str, Title("民族", "Ethnicity"), MaxLen(20)] = ""
    political_status: Annotated[str, Title("政治面貌", "Political status"), MaxLen(20)] = ""
    student_no: Annotated[str, Title("学号/工号", "Student or staff number"), MaxLen(30)] = ""
    group_name: Annotated[str, Title("专业班级/部门", "Student class or section"), MaxLen(60)] = ""
    post: Annotated[str, Title("职务", "Post"), MaxLen(60)] = ""
    activist_on: Annotated[date | None, Title("列为入党积极分子时间", "Activist since")] = None
    target_on: Annotated[date | None, Title("确定为发展对象时间", "Development target since")] = (
        None
    )
    remark: Annotated[str, Title("备注", "Remark"), MaxLen(200)] = ""
    rank: Annotated[str, Title("职级", "Rank"), MaxLen(40)] = ""


class NominationState(StrEnum):
    """Where a nomination stands. ELIGIBLE and WAITLISTED follow from the automatic checks."""

    ELIGIBLE = "ELIGIBLE"
    WAITLISTED = "WAITLISTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    ENROLLED = "ENROLLED"
    WITHDRAWN_BY_UNIT = "WITHDRAWN_BY_UNIT"


class NominationView(View):
    """提名｜A nomination; id number and phone are masked."""

    nomination_id: str
    class_id: str
    unit_id: str
    unit_name: str
    person_id: str
    name: str
    sex: str
    id_no_masked: str
    phone_masked: str
    student_no: str
    group_name: str
    activist_on: date | None
    target_on: date | None
    state: NominationState
    reason: str
    nominated_at: datetime
    post: str = ""
    rank: str = ""


class Nominate(
    Command[NominationView],
    rest="POST /classes/{class_id}/units/{unit_id}/nominations",
    by=(R.GRASSROOTS_ORG, R.HOST_REP, R.STAFF, R.STUDENT_WORK, R.COUNSELOR),
    clauses=("A-6.6", "A-5.w1"),
):
    """提名学员｜Nominate: one person within the unit's seats."""

    class_id: str
    unit_id: Annotated[str, Title("单位", "Unit")]
    candidate: CandidateDraft


class RowFault(View):
    """问题行｜A row that was not taken. `row` counts data rows from 1, `sheet_row` the sheet's
    own rows.
    """

    row: int | None
    sheet_row: int | None
    column: str | None
    code: str
    zh: str
    en: str


class ImportView(View):
    """导入结果｜What became of an uploaded list. `errors_file` holds the bad rows in the same
    workbook.
    """

    import_id: str
    class_id: str
    unit_id: str
    file_name: str
    accepted: int
    waitlisted: int
    unchanged: int
    refused: list[RowFault]
    errors_file: FileRef | None


class ImportNominations(
    Command[ImportView],
    rest="POST /classes/{class_id}/units/{unit_id}/nomination-imports",
    by=(R.GRASSROOTS_ORG, R.HOST_REP, R.STAFF, R.STUDENT_WORK, R.COUNSELOR),
    clauses=("A-6.6", "A-5.w1"),
    patience=120,
):
    """批量导入提名｜Import nominations: nominate everyone in an uploaded workbook; good rows are
    taken, bad rows handed back.
    """

    class_id: str
    unit_id: Annotated[str, Title("单位", "Unit")]
    upload: FileRef


class ExportNominationForm(
    Query[FileRef],
    rest="GET /classes/{class_id}/units/{unit_id}/nomination-form",
    by=(R.GRASSROOTS_ORG, R.HOST_REP, R.STAFF, R.STUDENT_WORK, R.COUNSELOR),
    clauses=("A-6.6", "A-3.1.b"),
):
    """报名表模板｜The empty workbook a unit lists its people in, with the columns of the class."""

    class_id: str
    unit_id: str


class WithdrawNomination(
    Command[NominationView],
    rest="POST /units/{unit_id}/nominations/{nomination_id}/withdrawal",
    by=(R.GRASSROOTS_ORG, R.HOST_REP, R.STAFF, R.STUDENT_WORK, R.COUNSELOR),
    clauses=("A-6.6",),
):
    """撤回提名｜Withdraw a nomination; the first on the unit's waiting list moves up."""

    unit_id: str
    nomination_id: str
    reason: Reason


class RejectNomination(
    Command[NominationView],
    rest="POST /nominations/{nomination_id}/rejection",
    by=(R.STAFF, R.STUDENT_WORK, R.COUNSELOR),
    clauses=("A-6.6",),
):
    """不予录取｜Reject nomination: with a reason."""

    nomination_id: str
    reason: Reason


class AcceptNominations(
    Command[ClassView],
    rest="POST /classes/{class_id}/nominations/acceptance",
    by=(R.STAFF, R.STUDENT_WORK, R.COUNSELOR),
    clauses=("A-4.3.a", "A-6.6"),
):
    """录取｜Accept nominations: accept every eligible nomination of the class."""

    class_id: str


class ListNominations(
    Query[Page[NominationView]], rest="GET /classes/{class_id}/nominations", by=(*SCHOOL, R.AUDITOR)
):
    """提名列表｜Nominations of a class."""

    class_id: str
    state: NominationState | None = None
    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 50


class ListOwnNominations(
    Query[Page[NominationView]],
    rest="GET /units/{unit_id}/classes/{class_id}/nominations",
    by=(R.GRASSROOTS_ORG, R.HOST_REP),
    clauses=("A-5.w1",),
):
    """本单位提名｜A unit's own nominations, never another unit's."""

    unit_id: str
    class_id: str
    page: PageNo = 1
    size: PageSize = 50
