"""Orders to the property firm: placed, reported by the firm, accepted by somebody else."""

from typing import Any

import pytest

from contracts.enrollment import ClassClosed
from contracts.refusals import Refusal
from contracts.scheduling import (
    AcceptService,
    ListServiceOrders,
    OrderService,
    ReportService,
    ServiceAccepted,
    ServiceKind,
    ServiceOrderView,
)
from kit.testing import TestOffice, an_actor
from tests.scheduling.college import CONTRACTED, FIRM, day
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import a_class_created, local
from tests.scheduling.school import AFFAIRS, COUNSELOR, SAFETY, School


@pytest.fixture
def school(office: TestOffice) -> School:
    office.hear(a_class_created(**CONTRACTED))
    return School(office)


def place(school: School, **changes: Any) -> ServiceOrderView:
    facts: dict[str, Any] = {
        "kind": ServiceKind.MEALS,
        "what": "午餐",
        "on": day(1),
        "quantity": 40,
    }
    order = OrderService(class_id="c1", **(facts | changes))
    return school.office.do(order, as_=COUNSELOR)


def report(school: School, order: ServiceOrderView, delivered: int, by: Any = FIRM) -> Any:
    delivery = ReportService(class_id="c1", order_id=order.order_id, delivered=delivered)
    return school.office.do(delivery, as_=by)


def accept(school: School, order: ServiceOrderView, by: Any = COUNSELOR) -> ServiceOrderView:
    acceptance = AcceptService(class_id="c1", order_id=order.order_id)
    return school.office.do(acceptance, as_=by)


@pytest.mark.clause("B-3.3c")
@pytest.mark.parametrize("kind", sorted(ServiceKind))
def test_what_the_firm_delivered_counts_once_somebody_else_has_accepted_it(
    school: School, move_to: MoveTo, kind: ServiceKind
) -> None:
    order = place(school, kind=kind)
    move_to(local(1, "13:00"))
    assert report(school, order, 38).state == "DELIVERED"
    assert school.told(ServiceAccepted) == []
    accepted = accept(school, order)
    assert (accepted.state, accepted.confirmed_by, accepted.accepted_by) == (
        "ACCEPTED",
        "firm",
        "counselor",
    )
    (told,) = school.told(ServiceAccepted)
    assert (told.kind, told.what, told.on, told.quantity) == (kind, "午餐", day(1), 38)


@pytest.mark.clause("B-3.3c")
def test_nobody_accepts_what_they_reported_themselves(school: School, move_to: MoveTo) -> None:
    order = place(school)
    move_to(local(1, "13:00"))
    report(school, order, 40, by=SAFETY)
    with pytest.raises(Refusal, match="OWN_REPORT"):
        accept(school, order, by=SAFETY)
    assert school.told(ServiceAccepted) == []
    assert accept(school, order).state == "ACCEPTED"


@pytest.mark.clause("B-3.3c")
def test_a_report_is_put_right_until_it_is_accepted_and_not_after(
    school: School, move_to: MoveTo
) -> None:
    order = place(school)
    with pytest.raises(Refusal, match="WRONG_STATE"):
        accept(school, order)
    with pytest.raises(Refusal, match="NOT_YET_DUE"):
        report(school, order, 40)
    move_to(local(1, "00:01"))
    report(school, order, 40)
    report(school, order, 0)
    accept(school, order)
    assert [event.quantity for event in school.told(ServiceAccepted)] == [0]
    with pytest.raises(Refusal, match="WRONG_STATE"):
        report(school, order, 40)


@pytest.mark.clause("B-3.3c")
def test_the_firm_sees_and_reports_orders_but_neither_places_nor_accepts_them(
    school: School, move_to: MoveTo
) -> None:
    order = place(school)
    move_to(local(1, "13:00"))
    elsewhere = an_actor(*(grant.role for grant in FIRM.grants), person="x", within="class:c9")
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        report(school, order, 40, by=elsewhere)
    report(school, order, 40)
    listed = ListServiceOrders(class_id="c1")
    assert [o.order_id for o in school.office.do(listed, as_=FIRM)] == [order.order_id]
    for somebody in (FIRM, AFFAIRS):
        with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
            accept(school, order, by=somebody)


def test_orders_belong_to_their_class_and_end_with_it(school: School) -> None:
    order = place(school)
    other = ReportService(class_id="c2", order_id=order.order_id, delivered=1)
    with pytest.raises(Refusal, match="UNKNOWN"):
        school.office.do(other, as_=FIRM)
    school.office.hear(ClassClosed(class_id="c1"))
    with pytest.raises(Refusal, match="CLASS_OVER"):
        place(school)
