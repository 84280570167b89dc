"""The joint data confirmation: counted, put up, signed by both sides (B-8.8)."""

import hashlib
import secrets

from contracts.finance import (
    AddDataLine,
    CorrectDataLine,
    CountSheet,
    DataSheetView,
    DisputeSheet,
    DisputeSheetByLink,
    FindSheetOfClass,
    HostLinkView,
    IssueHostLink,
    ProposeSheet,
    ReadSheetByLink,
    SignSheet,
    SignSheetByLink,
)
from contracts.scheduling import FindTimetable, TimetableView
from contracts.values import Party, SigningMethod
from kit.department import command, query
from services.finance.domain.rules import rules_on
from services.finance.domain.sheet import DataSheet, HostLink, Signature, ensure_may_sign
from services.finance.service.steps import half_day_cap
from services.finance.service.views import sheet_view
from services.finance.store import FinanceStore

TOKEN_BYTES = 32


class Sheets:
    """The data sheet of a class with a host."""

    # The timetable is asked for what its venues are called.
    @command(asks=lambda request: FindTimetable(class_id=request.class_id))
    def count_sheet(
        self, request: CountSheet, store: FinanceStore, timetable: TimetableView
    ) -> DataSheetView:
        _ensure_changeable(store, request.class_id)
        sheet = store.sheet_or_new(request.class_id)
        names = {one.venue_id: one.venue_name for one in timetable.sessions if one.venue_id}
        sheet.count(store.counted(request.class_id, names))
        return _view(store, sheet)

    @command
    def correct_data_line(self, request: CorrectDataLine, store: FinanceStore) -> DataSheetView:
        _ensure_changeable(store, request.class_id)
        sheet = store.sheet(request.class_id)
        sheet.correct(request.line_id, quantity=request.quantity, reason=request.reason)
        return _view(store, sheet)

    @command
    def add_data_line(self, request: AddDataLine, store: FinanceStore) -> DataSheetView:
        _ensure_changeable(store, request.class_id)
        sheet = store.sheet(request.class_id)
        sheet.add(
            group=request.group,
            label=request.label,
            unit=request.unit,
            quantity=request.quantity,
            reason=request.reason,
        )
        return _view(store, sheet)

    @command
    def propose_sheet(self, request: ProposeSheet, store: FinanceStore) -> DataSheetView:
        store.hosted_account(request.class_id)
        sheet = store.sheet(request.class_id)
        counted = {one.key: one.quantity for one in store.counted(request.class_id, {})}
        store.emit(sheet.propose(counted))
        return _view(store, sheet)

    @command
    def sign_sheet(self, request: SignSheet, store: FinanceStore) -> DataSheetView:
        store.hosted_account(request.class_id)
        store.require_file(request.scan)
        on_paper = request.scan is not None
        ensure_may_sign(request.party, store.duties(request.class_id), on_paper=on_paper)
        sheet, person = store.sheet(request.class_id), store.actor.person_id
        signature = Signature(
            party=request.party,
            signer=request.signer,
            person_id="" if on_paper else person,
            recorded_by=person,
            signed_at=store.now,
            method=SigningMethod.PAPER_SCAN if on_paper else SigningMethod.E_SIGN,
            document_hash=request.document_hash,
            scan=request.scan,
        )
        _sign(store, sheet, signature)
        return _view(store, sheet)

    @command
    def dispute_sheet(self, request: DisputeSheet, store: FinanceStore) -> DataSheetView:
        store.hosted_account(request.class_id)
        sheet = store.sheet(request.class_id)
        store.emit(sheet.object_to(request.objection))
        return _view(store, sheet)

    @query
    def find_sheet_of_class(self, request: FindSheetOfClass, store: FinanceStore) -> DataSheetView:
        return _view(store, store.sheet(request.class_id))

    # -- the host's link ---------------------------------------------------------------------------

    @command
    def issue_host_link(self, request: IssueHostLink, store: FinanceStore) -> HostLinkView:
        store.hosted_account(request.class_id)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = HostLink(
            token_hash=_hash(token),
            holder=request.holder,
            issued_by=store.actor.person_id,
            expires_at=store.now + rules_on(store.today).host_link_lasts,
        )
        store.sheet(request.class_id).invite(link)
        return HostLinkView(class_id=request.class_id, token=token, expires_at=link.expires_at)

    @query
    def read_sheet_by_link(self, request: ReadSheetByLink, store: FinanceStore) -> DataSheetView:
        return _view(store, _opened(store, request.token))

    @command
    def sign_sheet_by_link(self, request: SignSheetByLink, store: FinanceStore) -> DataSheetView:
        sheet = _opened(store, request.token)
        store.hosted_account(sheet.class_id)
        signature = Signature(
            party=Party.HOST,
            signer=sheet.link_holder,
            person_id="",
            recorded_by=sheet.link_issued_by,
            signed_at=store.now,
            method=SigningMethod.E_SIGN,
            document_hash=request.document_hash,
            scan=None,
        )
        _sign(store, sheet, signature)
        return _view(store, sheet)

    @command
    def dispute_sheet_by_link(
        self, request: DisputeSheetByLink, store: FinanceStore
    ) -> DataSheetView:
        sheet = _opened(store, request.token)
        store.hosted_account(sheet.class_id)
        store.emit(sheet.object_to(request.objection))
        return _view(store, sheet)


def _ensure_changeable(store: FinanceStore, class_id: str) -> None:
    store.hosted_account(class_id)
    settlement = store.settlement_if_open(class_id)
    if settlement is not None:
        settlement.ensure_not_final()


def _sign(store: FinanceStore, sheet: DataSheet, signature: Signature) -> None:
    """Sign, and with both signatures let the figures of the class be those."""
    confirmed = sheet.sign(signature)
    if confirmed is None:
        return
    store.add(confirmed)
    account = store.account(sheet.class_id)
    settlement = store.settlement_if_open(sheet.class_id)
    if settlement is not None:
        settlement.ensure_not_final()
        settlement.supersede()
    cap = half_day_cap(store, account)
    event = account.take_signed(
        account.count(store.usage(account.class_id), half_day_cap=cap),
        version=confirmed.sheet_version,
        document_hash=confirmed.document_hash,
    )
    store.emit(event)


def _opened(store: FinanceStore, token: str) -> DataSheet:
    sheet = store.sheet_behind(_hash(token))
    sheet.ensure_link_works(store.now)
    return sheet


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _view(store: FinanceStore, sheet: DataSheet) -> DataSheetView:
    return sheet_view(sheet, store.account(sheet.class_id))
