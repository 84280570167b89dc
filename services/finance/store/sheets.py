"""Look-ups of data sheets and of what they are counted from."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from contracts.refusals import Unknown
from services.finance.domain.counting import Counted, Service, Stay, count_lines
from services.finance.domain.sheet import ConfirmedSheet, DataSheet
from services.finance.domain.usage import Arrival, HeldSession
from services.finance.store.classes import ClassLookups
from services.finance.store.tables import (
    arrival,
    confirmed_sheet,
    data_sheet,
    held_session,
    service,
    stay,
)

SHEET = ("数据确认书", "data sheet")


class SheetLookups(ClassLookups):
    """Data sheets and what they are counted from."""

    def sheet(self, class_id: str) -> DataSheet:
        """The data sheet of a class; Unknown (404) before it was first counted."""
        return self.get(DataSheet, class_id, SHEET)

    def sheet_or_new(self, class_id: str) -> DataSheet:
        """The data sheet of a class, begun if there is none."""
        found = self.session.get(DataSheet, class_id)
        if found is None:
            found = DataSheet(class_id=class_id)
            self.add(found)
        return found

    def sheet_behind(self, token_hash: str) -> DataSheet:
        """The sheet a host's link opens; Unknown (404) for any other token."""
        own = data_sheet.c.link_hash == token_hash
        found = self.session.scalar(select(DataSheet).where(own))
        if found is None:
            raise Unknown("签认链接", "link")
        return found

    def confirmed_sheet(self, class_id: str) -> ConfirmedSheet | None:
        """The newest version both parties signed."""
        columns = confirmed_sheet.c
        return self.session.scalar(
            select(ConfirmedSheet)
            .where(columns.class_id == class_id)
            .order_by(columns.sheet_version.desc())
            .limit(1)
        )

    def counted(self, class_id: str, venue_names: Mapping[str, str]) -> Sequence[Counted]:
        """What the class used by everything reported so far."""
        return count_lines(
            arrivals=self.of_class(Arrival, arrival, class_id),
            stays=self.of_class(Stay, stay, class_id),
            services=self.of_class(Service, service, class_id),
            sessions=self.of_class(HeldSession, held_session, class_id),
            venue_names=venue_names,
        )

    def stay(self, trainee_id: str, room: str, from_on: date) -> Stay | None:
        """A trainee's stay in a room from a day on."""
        return self.hold(Stay, (trainee_id, room, from_on))

    def knows_service(self, order_id: str) -> bool:
        """Whether this service was reported before."""
        return self.session.get(Service, order_id) is not None
