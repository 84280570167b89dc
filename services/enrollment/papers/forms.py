"""The trainee information form C4/组织04/001 (A-9.a)."""

from collections.abc import Mapping, Sequence
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
COLUMNS = (
    Column("学号"),
    Column("姓名"),
    Column("性别", align="center"),
    Column("民族"),
    Column("身份证号"),
    Column("政治面貌"),
    Column("所在党组织"),
    Column("专业班级/部门"),
    Column("学号/工号"),
    Column("列为积极分子时间", align="center"),
    Column("确定发展对象时间", align="center"),
    Column("联系电话"),
    Column("状态", align="center"),
)


def trainee_form(training_class: TrainingClass, trainees: Sequence[TraineeView]) -> dict[str, Any]:
    """What the form shows, as plain values; id numbers and phones stay masked."""
    return {
        "title": f"{training_class.title}学员信息表",
        "code": training_class.code,
        "days": f"培训时间：{training_class.start_on} 至 {training_class.end_on}",
        "rows": [_line(trainee) for trainee in trainees],
    }


def print_trainee_form(data: Mapping[str, Any], files: FileStore) -> FileRef:
    """The form as a workbook in the storage."""
    workbook = write_table(
        data["title"],
        RECORD_NO,
        COLUMNS,
        data["rows"],
        subtitles=[f"班次代码：{data['code']}　{data['days']}　共 {len(data['rows'])} 人"],
        sheet_name="学员信息表",
    )
    return files.put(workbook, f"{data['code']}-学员信息表.xlsx")


def _line(trainee: TraineeView) -> list[str]:
    return [
        trainee.trainee_no,
        trainee.name,
        trainee.sex,
        trainee.ethnicity,
        trainee.id_no_masked,
        trainee.political_status,
        trainee.unit_name,
        trainee.group_name,
        trainee.student_no,
        str(trainee.activist_on or ""),
        str(trainee.target_on or ""),
        trainee.phone_masked,
        STATE_TITLES[trainee.state],
    ]
