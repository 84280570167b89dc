"""What is broken, how, and which guard is off when it must be caught.

A nemesis is given a suite under load and breaks something for a while; when it returns, whatever
it broke outside the suite has been put right again.
"""

import os
import pickle
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg2
from kombu import Connection

from deploy.departments import DEPARTMENTS
from deploy.showcase.accounts import Accounts
from deploy.showcase.caller import Caller
from tests.faults.acts import Log
from tests.journeys.places import Suite
from tests.servers import RealServers

CALM_SECONDS = 4.0
# So much is done before something happens, and after it.
ACTS = 30
PATIENCE_SECONDS = 90.0


@dataclass
class Scene:
    """What a nemesis may reach; chance is seeded."""

    suite: Suite
    servers: RealServers
    chance: random.Random

    @contextmanager
    def database(self, service: str) -> Iterator["psycopg2.extensions.cursor"]:
        """A service's own database, each statement committed by itself."""
        url = self.suite.environment["KAIBAN_DATABASE_URL"].format(service=service)
        with closing(psycopg2.connect(urlsplit(url)._replace(scheme="postgresql").geturl())) as one:
            one.autocommit = True
            with one.cursor() as cursor:
                yield cursor

    @property
    def broker(self) -> str:
        return self.suite.environment["KAIBAN_AMQP_URI"]


Breaks = Callable[[Scene], None]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One line of the matrix. `crash_at` kills each process there; `copies` of each command are
    sent at once; `without` is the guard, or guards, that are off in the control.
    """

    name: str
    without: str
    breaks: Breaks
    crash_at: str = ""
    copies: int = 1
    reconciles: bool = False


def nothing(scene: Scene) -> None:
    """People work, and something else is the fault."""
    time.sleep(2 * CALM_SECONDS)


def kill_each(scene: Scene) -> None:
    """kill -9 for one process after another."""
    _signal_each(scene, signal.SIGKILL)


def terminate_each(scene: Scene) -> None:
    """SIGTERM for one process after another, which finishes what it has in hand."""
    _signal_each(scene, signal.SIGTERM)


def _signal_each(scene: Scene, number: signal.Signals) -> None:
    names = [*DEPARTMENTS, "gateway"]
    scene.chance.shuffle(names)
    for name in names:
        os.kill(scene.suite.pids()[name], number)
        time.sleep(1.0)


def stop_broker(seconds: float) -> Breaks:
    """Every connection breaks, and none is let in for a while."""

    def breaks(scene: Scene) -> None:
        with _in_the_midst_of_sending(scene):
            scene.servers.broker.stop_app()
        time.sleep(seconds)
        scene.servers.broker.start_app()

    return breaks


def kill_broker(scene: Scene) -> None:
    """kill -9 for the broker."""
    with _in_the_midst_of_sending(scene):
        scene.servers.broker.kill()
    time.sleep(CALM_SECONDS)
    scene.servers.broker.start()


def forget_queues(scene: Scene) -> None:
    """Queues are deleted with all that is in them."""
    for name in ("portal", "notification", "enrollment"):
        scene.servers.broker.forget_queue(scene.broker, f"evt-{name}.v1")
        time.sleep(1.0)


def alarm(what: str) -> Breaks:
    """The broker takes nothing more for want of disk or memory."""

    def breaks(scene: Scene) -> None:
        with _in_the_midst_of_sending(scene):
            scene.servers.broker.alarm(what)
        time.sleep(8.0)
        scene.servers.broker.all_clear()

    return breaks


def stop_database(scene: Scene) -> None:
    """As if the power had failed at the database."""
    scene.servers.database.stop_immediately()
    time.sleep(1.0)
    scene.servers.database.start()


def hold_a_lock(scene: Scene) -> None:
    """Somebody holds what everybody needs: until callers have just asked again while their first
    try still waits, and then for longer than any try.
    """
    for seconds in (11.0, 15.0):
        with (
            scene.database("scheduling") as scheduling,
            scene.database("finance") as finance,
            scene.database("portal") as portal,
        ):
            for cursor, table in ((scheduling, "venue"), (finance, "payment"), (portal, "inbox")):
                cursor.connection.autocommit = False
                cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            time.sleep(seconds)
        time.sleep(CALM_SECONDS)


def fill_the_disk(scene: Scene) -> None:
    """The database refuses whatever would need room in the outbox, as on a full disk."""
    for name in DEPARTMENTS:
        with scene.database(name) as cursor:
            cursor.execute(_FULL)
    time.sleep(6.0)
    for name in DEPARTMENTS:
        with scene.database(name) as cursor:
            cursor.execute("DROP TRIGGER full_disk ON outbox")


_FULL = """
CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION full_disk();
"""


def send_thrice(scene: Scene) -> None:
    """Everything is sent once more, and once more, while it goes on."""
    for _ in range(2):
        time.sleep(CALM_SECONDS)
        for name in DEPARTMENTS:
            with scene.database(name) as cursor:
                cursor.execute("UPDATE outbox SET sent_at = NULL")


def send_late_and_out_of_order(scene: Scene) -> None:
    """A part of the events stays behind while later ones overtake it; then it comes, and what was
    sent before comes again in another order, as if written a day ago.
    """
    _keep_back(scene, share=0.3)
    time.sleep(3 * CALM_SECONDS)
    _let_go(scene, _COMES_LATE)


@contextmanager
def _in_the_midst_of_sending(scene: Scene) -> Iterator[None]:
    """Events wait to be sent until the broker has gone: else nobody would be sending just then."""
    _keep_back(scene, share=1.0)
    time.sleep(CALM_SECONDS)
    yield
    _let_go(scene, _IS_SENT)


def _keep_back(scene: Scene, *, share: float) -> None:
    for name in DEPARTMENTS:
        with scene.database(name) as cursor:
            cursor.execute(_BEHIND, {"share": share})


def _let_go(scene: Scene, how: str) -> None:
    for name in DEPARTMENTS:
        with scene.database(name) as cursor:
            cursor.execute("DROP TRIGGER stays_behind ON outbox")
            cursor.execute(how)
            cursor.execute("DROP FUNCTION stays_behind; DROP TABLE behind")


_BEHIND = """
CREATE TABLE behind (event_id text);
CREATE FUNCTION stays_behind() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF random() < %(share)s THEN
    INSERT INTO behind VALUES (NEW.event_id);
    NEW.sent_at := now();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stays_behind BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION stays_behind();
"""
_IS_SENT = "UPDATE outbox SET sent_at = NULL WHERE event_id IN (SELECT event_id FROM behind)"
_COMES_LATE = """
UPDATE outbox SET sent_at = NULL, written_at = written_at - interval '1 day',
  body = jsonb_set(body::jsonb, '{written_at}',
    to_jsonb(to_char((body::jsonb->>'written_at')::timestamptz AT TIME ZONE 'UTC'
      - interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')))::text
WHERE event_id IN (SELECT event_id FROM behind) OR random() < 0.3
"""


def poison(scene: Scene) -> None:
    """Messages nobody can read, in the midst of others."""
    kinds: list[tuple[bytes, str]] = [
        (b'{"broken": ', "application/json"),
        (b"[1, 2, 3]", "application/json"),
        (b'{"name": "nobody_knows"}', "application/json"),
        (pickle.dumps({"name": "x"}), "application/x-python-serialize"),
        (b'{"pad": "' + b"x" * 50_000_000 + b'"}', "application/json"),
    ]
    with Connection(scene.broker) as connection:
        producer = connection.Producer()
        for queue in ("evt-portal.v1", "evt-notification.v1", "rpc-enrollment"):
            for body, kind in kinds:
                producer.publish(
                    body, routing_key=queue, content_type=kind, content_encoding="binary"
                )
    time.sleep(CALM_SECONDS)


def pause_departments(scene: Scene) -> None:
    """Departments stand still longer than anybody waits, and then go on."""
    pids = scene.suite.pids()
    asleep = [pids[name] for name in ("scheduling", "portal")]
    for pid in asleep:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(20.0)
    for pid in asleep:
        os.kill(pid, signal.SIGCONT)
    time.sleep(CALM_SECONDS)


def shift_the_clock(scene: Scene) -> None:
    """Business time goes an hour on, two back, and returns."""
    accounts = Accounts(scene.suite.var / "sample-accounts.txt")
    with closing(Caller(scene.suite.address, "admin", accounts.password("admin"))) as admin:
        for moment in ("2026-03-22T15:30", "2026-03-22T13:30", "2026-03-22T14:30"):
            admin.post("/api/operations/clock", moment=f"{moment}:00+08:00")
            time.sleep(CALM_SECONDS)


def everything(scene: Scene) -> None:
    """A handful of them, one after another, in an order of chance."""
    handful: list[Breaks] = [
        kill_each,
        stop_broker(5.0),
        stop_database,
        send_thrice,
        poison,
        alarm("disk"),
    ]
    scene.chance.shuffle(handful)
    for breaks in handful:
        breaks(scene)


def during(breaks: Breaks, scene: Scene, log: Log) -> None:
    """People are at work, something happens, and they work on."""
    _until_more_is_done(log)
    breaks(scene)
    _until_more_is_done(log)


def _until_more_is_done(log: Log) -> None:
    # By what is done, not by the clock: on a slow machine the fault would meet nobody at work.
    wanted, deadline = log.acknowledged + ACTS, time.monotonic() + PATIENCE_SECONDS
    while log.acknowledged < wanted and time.monotonic() < deadline:
        time.sleep(0.1)


CRASHES = {
    "before_reply": "key",
    "after_commit": "key",
    "before_publish": "outbox",
    "after_publish": "inbox",
    "before_mark": "inbox",
    "after_effect": "inbox",
    "before_ack": "inbox",
}

FAULTS = (
    *(
        Fault(name=f"kill -9 at {point}", without=guard, breaks=nothing, crash_at=f"{point}:12")
        for point, guard in CRASHES.items()
    ),
    Fault(name="kill -9 of every process", without="ack", breaks=kill_each),
    Fault(name="SIGTERM of every process", without="stop", breaks=terminate_each),
    Fault(name="broker stopped 5 s", without="confirms", breaks=stop_broker(5.0)),
    Fault(name="broker stopped 60 s", without="confirms", breaks=stop_broker(60.0)),
    Fault(name="broker killed", without="confirms", breaks=kill_broker),
    Fault(name="queues deleted", without="reconcile", breaks=forget_queues, reconciles=True),
    Fault(name="broker's disk alarm", without="confirms", breaks=alarm("disk")),
    Fault(name="broker's memory alarm", without="confirms", breaks=alarm("memory")),
    Fault(name="database stopped at once", without="durable", breaks=stop_database),
    Fault(name="locks held", without="key", breaks=hold_a_lock),
    Fault(name="disk full", without="together", breaks=fill_the_disk),
    Fault(name="everything sent three times", without="inbox", breaks=send_thrice),
    Fault(
        name="late, a day old and out of order", without="inbox", breaks=send_late_and_out_of_order
    ),
    Fault(name="poison", without="park", breaks=poison),
    Fault(name="departments stand still", without="key,deadline", breaks=pause_departments),
    Fault(name="the clock shifts", without="", breaks=shift_the_clock),
    Fault(name="each command 20 times at once", without="key", breaks=nothing, copies=20),
    Fault(name="many for the last seat", without="seats", breaks=nothing, copies=2),
)
MIXED = Fault(name="a handful of all", without="", breaks=everything)
