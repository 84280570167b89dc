"""The result and certificate register C4/组织04/002 (A-7.8.b, A-9.b)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contracts.assessment import CertificateState, SummaryState
from contracts.values import FileRef
from kit.files import FileStore
from kit.sheets import Column, write_table
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.certificate import Certificate
from services.assessment.domain.result import DECISION_TITLES, Result
from services.assessment.domain.summary import GRADE_TITLES, Summary
from services.assessment.domain.training_class import TrainingClass

RECORD_NO = "C4/组织04/002"
COLUMNS = (
    Column("序号", align="center"),
    Column("学号"),
    Column("姓名"),
    Column("所在党组织"),
    Column("考试成绩", align="center"),
    Column("考核结果", align="center"),
    Column("证书号码"),
    Column("发证日期", align="center"),
    Column("备注"),
)


def register(
    course: TrainingClass,
    candidates: Iterable[Candidate],
    results: Iterable[Result],
    summaries: Iterable[Summary],
    certificates: Iterable[Certificate],
) -> dict[str, Any]:
    """What the register shows, as plain values: every trainee, decided by exam or summary or not
    yet.
    """
    verdicts = {
        **{one.trainee_id: (one.score, DECISION_TITLES[one.decision][0]) for one in results},
        **{one.trainee_id: (None, _verdict(one)) for one in summaries},
    }
    certificates_of = {certificate.trainee_id: certificate for certificate in certificates}
    return {
        "title": f"{course.title}学员成绩、证书登记表",
        "code": course.code,
        "days": f"培训时间：{course.start_on} 至 {course.end_on}",
        "rows": [
            _line(
                place,
                one,
                verdicts.get(one.trainee_id, (None, "")),
                certificates_of.get(one.trainee_id),
            )
            for place, one in enumerate(candidates, 1)
        ],
    }


def print_register(data: Mapping[str, Any], files: FileStore) -> FileRef:
    """The register as a workbook in the storage."""
    rows: Sequence[Sequence[Any]] = data["rows"]
    workbook = write_table(
        data["title"],
        RECORD_NO,
        COLUMNS,
        rows,
        subtitles=[f"班次代码：{data['code']}　{data['days']}　共 {len(rows)} 人"],
        sheet_name="成绩证书登记表",
    )
    return files.put(workbook, f"{data['code']}-成绩证书登记表.xlsx")


def _line(
    place: int, person: Candidate, verdict: tuple[int | None, str], certificate: Certificate | None
) -> list[str | int | None]:
    return [
        place,
        person.trainee_no,
        person.name,
        person.unit_name,
        *verdict,
        certificate.certificate_no if certificate else "",
        str(certificate.issued_on or "") if certificate else "",
        _remark(certificate),
    ]


def _verdict(summary: Summary) -> str:
    if summary.state is SummaryState.ACCEPTED and summary.grade:
        return GRADE_TITLES[summary.grade][0]
    return ""


def _remark(certificate: Certificate | None) -> str:
    if certificate is None:
        return ""
    if certificate.state is CertificateState.REVOKED:
        return "已撤销"
    return "补发" if certificate.reissues else ""
