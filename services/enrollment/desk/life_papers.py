"""The papers of a class's life, each as it is pinned up, signed or filed."""

from collections.abc import Mapping
from typing import Any

from contracts.enrollment import (
    FindArchive,
    FindClass,
    FindDutyRoster,
    FindHandOver,
    FindImplementationPlan,
    FindResponsibilities,
    FindTeam,
    ListMeetings,
)
from contracts.refusals import Unknown
from contracts.scheduling import FindTimetable
from kit.pages.desk import Paper
from kit.pages.visit import Visit
from services.enrollment.desk.archive import segments_of
from services.enrollment.desk.duty import duty_data


def _meeting(parts: Mapping[str, Any], visit: Visit) -> Mapping[str, Any]:
    """The meeting the paper was opened for."""
    wanted = visit.known["meeting_id"]
    found = next((one for one in parts["meetings"] or () if one.meeting_id == wanted), None)
    if found is None:
        raise Unknown("协调会", "meeting")
    return {"meeting": found}


def _duty(parts: Mapping[str, Any], visit: Visit) -> Mapping[str, Any]:
    return {"duty": duty_data(parts["roster"], visit)} if parts["roster"] else {"duty": None}


def _book(parts: Mapping[str, Any], _: Visit) -> Mapping[str, Any]:
    return {"segments": segments_of(parts["archive"]) if parts["archive"] else []}


PAPERS = (
    Paper(
        name="plan",
        zh="培训班次实施方案",
        template="enrollment/paper_plan.html",
        asks={"plan": FindImplementationPlan},
    ),
    Paper(
        name="handbook",
        zh="学员手册",
        template="enrollment/paper_handbook.html",
        asks={
            "found": FindClass,
            "team": FindTeam,
            "roster": FindDutyRoster,
            "timetable": FindTimetable,
        },
    ),
    Paper(
        name="responsibilities",
        zh="分工协作表",
        template="enrollment/paper_responsibilities.html",
        asks={"lines": FindResponsibilities},
        landscape=True,
    ),
    Paper(
        name="duty",
        zh="值班表",
        template="enrollment/paper_duty.html",
        asks={"roster": FindDutyRoster},
        data=_duty,
        landscape=True,
    ),
    Paper(
        name="minutes",
        zh="项目协调会议纪要",
        template="enrollment/paper_minutes.html",
        asks={"meetings": ListMeetings},
        needs=("class_id", "meeting_id"),
        data=_meeting,
    ),
    Paper(
        name="hand-over",
        zh="材料移交清单",
        template="enrollment/paper_hand_over.html",
        asks={"found": FindHandOver},
    ),
    Paper(
        name="archive",
        zh="班次档案目录",
        template="enrollment/paper_archive.html",
        asks={"archive": FindArchive},
        data=_book,
    ),
)
