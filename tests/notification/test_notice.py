"""Notices: released once, to somebody; acknowledged once."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.notification import NoticeAcknowledged, NoticeKind, NoticePublished
from contracts.refusals import Invalid, Refusal
from contracts.values import Profile
from services.notification.domain.delivery import Delivery, to_person, to_unit, unit_of
from services.notification.domain.notice import LIFE, Audience, Notice, NoticeState
from services.notification.domain.training_class import Trainee, TrainingClass, recipients

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def content(record: Any) -> dict[str, Any]:
    """What a record holds, field by field."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def a_notice(**changes: Any) -> Notice:
    """A drafted training notice."""
    given: dict[str, Any] = {
        "notice_id": "n1",
        "kind": NoticeKind.CLASS_NOTICE,
        "class_id": "c1",
        "source": "n1",
        "audience": Audience.UNITS,
        "title": "关于举办培训班的通知",
        "body": "现将有关事项通知如下。",
    }
    return Notice(**given | changes)


def a_delivery(recipient: str = "unit:u1") -> Delivery:
    """A delivery nobody has acknowledged."""
    return Delivery(
        delivery_id="d1", notice_id="n1", recipient=recipient, own_text=None, sent_at=NOW
    )


def a_class(**changes: Any) -> TrainingClass:
    """A class of the university Party school."""
    given: dict[str, Any] = {
        "class_id": "c1",
        "title": "发展对象培训班",
        "code": "FZ-2026-1",
        "profile": Profile.UNIVERSITY_PARTY_SCHOOL,
        "start_on": date(2026, 3, 9),
        "end_on": date(2026, 3, 11),
        "checkin_from": NOW,
    }
    return TrainingClass(**given | changes)


@pytest.mark.clause("A-4.2.a")
def test_a_released_notice_says_how_many_it_addresses() -> None:
    notice = a_notice()
    assert notice.publish(addressed=3, now=NOW) == NoticePublished(
        notice_id="n1", kind=NoticeKind.CLASS_NOTICE, class_id="c1", addressed=3
    )
    assert (notice.state, notice.published_at) == (NoticeState.PUBLISHED, NOW)


@pytest.mark.clause("A-4.2.a")
def test_a_training_notice_to_nobody_is_not_released() -> None:
    notice = a_notice()
    with pytest.raises(Refusal, match="NO_AUDIENCE"):
        notice.publish(addressed=0, now=NOW)
    assert notice.state is NoticeState.DRAFT


@pytest.mark.clause("B-8.4c")
def test_where_the_norm_asks_for_it_a_notice_names_a_contact_out_of_hours() -> None:
    college = a_class(profile=Profile.CADRE_COLLEGE)
    with pytest.raises(Invalid, match="CONTACT_MISSING"):
        college.ensure_reachable("  ")
    college.ensure_reachable("值班电话 8888")
    a_class().ensure_reachable("")


def test_the_contact_stands_in_what_is_read() -> None:
    assert a_notice(contact="值班电话 8888").text.endswith("联系方式：值班电话 8888")
    assert a_notice().text == a_notice().body


def test_an_acknowledgement_counts_once() -> None:
    delivery, notice = a_delivery(), a_notice()
    first = delivery.acknowledge(notice, by="ann", now=NOW)
    again = delivery.acknowledge(notice, by="bob", now=NOW.replace(hour=9))
    assert first == [
        NoticeAcknowledged(
            notice_id="n1", kind=NoticeKind.CLASS_NOTICE, class_id="c1", unit_id="u1"
        )
    ]
    assert again == []
    assert (delivery.acknowledged_by, delivery.acknowledged_at) == ("ann", NOW)


def test_a_recipient_tells_whether_it_is_a_unit() -> None:
    assert unit_of(to_unit("u1")) == "u1"
    assert unit_of(to_person("p1")) is None
    assert a_delivery(to_person("p1")).acknowledge(a_notice(), by="p1", now=NOW) == []


def test_units_without_seats_are_not_part_of_the_audience() -> None:
    known = a_class()
    known.allocate({"u2": 3, "u1": 1, "u3": 0}, deadline=NOW)
    assert known.units == ["u1", "u2"]


def test_who_has_left_the_class_is_no_longer_told() -> None:
    trainees = [
        Trainee(trainee_id="t1", class_id="c1", unit_id="u1", person_id="p1"),
        Trainee(trainee_id="t2", class_id="c1", unit_id="u1", person_id="p2", is_active=False),
    ]
    assert recipients(["u1"], trainees) == ["unit:u1", "person:p1"]


@pytest.mark.clause("A-1.a")
def test_nothing_is_written_about_a_class_that_has_ended() -> None:
    with pytest.raises(Refusal, match="CLASS_CLOSED"):
        a_class(is_over=True).ensure_open()
    a_class().ensure_open()


def test_an_older_roster_never_overwrites_a_newer_one() -> None:
    known = a_class()
    assert known.take_roster(2)
    assert not known.take_roster(1)
    assert not known.take_roster(2)


VERBS: dict[str, Callable[[Notice], object]] = {
    "edit": lambda notice: notice.edit(title="新标题", body="新的通知正文。", contact="", by="ann"),
    "publish": lambda notice: notice.publish(addressed=1, now=NOW),
    "chase": lambda notice: notice.chase(outstanding=1, now=NOW, pause=timedelta(hours=1)),
}


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize(
    ("verb", "state"),
    [
        (verb, state)
        for verb, (sources, _) in LIFE.moves.items()
        for state in NoticeState
        if state not in sources
    ],
)
def test_no_step_of_a_notice_is_taken_out_of_turn(verb: str, state: NoticeState) -> None:
    notice = a_notice(state=state)
    before = content(notice)
    with pytest.raises(Refusal, match="WRONG_STATE"):
        VERBS[verb](notice)
    assert content(notice) == before
