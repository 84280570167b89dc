"""The class file: complete by clause before it is sealed, unchanged after, in both norms."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import ArchiveIncomplete, ClassState
from contracts.values import FileRef, OrgMode, Profile, Track
from services.enrollment.domain.archive import Archive, ArchiveState, manifest_hash
from services.enrollment.domain.checklist import DocType, Line, checklist
from services.enrollment.domain.nature import Nature
from tests.enrollment.makers import NOW, an_archive, refused

A_FILE = FileRef(file_id="f" * 64, name="材料.pdf")
COLLEGE: dict[str, Any] = {"profile": Profile.CADRE_COLLEGE, "track": Track.CADRE}
CONTRACTED = {**COLLEGE, "org_mode": OrgMode.CONTRACTED}
NATURES = [
    pytest.param({}, id="development targets"),
    pytest.param({"track": Track.MEMBER}, id="party school, members"),
    pytest.param(COLLEGE, id="college, own"),
    pytest.param(CONTRACTED, id="college, contracted"),
]


def mandatory(nature: dict[str, Any]) -> list[Line]:
    return [line for line in checklist(Nature(**nature)) if line.mandatory]


def put(archive: Archive, doc_type: DocType, item_id: str = "a1") -> None:
    """File a paper the way its line says."""
    by_hand = next(line.by_hand for line in archive.lines if line.doc_type is doc_type)
    if by_hand:
        archive.file_document(doc_type, A_FILE, item_id=item_id, by="staff", now=NOW)
    else:
        archive.file_record(doc_type, source=f"{doc_type} 1", item_id=item_id, now=NOW)


def filled(nature: dict[str, Any], without: frozenset[DocType] = frozenset()) -> Archive:
    """A file with every mandatory paper but these."""
    archive = an_archive(**nature)
    for at, line in enumerate(mandatory(nature)):
        if line.doc_type not in without:
            put(archive, line.doc_type, f"a{at:02}")
    return archive


@pytest.mark.clause("A-7.9.a")
@pytest.mark.parametrize("nature", NATURES)
@given(st.data())
def test_a_file_is_not_sealed_while_anything_is_missing(
    nature: dict[str, Any], data: st.DataObject
) -> None:
    kinds = [line.doc_type for line in mandatory(nature)]
    absent = data.draw(st.frozensets(st.sampled_from(kinds), min_size=1))
    archive = filled(nature, without=absent)

    with refused("ARCHIVE_INCOMPLETE") as problem:
        archive.seal(by="staff", now=NOW)

    assert {fault.field for fault in problem.value.faults} == absent
    assert (archive.state, archive.manifest_hash) == (ArchiveState.INCOMPLETE, "")
    [told] = problem.value.leaves
    assert isinstance(told, ArchiveIncomplete)
    assert set(told.missing) == absent


@pytest.mark.clause("A-7.9.a")
@pytest.mark.parametrize("nature", NATURES)
def test_a_complete_file_is_sealed_with_a_hash_of_all_it_holds(nature: dict[str, Any]) -> None:
    archive, other = filled(nature), filled(nature)
    put(other, DocType.OTHER, "a99")
    sealed = archive.seal(by="staff", now=NOW)
    other.seal(by="staff", now=NOW)

    assert archive.state is ArchiveState.SEALED
    assert (sealed.items, sealed.manifest_hash) == (
        len(mandatory(nature)),
        archive.manifest_hash,
    )
    assert other.manifest_hash != archive.manifest_hash


@pytest.mark.clause("A-7.9.a")
def test_the_hash_covers_what_every_paper_holds() -> None:
    archive = filled({})
    before = manifest_hash(archive.items)
    hashes = {before}
    for item in archive.items:
        if item.file_id:
            item.file_id = "e" * 64
        else:
            item.source += " forged"
        hashes.add(manifest_hash(archive.items))

    assert len(hashes) == len(archive.items) + 1


@pytest.mark.clause("A-7.9.a")
def test_a_sealed_file_never_changes() -> None:
    archive = filled({})
    archive.seal(by="staff", now=NOW)
    before = (list(archive.items), archive.filings, archive.manifest_hash)

    with refused("ARCHIVE_SEALED"):
        put(archive, DocType.OTHER)
    with refused("ARCHIVE_SEALED"):
        archive.seal(by="staff", now=NOW)
    assert archive.file_record(DocType.NOTICE, source="late", item_id="x", now=NOW) == []

    assert (archive.items, archive.filings, archive.manifest_hash) == before


def test_an_event_is_filed_once() -> None:
    archive = an_archive()
    put(archive, DocType.NOTICE)
    again = archive.file_record(DocType.NOTICE, source="another", item_id="a2", now=NOW)

    assert again == []
    assert [item.source for item in archive.items] == ["NOTICE 1"]


@pytest.mark.clause("B-6.6", "A-7.9.a")
def test_an_invoice_issued_again_takes_the_place_of_the_one_taken_back() -> None:
    archive = an_archive(**CONTRACTED)
    later = NOW.replace(hour=9)
    archive.file_record(DocType.INVOICE, source="InvoiceIssued 1", item_id="a1", now=NOW)
    archive.file_record(
        DocType.INVOICE, source="InvoiceIssued 2", item_id="a2", now=later, renews=True
    )
    again = archive.file_record(
        DocType.INVOICE, source="InvoiceIssued 2", item_id="a3", now=NOW, renews=True
    )

    assert again == []
    assert [(item.source, item.filed_at) for item in archive.items] == [("InvoiceIssued 2", later)]


def test_a_record_holds_the_document_it_is_about() -> None:
    archive = an_archive(**CONTRACTED)
    archive.file_record(
        DocType.CONFIRMATION, source="ProjectConfirmed", item_id="a1", now=NOW, document=A_FILE
    )
    archive.file_record(DocType.TIMETABLE, source="TimetablePublished", item_id="a2", now=NOW)
    confirmation, timetable = archive.items

    assert (confirmation.sha256, confirmation.is_upload) == (A_FILE.file_id, False)
    assert "TimetablePublished" in timetable.record
    assert len(timetable.sha256) == 64


def test_a_newer_edition_takes_the_place_of_the_older_document() -> None:
    archive = an_archive(**COLLEGE)
    newer = FileRef(file_id="e" * 64, name="手册二版.pdf")
    for at, document in enumerate((A_FILE, A_FILE, newer)):
        archive.file_record(
            DocType.HANDBOOK, source=f"edition {at}", item_id=f"a{at}", now=NOW, document=document
        )
    [handbook] = archive.items

    assert (handbook.source, handbook.file_id, archive.filings) == ("edition 2", "e" * 64, 2)


def test_a_newer_upload_takes_the_place_of_the_older() -> None:
    archive = an_archive()
    put(archive, DocType.REGISTER)
    newer = FileRef(file_id="e" * 64, name="更正.xlsx")
    archive.file_document(DocType.REGISTER, newer, item_id="a2", by="clerk", now=NOW)

    assert [(item.file_id, item.filed_by) for item in archive.items] == [("e" * 64, "clerk")]


def test_other_papers_are_kept_side_by_side() -> None:
    archive = an_archive()
    put(archive, DocType.OTHER, "a1")
    put(archive, DocType.OTHER, "a2")

    assert len(archive.items) == 2


@pytest.mark.parametrize("doc_type", ["NOTICE", "PASS_LIST", "SIGN_IN_BOOK", "NOVEL"])
def test_what_events_record_is_not_uploaded(doc_type: str) -> None:
    with refused("DOC_TYPE"):
        an_archive().file_document(doc_type, A_FILE, item_id="a", by="staff", now=NOW)


@pytest.mark.clause("A-6.8", "A-7.9.a")
@pytest.mark.parametrize("nature", [{"track": Track.MEMBER}, COLLEGE, CONTRACTED])
def test_a_class_without_an_exam_files_summaries_and_no_exam_papers(
    nature: dict[str, Any],
) -> None:
    archive = an_archive(**nature)
    missing = {line.doc_type for line in archive.missing()}

    assert archive.file_record(DocType.PASS_LIST, source="x", item_id="a", now=NOW) == []
    assert DocType.SUMMARIES in missing
    assert not missing & {DocType.EXAM_RESULTS, DocType.EXAM_CUSTODY, DocType.REGISTER}


COMMON = {"A-7.1.b", "A-4.2.a", "A-7.2.a", "A-7.3.a", "A-6.3", "A-7.4.b"}
OF_COLLEGE = {"B-3.1b", "B-8.1a", "B-8.3a", "B-8.4a", "B-8.4b", "B-6.5b", "A-6.8", "B-8.9a"}
CLAUSES: list[tuple[dict[str, Any], set[str]]] = [
    ({}, COMMON | {"A-9.a", "A-7.10.e", "A-7.10.g", "A-6.10", "A-9.b"}),
    (COLLEGE, COMMON | OF_COLLEGE),
    (CONTRACTED, COMMON | OF_COLLEGE | {"B-6.2a", "B-8.8c", "B-6.6"}),
]


@pytest.mark.clause("A-7.9.a")
@pytest.mark.parametrize(("nature", "clauses"), CLAUSES)
def test_the_checklist_names_every_paper_the_norm_asks_for(
    nature: dict[str, Any], clauses: set[str]
) -> None:
    assert {line.clause for line in mandatory(nature)} == clauses


@pytest.mark.clause("B-1.2")
def test_steps_left_out_leave_no_papers() -> None:
    left_out = frozenset({ClassState.NOTIFIED, ClassState.ROSTER_APPROVED, ClassState.CHECKING_IN})
    joint = {**COLLEGE, "org_mode": OrgMode.JOINT, "left_out": left_out}
    kinds = {line.doc_type for line in mandatory(joint)}

    assert not kinds & {DocType.NOTICE, DocType.ROSTER, DocType.SIGN_IN_BOOK, DocType.SUMMARIES}
    assert {DocType.IMPLEMENTATION_PLAN, DocType.HAND_OVER_LIST} <= kinds
