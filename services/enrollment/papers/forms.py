"""The trainee information form, in the Party school record C4/组织04/001 (A-9.a)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.enrollment import TraineeState, TraineeView
from contracts.values import FileRef
from kit.files import FileStore
from kit.sheets import Column, write_table
from services.enrollment.domain.training_class import TrainingClass

RECORD_NO = "C4/组织04/001"
STATE_TITLES = {
    TraineeState.ENROLLED: "已录取",
    TraineeState.ACTIVE: "在训",
    TraineeState.COMPLETED: "结业",
    TraineeState.FAILED: "未结业",
    TraineeState.WITHDRAWN: "退学",
    TraineeState.NO_SHOW: "未报到",
}
Cell = Callable[[TraineeView], str]


@dataclass(frozen=True)
class Field:
    """A column of the form, and what stands in it for a trainee."""

    title: str
    cell: Cell
    centred: bool = False


WHO = (
    Field("学号", lambda one: one.trainee_no),
    Field("姓名", lambda one: one.name),
    Field("性别", lambda one: one.sex, centred=True),
    Field("民族", lambda one: one.ethnicity),
    Field("身份证号", lambda one: one.id_no_masked),
    Field("政治面貌", lambda one: one.political_status),
)
PHONE = Field("联系电话", lambda one: one.phone_masked)
STATE = Field("状态", lambda one: STATE_TITLES[one.state], centred=True)
PARTY_SCHOOL = (
    *WHO,
    Field("所在党组织", lambda one: one.unit_name),
    Field("专业班级/部门", lambda one: one.group_name),
    Field("学号/工号", lambda one: one.student_no),
    Field("列为积极分子时间", lambda one: str(one.activist_on or ""), centred=True),
    Field("确定发展对象时间", lambda one: str(one.target_on or ""), centred=True),
    PHONE,
    STATE,
)
COLLEGE = (
    *WHO,
    Field("所在单位", lambda one: one.unit_name),
    Field("所在部门", lambda one: one.group_name),
    Field("职务", lambda one: one.post),
    Field("职级", lambda one: one.rank),
    PHONE,
    STATE,
)


def trainee_form(training_class: TrainingClass, trainees: Sequence[TraineeView]) -> dict[str, Any]:
    """What the form shows, as plain values; id numbers and phones stay masked. The record number
    is the Party school's own; the college's form shows posts instead of Party stages.
    """
    college = training_class.nature.college
    fields = COLLEGE if college else PARTY_SCHOOL
    return {
        "record_no": "" if college else RECORD_NO,
        "title": f"{training_class.title}学员信息表",
        "code": training_class.code,
        "days": f"培训时间：{training_class.start_on} 至 {training_class.end_on}",
        "columns": [[field.title, field.centred] for field in fields],
        "rows": [[field.cell(trainee) for field in fields] for trainee in trainees],
    }


def print_trainee_form(data: Mapping[str, Any], files: FileStore) -> FileRef:
    """The form as a workbook in the storage."""
    workbook = write_table(
        data["title"],
        data["record_no"],
        [Column(title, align="center" if centred else None) for title, centred in data["columns"]],
        data["rows"],
        subtitles=[f"班次代码：{data['code']}　{data['days']}　共 {len(data['rows'])} 人"],
        sheet_name="学员信息表",
    )
    return files.put(workbook, f"{data['code']}-学员信息表.xlsx")
