"""Publicity: material handed over, pieces reviewed by somebody else before they appear."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import ClassCancelled, ClassOpened
from contracts.notification import (
    Channel,
    DraftPublicity,
    ListMaterials,
    ListPublicity,
    PublicityMaterialSupplied,
    PublicityPublished,
    PublicityView,
    PublishPublicity,
    ReviewPublicity,
    SupplyMaterial,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from contracts.values import FileRef
from kit.testing import TestOffice, an_actor
from services.notification.store.tables import publicity_piece
from tests.notification.college import (
    AFFAIRS,
    COUNSELOR,
    LEAD,
    PUBLICITY,
    todos,
    told,
)

PHOTO = FileRef(file_id="f1", name="开班式.jpg")
MATERIAL = SupplyMaterial(class_id="c1", text="开班式现场", photos=(PHOTO,))
DRAFT = DraftPublicity(
    class_id="c1",
    channel=Channel.OFFICIAL_ACCOUNT,
    title="培训班开班",
    body="科级干部履职能力培训班今日开班。",
    photos=(PHOTO,),
)


def a_piece(office: TestOffice) -> PublicityView:
    return office.do(DRAFT, as_=PUBLICITY)


def review(
    office: TestOffice,
    piece: PublicityView,
    *,
    approved: bool = True,
    opinion: str = "",
    actor: Actor = AFFAIRS,
) -> PublicityView:
    request = ReviewPublicity(
        class_id="c1", piece_id=piece.piece_id, approved=approved, opinion=opinion
    )
    return office.do(request, as_=actor)


def publish(office: TestOffice, piece: PublicityView) -> PublicityView:
    return office.do(PublishPublicity(class_id="c1", piece_id=piece.piece_id), as_=PUBLICITY)


@pytest.mark.clause("B-3.2d")
def test_material_is_handed_to_publicity_and_the_hand_over_is_on_record(
    college: TestOffice,
) -> None:
    college.hear(ClassOpened(class_id="c1", present=[], absent=[]))
    assert "SUPPLY_MATERIAL" in todos(college, COUNSELOR)
    supplied = college.do(MATERIAL, as_=COUNSELOR)
    assert (supplied.supplied_by, supplied.photos) == ("cora", [PHOTO])
    assert "SUPPLY_MATERIAL" not in todos(college, COUNSELOR)
    assert college.do(ListMaterials(class_id="c1"), as_=PUBLICITY) == [supplied]
    assert told(college, PublicityMaterialSupplied) == [
        PublicityMaterialSupplied(class_id="c1", material_id=supplied.material_id)
    ]
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        college.do(MATERIAL, as_=LEAD)


@pytest.mark.clause("B-3.6")
def test_every_class_gives_publicity_its_task_and_new_material_another(
    college: TestOffice,
) -> None:
    college.hear(ClassOpened(class_id="c1", present=[], absent=[]))
    assert "DRAFT_PUBLICITY" in todos(college, PUBLICITY)
    a_piece(college)
    assert "DRAFT_PUBLICITY" not in todos(college, PUBLICITY)
    college.do(MATERIAL, as_=COUNSELOR)
    assert "DRAFT_PUBLICITY" in todos(college, PUBLICITY)


@pytest.mark.clause("B-3.6")
def test_a_piece_appears_once_somebody_else_has_approved_it(college: TestOffice) -> None:
    piece = a_piece(college)
    assert (piece.state, piece.photos) == ("DRAFT", [PHOTO])
    assert "REVIEW_PUBLICITY" in todos(college, AFFAIRS)
    with pytest.raises(Refusal, match="WRONG_STATE"):
        publish(college, piece)
    assert review(college, piece).state == "REVIEWED"
    assert "REVIEW_PUBLICITY" not in todos(college, AFFAIRS)
    assert "PUBLISH_PUBLICITY" in todos(college, PUBLICITY)
    published = publish(college, piece)
    assert published.state == "PUBLISHED"
    assert published.published_at is not None
    assert "PUBLISH_PUBLICITY" not in todos(college, PUBLICITY)
    assert told(college, PublicityPublished) == [
        PublicityPublished(class_id="c1", piece_id=piece.piece_id, channel=Channel.OFFICIAL_ACCOUNT)
    ]
    with pytest.raises(Refusal, match="WRONG_STATE"):
        publish(college, piece)
    assert college.do(ListPublicity(class_id="c1"), as_=AFFAIRS) == [published]


@pytest.mark.clause("B-3.6")
def test_nobody_reviews_their_own_piece(college: TestOffice) -> None:
    piece = a_piece(college)
    both = an_actor(Role.OFFICE, Role.PUBLICITY, person="pub")
    with pytest.raises(Refusal, match="OWN_PIECE"):
        review(college, piece, actor=both)


@pytest.mark.clause("B-3.6")
def test_a_refused_piece_says_why_and_never_appears(college: TestOffice) -> None:
    piece = a_piece(college)
    with pytest.raises(Refusal, match="OPINION_MISSING"):
        review(college, piece, approved=False)
    assert review(college, piece, approved=False, opinion="人名有误").opinion == "人名有误"
    with pytest.raises(Refusal, match="WRONG_STATE"):
        publish(college, piece)
    assert todos(college, PUBLICITY) == []


@pytest.mark.clause("B-3.6")
def test_the_database_itself_releases_nothing_unreviewed(college: TestOffice) -> None:
    a_piece(college)
    for wrong in ({"state": "PUBLISHED"}, {"reviewed_by": "pub"}):
        with (
            pytest.raises(IntegrityError, match="CHECK constraint failed"),
            college.database.writing() as session,
        ):
            session.execute(update(publicity_piece).values(**wrong))


def test_nothing_is_written_about_a_cancelled_class(college: TestOffice) -> None:
    college.hear(ClassCancelled(class_id="c1", reason="疫情"))
    with pytest.raises(Refusal, match="CLASS_CLOSED"):
        college.do(MATERIAL, as_=COUNSELOR)
    with pytest.raises(Refusal, match="CLASS_CLOSED"):
        a_piece(college)


def test_another_classes_piece_is_not_found(college: TestOffice) -> None:
    piece = a_piece(college)
    request = PublishPublicity(class_id="c2", piece_id=piece.piece_id)
    with pytest.raises(Refusal, match="UNKNOWN"):
        college.do(request, as_=PUBLICITY)
