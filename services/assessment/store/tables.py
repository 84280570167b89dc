"""The tables of assessment and how the domain's classes lie in them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from contracts.assessment import (
    CertificateState,
    ExamState,
    Grade,
    RoomDraft,
    SummaryKind,
    SummaryState,
)
from contracts.values import Category, Profile, Track
from kit.columns import Encrypted, Id, Moment, Values, word
from kit.tables import Tables
from services.assessment.domain.candidate import Attendance, Bar, Candidate
from services.assessment.domain.certificate import (
    Certificate,
    CertificateNote,
)
from services.assessment.domain.custody import CustodyEntry, CustodyKind
from services.assessment.domain.duties import Holding
from services.assessment.domain.exam import Exam
from services.assessment.domain.paper import ExamPaper, PaperState
from services.assessment.domain.pass_list import PassEntry, PassList, PassListState
from services.assessment.domain.performance import Figures, Performance
from services.assessment.domain.result import Correction, Decision, Result
from services.assessment.domain.script import Mark, Script, ScriptState
from services.assessment.domain.summary import Summary
from services.assessment.domain.training_class import Standing, TrainingClass
from services.assessment.domain.work_summary import WorkSummary, WorkSummaryState

Actor = String(64)
tables = Tables("assessment")

training_class = Table(
    "training_class",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("code", String(30), nullable=False),
    Column("title", String(100), nullable=False),
    Column("category", word(Category), nullable=False),
    Column("track", word(Track), nullable=False),
    Column("profile", word(Profile), nullable=False),
    Column("session_no", Integer, nullable=False),
    Column("issues_certificate", Boolean, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("standing", word(Standing), nullable=False),
    Column("timetable_version", Integer, nullable=False),
    Column("hours_total", Integer, nullable=False),
    Column("opened_on", Date),
    Column("person_times", Integer, nullable=False),
    Column("is_taught", Boolean, nullable=False),
    Column("hours_taught", Integer, nullable=False),
    Column("person_hours", Integer, nullable=False),
    Column("hosted_externally", Boolean, nullable=False),
    Column("teacher_ids", JSON, nullable=False),
    Column("is_suspended", Boolean, nullable=False),
    Column("news", JSON, nullable=False),
    Column("summaries_concluded", Boolean, nullable=False),
    Column("incidents", Integer, nullable=False),
    tables.version(),
)

candidate = Table(
    "candidate",
    tables.metadata,
    Column("trainee_id", Id, primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False, index=True),
    Column("person_id", Actor, nullable=False),
    Column("trainee_no", String(40), nullable=False),
    Column("name", String(50), nullable=False),
    Column("unit_id", Id, nullable=False),
    Column("unit_name", String(100), nullable=False),
    Column("bars", Values(list[Bar]), nullable=False),
    Column("attendance", word(Attendance), nullable=False),
    Column("room", String(60), nullable=False),
    Column("seat_no", Integer, nullable=False),
    Column("anon_code", String(20)),
    Column("leave_told", BigInteger, nullable=False),
    tables.version(),
    UniqueConstraint("class_id", "person_id", name="nobody_sits_an_exam_twice"),
    UniqueConstraint("anon_code", name="one_code_one_candidate"),
)

exam = Table(
    "exam",
    tables.metadata,
    Column("exam_id", Id, primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False),
    Column("title", String(100), nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("rooms", Values(list[RoomDraft]), nullable=False),
    Column("rule_set", String(40), nullable=False),
    Column("pass_mark", Integer, nullable=False),
    Column("state", word(ExamState), nullable=False),
    Column("duties", Values(dict[str, Holding]), nullable=False),
    Column("rooms_booked", Boolean, nullable=False),
    Column("room_refusal", Text, nullable=False),
    Column("seals", JSON, nullable=False),
    Column("paper_version", Integer, nullable=False),
    tables.version(),
    UniqueConstraint("class_id", name="one_exam_per_class"),
    CheckConstraint("from_at < to_at", name="an_exam_ends_after_it_begins"),
)

exam_paper = Table(
    "exam_paper",
    tables.metadata,
    Column("paper_id", Id, primary_key=True),
    Column("exam_id", ForeignKey("exam.exam_id"), nullable=False),
    Column("class_id", Id, nullable=False),
    Column("paper_version", Integer, nullable=False),
    Column("content", Encrypted("exam_paper.content"), nullable=False),
    Column("marking_guide", Encrypted("exam_paper.marking_guide"), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("seal_no", String(40), nullable=False),
    Column("state", word(PaperState), nullable=False),
    Column("copies", Integer, nullable=False),
    tables.version(),
    UniqueConstraint("exam_id", "paper_version", name="one_paper_per_exam_and_version"),
)

custody = Table(
    "custody",
    tables.metadata,
    Column("entry_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("exam_id", Id, nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("kind", word(CustodyKind), nullable=False),
    Column("by", Actor, nullable=False),
    Column("seal_no", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("is_breach", Boolean, nullable=False),
)

script = Table(
    "script",
    tables.metadata,
    Column("script_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False),
    Column("exam_id", ForeignKey("exam.exam_id"), nullable=False),
    Column("anon_code", String(20), nullable=False),
    Column("lot", String(64), nullable=False),
    Column("state", word(ScriptState), nullable=False),
    Column("marks", Values(list[Mark]), nullable=False),
    Column("overwritten", Values(list[Mark]), nullable=False),
    tables.version(),
    UniqueConstraint("exam_id", "anon_code", name="one_script_per_code"),
)

result = Table(
    "result",
    tables.metadata,
    Column("result_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("exam_id", ForeignKey("exam.exam_id"), nullable=False),
    Column("trainee_id", Id, nullable=False),
    Column("trainee_no", String(40), nullable=False),
    Column("attendance", word(Attendance), nullable=False),
    Column("pass_mark", Integer, nullable=False),
    Column("score", Integer),
    Column("decision", word(Decision), nullable=False),
    Column("corrections", Values(list[Correction]), nullable=False),
    tables.version(),
    UniqueConstraint("exam_id", "trainee_id", name="one_result_per_candidate_and_exam"),
    CheckConstraint("score BETWEEN 0 AND 100", name="a_score_is_0_to_100"),
    CheckConstraint(
        "decision <> 'PASS' OR (score IS NOT NULL AND score >= pass_mark)",
        name="only_a_score_at_the_mark_passes",
    ),
)

summary = Table(
    "summary",
    tables.metadata,
    Column("trainee_id", ForeignKey("candidate.trainee_id"), primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False, index=True),
    Column("trainee_no", String(40), nullable=False),
    Column("kind", word(SummaryKind), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", word(SummaryState), nullable=False),
    Column("text", Text, nullable=False),
    Column("handed_in_by", Actor, nullable=False),
    Column("submitted_at", Moment),
    Column("fingerprint", JSON, nullable=False),
    Column("similarity", Integer, nullable=False),
    Column("closest_id", Id, nullable=False),
    Column("grade", word(Grade)),
    Column("reviewed_by", Actor, nullable=False),
    Column("opinion", Text, nullable=False),
    Column("passed", Boolean, nullable=False),
    tables.version(),
    CheckConstraint("similarity BETWEEN 0 AND 1000", name="likeness_is_0_to_1000"),
    CheckConstraint(
        "state <> 'ACCEPTED' OR grade IS NOT NULL", name="an_accepted_summary_has_a_grade"
    ),
    CheckConstraint(
        "NOT passed OR (state = 'ACCEPTED' AND grade <> 'FAIL')",
        name="only_an_accepted_summary_that_is_no_fail_passes",
    ),
    CheckConstraint(
        "reviewed_by = '' OR reviewed_by <> handed_in_by",
        name="nobody_reviews_what_they_handed_in",
    ),
    Index("ix_summary_due", "state", "due_on"),
)

pass_list = Table(
    "pass_list",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("exam_id", Id, nullable=False),
    Column("state", word(PassListState), nullable=False),
    Column("entries", Values(list[PassEntry]), nullable=False),
    Column("frozen_hash", String(64), nullable=False),
    Column("frozen_by", Actor, nullable=False),
    Column("frozen_at", Moment),
    tables.version(),
)

# The counter of a series is raised in the transaction that makes the certificates: what is rolled
# back was never given, so no number is ever skipped.
certificate_series = Table(
    "certificate_series",
    tables.metadata,
    Column("series", String(40), primary_key=True),
    Column("last_seq", Integer, nullable=False),
)

certificate = Table(
    "certificate",
    tables.metadata,
    Column("certificate_id", Id, primary_key=True),
    Column("certificate_no", String(40), nullable=False),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False),
    Column("trainee_id", Id, nullable=False),
    Column("holder", String(50), nullable=False),
    Column("class_title", String(100), nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("hours", Integer, nullable=False),
    Column("verify_code", String(20), nullable=False),
    Column("state", word(CertificateState), nullable=False),
    Column("issued_on", Date),
    Column("reissues", Integer, nullable=False),
    Column("key_id", String(8), nullable=False),
    Column("signature", String(90), nullable=False),
    Column("notes", Values(list[CertificateNote]), nullable=False),
    tables.version(),
    UniqueConstraint("certificate_no", name="no_certificate_number_twice"),
    UniqueConstraint("class_id", "trainee_id", name="one_certificate_per_trainee_and_class"),
    Index("ix_certificate_class_by_number", "class_id", "certificate_no"),
)

performance = Table(
    "performance",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("figures", Values(Figures), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("evaluated_by", Actor, nullable=False),
    Column("evaluated_at", Moment, nullable=False),
    tables.version(),
)

work_summary = Table(
    "work_summary",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("author", Actor, nullable=False),
    Column("state", word(WorkSummaryState), nullable=False),
    Column("approved_by", Actor, nullable=False),
    tables.version(),
)

for record, table in {
    TrainingClass: training_class,
    Candidate: candidate,
    Exam: exam,
    ExamPaper: exam_paper,
    CustodyEntry: custody,
    Script: script,
    Result: result,
    PassList: pass_list,
    Certificate: certificate,
    Summary: summary,
    Performance: performance,
    WorkSummary: work_summary,
}.items():
    tables.map(record, table)
