"""Giving beds and ending stays, whatever the occasion."""

from collections.abc import Iterable
from datetime import date

from contracts.refusals import Refusal
from services.scheduling.domain.conflicts import conflict
from services.scheduling.domain.lodging import Lodger, Nights, Stay, current
from services.scheduling.domain.residence import Place
from services.scheduling.domain.trainee import Trainee
from services.scheduling.store import SchedulingStore


def give_bed(
    place: Place, lodger: Lodger, nights: Nights, class_id: str, store: SchedulingStore
) -> Stay:
    """Let a trainee have a bed that is free, and tell of it."""
    stay = Stay(
        stay_id=store.new_id(),
        class_id=class_id,
        trainee_id=lodger.trainee_id,
        room_id=place.room.room_id,
        bed=place.bed,
        sex=lodger.sex,
        from_on=nights.from_on,
        to_on=nights.to_on,
    )
    store.take_bed(stay)
    store.emit(stay.allocated(place.room))
    return stay


def current_stay(trainee: Trainee, store: SchedulingStore) -> Stay:
    """The stay that holds a bed for a trainee from today on; Refusal when there is none."""
    stay = current(store.stays(trainee.class_id), trainee.trainee_id, store.today)
    if stay is None:
        raise Refusal(
            "NO_BED",
            "该学员现在没有床位。",
            "The trainee has no bed now.",
            "B-8.4a",
        )
    return stay


def end_stays(stays: Iterable[Stay], store: SchedulingStore) -> None:
    """Take back from the day of the news on what these stays still hold."""
    for stay in stays:
        if stay.lasts_beyond(store.told_on):
            store.emit(store.free_bed(stay, store.told_on))


def prolong_stays(
    stays: Iterable[Stay], *, old_end: date, end: date, store: SchedulingStore
) -> None:
    """Keep the beds of a class whose end has moved; who must leave the bed first is told as a
    conflict.
    """
    more = Nights(from_on=old_end, to_on=end)
    for stay in stays:
        if stay.to_on != old_end or not stay.lasts_beyond(store.told_on) or not more:
            continue
        room = store.dorm_room(stay.room_id)
        if store.residence(more).would_keep(stay):
            store.prolong_stay(stay, end)
            store.emit(stay.allocated(room))
        else:
            store.emit(conflict("BED", room.room_id, stay.class_id, []))
