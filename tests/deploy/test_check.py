"""`kaiban check` names each kind of broken record by its id, and nothing where nothing is."""

import json
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from contracts.assessment import SEAL_PURPOSE, SEAL_SIGNER, CertificateState
from contracts.enrollment import NominationState
from contracts.finance import Direction, SettlementState
from contracts.notification import DispatchTry
from deploy import check
from deploy.check import Cursor, Findings
from deploy.departments import all_departments
from kit.audit import audit_hash
from kit.database import Database
from kit.handlers import ANY, handlers_of
from kit.invariants import Violation, first_id_at
from kit.settings import Settings
from kit.signing import keys
from services.assessment.domain.certificate_number import certificate_number
from services.assessment.domain.pass_list import PassEntry, PassListState
from services.assessment.domain.seal import statement_of
from services.finance.domain.ledger import Account
from services.scheduling.domain.booking import Resource
from tests.servers import RealServers

LONG_AGO = datetime(2026, 3, 1, 8, tzinfo=UTC)
# Ids begin with the moment of their making.
E0, E1, E9 = (f"{first_id_at(LONG_AGO)[:-1]}{digit}" for digit in "019")
SOMEBODY = "11010519491231002X"

Row = dict[str, Any]

SERVERS = pytest.mark.servers
DEPARTMENTS: list[Any] = all_departments()


@dataclass
class Suite:
    """All departments' databases, without any of the constraints that would keep them sound."""

    settings: Settings
    databases: dict[str, Database]
    filled: set[tuple[str, str]] = field(default_factory=set)

    def put(self, department: str, table: str, **row: Any) -> None:
        """A row as no department would write it."""
        tables = self.tables(department)
        self.filled.add((department, table))
        with self.databases[department].writing() as session:
            session.execute(tables[table].insert().values(**row))

    def clear(self) -> None:
        """Take everything out again."""
        for department, table in self.filled:
            with self.databases[department].writing() as session:
                session.execute(self.tables(department)[table].delete())
        self.filled.clear()
        shutil.rmtree(self.settings.var / "log", ignore_errors=True)

    def tables(self, department: str) -> Any:
        return next(d.store_type.tables for d in DEPARTMENTS if d.name == department)

    def emit(self, department: str, event_id: str, name: str = "told", **row: Any) -> None:
        """An event as it is written, and sent since."""
        body = json.dumps({"event_id": event_id, "causation_id": "", "request_id": ""})
        plain = {"body": body, "written_at": LONG_AGO, "sent_at": LONG_AGO} | row
        self.put(department, "outbox", seq=1, event_id=event_id, name=name, **plain)

    def hear(self, event_id: str, name: str = "told") -> None:
        """The event takes effect wherever it is subscribed to."""
        for department in DEPARTMENTS:
            for method in subscribed(department, name):
                self.put(department.name, "inbox", consumer=method, event_id=event_id)

    def check(self, cursor: Cursor | None = None) -> Findings:
        return check.check(self.settings, grace=0.0, cursor=cursor or Cursor())

    def broken(self) -> list[tuple[str, str]]:
        return [(found.invariant, found.about) for found in self.check().violations]


def subscribed(department: Any, name: str) -> list[str]:
    heard = (name, ANY)
    return [h.method for h in handlers_of(department) if h.reacts and h.name in heard]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("servers", marks=SERVERS)])
def bare(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Suite]:
    """Made once for each kind of database: it takes seconds."""
    var, template = tmp_path_factory.mktemp("check"), ""
    if request.param == "servers":
        servers: RealServers = request.getfixturevalue("servers")
        template = servers.fresh().database_url
    settings = Settings(database_template=template, var=var)
    databases = {d.name: Database(settings.database_url(d.name), pool_size=1) for d in DEPARTMENTS}
    for department in DEPARTMENTS:
        department.store_type.tables.metadata.create_all(databases[department.name].engine)
        strip(databases[department.name].engine)
    yield Suite(settings, databases)
    for database in databases.values():
        database.close()


@pytest.fixture
def suite(bare: Suite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Suite]:
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(bare.settings.var / "keys.json"))
    monkeypatch.setenv("KAIBAN_VAR", str(bare.settings.var))
    yield bare
    bare.clear()


def strip(engine: Engine) -> None:
    """Leave the tables their columns and nothing else."""
    cascade = "CASCADE" if engine.dialect.name == "postgresql" else ""
    with engine.connect().execution_options(writes=True) as connection:
        if not cascade:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for table in inspect(connection).get_table_names():
            connection.execute(text(f'CREATE TABLE bare AS SELECT * FROM "{table}"'))  # noqa: S608 – our own
            connection.execute(text(f'DROP TABLE "{table}" {cascade}'))
            connection.execute(text(f'ALTER TABLE bare RENAME TO "{table}"'))
        connection.commit()


def test_nothing_is_wrong_where_nothing_is(suite: Suite) -> None:
    suite.emit("finance", E1)
    suite.hear(E1)
    assert suite.check().violations == []


def a_seat_nobody_took(suite: Suite) -> None:
    seats = {"seats": 5, "used": 1, "reserve": 1, "waiting": 0}
    suite.put("enrollment", "quota", class_id="c1", unit_id="u1", **seats)


def a_person_nominated_twice(suite: Suite) -> None:
    for number in ("n1", "n2"):
        nomination = {"class_id": "c1", "person_id": "p1", "unit_id": "u1"}
        state = NominationState.WAITLISTED
        suite.put("enrollment", "nomination", nomination_id=number, state=state, **nomination)


def a_trainee_nobody_nominated(suite: Suite) -> None:
    row = {"trainee_id": "t1", "class_id": "c1", "nomination_id": "n1"}
    suite.put("enrollment", "trainee", **row)


def a_room_taken_twice(suite: Suite) -> None:
    for number, (begin, end) in {"b1": (0, 8), "b2": (1, 2), "b3": (7, 9), "b4": (9, 10)}.items():
        suite.put(
            "scheduling",
            "booking",
            booking_id=number,
            resource=Resource.VENUE,
            resource_id="r1",
            from_at=LONG_AGO + timedelta(hours=begin),
            to_at=LONG_AGO + timedelta(hours=end),
        )


def a_stay_without_one_of_its_nights(suite: Suite) -> None:
    nights = {"from_on": date(2026, 3, 1), "to_on": date(2026, 3, 3)}
    suite.put("scheduling", "stay", stay_id="s1", **nights)
    slept = {"room_id": "r1", "bed": 1, "night": date(2026, 3, 1)}
    suite.put("scheduling", "bed_night", stay_id="s1", **slept)


def a_number_that_was_skipped(suite: Suite) -> None:
    suite.put("assessment", "certificate_series", series="SMU-F-2026-01", last_seq=2)
    number = certificate_number("SMU-F-2026-01", 2)
    suite.put("assessment", "certificate", certificate_id="k2", certificate_no=number)


def a_passer_without_certificate(suite: Suite) -> None:
    entries = [PassEntry(trainee_no="1", trainee_id="t1")]
    suite.put("assessment", "pass_list", class_id="c1", state=PassListState.ISSUED, entries=entries)


def a_candidate_with_two_results(suite: Suite) -> None:
    for number in ("r1", "r2"):
        suite.put("assessment", "result", result_id=number, exam_id="x1", trainee_id="t1")


def a_receipt_the_ledger_does_not_know(suite: Suite) -> None:
    state = SettlementState.DRAFT
    suite.put(
        "finance", "settlement", class_id="c1", state=state, paid_fen=7, total_fen=0, lines=[]
    )
    paid = {"class_id": "c1", "direction": Direction.IN, "amount_fen": 7}
    suite.put("finance", "payment", payment_id="p1", **paid)


def a_posting_over_nothing(suite: Suite) -> None:
    accounts = {"debit_account": Account.BANK, "credit_account": Account.BANK}
    suite.put("finance", "posting", posting_id="g1", voucher="RECEIPT-p1", amount_fen=7, **accounts)
    paid = {"class_id": "c1", "direction": Direction.OUT, "amount_fen": 7}
    suite.put("finance", "payment", payment_id="p1", **paid)


def a_settlement_of_other_lines(suite: Suite) -> None:
    state = SettlementState.DRAFT
    suite.put(
        "finance", "settlement", class_id="c1", state=state, paid_fen=0, total_fen=8, lines=[]
    )


def a_notice_released_twice(suite: Suite) -> None:
    for number in ("m1", "m2"):
        suite.put("notification", "notice", notice_id=number, source="once", addressed=0)


def a_message_sent_twice(suite: Suite) -> None:
    tries = [DispatchTry(at=LONG_AGO, error="")] * 2
    row = {"source": "s", "medium": "SMS", "recipient": "person:p", "attempts": 2}
    suite.put("notification", "dispatch", dispatch_id="d1", tries=tries, **row)


def a_notice_that_reached_nobody(suite: Suite) -> None:
    row = {"source": "s", "addressed": 3, "published_at": LONG_AGO}
    suite.put("notification", "notice", notice_id="m1", **row)


def an_event_that_waits(suite: Suite) -> None:
    suite.emit("finance", E1, sent_at=None)


def a_touched_audit_log(suite: Suite) -> None:
    line = {"at": LONG_AGO, "person_id": "p", "request_id": "q", "message": "m", "outcome": "done"}
    own = audit_hash(SimpleNamespace(**line, detail="{}"), 1, "")
    more = {"detail": '{"other": 1}', "prev_hash": "", "hash": own}
    suite.put("portal", "audit", audit_id=1, seq=1, **line, **more)


def a_change_without_audit(suite: Suite) -> None:
    body = json.dumps({"event_id": E1, "causation_id": "q1", "request_id": "q1"})
    suite.emit("finance", E1, body=body)
    suite.hear(E1)


def an_id_number_in_an_event(suite: Suite) -> None:
    body = {"event_id": E1, "causation_id": "", "request_id": "", "payload": {"x": SOMEBODY}}
    suite.emit("finance", E1, body=json.dumps(body))
    suite.hear(E1)


def an_id_number_in_a_log(suite: Suite) -> None:
    (suite.settings.var / "log").mkdir()
    (suite.settings.var / "log" / "finance.log").write_text(f'{{"event": "row {SOMEBODY}"}}\n')


def an_effect_of_nothing(suite: Suite) -> None:
    suite.put("portal", "inbox", consumer=subscribed(PORTAL, "class_created")[0], event_id=E9)


def an_arrival_nobody_heard_of(suite: Suite) -> None:
    enrolled = {"class_id": "c1", "nomination_id": "n1", "checked_in_at": LONG_AGO}
    state = NominationState.ENROLLED
    suite.put("enrollment", "trainee", trainee_id="t1", **enrolled)
    suite.put("enrollment", "nomination", nomination_id="n1", class_id="c1", state=state)


def a_certificate_the_trainee_does_not_have(suite: Suite) -> None:
    suite.put("assessment", "certificate_series", series="SMU-F-2026-01", last_seq=1)
    entries = [PassEntry(trainee_no="1", trainee_id="t1")]
    suite.put("assessment", "pass_list", class_id="c1", state=PassListState.ISSUED, entries=entries)
    suite.put(
        "assessment",
        "certificate",
        certificate_id="k1",
        class_id="c1",
        trainee_id="t1",
        certificate_no=NUMBER,
        state=CertificateState.ISSUED,
        issued_on=date(2026, 3, 1),
    )


def a_certificate_altered_after_it_was_signed(suite: Suite) -> None:
    suite.put("assessment", "certificate_series", series="SMU-F-2026-01", last_seq=1)
    certified = {"class_id": "c1", "trainee_id": "t1", "holder": "何建华", "reissues": 0}
    row = {"certificate_id": "k1", "certificate_no": NUMBER, "notes": [], **certified}
    entries = [PassEntry(trainee_no="1", trainee_id="t1")]
    suite.put(
        "assessment", "pass_list", class_id="c1", state=PassListState.NUMBERED, entries=entries
    )
    key_id = keys().key_id(SEAL_SIGNER)
    said = statement_of(SimpleNamespace(**dict.fromkeys(STATED), **row), key_id)  # type: ignore[arg-type]  # what is read of a row
    signature = b64encode(keys().sign(SEAL_SIGNER, SEAL_PURPOSE, said.encode())).decode()
    suite.put("assessment", "certificate", **row, key_id=key_id, signature=signature)
    assert suite.broken() == []
    with suite.databases["assessment"].writing() as session:
        session.execute(text("UPDATE certificate SET holder = '何建国'"))


PORTAL = next(d for d in DEPARTMENTS if d.name == "portal")
NUMBER = certificate_number("SMU-F-2026-01", 1)
STATED = ("class_title", "start_on", "end_on", "hours", "issued_on")

BROKEN: dict[Callable[[Suite], None], list[tuple[str, str]]] = {
    a_seat_nobody_took: [("seats_taken_are_nominations", "c1 u1")],
    a_person_nominated_twice: [("nobody_is_nominated_twice", "c1 p1")],
    a_trainee_nobody_nominated: [("trainees_were_nominated", "t1")],
    a_room_taken_twice: [
        ("nothing_is_taken_twice_at_once", "b2"),
        ("nothing_is_taken_twice_at_once", "b3"),
    ],
    a_stay_without_one_of_its_nights: [("each_night_of_a_stay_has_its_bed", "s1")],
    a_number_that_was_skipped: [
        ("certificate_numbers_have_no_gap", "SMU-F-2026-01 1"),
    ],
    a_passer_without_certificate: [("who_is_on_a_numbered_list_has_one_certificate", "c1 t1")],
    a_candidate_with_two_results: [("who_sat_has_one_result", "x1 t1")],
    a_certificate_altered_after_it_was_signed: [("certificates_are_as_signed", NUMBER)],
    a_receipt_the_ledger_does_not_know: [("money_that_moved_is_in_the_ledger", "RECEIPT-p1")],
    a_posting_over_nothing: [
        ("debits_equal_credits", "g1"),
        ("money_that_moved_is_in_the_ledger", "PAYMENT-p1"),
        ("money_that_moved_is_in_the_ledger", "RECEIPT-p1"),
    ],
    a_settlement_of_other_lines: [("lines_come_to_their_total", "settlement c1")],
    a_notice_released_twice: [("nobody_is_told_twice", "notice m2")],
    a_message_sent_twice: [("nobody_is_told_twice", "dispatch d1")],
    a_notice_that_reached_nobody: [("notices_reach_whom_they_address", "m1")],
    an_event_that_waits: [("events_leave_the_outbox", E1)],
    a_touched_audit_log: [("the_audit_chain_is_unbroken", "line 1")],
    a_change_without_audit: [("what_people_change_is_audited", E1)],
    an_id_number_in_an_event: [("no_id_number_is_kept_in_plain_text", f"outbox {E1}")],
    an_id_number_in_a_log: [("no_id_number_is_logged", "finance.log")],
    an_effect_of_nothing: [
        ("no_effect_without_an_event", f"{E9} {subscribed(PORTAL, 'class_created')[0]}")
    ],
    an_arrival_nobody_heard_of: [("arrivals_agree", "t1")],
    a_certificate_the_trainee_does_not_have: [("certificates_agree", f"t1 {NUMBER}")],
}


@pytest.mark.parametrize("breaks", BROKEN, ids=lambda breaks: breaks.__name__)
def test_what_is_broken_is_named(suite: Suite, breaks: Callable[[Suite], None]) -> None:
    breaks(suite)
    assert suite.broken() == BROKEN[breaks]


def test_every_invariant_has_been_broken(suite: Suite) -> None:
    named = {name for found in BROKEN.values() for name, _ in found}
    named |= {"events_take_effect_once", "what_was_paid_is_the_sum_of_payments"}
    assert named == set(suite.check().invariants)


def test_an_event_is_accounted_for_in_each_department_that_hears_it(suite: Suite) -> None:
    suite.emit("finance", E1, name="settlement_finalised")
    missing = {
        (department.name, f"settlement_finalised {E1} {method}")
        for department in DEPARTMENTS
        for method in subscribed(department, "settlement_finalised")
    }
    found = suite.check().violations
    assert len(missing) > 3
    assert {(one.department, one.about) for one in found} == missing
    assert {one.invariant for one in found} == {"events_take_effect_once"}

    suite.hear(E1, name="settlement_finalised")
    assert suite.check().violations == []


@pytest.mark.parametrize("aside", ["held", "unreadable"])
def test_an_event_that_waits_aside_is_accounted_for(suite: Suite, aside: str) -> None:
    suite.emit("finance", E1, name="payment_received")
    body = json.dumps({"event_id": E1})
    for department in DEPARTMENTS:
        for method in subscribed(department, "payment_received"):
            row = {"consumer": method, "event_id": E1}
            if aside == "unreadable":
                row = {"consumer": "unreadable", "event_id": "another"}
            suite.put(department.name, "held", held_id=method[:32], body=body, **row)
    assert suite.check().violations == []


def test_what_was_paid_is_compared_with_each_payment(suite: Suite) -> None:
    suite.put("finance", "purchase", purchase_id="b1", paid_fen=5, total_fen=0, lines=[])
    assert suite.broken() == [("what_was_paid_is_the_sum_of_payments", "purchase b1")]


def test_the_next_check_looks_at_what_came_since(suite: Suite) -> None:
    suite.emit("finance", E1, name="payment_received")
    first = suite.check()
    assert suite.check(first.cursor).violations == first.violations != []

    suite.hear(E1, name="payment_received")
    sound = suite.check(first.cursor)
    assert sound.violations == []
    suite.emit("finance", E0)
    assert suite.check(sound.cursor).violations == []
    assert suite.check().violations != []


def test_a_check_says_what_it_found_and_ends_with_it(
    suite: Suite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "Settings", lambda: suite.settings)
    assert check.run(as_json=False, grace=0.0, after="") == 0
    an_event_that_waits(suite)
    assert check.run(as_json=False, grace=0.0, after="") == 1
    assert f"events_leave_the_outbox  finance  {E1}" in capsys.readouterr().out

    assert check.run(as_json=True, grace=0.0, after="") == 1
    told = json.loads(capsys.readouterr().out)
    found = Violation("events_leave_the_outbox", "finance", E1)
    assert [Violation(**one) for one in told["violations"]] == [found]


def test_where_a_database_cannot_be_read_nothing_is_said_to_be_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "postgresql+psycopg2://kaiban@127.0.0.1:1/{service}"
    away = Settings(database_template=nowhere, var=tmp_path)
    monkeypatch.setattr(check, "Settings", lambda: away)

    assert check.run(as_json=True, grace=0.0, after="") == check.UNKNOWN

    told = capsys.readouterr()
    assert told.out == ""
    assert "数据库无法读取" in told.err
