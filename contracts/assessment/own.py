"""What trainees see of their own result and certificate, and which forms await their answer."""

from datetime import date
from typing import Annotated

from contracts.assessment.access import R
from contracts.assessment.certificates import CertificateState
from contracts.assessment.evaluation import EvaluationForm
from contracts.assessment.summaries import Grade
from contracts.base import Query, Title, View
from contracts.values import FileRef, Track


class OwnResultView(View):
    """本人成绩｜One's own result. Until it is `published` nothing is told; a certificate shows once
    it was issued. `outcome` is PASS, FAIL, BARRED, ABSENT or VOID.
    """

    class_id: str
    trainee_id: str
    class_code: str
    class_title: str
    track: Track
    published: Annotated[bool, Title("已公布", "Published")]
    outcome: str | None
    score: int | None
    pass_mark: int | None
    grade: Grade | None
    certificate_no: str | None
    certificate_state: Annotated[CertificateState | None, Title("证书状态", "Certificate state")]
    issued_on: date | None


class FindOwnResult(
    Query[OwnResultView],
    rest="GET /classes/{class_id}/trainees/{trainee_id}/result",
    by=(R.TRAINEE,),
    clauses=("A-7.10.g", "A-7.8.c"),
):
    """本人成绩｜One's own result: of the exam once published, of the summary once concluded."""

    class_id: str
    trainee_id: str


class PrintOwnCertificate(
    Query[FileRef],
    rest="GET /classes/{class_id}/trainees/{trainee_id}/certificate",
    by=(R.TRAINEE,),
    clauses=("A-7.8.c",),
    patience=60,
):
    """本人证书｜One's own certificate as a sealed PDF, while it is issued and stands."""

    class_id: str
    trainee_id: str


class OwnEvaluationView(View):
    """本人评估表｜A form one is asked to fill in, while it is out; `answered` once one's ticket was
    used. Of a closed form nobody can tell any more who has answered it.
    """

    class_id: str
    form: EvaluationForm
    opened_on: Annotated[date, Title("发放日期", "Opened on")]
    answered: Annotated[bool, Title("已填写", "Answered")]


class ListOwnEvaluations(
    Query[list[OwnEvaluationView]],
    rest="GET /classes/{class_id}/trainees/{trainee_id}/evaluations",
    by=(R.TRAINEE,),
    clauses=("B-6.5b",),
):
    """本人评估表｜The forms of one's class that are out, and whether one has answered them."""

    class_id: str
    trainee_id: str
