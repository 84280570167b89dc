"""The class file: complete by clause before it is sealed, unchanged after."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import FileRef, Track
from services.enrollment.domain.archive import Archive, ArchiveState, DocType, checklist
from tests.enrollment.makers import NOW, an_archive, refused

A_FILE = FileRef(file_id="f" * 64, name="材料.pdf")
MANDATORY = [line for line in checklist(Track.PROSPECT) if line.mandatory]


def put(archive: Archive, doc_type: DocType, item_id: str = "a1") -> None:
    """File a paper the way its line says."""
    by_hand = next(line.by_hand for line in checklist(archive.track) if line.doc_type is doc_type)
    if by_hand:
        archive.file_document(doc_type, A_FILE, item_id=item_id, by="staff", now=NOW)
    else:
        archive.file_record(doc_type, source=f"{doc_type} 1", item_id=item_id, now=NOW)


def filled(without: frozenset[DocType] = frozenset()) -> Archive:
    """A file with every mandatory paper but these."""
    archive = an_archive()
    for at, line in enumerate(MANDATORY):
        if line.doc_type not in without:
            put(archive, line.doc_type, f"a{at:02}")
    return archive


@pytest.mark.clause("A-7.9.a")
@given(st.frozensets(st.sampled_from([line.doc_type for line in MANDATORY]), min_size=1))
def test_a_file_is_not_sealed_while_anything_is_missing(absent: frozenset[DocType]) -> None:
    archive = filled(without=absent)

    with refused("ARCHIVE_INCOMPLETE") as problem:
        archive.seal(by="staff", now=NOW)

    assert {fault.field for fault in problem.value.faults} == absent
    assert (archive.state, archive.manifest_hash) == (ArchiveState.INCOMPLETE, "")


@pytest.mark.clause("A-7.9.a")
def test_a_complete_file_is_sealed_with_a_hash_of_all_it_holds() -> None:
    archive, other = filled(), filled()
    put(other, DocType.OTHER, "a99")
    sealed = archive.seal(by="staff", now=NOW)
    other.seal(by="staff", now=NOW)

    assert archive.state is ArchiveState.SEALED
    assert (sealed.items, sealed.manifest_hash) == (len(MANDATORY), archive.manifest_hash)
    assert other.manifest_hash != archive.manifest_hash


@pytest.mark.clause("A-7.9.a")
def test_a_sealed_file_never_changes() -> None:
    archive = filled()
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


@pytest.mark.parametrize("doc_type", ["NOTICE", "PASS_LIST", "NOVEL"])
def test_what_events_record_is_not_uploaded(doc_type: str) -> None:
    with refused("DOC_TYPE"):
        an_archive().file_document(doc_type, A_FILE, item_id="a", by="staff", now=NOW)


def test_a_class_without_an_exam_files_no_exam_papers() -> None:
    archive = an_archive(Track.MEMBER)

    assert archive.file_record(DocType.PASS_LIST, source="x", item_id="a", now=NOW) == []
    assert DocType.EXAM_RESULTS not in {line.doc_type for line in archive.missing()}


@pytest.mark.clause("A-7.9.a")
def test_the_checklist_names_every_paper_the_procedure_asks_for() -> None:
    assert {line.clause for line in MANDATORY} == {
        "A-7.1.b",
        "A-4.2.a",
        "A-7.2.a",
        "A-7.3.a",
        "A-6.3",
        "A-9.a",
        "A-7.4.b",
        "A-7.10.e",
        "A-7.10.g",
        "A-6.10",
        "A-9.b",
    }
