"""E-mail on a real mail server of this machine: told once, tried again, given up, sent again."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from contracts.enrollment import AnnualPlanIssued, ClassOpened
from contracts.notification import (
    AcknowledgeEscalation,
    DispatchTopic,
    ListDispatches,
    ListEscalations,
    Medium,
    Resend,
    SendState,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from kit.testing import TestOffice, an_actor
from kit.timers import clockwork_of
from services.notification.domain.announcing import Writing
from services.notification.domain.rules import the_rules
from services.notification.ports.mail import compose
from services.notification.service.dispatching import Dispatches
from tests.notification.college import (
    AFFAIRS,
    COUNSELOR,
    DAY,
    LEAD,
    NOW,
    a_plan,
    a_task,
    pass_to,
    the_team,
)
from tests.notification.mailbox import (
    ADMIN,
    PASSWORD,
    Mailbox,
    holds,
    lines,
    reached_by,
    states,
)
from tests.notification.makers import a_draft, a_roster, quotas
from tests.notification.test_groups import everything_kept
from tests.notification.test_service import published

PLAN = AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1"])
PAUSES = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360)]


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    made = Mailbox()
    _set_up(monkeypatch, made, KAIBAN_SMTP_SECURITY="none")
    yield made
    made.close()


@pytest.fixture
def liaison(college: TestOffice, mailbox: Mailbox) -> TestOffice:
    """An office that knows Lian, who acts for the sending unit and wants e-mail."""
    holds(college, "lian", Role.GRASSROOTS_ORG, "unit:u1")
    reached_by(college, "lian")
    return college


def _set_up(patch: pytest.MonkeyPatch, mailbox: Mailbox, **more: str) -> None:
    given = {
        "KAIBAN_SMTP_HOST": "127.0.0.1",
        "KAIBAN_SMTP_PORT": str(mailbox.port),
        "KAIBAN_SMTP_FROM": "开班 <kaiban@school.example.cn>",
        "KAIBAN_PUBLIC_URL": "https://kaiban.example.cn",
        "KAIBAN_INSTITUTION": "海事大学党校",
    }
    for name, value in {**given, **more}.items():
        patch.setenv(name, value)


# -- what is told, and to whom --------------------------------------------------------------------


@pytest.mark.clause("A-7.1.c")
def test_a_notice_to_a_unit_reaches_who_acts_for_it_in_both_languages(
    liaison: TestOffice, mailbox: Mailbox
) -> None:
    liaison.hear(PLAN)
    assert (states(liaison), mailbox.came) == (["WAITING"], [])
    liaison.tick()
    [message] = mailbox.came
    assert message["To"] == "lian@example.cn"
    assert message["Subject"] == "【海事大学党校】关于下发2026年度培训计划的通知"
    [line] = lines(liaison)
    assert message["Message-ID"] == f"<{line.dispatch_id}@school.example.cn>"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        text = part.get_content()
        assert text.index("您好") < text.index("Hello")
        assert "https://kaiban.example.cn" in text
    assert (line.state, line.attempts, line.topic) == (SendState.SENT, 1, DispatchTopic.NOTICE)
    assert [each.error for each in line.tries] == [""]


def test_the_same_notice_goes_to_a_person_once_however_often_it_is_heard(
    liaison: TestOffice, mailbox: Mailbox
) -> None:
    holds(liaison, "lian", Role.GRASSROOTS_ORG, "unit:u2")
    both = AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1", "u2"])
    liaison.hear(both, both, times=2)
    for _ in range(3):
        liaison.tick()
    assert (mailbox.recipients, states(liaison)) == (["lian@example.cn"], ["SENT"])


@pytest.mark.clause("A-4.2.a")
def test_who_acts_for_a_unit_that_joins_later_is_not_told_twice(
    liaison: TestOffice, mailbox: Mailbox
) -> None:
    holds(liaison, "lian", Role.GRASSROOTS_ORG, "unit:u9")
    holds(liaison, "new", Role.GRASSROOTS_ORG, "unit:u9")
    reached_by(liaison, "new")
    published(liaison, a_draft(contact="0451-1234"))
    liaison.tick()
    liaison.hear(quotas(u1=5, u2=5, u9=5))
    liaison.tick()
    assert mailbox.recipients == ["lian@example.cn", "new@example.cn"]


# How often a receiver may be waited for in one try, each time until the timeout: of a mail server
# the greeting, four words to be private and signed in, four for the message and its end.
WAITS = {Medium.EMAIL: 12, Medium.SMS: 4, Medium.ROBOT: 4}


@pytest.mark.parametrize("medium", Medium)
def test_whatever_is_claimed_at_once_can_be_tried_before_it_counts_as_forgotten(
    medium: Medium,
) -> None:
    rules = the_rules().media[medium]
    longest = rules.at_once * WAITS[medium] * rules.timeout_seconds
    assert longest < rules.lease.total_seconds()


def test_each_medium_is_claimed_only_when_its_own_turn_comes() -> None:
    errands = [work for work in clockwork_of(Dispatches) if work.does is not None]
    assert len(errands) == len(Medium)


def test_what_one_recipient_alone_is_told_does_not_leave_the_portal(
    liaison: TestOffice, mailbox: Mailbox
) -> None:
    reached_by(liaison, "p-t1")
    liaison.hear(a_roster())
    liaison.tick()
    assert mailbox.recipients == ["lian@example.cn"]
    assert "张三" not in mailbox.came[0].as_bytes(policy=mailbox.came[0].policy).decode()
    body = mailbox.came[0].get_body(("plain",))
    assert body is not None
    assert "张三" not in body.get_content()


def test_nobody_is_written_to_who_does_not_want_it_or_acts_for_another_unit(
    college: TestOffice, mailbox: Mailbox
) -> None:
    holds(college, "other", Role.GRASSROOTS_ORG, "unit:u2")
    holds(college, "quiet", Role.GRASSROOTS_ORG, "unit:u1")
    reached_by(college, "other")
    reached_by(college, "quiet", wants=None)
    college.hear(PLAN)
    assert lines(college) == []


def test_without_a_mail_server_nothing_is_written_down(
    liaison: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAIBAN_SMTP_HOST")
    liaison.hear(PLAN)
    assert lines(liaison) == []


@pytest.mark.clause("B-12a")
def test_a_limit_is_told_to_who_answers_for_it_when_it_nears_and_when_it_passes(
    college: TestOffice, mailbox: Mailbox
) -> None:
    holds(college, "sun", Role.STUDENT_WORK, "unit:d-student")
    holds(college, "tan", Role.TEACHING_AFFAIRS, "unit:d-teach")
    for person in ("sun", "tan"):
        reached_by(college, person)
    college.hear(a_plan(unit_ids=["d-student"], tasks=[a_task("t1", days=5)]))
    college.tick()
    mailbox.came.clear()
    pass_to(college, NOW + 4.5 * DAY)
    pass_to(college, NOW + 5.5 * DAY)
    subjects = [str(message["Subject"]) for message in mailbox.came]
    about_the_task = [each for each in subjects if "任务" in each]
    assert [each.split("】")[1][:4] for each in about_the_task] == ["时限将至", "时限已过"]
    assert set(mailbox.recipients) == {"sun@example.cn"}


@pytest.mark.clause("B-8.6b")
def test_a_matter_is_told_level_by_level_and_again_when_it_is_reminded_of(
    college: TestOffice, mailbox: Mailbox
) -> None:
    holds(college, "cora", Role.COUNSELOR, "class:c1")
    holds(college, "far", Role.COUNSELOR, "class:c2")
    holds(college, "stu", Role.STUDENT_WORK)
    for person in ("cora", "far", "stu"):
        reached_by(college, person)
    college.hear(*the_team(), ClassOpened(class_id="c1", present=["t1"], absent=[]))
    college.tick()
    assert [m["To"] for m in mailbox.came if "逐级上报" in m["Subject"]] == ["cora@example.cn"]
    pass_to(college, NOW + timedelta(minutes=31))
    college.tick()
    [matter] = college.do(ListEscalations(class_id="c1"), as_=COUNSELOR)
    request = AcknowledgeEscalation(class_id="c1", escalation_id=matter.escalation_id, level=1)
    college.do(request, as_=COUNSELOR)
    college.tick()
    told = [m for m in mailbox.came if "逐级上报" in m["Subject"]]
    assert [m["To"] for m in told] == ["cora@example.cn", "cora@example.cn", "stu@example.cn"]
    assert "第1次催办" in told[1]["Subject"]


# -- mishaps --------------------------------------------------------------------------------------


def test_what_is_refused_for_now_is_tried_again_after_a_minute(
    liaison: TestOffice, mailbox: Mailbox
) -> None:
    mailbox.answers = ["451 try later"]
    liaison.hear(PLAN)
    liaison.tick()
    [line] = lines(liaison)
    assert (line.state, line.last_error) == (SendState.FAILED, "message refused 451")
    pass_to(liaison, NOW + timedelta(seconds=50))
    assert mailbox.came == []
    pass_to(liaison, NOW + timedelta(seconds=70))
    [line] = lines(liaison)
    assert (len(mailbox.came), line.state, line.attempts) == (1, SendState.SENT, 2)
    assert [each.error for each in line.tries] == ["message refused 451", ""]


def test_a_recipient_refused_for_good_is_given_up_and_can_be_sent_again(
    liaison: TestOffice, mailbox: Mailbox
) -> None:
    mailbox.refuses = {"lian@example.cn": "550 no such user lian@example.cn"}
    liaison.hear(PLAN)
    liaison.tick()
    [line] = lines(liaison)
    assert (line.state, line.last_error) == (SendState.GIVEN_UP, "recipient refused 550")
    pass_to(liaison, NOW + DAY)
    assert lines(liaison)[0].attempts == 1
    mailbox.refuses = {}
    again = liaison.do(Resend(dispatch_id=line.dispatch_id), as_=AFFAIRS)
    assert again.state is SendState.WAITING
    liaison.tick()
    assert (states(liaison), len(mailbox.came)) == (["SENT"], 1)
    with pytest.raises(Refusal, match="WRONG_STATE"):
        liaison.do(Resend(dispatch_id=line.dispatch_id), as_=AFFAIRS)


def test_while_the_server_is_away_it_is_tried_after_each_pause_and_then_given_up(
    liaison: TestOffice, mailbox: Mailbox
) -> None:
    mailbox.close()
    liaison.hear(PLAN)
    liaison.tick()
    at = NOW
    for tries, pause in enumerate(PAUSES, start=1):
        assert (states(liaison), lines(liaison)[0].attempts) == (["FAILED"], tries)
        pass_to(liaison, at + pause - timedelta(seconds=10))
        assert lines(liaison)[0].attempts == tries
        at = at + pause + timedelta(seconds=10)
        pass_to(liaison, at)
    [line] = lines(liaison)
    assert (line.state, line.attempts) == (SendState.GIVEN_UP, 6)
    assert line.last_error == "ConnectionRefusedError"
    mailbox.open()
    liaison.do(Resend(dispatch_id=line.dispatch_id), as_=ADMIN)
    liaison.tick()
    assert (states(liaison), len(mailbox.came)) == (["SENT"], 1)


def test_a_try_that_was_cut_off_is_made_again_under_the_same_id(
    liaison: TestOffice, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    liaison.hear(PLAN)
    with monkeypatch.context() as patch:
        patch.setattr(type(liaison.office.department), "note_outcome", _cut_off)
        liaison.tick()
    assert states(liaison) == ["WAITING"]
    pass_to(liaison, NOW + timedelta(minutes=11))
    assert states(liaison) == ["SENT"]
    first, second = mailbox.came
    assert first["Message-ID"] == second["Message-ID"]


def _cut_off(*_: object) -> None:
    raise RuntimeError("the process ended here")


def test_who_has_switched_it_off_meanwhile_is_not_written_to(
    liaison: TestOffice, mailbox: Mailbox
) -> None:
    liaison.hear(PLAN)
    reached_by(liaison, "lian", wants=None)
    liaison.tick()
    assert (mailbox.came, states(liaison)) == ([], ["GIVEN_UP"])


@pytest.mark.clause("A-4.2.a")
def test_a_line_break_in_a_title_makes_no_header(liaison: TestOffice, mailbox: Mailbox) -> None:
    title = "关于举办培训班的通知\r\nBcc: thief@example.cn"
    published(liaison, a_draft(title=title, contact="0451-1234"))
    liaison.tick()
    [message] = mailbox.came
    assert message["Bcc"] is None
    assert message["Subject"] == "【海事大学党校】关于举办培训班的通知 Bcc: thief@example.cn"
    assert mailbox.recipients == ["lian@example.cn"]


def test_a_title_is_shown_in_html_as_it_is_and_not_as_html() -> None:
    writing = Writing(subject="x", zh=("<script>",), en=("&",), link="https://kaiban.example.cn")
    message = compose(writing, sender="k@example.cn", to="a@example.cn", id_="1")
    html = message.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()


# -- the log, and who may read it -----------------------------------------------------------------


def test_no_address_and_no_password_is_logged_or_kept_in_the_open(
    liaison: TestOffice,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    secret = tmp_path / "password"
    secret.write_text("wrong password\n", encoding="utf-8")
    monkeypatch.setenv("KAIBAN_SMTP_USER", "kaiban")
    monkeypatch.setenv("KAIBAN_SMTP_PASSWORD_FILE", str(secret))
    liaison.hear(PLAN)
    liaison.tick()
    seen = f"{capsys.readouterr()}{everything_kept(liaison)}{lines(liaison)}"
    assert "lian@example.cn" not in seen
    assert "wrong password" not in seen
    assert states(liaison) == ["FAILED"]


def test_the_log_is_shown_to_those_who_answer_for_it_by_state_and_class(
    liaison: TestOffice, mailbox: Mailbox
) -> None:
    mailbox.answers = ["451 later"]
    liaison.hear(PLAN)
    liaison.tick()
    published(liaison, a_draft(contact="0451-1234"))
    failed = liaison.do(ListDispatches(state=SendState.FAILED), as_=AFFAIRS).items
    of_class = liaison.do(ListDispatches(class_id="c1"), as_=AFFAIRS).items
    assert [line.class_id for line in failed] == [None]
    assert [line.class_id for line in of_class] == ["c1"]
    for stranger in (LEAD, an_actor(Role.GRASSROOTS_ORG, person="lian", within="unit:u1")):
        with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
            liaison.do(ListDispatches(), as_=stranger)
        with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
            liaison.do(Resend(dispatch_id=failed[0].dispatch_id), as_=stranger)
    auditor, request = an_actor(Role.AUDITOR, person="aud"), Resend(dispatch_id="x")
    assert liaison.do(ListDispatches(), as_=auditor).total == 2
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        liaison.do(request, as_=auditor)


# -- the way to the server ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of a house's own, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    # Real time: the library that checks it knows no other.
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=36500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("mail") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_server_with_a_certificate_of_the_house_is_signed_in_to_over_tls(
    college: TestOffice,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    security: str,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    secret = tmp_path / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    given = {
        "KAIBAN_SMTP_SECURITY": security,
        "KAIBAN_SMTP_USER": "kaiban",
        "KAIBAN_SMTP_PASSWORD_FILE": str(secret),
    }
    holds(college, "lian", Role.GRASSROOTS_ORG, "unit:u1")
    reached_by(college, "lian")
    with closing(Mailbox(tls=context, at_once=security == "ssl")) as mailbox:
        _set_up(monkeypatch, mailbox, **given)
        college.hear(PLAN)
        college.tick()
        # A certificate nobody here knows is not trusted, and the password not shown.
        assert lines(college)[0].last_error == "SSLCertVerificationError"
        assert mailbox.signed_in == []
        monkeypatch.setenv("KAIBAN_SMTP_CA_FILE", str(certificate))
        pass_to(college, NOW + timedelta(minutes=2))
        assert (states(college), mailbox.signed_in) == (["SENT"], ["kaiban"])


def test_a_password_is_not_given_to_a_far_server_in_the_open(
    liaison: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_SMTP_HOST", "mail.example.cn")
    monkeypatch.setenv("KAIBAN_SMTP_USER", "kaiban")
    monkeypatch.setattr(smtplib.SMTP, "connect", lambda *_: (220, b"ready"))
    liaison.hear(PLAN)
    liaison.tick()
    assert lines(liaison)[0].last_error == "password only over TLS"
