"""What an exam and a summary have in common: a trainee is decided, and has passed or not."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from contracts.assessment import AssessmentFinished, Grade
from services.assessment.domain.training_class import TrainingClass


class Decided(Protocol):
    """A trainee about whom nothing is left to decide."""

    @property
    def trainee_id(self) -> str: ...
    @property
    def trainee_no(self) -> str: ...
    @property
    def passed(self) -> bool: ...
    @property
    def score(self) -> int | None: ...
    @property
    def grade(self) -> Grade | None: ...


One = TypeVar("One", bound=Decided)


def passers(everyone: Iterable[One]) -> list[One]:
    """Who passed, by trainee number."""
    return sorted((one for one in everyone if one.passed), key=lambda one: one.trainee_no)


def others(everyone: Iterable[One]) -> list[One]:
    """Who did not pass, for whatever reason, by trainee number."""
    return sorted((one for one in everyone if not one.passed), key=lambda one: one.trainee_no)


def finished(course: TrainingClass, everyone: Iterable[Decided]) -> AssessmentFinished:
    """Nothing is left to decide: who completed the class, who failed it."""
    decided = list(everyone)
    return AssessmentFinished(
        class_id=course.class_id,
        track=course.track,
        completed=[one.trainee_id for one in passers(decided)],
        failed=[one.trainee_id for one in others(decided)],
    )
