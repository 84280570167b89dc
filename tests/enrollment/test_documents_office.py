"""Filed papers are found by kind, by the name of the file and by their class."""

from typing import Any

import pytest

from contracts.enrollment import ArchiveView, DocumentView, FindArchive, ListDocuments
from contracts.roles import Actor, Role
from kit.testing import an_actor
from tests.enrollment.makers import refused, with_status
from tests.enrollment.school import STAFF, School, own, secretary
from tests.enrollment.staffed import counselor


def found(school: School, q: str, as_: Actor = STAFF, **more: Any) -> list[DocumentView]:
    listed: list[DocumentView] = school.do(ListDocuments(q=q, **more), as_).items
    return listed


@pytest.mark.clause("A-7.9.a")
def test_a_paper_is_found_by_its_kind_its_file_and_its_class(school: School) -> None:
    class_id = school.a_class_with_trainees(1).class_id
    school.upload(class_id, "TRAINING_MATERIALS")

    [by_kind] = found(school, "培训材料")
    assert (by_kind.class_id, by_kind.class_code) == (class_id, "FZ2601")
    assert by_kind.file is not None
    assert by_kind.file.name == "TRAINING_MATERIALS.pdf"
    for typed in ("training mat", "materials.PDF", "TRAINING_M"):
        assert [one.item_id for one in found(school, typed)] == [by_kind.item_id]
    archive: ArchiveView = school.do(FindArchive(class_id=class_id), STAFF)
    filed = [item.item_id for item in archive.items if item.filed_at]
    assert found(school, "fz2601") == found(school, "发展对象培训班")
    listed = found(school, "FZ2601")
    assert sorted(one.item_id for one in listed) == sorted(filed)
    moments = [one.filed_at for one in listed]
    assert moments == sorted(moments, reverse=True)
    assert listed[0].item_id == by_kind.item_id
    assert {one.doc_type: one.file for one in listed}["ROSTER"] is None
    assert found(school, "发票") == []


@pytest.mark.clause("A-7.9.a")
def test_papers_are_paged(school: School) -> None:
    school.a_class_with_trainees(1)
    every = found(school, "FZ2601")
    page = school.do(ListDocuments(q="FZ2601", page=2, size=1), STAFF)

    assert len(every) > 1
    assert (page.items, page.total) == (every[1:2], len(every))


def test_papers_are_for_those_who_read_the_class_file(school: School) -> None:
    class_id = school.a_class_with_trainees(1).class_id
    for somebody in (own("t1"), secretary(school.units[0]), an_actor(Role.TEACHER)):
        with refused("NOT_YOUR_DUTY"):
            found(school, "FZ2601", somebody)
    with refused("NOT_YOUR_DUTY"):
        found(school, "FZ2601", counselor(class_id))
    assert found(school, "FZ2601", counselor(class_id), class_id=class_id)
    assert found(school, "FZ2601", STAFF, class_id="another class") == []
    with with_status(422):
        found(school, "F")
