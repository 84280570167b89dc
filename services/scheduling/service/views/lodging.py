"""What is shown of rooms, beds and service orders."""

from contracts.identity import SEX_NAMES
from contracts.scheduling import BedView, DormRoomView, ServiceOrderView
from services.scheduling.domain.lodging import DormRoom, Stay
from services.scheduling.domain.residence import Residence
from services.scheduling.domain.service_order import ServiceOrder


def dorm_room_view(room: DormRoom, residence: Residence) -> DormRoomView:
    """A room over some nights; both sexes stand there when it changes hands between them."""
    return DormRoomView(
        room_id=room.room_id,
        building=room.building,
        number=room.number,
        beds=room.beds,
        taken=len(residence.taken(room)),
        sex="、".join(SEX_NAMES[sex] for sex in sorted(residence.sexes(room))),
    )


def bed_view(stay: Stay, room: DormRoom) -> BedView:
    return BedView(
        trainee_id=stay.trainee_id,
        class_id=stay.class_id,
        room_id=stay.room_id,
        room=room.name,
        bed=stay.bed,
        from_on=stay.from_on,
        to_on=stay.to_on,
        nights=len(stay.nights),
    )


def service_order_view(order: ServiceOrder) -> ServiceOrderView:
    return ServiceOrderView(
        order_id=order.order_id,
        class_id=order.class_id,
        kind=order.kind,
        what=order.what,
        on=order.on,
        quantity=order.quantity,
        delivered=order.delivered,
        state=order.state,
        ordered_by=order.ordered_by,
        confirmed_by=order.confirmed_by,
        accepted_by=order.accepted_by,
    )
