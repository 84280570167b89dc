"""A class with a host in finance's office, brought as far as a test needs it."""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from contracts.base import Event, Request
from contracts.enrollment import (
    ClassDeparted,
    ConfirmationKind,
    FindHostOfClass,
    HostView,
    InvoiceProfile,
    ProjectConfirmed,
    SettlementPapersReceived,
    TraineeCheckedIn,
)
from contracts.finance import (
    AddDataLine,
    AgreeSettlement,
    CountSheet,
    DataGroup,
    DataSheetView,
    DraftSettlement,
    FindSettlement,
    FindSheetOfClass,
    InvoiceView,
    IssueInvoice,
    ProposeSheet,
    SendSettlement,
    SettlementLineDraft,
    SettlementView,
    SignSettlement,
    SignSheet,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from contracts.scheduling import (
    FindTimetable,
    RoomAllocated,
    ServiceAccepted,
    ServiceKind,
    SessionClosed,
    SessionView,
    TimetableView,
)
from contracts.values import (
    Category,
    FileRef,
    HalfDay,
    OrgMode,
    Party,
    Profile,
    SessionForm,
    TitleBand,
    Track,
)
from kit.envelope import from_json
from kit.testing import TestOffice, an_actor
from services.finance.service import FinanceService
from tests.finance.makers import a_class

Reply = TypeVar("Reply")
Kind = TypeVar("Kind", bound=Event)

# Monday to Friday; the last day ends at four in the afternoon in Shanghai.
FIRST, LAST = date(2026, 4, 20), date(2026, 4, 24)
CLOSING_DAY = datetime(2026, 4, 24, 8, tzinfo=UTC)
HOST = "h1"
CREDIT_CODE = "91350100M000100Y43"

FINANCE = an_actor(Role.FIN_LOGISTICS, person="fin")
CASHIER = an_actor(Role.FIN_LOGISTICS, person="cash")
STAFF = an_actor(Role.STAFF, person="ann")


def refused(code: str) -> AbstractContextManager[Any]:
    return pytest.raises(Refusal, match=code)


def somebody(role: Role, person: str, class_id: str = "c1") -> Actor:
    """Somebody with a duty in one class."""
    return an_actor(role, person=person, within=f"class:{class_id}")


def a_hosted_class(class_id: str = "c1", **changes: Any) -> Any:
    """A section-level cadre class for an external host, Monday to Friday."""
    given: dict[str, Any] = {
        "title": "监狱系统科级干部培训班",
        "category": Category.CADRE_SECTION,
        "track": Track.CADRE,
        "profile": Profile.CADRE_COLLEGE,
        "org_mode": OrgMode.CONTRACTED,
        "hosted_externally": True,
        "host_id": HOST,
        "start_on": FIRST,
        "end_on": LAST,
        "checkin_from": datetime(2026, 4, 19, 22, tzinfo=UTC),
        "checkin_to": datetime(2026, 4, 20, 1, tzinfo=UTC),
    }
    return a_class(class_id, **given | changes)


def an_arrival_at(trainee_id: str, *, class_id: str = "c1", on: date = FIRST) -> TraineeCheckedIn:
    at = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
    return TraineeCheckedIn(class_id=class_id, trainee_id=trainee_id, unit_id=HOST, at=at)


def a_bed(
    trainee_id: str,
    *,
    class_id: str = "c1",
    room: str = "A-101",
    bed: int = 1,
    from_on: date = FIRST,
    to_on: date = LAST,
) -> RoomAllocated:
    return RoomAllocated(
        class_id=class_id, trainee_id=trainee_id, room=room, bed=bed, from_on=from_on, to_on=to_on
    )


def a_meal(
    order_id: str,
    heads: int,
    *,
    class_id: str = "c1",
    what: str = "午餐",
    on: date = FIRST,
    kind: ServiceKind = ServiceKind.MEALS,
) -> ServiceAccepted:
    return ServiceAccepted(
        class_id=class_id, order_id=order_id, kind=kind, what=what, on=on, quantity=heads
    )


def a_session(
    session_id: str,
    *,
    class_id: str = "c1",
    half_day: HalfDay = HalfDay.AM,
    hours: int = 40,
    on: date = FIRST,
    form: SessionForm = SessionForm.PARTY_LECTURE,
    title: str = "党课",
    teachers: Sequence[str] = ("anna",),
    band: TitleBand = TitleBand.FULL_SENIOR,
    venue_id: str | None = "v1",
    begins: int = 1,
    employed: Sequence[str] = (),
    joint_with: str | None = None,
) -> SessionClosed:
    """A session that took place; `begins` is its hour in UTC."""
    return SessionClosed(
        class_id=class_id,
        session_id=session_id,
        hours=hours,
        half_day=half_day,
        on=on,
        teacher_ids=list(teachers),
        title_bands=dict.fromkeys(teachers, band),
        venue_id=venue_id,
        present_n=2,
        leave_n=0,
        absent_n=0,
        form=form,
        title=title,
        from_at=datetime(on.year, on.month, on.day, begins, tzinfo=UTC),
        employed_ids=tuple(employed),
        joint_with=joint_with,
    )


def a_timetable_view(request: FindTimetable) -> TimetableView:
    """The timetable scheduling answers with: one session, in the large hall."""
    begins = datetime(2026, 4, 20, 1, tzinfo=UTC)
    session = SessionView(
        session_id="s1",
        class_id=request.class_id,
        seq=1,
        title="党课",
        form=SessionForm.PARTY_LECTURE,
        on=FIRST,
        half_day=HalfDay.AM,
        from_at=begins,
        to_at=begins + timedelta(hours=3),
        hours=40,
        course_id=None,
        teacher_ids=["anna"],
        teacher_names=["安娜"],
        venue_id="v1",
        venue_name="大会议室",
        mobilization_leader_id=None,
        mobilization_leader_name="",
        counts_attendance=True,
        content_review="APPROVED",
        venue_review="PASSED",
        state="CLOSED",
        problems=[],
    )
    return TimetableView(
        class_id=request.class_id,
        version=1,
        state="PUBLISHED",
        hours_total=40,
        minimum_hours=0,
        headcount=2,
        sessions=[session],
        problems=[],
    )


def a_host(**changes: Any) -> HostView:
    """The host as enrollment keeps it."""
    given: dict[str, Any] = {
        "unit_id": HOST,
        "code": "SJYJ",
        "name": "省监狱局",
        "credit_code": CREDIT_CODE,
        "strategic_partner": True,
        "partner_since": date(2020, 1, 1),
        "contact": "李处长",
        "leadership": [],
        "invoice": InvoiceProfile(),
    }
    return HostView(**given | changes)


def usage_of(class_id: str = "c1") -> list[Event]:
    """Two people for four nights, one lunch, one half-day in a hall, one field study."""
    return [
        an_arrival_at(f"{class_id}-t1", class_id=class_id),
        an_arrival_at(f"{class_id}-t2", class_id=class_id),
        a_bed(f"{class_id}-t1", class_id=class_id),
        a_bed(f"{class_id}-t2", class_id=class_id, bed=2),
        a_meal(f"{class_id}-o1", 2, class_id=class_id),
        a_session(f"{class_id}-s1", class_id=class_id),
        a_session(
            f"{class_id}-s2",
            class_id=class_id,
            half_day=HalfDay.PM,
            form=SessionForm.FIELD_STUDY,
            title="东北烈士纪念馆",
            venue_id="v9",
            begins=6,
        ),
    ]


class Contracted:
    """Finance's office, and the people around one class."""

    def __init__(self, url: str | None = None) -> None:
        self.office = TestOffice(FinanceService, url)
        self.office.answers[FindTimetable] = a_timetable_view
        self.office.answers[FindHostOfClass] = a_host()
        self.scan = self.office.office.files.put(b"scan", "签认页.pdf")
        self._numbers = count(1)
        self._told: dict[str | None, list[Event]] = {}
        self._read = 0

    # -- who -----------------------------------------------------------------------------------

    def counselor(self, class_id: str = "c1") -> Actor:
        return somebody(Role.COUNSELOR, "coun", class_id)

    def lead(self, class_id: str = "c1") -> Actor:
        return somebody(Role.PROJECT_LEAD, "lead", class_id)

    def host(self, class_id: str = "c1") -> Actor:
        return somebody(Role.HOST_REP, "host", class_id)

    # -- how -----------------------------------------------------------------------------------

    def do(self, request: Request[Reply], as_: Actor) -> Reply:
        return self.office.do(request, as_=as_)

    def hear(self, *events: Event, times: int = 1) -> None:
        self.office.hear(*events, times=times)

    def emitted(self, kind: type[Kind], class_id: str = "c1") -> list[Kind]:
        """What was told about a class; only what is new is read from the outbox."""
        outbox = self.office.tables["outbox"]
        rows_since = select(outbox.c.seq, outbox.c.body).where(outbox.c.seq > self._read)
        with self.office.database.reading() as session:
            for row in session.execute(rows_since.order_by(outbox.c.seq)):
                self._read = row.seq
                envelope = from_json(json.loads(row.body))
                self._told.setdefault(envelope.class_id, []).append(envelope.event)
        return [event for event in self._told.get(class_id, []) if isinstance(event, kind)]

    def invoice_number(self, year: int = 26) -> str:
        return f"{year:02}{next(self._numbers):018}"

    def reference(self) -> str:
        return f"BANK-{next(self._numbers):06}"

    # -- as far as the test needs it -----------------------------------------------------------

    def used(self, class_id: str = "c1") -> None:
        """The class has taken place."""
        self.hear(a_hosted_class(class_id))
        confirmed = ProjectConfirmed(
            class_id=class_id,
            host_id=HOST,
            confirmation_id="k1",
            kind=ConfirmationKind.AGREEMENT,
            confirmed_at=CLOSING_DAY,
        )
        self.hear(confirmed, *usage_of(class_id))

    def proposed(self, class_id: str = "c1") -> DataSheetView:
        """Its data is up for signature."""
        self.used(class_id)
        self.do(CountSheet(class_id=class_id), self.counselor(class_id))
        return self.do(ProposeSheet(class_id=class_id), self.counselor(class_id))

    def sign(
        self,
        party: Party,
        *,
        class_id: str = "c1",
        signer: str = "",
        as_: Actor | None = None,
        scan: FileRef | None = None,
    ) -> DataSheetView:
        """One party signs what stands there."""
        usual = self.host(class_id) if party is Party.HOST else self.counselor(class_id)
        sheet = self.sheet(class_id)
        request = SignSheet(
            class_id=class_id,
            party=party,
            signer=signer or {Party.HOST: "李处长", Party.COLLEGE: "王辅导员"}[party],
            document_hash=sheet.document_hash,
            scan=scan,
        )
        return self.do(request, as_ or usual)

    def confirmed(self, class_id: str = "c1") -> DataSheetView:
        """Both parties have signed its data."""
        self.proposed(class_id)
        self.sign(Party.COLLEGE, class_id=class_id)
        return self.sign(Party.HOST, class_id=class_id)

    def departed(self, class_id: str = "c1") -> DataSheetView:
        """The class has left."""
        sheet = self.confirmed(class_id)
        self.hear(ClassDeparted(class_id=class_id, end_on=LAST))
        return sheet

    def priced(self, sheet: DataSheetView, fen: int = 10_000) -> list[SettlementLineDraft]:
        """Every line at one price."""
        return [
            SettlementLineDraft(line_id=line.line_id, quantity=line.quantity, unit_price_fen=fen)
            for line in sheet.lines
        ]

    def agreed(self, class_id: str = "c1", fen: int = 10_000) -> SettlementView:
        """The host has agreed to its settlement."""
        sheet, lead = self.departed(class_id), self.lead(class_id)
        self.do(DraftSettlement(class_id=class_id, lines=self.priced(sheet, fen)), FINANCE)
        self.do(SendSettlement(class_id=class_id), lead)
        return self.do(AgreeSettlement(class_id=class_id, signer="李处长"), self.host(class_id))

    def final(self, class_id: str = "c1", fen: int = 10_000) -> SettlementView:
        """Its settlement is final, and whom the invoice goes to is known."""
        self.agreed(class_id, fen)
        self.finish(class_id)
        return self.settlement(class_id)

    def finish(self, class_id: str = "c1") -> None:
        """Lead and finance sign, the papers are here."""
        self.do(SignSettlement(class_id=class_id), self.lead(class_id))
        self.do(SignSettlement(class_id=class_id), FINANCE)
        self.hear(SettlementPapersReceived(class_id=class_id))

    def invoiced(self, class_id: str = "c1", fen: int = 10_000) -> InvoiceView:
        """Its invoice is issued."""
        total = self.final(class_id, fen).total_fen
        number = self.invoice_number()
        return self.do(IssueInvoice(class_id=class_id, number=number, total_fen=total), FINANCE)

    # -- what stands there ---------------------------------------------------------------------

    def sheet(self, class_id: str = "c1") -> DataSheetView:
        return self.do(FindSheetOfClass(class_id=class_id), FINANCE)

    def settlement(self, class_id: str = "c1") -> SettlementView:
        return self.do(FindSettlement(class_id=class_id), FINANCE)

    def add_zero(self, group: DataGroup, class_id: str = "c1") -> DataSheetView:
        """Say that a group was not used."""
        request = AddDataLine(
            class_id=class_id,
            group=group,
            label=f"未使用{group}",
            unit="项",
            quantity=0,
            reason="本班未发生",
        )
        return self.do(request, self.counselor(class_id))
