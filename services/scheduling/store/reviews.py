"""Look-ups of department reviews and of teachers sent out."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from services.scheduling.domain.department_review import ReviewLedger
from services.scheduling.domain.dispatch import Dispatch
from services.scheduling.domain.unit import Unit
from services.scheduling.store.lookups import Lookups
from services.scheduling.store.tables import dispatch, unit


class ReviewLookups(Lookups):
    """How departments review themselves, and whom they send out."""

    def review_ledger(self, class_id: str) -> ReviewLedger:
        """The reviews of a class; a fresh ledger when nothing has been heard or reviewed yet."""
        known = self.session.get(ReviewLedger, class_id)
        return known or ReviewLedger(class_id=class_id)

    def unit_if_known(self, unit_id: str) -> Unit | None:
        """A unit, unless its registration has not been heard of yet."""
        return self.session.get(Unit, unit_id)

    def unit_names(self, unit_ids: Iterable[str]) -> Mapping[str, str]:
        """What these units are called, as far as it is known."""
        return {found.unit_id: found.name for found in self.among(Unit, unit.c.unit_id, unit_ids)}

    def dispatch(self, dispatch_id: str) -> Dispatch:
        """A dispatch; Unknown (404) when there is none."""
        return self.get(Dispatch, dispatch_id, ("外派授课", "dispatch"))

    def dispatches(self, teacher_id: str | None) -> Sequence[Dispatch]:
        """The dispatches of one teacher or of all, newest first."""
        columns = dispatch.c
        wanted = select(Dispatch).order_by(columns.from_on.desc(), columns.dispatch_id.desc())
        if teacher_id is not None:
            wanted = wanted.where(columns.teacher_id == teacher_id)
        return self.all(wanted)
