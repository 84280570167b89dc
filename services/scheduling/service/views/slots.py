"""What is shown of the half-days a session could stand in."""

from collections.abc import Iterable

from contracts.scheduling import CheckSession, SlotReason, SlotsView, SlotView
from services.scheduling.domain.slots import Reason, Slot


def slots_view(request: CheckSession, slots: Iterable[Slot]) -> SlotsView:
    return SlotsView(
        class_id=request.class_id,
        session_id=request.session_id,
        slots=[_slot_view(slot) for slot in slots],
    )


def _slot_view(slot: Slot) -> SlotView:
    return SlotView(
        on=slot.on,
        half_day=slot.half_day,
        starts=slot.starts,
        ends=slot.ends,
        free=slot.is_free,
        reasons=[_reason_view(reason) for reason in slot.reasons],
    )


def _reason_view(reason: Reason) -> SlotReason:
    return SlotReason(
        code=reason.code,
        zh=reason.zh,
        en=reason.en,
        clause=reason.clause,
        blocks=reason.blocks,
    )
