"""The marking desk: one script after another under its code, first marks, then rechecks."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.assessment import (
    EnterMark,
    ListMyDuties,
    ListScripts,
    ReadPaper,
    RecheckMark,
    ScriptView,
)
from kit.pages.desk import Action, Page, Picture
from kit.pages.visit import Visit, address

SHOWN = 200


def desk_data(scripts: Sequence[ScriptView], visit: Visit) -> Mapping[str, Any]:
    """What is to be marked next and how far the marking has come. Nobody rechecks a script of
    their own, and a first mark is not shown to whoever marks a second time.
    """
    unmarked = [one for one in scripts if one.score is None]
    due = [one for one in scripts if one.recheck_due]
    open_to_me = [one for one in due if not one.mine]
    kind = EnterMark if unmarked or not due else RecheckMark
    waiting = unmarked if kind is EnterMark else open_to_me
    mine = [one for one in scripts if one.mine and one.score is not None and not one.rechecked]
    chosen = visit.params.get("code", "") if kind is EnterMark else ""
    current = next((one for one in [*waiting, *mine] if one.anon_code == chosen), None) or next(
        iter(waiting), None
    )
    return {
        "rechecking": kind is RecheckMark,
        "form": address("do", kind, {"exam_id": visit.known["exam_id"]}),
        "current": current,
        "waiting": waiting[:SHOWN],
        "waiting_total": len(waiting),
        "disputed": [one for one in open_to_me if one.disputed],
        "left_to_others": len(due) - len(open_to_me),
        "mine": mine[:SHOWN],
        "total": len(scripts),
        "marked": len(scripts) - len(unmarked),
        "rechecked": sum(one.rechecked for one in scripts),
        "due": len(due),
    }


GUIDE = Action(kind=ReadPaper, zh="阅读评分标准", icon="book", when=lambda held: held.may_read)


async def _own_duty(visit: Visit) -> Mapping[str, Any]:
    """The marking guide, offered while looking at it is no breach."""
    duties = (await visit.part(ListMyDuties(person_id=visit.actor.person_id))).value or []
    here = [held for held in duties if held.exam_id == visit.known["exam_id"]]
    return {"guide": [ready for held in here for ready in visit.offers((GUIDE,), held)]}


MARKING = Page(
    path="marking/{exam_id}",
    zh="阅卷台",
    icon="pen",
    note="答卷只有编号，没有姓名。输入分数后按回车保存，并转到下一份。",
    gather=_own_duty,
    offers=(GUIDE,),
    sections=(
        Picture(
            name="scripts",
            zh="评分",
            icon="pen",
            asks=ListScripts,
            template="assessment/marking.html",
            data=desk_data,
            offers=(EnterMark, RecheckMark),
            empty="没有答卷。",
        ),
    ),
)
