"""The roster, the trainees on it, and what prints of them."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from contracts.base import Command, Title
from contracts.enrollment import (
    ApproveRoster,
    ErasePerson,
    ExportTraineeForm,
    FindClass,
    FindRoster,
    ListNominations,
    ListTrainees,
    NominationState,
    RecordConsent,
    ReturnRoster,
    RevealPerson,
    RosterView,
    SubmitRoster,
    TraineeState,
    TraineeView,
    WithdrawTrainee,
)
from contracts.values import Profile
from kit.pages.columns import Column
from kit.pages.desk import Action, Download, Go, Known, Look, Page, Paper, Picture, Record, Table
from kit.pages.visit import Visit
from services.enrollment.desk.awaiting import ENROLLING, LEAVING, in_states
from services.enrollment.desk.classes import head

MOST = 200
HERE = frozenset({TraineeState.ENROLLED, TraineeState.ACTIVE})
ROOM = Column(name="room", title=Title("房间", "Room"))


def _is_here(trainee: Any) -> bool:
    return trainee.state in HERE


def _decides(roster: RosterView, visit: Visit) -> bool:
    """Each institution has its own who decides on rosters."""
    return roster.decider in visit.actor.duties_in(roster.class_id)


def _approves(roster: RosterView, visit: Visit) -> bool:
    """Never who submitted it."""
    return _decides(roster, visit) and roster.submitted_by != visit.actor.person_id


def _of_college(training_class: Any) -> bool:
    return bool(training_class.profile is Profile.CADRE_COLLEGE)


def _of_school(training_class: Any) -> bool:
    return not _of_college(training_class)


REVEAL = Action(kind=RevealPerson, icon="eye", zh="显示完整信息")
WITHDRAW = Action(kind=WithdrawTrainee, tone="danger", during=LEAVING, when=_is_here)
BACK = "&back=/classes/{class_id}/people"

PEOPLE = Page(
    path="people",
    zh="学员",
    icon="people",
    sections=(
        head(
            "学员情况",
            "chart",
            (
                Go(
                    path="/papers/enrollment/sign-in-book?class_id={class_id}" + BACK,
                    zh="签到簿",
                    icon="print",
                    kind=ListTrainees,
                ),
                Go(
                    path="/papers/enrollment/trainee-form?class_id={class_id}" + BACK,
                    zh="学员信息表",
                    icon="print",
                    kind=ListTrainees,
                    when=_of_school,
                ),
                Go(
                    path="/papers/enrollment/college-trainee-form?class_id={class_id}" + BACK,
                    zh="学员信息表",
                    icon="print",
                    kind=ListTrainees,
                    when=_of_college,
                ),
                Download(kind=ExportTraineeForm, zh="学员信息表（Excel）", icon="sheet"),
            ),
        ),
        Record(
            name="roster",
            zh="名单报批",
            icon="steps",
            asks=FindRoster,
            facts=(
                "state",
                "version",
                "headcount",
                "submitted_by",
                "submitted_at",
                "decided_by",
                "opinion",
            ),
            actions=(
                Action(
                    kind=SubmitRoster,
                    icon="steps",
                    tone="primary",
                    during=ENROLLING,
                    when=in_states("DRAFT", "RETURNED"),
                ),
                Action(
                    kind=ApproveRoster,
                    icon="check",
                    tone="primary",
                    during=ENROLLING,
                    when=in_states("SUBMITTED"),
                    whose=_approves,
                ),
                Action(
                    kind=ReturnRoster,
                    icon="back",
                    tone="danger",
                    during=ENROLLING,
                    when=in_states("SUBMITTED"),
                    whose=_decides,
                ),
            ),
            empty="还没有名单。",
        ),
        Table(
            name="trainees",
            zh="学员名单",
            icon="people",
            asks=ListTrainees,
            columns=(
                "trainee_no",
                "name",
                "unit_name",
                Column(
                    name="group_name",
                    title=Title("班级/部门、职务", "Section, post"),
                    of=lambda one: " · ".join(part for part in (one.group_name, one.post) if part),
                ),
                "id_no_masked",
                "state",
                "checked_in_at",
                ROOM,
            ),
            filters=("q", "state", "checked_in"),
            row_link="/classes/{class_id}/trainee?no={trainee_no}",
            row_actions=(REVEAL,),
            empty="没有符合条件的学员；名单批准后学员显示在这里。",
        ),
    ),
)

# -- one trainee --------------------------------------------------------------------------


def _numbered(visit: Visit) -> ListTrainees | None:
    number = str(visit.params.get("no", ""))[:50]
    if not number:
        return None
    return ListTrainees(class_id=visit.known["class_id"], q=number, size=MOST)


def _that_one(found: Any, visit: Visit) -> Mapping[str, Any]:
    wanted = visit.params.get("no")
    trainee = next((one for one in found.items if one.trainee_no == wanted), None)
    return {
        "trainee": trainee,
        "offers": visit.offers(TRAINEE_ACTIONS, trainee) if trainee else [],
    }


TRAINEE_ACTIONS = (
    REVEAL,
    WITHDRAW,
    Action(kind=RecordConsent, icon="shield"),
    Action(kind=ErasePerson, icon="cross", tone="danger"),
)

TRAINEE = Page(
    path="trainee",
    zh="学员信息",
    icon="person",
    kind=ListTrainees,
    in_menu=False,
    sections=(
        Picture(
            name="trainee",
            zh="学员信息",
            icon="person",
            asks=_numbered,
            template="enrollment/trainee.html",
            data=_that_one,
            offers=tuple(action.kind for action in TRAINEE_ACTIONS),
            empty="没有这名学员。",
        ),
    ),
)

# -- papers -------------------------------------------------------------------------------


def _grouped(parts: Mapping[str, Any], _: Visit) -> Mapping[str, Any]:
    """Whoever is expected, by unit: the order in which people sign."""
    found = parts["trainees"]
    expected = [] if found is None else [t for t in found.items if t.state is not _GONE]
    # Numbers follow the units; whoever came onto the roster later still stands with the own unit.
    first = {one.unit_name: one.trainee_no for one in reversed(expected)}
    ordered = sorted(expected, key=lambda one: (first[one.unit_name], one.trainee_no))
    groups = groupby(ordered, key=lambda one: one.unit_name)
    return {"groups": [(unit, _in_pairs(list(people))) for unit, people in groups]}


_GONE = TraineeState.WITHDRAWN


def _in_pairs(people: list[TraineeView]) -> Iterable[tuple[TraineeView, TraineeView | None]]:
    """Two to a line, so that a class of usual size signs on few sheets."""
    seconds: list[TraineeView | None] = [*people[1::2], None]
    return list(zip(people[::2], seconds, strict=False))


def _form(name: str, number: str, zh: str) -> Paper:
    return Paper(
        name=name,
        number=number,
        zh=zh,
        template="enrollment/paper_trainees.html",
        asks={"trainees": ListTrainees, "about": FindClass},
        landscape=True,
    )


def _accepted(known: Known) -> ListNominations | None:
    if "class_id" not in known:
        return None
    return ListNominations(class_id=known["class_id"], state=NominationState.ACCEPTED, size=MOST)


CLASS_PAGES = (PEOPLE, TRAINEE)
DECIDING = "enrollment/beside_roster.html"
LOOKS: Mapping[type[Command[Any]], Look] = {
    SubmitRoster: Look(
        about=_accepted,
        beside=DECIDING,
        note="报送后提名不再变动，直到名单批准或退回。",
    ),
    ApproveRoster: Look(
        about=_accepted,
        beside=DECIDING,
        note="批准后名单上的人成为学员，各单位会收到本单位的名单。报送名单的人不能批准。",
    ),
    ReturnRoster: Look(about=_accepted, beside=DECIDING),
    WithdrawTrainee: Look(
        hints={
            "kind": "请假超限：累计请假超过总学时七分之一。",
            "reason": "加密保存，可能涉及健康情况，只写必要的。",
        },
        note="退学后不能恢复。",
    ),
}
PAPERS = (
    _form("trainee-form", "C4/组织04/001", "党校学员信息表"),
    _form("college-trainee-form", "", "学员信息表"),
    Paper(
        name="sign-in-book",
        zh="学员签到簿",
        template="enrollment/paper_sign_in.html",
        asks={"trainees": ListTrainees},
        data=_grouped,
    ),
)
