"""The residence, who sleeps where, and orders to the property firm."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from contracts.identity import Sex
from contracts.scheduling import ServiceKind
from kit.columns import Id, word
from services.scheduling.domain.lodging import DormRoom, Stay
from services.scheduling.domain.service_order import ServiceOrder, ServiceState
from services.scheduling.store.tables.base import Person, tables

dorm_room = Table(
    "dorm_room",
    tables.metadata,
    Column("room_id", Id, primary_key=True),
    Column("building", String(40), nullable=False),
    Column("number", String(40), nullable=False),
    Column("beds", Integer, nullable=False),
    tables.version(),
    UniqueConstraint("building", "number", name="a_room_is_registered_once"),
    CheckConstraint("beds >= 1", name="a_room_has_a_bed"),
)

stay = Table(
    "stay",
    tables.metadata,
    Column("stay_id", Id, primary_key=True),
    Column("class_id", Id, ForeignKey("timetable.class_id"), nullable=False, index=True),
    Column("trainee_id", Id, ForeignKey("trainee.trainee_id"), nullable=False, index=True),
    Column("room_id", Id, ForeignKey("dorm_room.room_id"), nullable=False, index=True),
    Column("bed", Integer, nullable=False),
    Column("sex", word(Sex), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    tables.version(),
    CheckConstraint("bed >= 1", name="beds_are_numbered_from_one"),
    CheckConstraint("from_on < to_on", name="a_stay_lasts_a_night_at_least"),
)

# Stays are also kept night by night: so that no bed is given twice and no room is mixed is held by
# plain keys, on every database alike.
room_night = Table(
    "room_night",
    tables.metadata,
    Column("room_id", Id, nullable=False),
    Column("night", Date, nullable=False),
    Column("sex", word(Sex), nullable=False),
    PrimaryKeyConstraint("room_id", "night", name="a_room_is_for_one_sex_a_night"),
    UniqueConstraint("room_id", "night", "sex", name="what_beds_refer_to"),
)

bed_night = Table(
    "bed_night",
    tables.metadata,
    Column("room_id", Id, nullable=False),
    Column("bed", Integer, nullable=False),
    Column("night", Date, nullable=False),
    Column("sex", word(Sex), nullable=False),
    Column("trainee_id", Id, nullable=False),
    Column("stay_id", Id, ForeignKey("stay.stay_id"), nullable=False, index=True),
    PrimaryKeyConstraint("room_id", "bed", "night", name="no_bed_is_given_twice"),
    UniqueConstraint("trainee_id", "night", name="nobody_sleeps_in_two_beds"),
    ForeignKeyConstraint(
        ["room_id", "night", "sex"],
        ["room_night.room_id", "room_night.night", "room_night.sex"],
        name="no_room_is_mixed",
    ),
)

service_order = Table(
    "service_order",
    tables.metadata,
    Column("order_id", Id, primary_key=True),
    Column("class_id", Id, ForeignKey("timetable.class_id"), nullable=False, index=True),
    Column("kind", word(ServiceKind), nullable=False),
    Column("what", String(200), nullable=False),
    Column("on", Date, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("ordered_by", Person, nullable=False),
    Column("delivered", Integer),
    Column("confirmed_by", Person, nullable=False),
    Column("accepted_by", Person, nullable=False),
    Column("state", word(ServiceState), nullable=False),
    tables.version(),
    CheckConstraint(
        "state = 'ORDERED' OR delivered IS NOT NULL", name="what_was_delivered_is_counted"
    ),
    CheckConstraint(
        "accepted_by = '' OR accepted_by <> confirmed_by",
        name="nobody_accepts_what_they_reported",
    ),
)

tables.map(DormRoom, dorm_room)
tables.map(Stay, stay)
tables.map(ServiceOrder, service_order)
