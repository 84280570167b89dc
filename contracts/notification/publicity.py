"""Publicity 宣传: material handed over, pieces drafted, reviewed and released."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.notification.access import R
from contracts.roles import COLLEGE_DEPARTMENTS
from contracts.values import FileRef, Opinion


class Channel(StrEnum):
    """Where publicity appears (B-3.6)."""

    WEBSITE = "WEBSITE"
    OFFICIAL_ACCOUNT = "OFFICIAL_ACCOUNT"
    SCREEN = "SCREEN"
    BULLETIN = "BULLETIN"


class PublicityView(View):
    """宣传稿件｜A piece of publicity and the material it was made from."""

    piece_id: str
    class_id: str
    channel: Channel
    title: str
    body: str
    photos: list[FileRef]
    drafted_by: str
    reviewed_by: str
    opinion: str
    published_at: datetime | None
    state: str


class MaterialView(View):
    """宣传素材｜Photos and facts handed to publicity."""

    material_id: str
    class_id: str
    text: str
    photos: list[FileRef]
    supplied_by: str
    supplied_at: datetime


class SupplyMaterial(
    Command[MaterialView],
    rest="POST /classes/{class_id}/publicity/materials",
    by=(R.STUDENT_WORK, R.COUNSELOR),
    clauses=("B-3.2d",),
):
    """提供宣传素材｜Supply material: hand photos and facts about a class to publicity."""

    class_id: str
    text: Annotated[str, Title("素材说明", "What it shows"), MinLen(2), MaxLen(2000)]
    photos: Annotated[tuple[FileRef, ...], Title("照片", "Photos"), MaxLen(30)] = ()


class DraftPublicity(
    Command[PublicityView],
    rest="POST /classes/{class_id}/publicity",
    by=(R.PUBLICITY,),
    clauses=("B-3.6",),
):
    """撰写宣传稿｜Draft publicity: draft a piece for one channel."""

    class_id: str
    channel: Channel
    title: Annotated[str, Title("标题", "Title"), MinLen(2), MaxLen(120)]
    body: Annotated[str, Title("正文", "Text"), MinLen(10), MaxLen(20_000)]
    photos: Annotated[tuple[FileRef, ...], Title("照片", "Photos"), MaxLen(30)] = ()


class ReviewPublicity(
    Command[PublicityView],
    rest="POST /classes/{class_id}/publicity/{piece_id}/review",
    by=(R.TEACHING_AFFAIRS, R.OFFICE, R.COLLEGE_LEADER, R.DEPT_HEAD),
    clauses=("B-3.6", "B-2.4"),
):
    """审核宣传稿｜Review a piece; never who drafted it."""

    class_id: str
    piece_id: str
    approved: Annotated[bool, Title("同意发布", "Approved")]
    opinion: Opinion = ""


class PublishPublicity(
    Command[PublicityView],
    rest="POST /classes/{class_id}/publicity/{piece_id}/publication",
    by=(R.PUBLICITY,),
    clauses=("B-3.6",),
):
    """发布宣传稿｜Publish piece: release a piece that passed its review."""

    class_id: str
    piece_id: str


class ListPublicity(
    Query[list[PublicityView]],
    rest="GET /classes/{class_id}/publicity",
    by=(*COLLEGE_DEPARTMENTS, R.COUNSELOR, R.PROJECT_LEAD, R.COLLEGE_LEADER, R.DEPT_HEAD),
):
    """宣传稿件｜The publicity of a class."""

    class_id: str


class ListMaterials(
    Query[list[MaterialView]],
    rest="GET /classes/{class_id}/publicity/materials",
    by=(R.PUBLICITY, R.STUDENT_WORK, R.COUNSELOR, R.TEACHING_AFFAIRS),
):
    """宣传素材｜What was handed to publicity."""

    class_id: str


class PublicityMaterialSupplied(Event):
    """宣传素材已提供｜Material went to publicity."""

    class_id: str
    material_id: str


class PublicityPublished(Event):
    """宣传稿已发布｜A piece appeared."""

    class_id: str
    piece_id: str
    channel: Channel
