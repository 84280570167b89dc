"""The class file of both norms through the office: filled, sealed, handed out as one folder."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from contracts.assessment import AssessmentFinished, EvaluationClosed, EvaluationForm
from contracts.base import Event
from contracts.enrollment import (
    ArchiveIncomplete,
    ArchiveSealed,
    ArchiveView,
    ClassRole,
    ClassState,
    DrawSupplies,
    ExportArchive,
    FileDocument,
    FindArchive,
    IssueHandbook,
    SealArchive,
    SupplyLine,
    TaskDraft,
)
from contracts.finance import (
    BudgetCleared,
    InvoiceIssued,
    ServiceDataConfirmed,
    SettlementFinalised,
)
from contracts.notification import Channel, NoticeKind, NoticePublished, PublicityPublished
from contracts.roles import Actor, Role
from contracts.scheduling import TimetablePublished
from contracts.values import Track
from kit import clock
from kit.testing import an_actor
from services.enrollment.domain.assignment import Assignment
from services.enrollment.domain.checklist import DocType
from services.enrollment.service.filing import file_record
from services.enrollment.store import EnrollmentStore
from tests.enrollment.college import AFFAIRS, College
from tests.enrollment.makers import NOW, refused
from tests.enrollment.school import STAFF, School
from tests.enrollment.staffed import PLANNED_FOR, STUDENTS, StaffedCollege
from tests.enrollment.standing import give_duty, put_into

LAST_EVENING = datetime(2026, 4, 24, 10, tzinfo=UTC)
OWN_RECORDS = (
    DocType.CONFIRMATION,
    DocType.IMPLEMENTATION_PLAN,
    DocType.ROSTER,
    DocType.HANDBOOK,
    DocType.DUTY_ROSTER,
    DocType.SUPPLIES,
    DocType.HAND_OVER_LIST,
)


@pytest.fixture
def staffed(moved_clock: None) -> Iterator[StaffedCollege]:
    """A college with people who can be given duties."""
    college = StaffedCollege()
    yield college
    college.office.close()


def reports(class_id: str) -> list[Event]:
    """What the other departments report that belongs into the file of a contracted class."""
    return [
        BudgetCleared(class_id=class_id, total_fen=90_000_00, ceiling_fen=99_000_00),
        NoticePublished(
            notice_id="n1", kind=NoticeKind.CLASS_NOTICE, class_id=class_id, addressed=1
        ),
        TimetablePublished(class_id=class_id, version=1, sessions=[], hours_total=320),
        ServiceDataConfirmed(
            class_id=class_id,
            person_days=120,
            venue_half_days=10,
            teaching_hours=320,
            by_itself=False,
            version=2,
            document_hash="d" * 64,
        ),
        *(
            EvaluationClosed(class_id=class_id, form=form, answers=20, response_rate=833, score=950)
            for form in EvaluationForm
        ),
        AssessmentFinished(class_id=class_id, track=Track.CADRE, completed=["t1"], failed=[]),
        SettlementFinalised(class_id=class_id, total_fen=90_000_00, invoiced=False),
        InvoiceIssued(class_id=class_id, invoice_id="i1", number="2" * 20, total_fen=90_000_00),
        PublicityPublished(class_id=class_id, piece_id="p1", channel=next(iter(Channel))),
    ]


def file(school: School, class_id: str, doc_type: str, as_: Actor = STAFF) -> ArchiveView:
    document = school.keep(f"{doc_type} 原件".encode(), f"{doc_type}.pdf")
    request = FileDocument(class_id=class_id, doc_type=doc_type, document=document)
    filed: ArchiveView = school.do(request, as_)
    return filed


def archive(school: School, class_id: str) -> ArchiveView:
    found: ArchiveView = school.do(FindArchive(class_id=class_id), AFFAIRS)
    return found


def record_own(college: College, class_id: str, *kinds: DocType) -> None:
    """What enrollment itself files when it happens."""
    with college.office.database.writing() as session:
        store = EnrollmentStore(session, STAFF, clock.now(), college.office.office.files)
        for kind in kinds:
            file_record(store, class_id, kind, f"{kind} happened")


def a_settled_class(college: College) -> str:
    """A contracted class with all its papers but those filed by hand."""
    class_id = college.an_ordered_class().class_id
    college.hear(*reports(class_id))
    record_own(college, class_id, *OWN_RECORDS)
    put_into(college, class_id, ClassState.SETTLED)
    return class_id


def unpacked(college: College, class_id: str) -> dict[str, bytes]:
    """The exported folder."""
    packed = college.do(ExportArchive(class_id=class_id), AFFAIRS)
    with zipfile.ZipFile(io.BytesIO(college.office.office.files.read(packed.file_id))) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


# -- Scenario 22 -----------------------------------------------------------------------------


@pytest.mark.clause("A-7.9.a", "B-6.7", "B-8.7")
def test_one_missing_paper_keeps_the_file_of_a_contracted_class_open(college: College) -> None:
    class_id = a_settled_class(college)
    for doc_type in ("TRAINING_MATERIALS", "ATTENDANCE_FORM"):
        file(college, class_id, doc_type)

    assert archive(college, class_id).missing == ["SIGN_IN_BOOK"]
    with refused("ARCHIVE_INCOMPLETE") as said:
        college.do(SealArchive(class_id=class_id), STAFF)
    assert "学员签到簿（B-8.4a）" in said.value.zh
    assert [event.missing for event in college.emitted(ArchiveIncomplete)] == [["SIGN_IN_BOOK"]]
    assert college.emitted(ArchiveSealed) == []

    file(college, class_id, "SIGN_IN_BOOK")
    sealed = college.do(SealArchive(class_id=class_id), STAFF)
    assert (sealed.state, sealed.missing) == ("SEALED", [])
    assert college.find(class_id).state is ClassState.ARCHIVED
    for doc_type in ("SIGN_IN_BOOK", "OTHER"):
        with refused("ARCHIVE_SEALED"):
            file(college, class_id, doc_type)


@pytest.mark.clause("A-7.9.a")
def test_events_twice_and_in_any_order_file_each_paper_once(college: College) -> None:
    class_id = college.an_ordered_class().class_id
    college.hear(*reversed(reports(class_id)), times=2)
    items = [item for item in archive(college, class_id).items if item.filed_at]

    assert sorted(item.doc_type for item in items) == [
        "BUDGET",
        "DATA_SHEET",
        "INVOICE",
        "NOTICE",
        "PLAN_APPROVAL",
        "PUBLICITY",
        "SERVICE_EVALUATION",
        "SETTLEMENT",
        "SUMMARIES",
        "TEACHING_EVALUATION",
        "TIMETABLE",
    ]


@pytest.mark.clause("A-7.9.a")
def test_an_own_class_of_the_college_has_no_papers_of_a_host(college: College) -> None:
    class_id = college.an_own_class().class_id
    college.hear(*reports(class_id))
    kinds = {item.doc_type for item in archive(college, class_id).items}

    assert not kinds & {"CONFIRMATION", "BUDGET", "DATA_SHEET", "SETTLEMENT", "INVOICE"}
    assert {"IMPLEMENTATION_PLAN", "HAND_OVER_LIST", "SUMMARIES"} <= kinds


@pytest.mark.clause("A-7.9.a", "B-6.7")
def test_what_comes_before_check_in_is_filed_when_it_happens(staffed: StaffedCollege) -> None:
    class_id = staffed.a_confirmed_class()
    staffed.appoint_lead(class_id)
    staffed.issue_plan(class_id, *PLANNED_FOR)
    staffed.complete_team(class_id)
    pens = SupplyLine(item="签字笔", quantity=30)
    staffed.do(DrawSupplies(class_id=class_id, purpose="学员用品", lines=[pens]), STUDENTS)
    task = TaskDraft(
        unit_id=staffed.departments[Role.FIN_LOGISTICS].unit_id, title="接站", due_at=LAST_EVENING
    )
    handbook = staffed.keep(b"handbook", "学员手册.pdf")
    staffed.do(
        IssueHandbook(class_id=class_id, document=handbook, contact="值班室", tasks=[task]),
        STUDENTS,
    )
    filed = {item.doc_type: item for item in archive(staffed, class_id).items if item.filed_at}

    assert {"CONFIRMATION", "IMPLEMENTATION_PLAN", "DUTY_ROSTER", "SUPPLIES", "HANDBOOK"} <= {
        *filed
    }
    assert filed["HANDBOOK"].file == handbook
    assert filed["CONFIRMATION"].file is not None
    assert {(item.segment, item.custodian) for item in filed.values()} == {
        ("LEAD", "PROJECT_LEAD:lead")
    }


# -- Two custodies ---------------------------------------------------------------------------


def duty(class_id: str, role: ClassRole, college: College) -> Assignment:
    return Assignment(
        assignment_id=clock.new_id(),
        class_id=class_id,
        role=role,
        person_id=str(role).lower(),
        name=str(role),
        unit_id=college.departments[Role.TEACHING_AFFAIRS].unit_id,
        appointed_by="head",
        from_at=NOW,
    )


@pytest.mark.clause("B-6.7", "B-8.7")
def test_every_paper_shows_who_answers_for_it(college: College) -> None:
    class_id = college.an_ordered_class().class_id
    give_duty(college, *(duty(class_id, role, college) for role in ClassRole))
    college.hear(*reports(class_id)[:3])
    keeper = {
        item.doc_type: (item.segment, item.custodian) for item in archive(college, class_id).items
    }

    assert keeper["TIMETABLE"] == ("LEAD", "PROJECT_LEAD:lead")
    assert keeper["TRAINING_MATERIALS"] == ("LEAD", "PROJECT_LEAD:lead")
    assert keeper["SIGN_IN_BOOK"] == ("COUNSELOR", "COUNSELOR:counselor")
    assert keeper["INVOICE"] == ("POST", "PROJECT_LEAD:lead")


@pytest.mark.clause("B-6.7", "B-8.7")
def test_the_lead_and_the_counselor_file_each_their_own(college: College) -> None:
    class_id = college.an_ordered_class().class_id
    lead, counselor = (
        an_actor(role, person="x", within=f"class:{class_id}")
        for role in (Role.PROJECT_LEAD, Role.COUNSELOR)
    )

    with refused("NOT_YOUR_SEGMENT") as said:
        file(college, class_id, "TRAINING_MATERIALS", counselor)
    assert (said.value.status, said.value.clause) == (403, "B-6.7")
    with refused("NOT_YOUR_SEGMENT") as said:
        file(college, class_id, "SIGN_IN_BOOK", lead)
    assert (said.value.status, said.value.clause) == (403, "B-8.7")
    file(college, class_id, "TRAINING_MATERIALS", lead)
    file(college, class_id, "SIGN_IN_BOOK", counselor)
    missing = archive(college, class_id).missing
    assert not {"TRAINING_MATERIALS", "SIGN_IN_BOOK"} & set(missing)


def test_the_party_school_shows_its_staff_as_custodian(school: School) -> None:
    items = archive(school, school.a_class().class_id).items

    assert {item.custodian for item in items} == {"STAFF"}
    assert {item.segment for item in items} == {"PREPARATION", "TEACHING", "RESULTS"}


# -- The folder ------------------------------------------------------------------------------


@pytest.mark.clause("A-7.9.a", "B-6.7", "B-8.7")
def test_the_file_is_handed_out_as_one_folder_with_index_and_hashes(college: College) -> None:
    class_id = a_settled_class(college)
    for doc_type in ("TRAINING_MATERIALS", "ATTENDANCE_FORM", "SIGN_IN_BOOK"):
        file(college, class_id, doc_type)
    sealed = college.do(SealArchive(class_id=class_id), STAFF)
    folder = unpacked(college, class_id)
    manifest: dict[str, Any] = json.loads(folder["KJ2601-班次档案/manifest.json"])
    documents = manifest["documents"]

    assert (manifest["state"], manifest["manifest_hash"]) == ("SEALED", sealed.manifest_hash)
    filed = [item for item in sealed.items if item.filed_at]
    assert [entry["sha256"] for entry in documents] == [item.sha256 for item in filed]
    assert len(folder) == len(filed) + 2
    for entry in documents:
        content = folder[f"KJ2601-班次档案/{entry['path']}"]
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    [book] = [entry for entry in documents if entry["doc_type"] == "SIGN_IN_BOOK"]
    assert folder[f"KJ2601-班次档案/{book['path']}"] == "SIGN_IN_BOOK 原件".encode()
    index = load_workbook(io.BytesIO(folder["KJ2601-班次档案/目录.xlsx"])).worksheets[0]
    cells = {str(value) for row in index.values for value in row}
    assert {"学员签到簿", "B-8.4a", book["path"], book["sha256"]} <= cells
    assert f"封存摘要：{sealed.manifest_hash}" in cells


@pytest.mark.clause("A-7.9.a")
def test_an_open_file_is_handed_out_with_what_is_missing(college: College) -> None:
    class_id = college.an_ordered_class().class_id
    first = college.do(ExportArchive(class_id=class_id), AFFAIRS)
    again = college.do(ExportArchive(class_id=class_id), AFFAIRS)
    manifest = json.loads(unpacked(college, class_id)["KJ2601-班次档案/manifest.json"])

    assert first == again
    assert (manifest["state"], manifest["manifest_hash"]) == ("INCOMPLETE", "")
    assert "学员签到簿（B-8.4a）" in manifest["missing"]


@pytest.mark.clause("A-7.9.a")
def test_a_document_that_changed_on_the_disk_is_noticed(college: College) -> None:
    class_id = college.an_ordered_class().class_id
    view = file(college, class_id, "TRAINING_MATERIALS")
    [filed] = [item.file for item in view.items if item.doc_type == "TRAINING_MATERIALS"]
    assert filed is not None
    college.office.office.files.path(filed.file_id).write_bytes(b"forged")

    with refused("ARCHIVE_DAMAGED"):
        college.do(ExportArchive(class_id=class_id), AFFAIRS)
