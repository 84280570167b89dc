"""Contacts: one's own, masked, sealed; and who is told for which role."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from contracts.enrollment import PersonalDataErased
from contracts.notification import ContactView, FindContact, KeepContact, Medium
from contracts.portal import RoleGranted, RoleRevoked
from contracts.refusals import Refusal
from contracts.roles import Role
from kit.testing import TestOffice, an_actor
from services.notification.domain.contact import Contact, HeldRole, read_email
from services.notification.store import NotificationStore
from tests.notification.college import hear_as
from tests.notification.mailbox import ADMIN, holds, reached_by
from tests.notification.test_groups import everything_kept

ANN = an_actor(person="ann")
NOTHING = ContactView(
    person_id="ann", email_masked="", phone_masked="", by_email=False, by_sms=False
)


def keep(office: TestOffice, email: str = "", phone: str = "", **wants: bool) -> ContactView:
    request = KeepContact(person_id="ann", email=email, phone=phone, **wants)
    return office.do(request, as_=ANN)


def find(office: TestOffice) -> ContactView:
    return office.do(FindContact(person_id="ann"), as_=ANN)


def test_a_contact_is_shown_masked_and_kept_sealed(college: TestOffice) -> None:
    assert find(college) == NOTHING
    keep(college, " ann@example.cn ", "+86 138-1234-5678", by_email=True, by_sms=True)
    shown = find(college)
    assert (shown.email_masked, shown.phone_masked) == ("a***@example.cn", "138****5678")
    assert shown.by_email
    assert shown.by_sms
    with college.database.reading() as session:
        row = str(session.execute(text("SELECT * FROM contact")).one())
    assert "example.cn" not in row
    kept = everything_kept(college)
    assert "ann@example.cn" not in kept
    assert "13812345678" not in kept


def test_an_address_given_masked_stays_and_an_empty_one_goes(college: TestOffice) -> None:
    keep(college, "ann@example.cn", "13812345678", by_email=True)
    changed = keep(college, "a***@example.cn", "", by_email=True)
    assert (changed.email_masked, changed.phone_masked) == ("a***@example.cn", "")
    with college.database.reading() as session:
        assert store_on(college, session).contact("ann").email == "ann@example.cn"


def test_whose_data_are_erased_has_no_contact_any_more(college: TestOffice) -> None:
    keep(college, "ann@example.cn", "13812345678", by_email=True)
    college.hear(PersonalDataErased(person_id="ann", by="org"), times=2)
    assert find(college) == NOTHING
    with college.database.reading() as session:
        assert session.execute(text("SELECT * FROM contact")).all() == []


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"email": "ann"}, "EMAIL"),
        ({"email": "ann@example.cn\nBcc: x@example.cn"}, "EMAIL"),
        ({"email": "ann@example.cn, bob@example.cn"}, "EMAIL"),
        ({"email": "b***@example.cn"}, "NO_ADDRESS|EMAIL"),
        ({"phone": "0451-86412345"}, "PHONE"),
        ({"by_email": True}, "NO_ADDRESS"),
        ({"email": "ann@example.cn", "by_sms": True}, "NO_ADDRESS"),
    ],
)
def test_what_is_no_address_is_refused(
    college: TestOffice, given_: dict[str, str | bool], code: str
) -> None:
    if given_.get("email") == "b***@example.cn":
        given_ = {**given_, "by_sms": True}
    with pytest.raises(Refusal, match=code) as refused:
        college.do(KeepContact(person_id="ann", **given_), as_=ANN)  # type: ignore[arg-type]  # mixed on purpose
    assert refused.value.status == 422
    assert find(college) == NOTHING


def test_only_oneself_and_an_administrator_may(college: TestOffice) -> None:
    keep(college, "ann@example.cn", by_email=True)
    for stranger in (an_actor(Role.EVP, person="bob"), an_actor(Role.AUDITOR, person="aud")):
        for request in (FindContact(person_id="ann"), KeepContact(person_id="ann")):
            with pytest.raises(Refusal, match="NOT_YOUR_CONTACT"):
                college.do(request, as_=stranger)
    assert college.do(FindContact(person_id="ann"), as_=ADMIN).email_masked == "a***@example.cn"
    assert not college.do(KeepContact(person_id="ann"), as_=ADMIN).by_email


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_address_can_end_a_line(tail: str) -> None:
    try:
        address = read_email(f"a@example.cn{tail}")
    except Refusal:
        return
    assert address.isprintable()
    assert address.isascii()


def test_no_mask_shows_the_name() -> None:
    contact = Contact(person_id="p", email="zhang.san@example.cn", phone="13812345678")
    assert contact.email_masked == "z***@example.cn"
    assert Contact(person_id="p").email_masked == ""


# -- who is meant ---------------------------------------------------------------------------------


def store_on(office: TestOffice, session: object) -> NotificationStore:
    store = office.office.store(session, ADMIN)  # type: ignore[arg-type]  # the database's own
    assert isinstance(store, NotificationStore)
    return store


def behind(office: TestOffice, recipient: str) -> set[str]:
    with office.database.reading() as session:
        return store_on(office, session).people_behind([recipient])


def test_a_unit_is_reached_through_those_who_may_read_its_letters(college: TestOffice) -> None:
    holds(college, "lian", Role.GRASSROOTS_ORG, "unit:u1")
    holds(college, "far", Role.GRASSROOTS_ORG, "unit:u2")
    holds(college, "boss", Role.GRASSROOTS_ORG, "*")
    holds(college, "guest", Role.TEACHER, "unit:u1")
    for person in ("lian", "far", "boss", "guest"):
        reached_by(college, person)
    assert behind(college, "unit:u1") == {"lian"}
    assert behind(college, "person:p9") == {"p9"}


def test_who_holds_a_role_no_more_is_not_told_whatever_is_heard_first(
    college: TestOffice,
) -> None:
    reached_by(college, "lian")
    given_back = {"person_id": "lian", "role": Role.GRASSROOTS_ORG, "scope": "unit:u1"}
    hear_as(college, 8, RoleRevoked(**given_back))  # type: ignore[arg-type]  # the same three fields
    hear_as(college, 7, RoleGranted(**given_back))  # type: ignore[arg-type]  # the same three fields
    assert behind(college, "unit:u1") == set()
    hear_as(college, 9, RoleGranted(**given_back))  # type: ignore[arg-type]  # the same three fields
    assert behind(college, "unit:u1") == {"lian"}


def test_the_latest_fact_about_a_role_holds_in_any_order() -> None:
    for order in permutations([(1, True), (2, False), (3, True), (4, False)]):
        held = HeldRole(person_id="p", role=Role.STAFF, scope="*")
        for as_of, is_held in order:
            held.learn(is_held=is_held, as_of=as_of)
        assert not held.is_held


def test_who_wants_text_messages_alone_gets_no_mail(college: TestOffice) -> None:
    reached_by(college, "ann", phone="13812345678", wants=Medium.SMS)
    with college.database.reading() as session:
        wanted = store_on(college, session).media_of(["ann", "nobody"])
    assert wanted == [("ann", frozenset({Medium.SMS}))]
