"""The roster: submitted, approved by the executive vice-president, told unit by unit."""

from functools import partial

from contracts.enrollment import (
    ApproveRoster,
    ClassState,
    ListOwnTrainees,
    ListTrainees,
    SubmitRoster,
    TraineeView,
)
from contracts.notification import NoticeKind
from deploy.showcase.enrolling import class_id, view
from deploy.showcase.people import UNITS, liaison_of
from deploy.showcase.planning import deliveries
from deploy.showcase.stage import Chapter, Stage

CHAPTER = Chapter("三、学员名单", "3. The roster")


@CHAPTER.step("报送学员名单", "The roster is submitted", by="staff1", at="2026-03-14 10:00")
def submit_roster(stage: Stage) -> None:
    roster = stage.ask("staff1", SubmitRoster(class_id=class_id(stage)))
    stage.note(f"共 {roster.headcount} 人", f"{roster.headcount} people")


@CHAPTER.step("批准学员名单", "The roster is approved", by="evp", at="2026-03-16 09:00")
def approve_roster(stage: Stage) -> None:
    stage.ask("evp", ApproveRoster(class_id=class_id(stage), opinion="同意。"))
    stage.until(lambda: view(stage).state is ClassState.ROSTER_APPROVED)


@CHAPTER.step("各单位只见本单位学员", "Each its own people", by="unit01…08", at="2026-03-16 14:00")
def each_unit_sees_its_own(stage: Stage) -> None:
    everybody = trainees(stage)
    for code, _, _, _ in UNITS:
        unit_id = stage.kept["units"][code]
        own = {t.trainee_no for t in everybody if t.unit_id == unit_id}
        seen = own_trainees(stage, code)
        if {trainee.trainee_no for trainee in seen} != own:
            raise AssertionError(f"{code} sees other people than its own")
        if own:
            told = stage.until(partial(deliveries, stage, code, NoticeKind.ROSTER))
            others = [
                t.name for t in everybody if t.unit_id != unit_id and t.name not in _names(seen)
            ]
            if any(name in told[0].body.split() for name in others):
                raise AssertionError(f"{code} was told of somebody else's people")
    another = ListOwnTrainees(unit_id=stage.kept["units"]["U02"], class_id=class_id(stage))
    stage.refused(liaison_of("U01"), another, "NOT_YOUR_DUTY")


def own_trainees(stage: Stage, code: str) -> list[TraineeView]:
    """A unit's people as the unit sees them."""
    request = ListOwnTrainees(unit_id=stage.kept["units"][code], class_id=class_id(stage), size=200)
    return stage.ask(liaison_of(code), request).items


def trainees(stage: Stage) -> list[TraineeView]:
    """Everybody on the roster, by number."""
    request = ListTrainees(class_id=class_id(stage), size=5000)
    return stage.ask("staff1", request).items


def _names(people: list[TraineeView]) -> set[str]:
    return {trainee.name for trainee in people}
