"""A message on its way: how it is written for its medium, and begun anew while it is tried."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.notification import DispatchTopic, Medium, SendState
from services.notification.domain.announcing import write
from services.notification.domain.dispatch import Dispatch
from services.notification.domain.rules import the_rules
from tests.notification.college import NOW

RULES = the_rules().media[Medium.EMAIL]
SECOND = timedelta(seconds=1)


def a_dispatch(**changes: Any) -> Dispatch:
    """A notice of a class to be told by e-mail."""
    given: dict[str, Any] = {
        "dispatch_id": "s1",
        "medium": Medium.EMAIL,
        "topic": DispatchTopic.DEADLINE,
        "source": "deadline:1",
        "subject_id": "1",
        "class_id": "c" * 32,
        "recipient": "person:lian",
        "title": "时限已过｜Overdue",
        "created_at": NOW,
        "next_at": NOW,
    }
    return Dispatch(**(given | changes))


def failed_once() -> Dispatch:
    """Tried, failed, and taken up again."""
    tried = a_dispatch()
    tried.claim(now=NOW, rules=RULES)
    tried.failed("away", now=NOW, rules=RULES, final=False)
    tried.claim(now=NOW, rules=RULES)
    return tried


@pytest.mark.parametrize("topic", [DispatchTopic.DEADLINE, DispatchTopic.NOTICE])
def test_a_text_message_with_its_link_is_no_longer_than_the_rule_says(topic: DispatchTopic) -> None:
    long = a_dispatch(medium=Medium.SMS, topic=topic, title="请留意" * 130)
    most = the_rules().media[Medium.SMS].text_bytes
    address = "https://training.example.edu.cn"
    writing = write(long, institution="海事大学党校", address=address, most_bytes=most)
    text = f"{writing.subject} {writing.link}"
    assert most - 3 < len(text.encode()) <= most
    assert writing.subject.endswith("…")


def test_the_subject_of_an_e_mail_has_all_the_room_there_is() -> None:
    long = a_dispatch(title="请留意" * 130)
    writing = write(long, institution="党校", address="https://a.example.cn", most_bytes=300)
    assert 297 < len(writing.subject.encode()) <= 300


def test_what_is_begun_anew_while_a_try_is_under_way_does_not_go_out_beside_it() -> None:
    tried = failed_once()
    tried.resend(now=NOW + SECOND)
    assert tried.next_at == NOW + RULES.lease
    tried.arrived(now=NOW + 2 * SECOND)
    assert tried.state is SendState.SENT
    assert tried.next_at is None


def test_the_try_under_way_is_the_first_of_those_begun_anew() -> None:
    tried = failed_once()
    tried.resend(now=NOW + SECOND)
    for pause in RULES.retry_after:
        tried.failed("away", now=NOW, rules=RULES, final=False)
        assert tried.next_at == NOW + pause
        tried.claim(now=NOW, rules=RULES)
    tried.failed("away", now=NOW, rules=RULES, final=False)
    assert tried.state is SendState.GIVEN_UP


def test_what_waits_for_its_next_try_is_sent_at_once_when_begun_anew() -> None:
    tried = a_dispatch()
    tried.claim(now=NOW, rules=RULES)
    tried.failed("away", now=NOW, rules=RULES, final=False)
    tried.resend(now=NOW + SECOND)
    assert tried.next_at == NOW + SECOND


def test_a_try_nobody_heard_of_holds_nothing_up_and_its_late_word_makes_no_long_pause() -> None:
    tried = failed_once()
    later = NOW + RULES.lease
    tried.resend(now=later)
    assert tried.next_at == later
    tried.failed("away", now=later, rules=RULES, final=False)
    assert tried.next_at == later + RULES.retry_after[0]
