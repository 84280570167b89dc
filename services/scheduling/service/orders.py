"""Orders to the property firm."""

from contracts.scheduling import (
    AcceptService,
    ListServiceOrders,
    OrderService,
    ReportService,
    ServiceOrderView,
)
from kit.department import command, query
from services.scheduling.domain.service_order import ServiceOrder
from services.scheduling.service.views.lodging import service_order_view
from services.scheduling.store import SchedulingStore


class Orders:
    """What the property firm does for a class."""

    @command
    def order_service(self, request: OrderService, store: SchedulingStore) -> ServiceOrderView:
        store.timetable(request.class_id).require_open()
        order = ServiceOrder.place(request, order_id=store.new_id(), by=store.actor.person_id)
        store.add(order)
        return service_order_view(order)

    @command
    def report_service(self, request: ReportService, store: SchedulingStore) -> ServiceOrderView:
        order = store.service_order(request.class_id, request.order_id)
        order.report(delivered=request.delivered, by=store.actor.person_id, today=store.today)
        return service_order_view(order)

    @command
    def accept_service(self, request: AcceptService, store: SchedulingStore) -> ServiceOrderView:
        order = store.service_order(request.class_id, request.order_id)
        store.emit(order.accept(by=store.actor.person_id))
        return service_order_view(order)

    @query
    def list_service_orders(
        self, request: ListServiceOrders, store: SchedulingStore
    ) -> list[ServiceOrderView]:
        return [service_order_view(order) for order in store.service_orders(request.class_id)]
