"""What assessment tells the others."""

from datetime import datetime

from contracts.assessment.exam import Duty
from contracts.base import Classification, Event
from contracts.values import Track


class ExamPlanned(Event, about="exam_id"):
    """考试已安排｜An exam was planned."""

    class_id: str
    exam_id: str
    from_at: datetime
    to_at: datetime
    rooms: dict[str, int]


class ExamInfoChanged(Event, about="exam_id"):
    """考试信息变更｜Time or rooms of an exam changed."""

    class_id: str
    exam_id: str
    from_at: datetime
    to_at: datetime
    rooms: dict[str, int]
    reason: str


class ExamDutiesAssigned(Event, about="exam_id", classification=Classification.CONFIDENTIAL):
    """考务分工已定｜Every duty of an exam is filled."""

    class_id: str
    exam_id: str
    duties: dict[str, list[str]]


class DutyConflictRejected(Event, about="exam_id"):
    """考务分工冲突｜Somebody was proposed for two duties of one exam."""

    class_id: str
    exam_id: str
    person_id: str
    held: Duty
    proposed: Duty


class PaperSealed(Event, about="exam_id"):
    """试卷已密封｜The paper was sealed (no content)."""

    class_id: str
    exam_id: str
    version: int
    sha256: str
    seal_no: str


class PaperPrinted(Event, about="exam_id"):
    """试卷已印制｜The paper was printed."""

    class_id: str
    exam_id: str
    version: int
    copies: int
    seal_no: str


class PaperLeakSuspected(Event, about="exam_id", classification=Classification.CONFIDENTIAL):
    """试卷泄密嫌疑｜A leak is suspected; a new version is needed."""

    class_id: str
    exam_id: str
    version: int


class PaperReadingRefused(Event, about="exam_id", classification=Classification.CONFIDENTIAL):
    """越权阅读试卷被拒｜Somebody tried to read a paper, or the list of anonymous codes, that was
    not theirs to read at that moment.
    """

    class_id: str
    exam_id: str
    person_id: str
    at: datetime
    what: str = "PAPER"


class SealFoundBroken(Event, about="exam_id", classification=Classification.CONFIDENTIAL):
    """封条异常｜Whoever took paper or scripts over found a seal broken or unknown."""

    class_id: str
    exam_id: str
    person_id: str
    seal_no: str


class ExamReady(Event, about="exam_id"):
    """考务就绪｜The exam is ready."""

    class_id: str
    exam_id: str
    candidates: int


class ExamHeld(Event, about="exam_id"):
    """考试结束｜The exam was held and its scripts sealed."""

    class_id: str
    exam_id: str
    present: int
    absent: int
    seal_no: str


class MarkingCompleted(Event, about="exam_id"):
    """阅卷完成｜Every script is marked."""

    class_id: str
    exam_id: str
    scripts: int
    rechecked: int


class ResultsConfirmed(Event, about="exam_id"):
    """成绩已确认｜The results are confirmed."""

    class_id: str
    exam_id: str
    passed: int
    failed: int


class ResultsPublished(Event, about="exam_id"):
    """成绩已公布｜The results are published: who may be told, by unit, ids only."""

    class_id: str
    exam_id: str
    passed: list[str]
    failed: list[str]


class PassListFrozen(Event):
    """合格名单已锁定｜The pass list is frozen."""

    class_id: str
    count: int
    frozen_hash: str


class CertificatesNumbered(Event):
    """证书已编号｜Certificates were numbered, without a gap."""

    class_id: str
    first_no: str
    last_no: str
    count: int


class CertificateIssued(Event, about="trainee_id"):
    """证书已颁发｜A certificate was issued."""

    class_id: str
    trainee_id: str
    certificate_no: str


class CertificateRevoked(Event, about="trainee_id"):
    """证书已撤销｜A certificate was revoked."""

    class_id: str
    trainee_id: str
    certificate_no: str


class CertificateReissued(Event, about="trainee_id"):
    """证书已补发｜A certificate was re-issued."""

    class_id: str
    trainee_id: str
    certificate_no: str


class AssessmentFinished(Event):
    """考核结束｜Assessment has nothing left to decide for the class: who completed, who failed."""

    class_id: str
    track: Track
    completed: list[str]
    failed: list[str]


class PerformanceEvaluated(Event):
    """培训绩效已评价｜The class was evaluated. Hours in tenths, rate in tenths of a percent."""

    class_id: str
    person_times: int
    person_hours: int
    pass_rate_of_sat: int
    integrity_breaches: int
    satisfaction: int | None = None
    incidents: int = 0


class WorkSummaryApproved(Event):
    """工作总结已批准｜The work summary was approved."""

    class_id: str
