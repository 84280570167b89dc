"""On what basis people's data is processed: its table and look-ups."""

from collections.abc import Sequence

from sqlalchemy import Column, ForeignKey, Table, select

from contracts.enrollment import ConsentBasis
from kit.columns import Moment, word
from kit.store import Store
from services.enrollment.domain.erasure import Consent
from services.enrollment.domain.nomination import Nomination
from services.enrollment.store.tables import Actor, nomination, tables, trainee

consent = Table(
    "consent",
    tables.metadata,
    Column("person_id", ForeignKey("person.person_id"), primary_key=True),
    Column("basis", word(ConsentBasis), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", Actor, nullable=False),
    tables.version(),
)

tables.map(Consent, consent)


class ConsentLookups(Store):
    """The basis people's data is kept on, and what of it there is."""

    def consent(self, person_id: str) -> Consent:
        """The basis on record; a nomination is processed by statutory duty until another is."""
        found = self.session.get(Consent, person_id)
        if found is None:
            found = Consent(
                person_id=person_id,
                basis=ConsentBasis.STATUTORY_DUTY,
                recorded_at=self.now,
                recorded_by=self.actor.person_id,
            )
            self.add(found)
        return found

    def nominations_of(self, person_id: str) -> Sequence[Nomination]:
        """Every nomination a person ever had."""
        return self.session.scalars(
            select(Nomination).where(nomination.c.person_id == person_id)
        ).all()

    def had_a_place(self, person_id: str) -> bool:
        """Whether a person was ever on the roster of a class."""
        places = select(trainee.c.trainee_id).where(trainee.c.person_id == person_id)
        return self.session.scalar(places.limit(1)) is not None
