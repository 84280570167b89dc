"""The list of classes, how one is founded, and how one is called off."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.base import Command
from contracts.enrollment import (
    BeginPreparation,
    CancelClass,
    ClassState,
    CreateClass,
    FindClass,
    ListClasses,
)
from kit.pages.desk import Action, Go, Look, Offer, Page, Picture, Table
from services.enrollment.desk.awaiting import BEFORE_TEACHING, in_states

S = ClassState


def head(zh: str, icon: str, actions: Sequence[Offer]) -> Picture:
    """The figures of a class, above what is done with it on this page."""
    return Picture(
        name="class",
        zh=zh,
        icon=icon,
        asks=FindClass,
        template="enrollment/class_head.html",
        actions=actions,
    )


CLASSES = Page(
    path="classes",
    zh="班次管理",
    icon="board",
    sections=(
        Table(
            name="classes",
            zh="全部班次",
            icon="board",
            asks=ListClasses,
            columns=(
                "title",
                "code",
                "category",
                "org_mode",
                "start_on",
                "end_on",
                "planned_headcount",
                "enrolled",
                "state",
            ),
            row_link="/classes/{class_id}",
            actions=(
                Go(
                    path="/enrollment/plans",
                    zh="从计划创建班次",
                    icon="plus",
                    kind=CreateClass,
                ),
            ),
            row_actions=(
                Action(
                    kind=BeginPreparation,
                    when=in_states(S.PLANNED, S.CONFIRMED),
                ),
                Action(
                    kind=CancelClass,
                    tone="danger",
                    when=in_states(*BEFORE_TEACHING),
                ),
            ),
            empty="没有符合条件的班次。",
        ),
    ),
)

PAGES = (CLASSES,)
LOOKS: Mapping[type[Command[Any]], Look] = {
    CreateClass: Look(
        hides=("plan_item_id",),
        hints={
            "code": "写在证书和档案上，全校不重复，例如 FZ2026-01。",
            "checkin_from": "报到台在这段时间内办理报到。",
            "host_id": "承办班次须选择主办单位。",
            "level": "重要、高端、超大型班次须演练。",
            "mentor_required": "派学业导师驻班跟岗。",
            "left_out": "只有分基地、联办、外派班次可以省略环节，并须写明个案说明。",
        },
        goes=lambda made: f"/classes/{made.class_id}",
    ),
    CancelClass: Look(note="取消后不能恢复；已报名的单位会收到通知。"),
}
